#!/bin/bash
# The Kubernetes manifests: kubeconform judges each file offline, without a field
# too many; a real API server, started for this in a view of its own, takes them
# by server-side apply and admits their pods; and every name in them leads to
# something.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check kubernetes
need_root
need "$kubernetes" "$kubeconform" "$schemas" "$gateway_api" "$debian" python3 openssl

main() {
	mapfile -t folders < <(find "${dists[@]}" -name kustomization.yaml -printf '%h\n' | sort)
	[ ${#folders[@]} -gt 0 ] || {
		not_ok "no kustomization.yaml under ${dists[*]}"
		finish
	}
	for folder in "${folders[@]}"; do
		check=kubeconform:$(bundle_name "$folder")
		offline "$folder"
	done
	check=api-server
	start_server
	for folder in "${folders[@]}"; do
		check=api-server:$(bundle_name "$folder")
		apply "$folder"
		scripts "$folder/.."
	done
	# What no example asks for: what the target's own cases compile to.
	for folder in "$project"/tests/targets/kubernetes/{ingress,machine,raw,registries}/want/*/kubernetes; do
		check=kubernetes:${folder#"$project"/tests/targets/kubernetes/}
		offline "$folder"
		apply "$folder"
	done
	finish
}

offline() {
	holds "every file" judge -ignore-filename-pattern kustomization.yaml "$1"
	"$kubectl" kustomize "$1" >"$work/whole.yaml" 2>"$work/kustomize.log" ||
		not_ok "kustomize" "$work/kustomize.log"
	holds "all together" judge "$work/whole.yaml"
	# What kustomization.yaml does not name would never be applied. It makes
	# ConfigMaps of its own from files.
	local written generated
	written=$(find "$1" -name '*.yaml' ! -name kustomization.yaml -exec cat {} + | grep -c '^kind:')
	generated=$(sed -n '/^configMapGenerator:/,$p' "$1/kustomization.yaml" | grep -c '^- name:')
	same "kustomization.yaml names every file" $((written + generated)) \
		"$(grep -c '^kind:' "$work/whole.yaml")"
}

judge() {
	"$kubeconform/kubeconform" -strict -summary -kubernetes-version 1.35.0 \
		-schema-location "$schemas" -schema-location \
		"$schemas/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json" "$@"
}

start_server() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	local token
	token=$(openssl rand -hex 24)
	openssl genrsa -out "$work/accounts.key" 2048 2>/dev/null
	echo "$token,admin,admin,system:masters" >"$work/tokens.csv"
	inside "$kubernetes/etcd" --data-dir "$work/etcd" --unsafe-no-fsync \
		--log-level warn >"$work/etcd.log" 2>&1 &
	inside "$kubernetes/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 \
		--bind-address=127.0.0.1 --secure-port=6443 \
		--advertise-address=127.0.0.1 --endpoint-reconciler-type=none \
		--service-cluster-ip-range=10.96.0.0/16 --cert-dir="$work/certificates" \
		--service-account-issuer=https://kubernetes.default.svc \
		--service-account-key-file="$work/accounts.key" \
		--service-account-signing-key-file="$work/accounts.key" \
		--token-auth-file="$work/tokens.csv" --anonymous-auth=false \
		--allow-privileged=true --authorization-mode=RBAC --profiling=false >"$work/server.log" 2>&1 &
	until_true 60 test -s "$work/certificates/apiserver.crt"
	cat >"$work/config" <<-END
		apiVersion: v1
		kind: Config
		current-context: here
		clusters:
		- name: here
		  cluster:
		    server: https://127.0.0.1:6443
		    certificate-authority: $work/certificates/apiserver.crt
		users: [{ name: admin, user: { token: $token } }]
		contexts: [{ name: here, context: { cluster: here, user: admin } }]
	END
	until_true 90 kube get --raw=/readyz && until_true 20 kube get namespace default || {
		not_ok "the server does not start" "$work/server.log"
		finish
	}
	kube apply --server-side -f "$gateway_api" >"$work/gateway.log" 2>&1 &&
		kube wait --for condition=established --timeout=30s crd --all \
			>>"$work/gateway.log" 2>&1 ||
		not_ok "the Gateway API cannot be installed" "$work/gateway.log"
}

kube() {
	inside env KUBECONFIG="$work/config" KUBECACHEDIR="$work/cache" "$kubectl" "$@"
}

apply() {
	local folder=$1
	# By the name that up.sh applies under, or each would guard its fields.
	kube apply --server-side --validate=strict --field-manager=stackc -k "$folder" >"$work/apply.log" 2>&1 &&
		ok "apply --server-side --validate=strict: $(grep -c serverside-applied "$work/apply.log") objects" ||
		not_ok "apply --server-side --validate=strict" "$work/apply.log"
	grep -i '^warning' "$work/apply.log" >"$work/warnings" &&
		not_ok "the server warns" "$work/warnings"
	"$kubectl" kustomize "$folder" >"$work/whole.yaml"
	kube create --dry-run=client -o json -f "$work/whole.yaml" >"$work/whole.json"
	python3 "$conformance/references.py" "$work/whole.json" "$work/pods.json" \
		>"$work/references.log" &&
		ok "$(cat "$work/references.log")" ||
		not_ok "names that lead nowhere" "$work/references.log"
	# The account that a controller would make; without it no pod is admitted.
	kube get namespaces -o name | sed 's,.*/,,' | while read -r namespace; do
		kube create serviceaccount default -n "$namespace" >/dev/null 2>&1
	done
	if kube apply --dry-run=server --validate=strict -f "$work/pods.json" \
		>"$work/pods.log" 2>&1 && ! grep -i '^warning' "$work/pods.log"; then
		ok "$(grep -c created "$work/pods.log") pods are admitted under the namespace's security level"
	else
		not_ok "pods are refused" "$work/pods.log"
	fi
}

# The bundle's up.sh puts the secrets there too. Nothing runs without nodes, so
# the answer to "has it rolled out" is yes; what runs beside the cluster is not
# looked at here.
scripts() {
	[ -f "$1/up.sh" ] || return 0
	local namespace
	namespace=$("$kubectl" kustomize "$1/kubernetes" |
		sed -n '/^kind: Namespace/,/^---/s/^  name: //p')
	rm -rf "$work/bundle"
	cp -r "$1" "$work/bundle"
	secrets "$1" "$work/bundle/.env"
	mkdir -p "$work/bin"
	cat >"$work/bin/kubectl" <<-END
		#!/bin/sh
		case " \$* " in
		*' rollout status '* | *' wait '*) exit 0 ;;
		esac
		exec "$kubectl" "\$@"
	END
	printf '#!/bin/sh\n' | tee "$work/bin/docker" >"$work/bin/ufw"
	chmod +x "$work/bin"/*
	holds "up.sh" up
	holds "up.sh once more" up
	same "keys of the secrets in the cluster" \
		"$(cut -d = -f 1 "$work/bundle/.env" | sort | xargs)" \
		"$(kube get secrets -n "$namespace" -o json | python3 -c '
import json, sys
print(*sorted(k for s in json.load(sys.stdin)["items"] for k in s["data"]))')"
}

up() {
	local options=()
	! grep -q -- '^	--no-root)' "$work/bundle/up.sh" || options=(--no-root)
	inside env -i -C "$work/bundle" HOME="$work" KUBECONFIG="$work/config" \
		PATH="$work/bin:/usr/sbin:/usr/bin:/sbin:/bin" ./up.sh "${options[@]}"
}

main
