#!/bin/bash
# Every format that findings are told in, of specs that are broken in many ways: by
# the validator of SARIF, the schemas of JUnit's XML, and what reports.py asks of
# all of them together.
set -euo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
check reports
stackc=${STACKC:-$project/zig-out/bin/stackc}
need "$stackc" "$reports"
python=$reports/venv/bin/python
formats=(json sarif github gitlab junit rdjson)

# lint_all FOLDER SPEC...: FOLDER/N.FORMAT of each, in one run
lint_all() {
	local folder=$1 n=0 spec status format arguments
	shift
	mkdir -p "$folder"
	for spec in "$@"; do
		n=$((n + 1))
		arguments=()
		for format in "${formats[@]}"; do
			arguments+=(--format "$format=$folder/$n.$format")
		done
		status=0
		(cd "$(dirname "$spec")" &&
			"$stackc" lint "${arguments[@]}" "$(basename "$spec")") || status=$?
		[ $status -lt 2 ] || echo "$spec: status $status"
	done
}

mkdir "$work/specs" "$work/moved"
for spec in "$project"/tests/spec/*/*.yaml; do
	name=${spec#"$project/tests/spec/"}
	cp "$spec" "$work/specs/${name/\//-}"
done
cp "$project/examples/hello/stack.yaml" "$work/specs"
printf 'stack: "<&\x27 > 测试 %%"\nservices: { "a\tb": { image: "x:1" } }\n' >"$work/specs/odd.yaml"
# What is found does not change when it moves down.
for spec in "$work"/specs/s*.yaml; do
	(echo && cat "$spec") >"$work/moved/$(basename "$spec")"
done
lint_all "$work/out" "$work"/specs/*.yaml >"$work/lint.log" 2>&1
same 'every spec is reported' '' "$(cat "$work/lint.log")"
lint_all "$work/still-out" "$work"/specs/s*.yaml >"$work/lint.log" 2>&1
lint_all "$work/moved-out" "$work"/moved/*.yaml >"$work/lint.log" 2>&1

export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
"$reports/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool" validate \
	"$work"/out/*.sarif >"$work/sarif.log" 2>&1 || true
grep -E ': error |exception' "$work/sarif.log" >"$work/sarif.errors" || true
same 'SARIF is valid' '' "$(head -n 5 "$work/sarif.errors")"
holds 'SARIF was looked at' grep -q 'Analysis completed successfully' "$work/sarif.log"
holds 'JUnit is valid as Jenkins has it' "$python" "$conformance/reports.py" junit \
	"$reports/jenkins-junit.xsd" "$work"/out/*.junit
holds 'all formats tell the same' "$python" "$conformance/reports.py" same "$work/out"
holds 'a finding that moves is the same finding' "$python" \
	"$conformance/reports.py" moved "$work/still-out" "$work/moved-out"
finish
