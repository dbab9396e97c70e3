"""Random values made of what every syntax has for itself, and what becomes of them.

	values.py make DIR [COUNT]	a spec in DIR for each way that values go, and
					expected.json with what each place holds
	values.py refused DIR SPEC ENVIRONMENT REPORT
					whether a report of `stackc lint --format json`
					names just the places whose values are of the
					refused classes; takes them out of the spec
	values.py KIND DIR FILE...	what a consumer has read, against what the spec
					says: KIND is compose, kubernetes, pm2, env,
					arguments or nginx

The same seed makes the same values. Each value stands on a line of its own, so a
line of a report is a place. What a target does not carry is said once, in
`refusal`, as docs/language.md says it.
"""
import base64
import json
import random
import re
import socket
import sys
import urllib.parse
from pathlib import Path

SEED = 20
TOKENS = (
    list("$'\"\\#%{};:&*!|>@,[]()<`~=?-+^. \n\t\r")
    + [chr(c) for c in range(1, 32)]
    + ["\x7f", "\x80", "\x85", "\x9f", "\xa0", "\u2028", "\u2029", "\ufeff", "\ufffd"]
    + ["$$", "${", "$${", "$(", "$((", "$(A)", "${A}", "${A:-b}", "$A", "$$A", "{{", "}}",
       '{"a": 1}', "{a{b}c}"]
    + ["\\n", "\\'", '\\"', "\\\\", "'\\''", "$'", "%%", "%s", ": ", " #", "- ", "---\n", "<<"]
    + ["😀", "👩‍👧", "值", "中文", "é", "a", "b", "EOF", "no", "null", "~", "1e3", "0777", "22:22"]
    + ["A", "B", "\n", "\n", "$", "$", "'", '"', "\\", " "]
)
WHOLE = ["", " ", "  a", "a  ", "\n", "\n\n", "a\n", "\na", "a\n\nb\n", "a \nb", "\t", "'", '"',
         "\\", "$", "$$", "$$$", "${", "$${", "$(", "$($(", "$é", "$😀", "a$", "no", "null", "~",
         "true", "1", "1.0", "0x1", "2001-01-01", "-", "---", "...", "? ", "!", "&a", "*a", "%a",
         "@a", "`a", "{}", "[]", "<<", "=", "#", "a: b", "a #b", ",", "|", ">", "\x85", "\u2028",
         "\ufeff", "\x7f", "EOF\nEOF2\n", "é" * 40, "x" * 300, "'\\''", "a\r\nb", "\r"]


# Says what it was started with.
PROGRAM = """
const { env, argv } = process;
const text = JSON.stringify({ args: argv.slice(2), env });
require("node:fs").writeFileSync(`${env.RECORDS}/${env.name}.json`, text);
setInterval(() => {}, 1000);
"""


def control(text):
    return any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text)


CALM = [token for token in TOKENS if not control(token)]


def paired(text):
    """Braces stand in pairs, and something else follows each that opens."""
    depth = 0
    for at, c in enumerate(text):
        if c == "{":
            depth += 1
            if text[at + 1:at + 2] in ("", "{", "}"):
                return False
        elif c == "}":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def refusal(kind, value):
    """Whether the language refuses the value in places of this kind."""
    if kind == "default":  # of what a compose file keeps open
        return not paired(value) or any(ord(c) < 32 for c in value)
    if kind == "line":
        return any(ord(c) < 32 for c in value)
    if kind == "body":
        return control(re.sub("[\t\r\n]", "", value))
    if kind == "header":
        return control(value) or value.strip(" ") != value
    if kind == "redirect":
        return control(value)
    if kind == "path":
        return (control(value) or len(value.encode()) > 255
                or bool(re.search("[?#%]|//|/\\.\\.?(/|$)", value)))
    if kind == "env-bare":
        return not re.fullmatch("[A-Za-z0-9._:/@%+,=-]*", value)
    if kind == "env-double":
        return bool(re.search("[\0-\x1f\x7f\"$`\\\\]", value))
    if kind == "env-line":
        return "'" in value or value.endswith("\\") or bool(re.search("[\0-\x1f\x7f]", value))
    return False


class Values:
    """`calm`: how many of a hundred have no control characters, which some targets
    refuse. For each kind of place, WHOLE comes first."""

    def __init__(self, seed, calm=0):
        self.random = random.Random(seed)
        self.whole = {}
        self.calm = calm

    def take(self, kind=None):
        whole = self.whole.setdefault(kind, list(WHOLE))
        if whole:
            return whole.pop(0)
        tokens = CALM if self.random.randrange(100) < self.calm else TOKENS
        return "".join(self.random.choices(tokens, k=self.random.randint(1, 10)))


def yaml_quoted(text, style):
    """As a scalar of one line."""
    if style and not control(text) and not re.search("[\u2028\u2029\ufeff]", text):
        return "'" + text.replace("'", "''") + "'"
    plain = (lambda c: c not in '"\\' and (32 <= ord(c) < 127 or 0xA0 <= ord(c) < 0x2028
                                          or 0x2030 <= ord(c) < 0xFE00 or ord(c) > 0xFFFF))
    return '"' + "".join(c if plain(c) else "\\U%08x" % ord(c) for c in text) + '"'


def source(text):
    """Written in a spec: a run of `$` before `{` is doubled."""
    return re.sub(r"\$+(?=\{)", lambda run: run.group() * 2, text)


class Spec:
    """Lines of a stack.yaml, and the place each value is for."""

    def __init__(self, values):
        self.values = values
        self.lines = []
        self.places = []  # of [line, path, kind, value]
        self.set = []  # of NAME=VALUE, for --set
        self.mixed = []  # of [key, before, NAME in .env, after]

    def line(self, indent, text):
        self.lines.append("  " * indent + text)

    def value(self, indent, lead, path, kind, value=None, written=None):
        """`lead` and a value on one line; `written` where it is part of more."""
        value = self.values.take(path[0]) if value is None else value
        text = source(value) if written is None else written(source(value))
        self.line(indent, lead + yaml_quoted(text, self.values.random.random() < 0.4))
        self.places.append([len(self.lines), path, kind, value])
        return value

    def literal(self, indent, lead, text):
        self.line(indent, lead + yaml_quoted(text, False))

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "stack.yaml").write_text("\n".join(self.lines) + "\n", newline="")
        (folder / "expected.json").write_text(json.dumps(self.places))
        (folder / "mixed.json").write_text(json.dumps(self.mixed))
        (folder / "set").write_bytes(b"".join(one.encode() + b"\0" for one in self.set))


def containers(values, count):
    """Every field of a container that takes a value; compose and Kubernetes."""
    spec = Spec(values)
    services = max(1, count // 40)
    spec.line(0, "stack: values")
    # What looks like an unfinished template may be one by chance.
    spec.line(0, "lint: { rules: { labels/alternatives-left: off } }")
    spec.line(0, "environments:")
    spec.line(1, "compose: { targets: { compose: { build: true } }, development: true }")
    spec.line(1, "kubernetes: { targets: [kubernetes], development: true, services: { "
              + ", ".join(f"s{i}: {{ build: null }}" for i in range(services)) + " } }")
    spec.line(0, "configs:")
    for i in range(services):
        for k in range(4):
            spec.value(1, f"c{i}_{k}: {{ content: ", ["content", f"s{i}", f"/etc/c{k}"], "")
            spec.lines[-1] += " }"
    spec.line(0, "services:")
    for i in range(services):
        s = f"s{i}"
        spec.line(1, f"{s}:")
        spec.line(2, "image: example.com/values:1.0.0")
        spec.line(2, 'user: "1000"')
        spec.line(2, "resources: { memory: 16MiB }")
        for key, field, n in (("env", "E", 12), ("labels", "example.com/l", 5),
                              ("annotations", "example.com/a", 4)):
            spec.line(2, f"{key}:")
            for k in range(n):
                spec.value(3, f"{field}{k}: ", [key, s, f"{field}{k}"], "")
        for key, n in (("entrypoint", 2), ("command", 6)):
            spec.line(2, f"{key}:")
            for k in range(n):
                spec.value(3, "- ", [key, s, k], "")
        spec.line(2, "build:")
        spec.line(3, "context: .")
        spec.line(3, "args:")
        for k in range(2):
            spec.value(4, f"B{k}: ", ["build", s, f"B{k}"], "")
        spec.line(2, "health:")
        if i % 2:
            spec.value(3, "shell: ", ["shell", s, 0], "", values.take("shell") or "a")
        else:
            spec.line(3, "exec:")
            for k in range(4):
                spec.value(4, "- ", ["exec", s, k], "")
        spec.line(2, "mounts:")
        for k in range(4):
            spec.line(3, f"/etc/c{k}: {{ config: c{i}_{k} }}")
        spec.line(2, "raw:")
        spec.line(3, "compose:")
        spec.line(4, "storage_opt:")
        for k in range(2):
            spec.value(5, f"r{k}: ", ["storage_opt", s, f"r{k}"], "")
        spec.line(3, "kubernetes:")
        spec.line(4, "pod:")
        spec.line(5, "nodeSelector:")
        for k in range(2):
            spec.value(6, f"r{k}: ", ["nodeSelector", s, f"r{k}"], "")
    for i in range(services // 10):
        stores(spec, i)
    return spec


def stores(spec, i):
    """Settings that the catalogue makes arguments of, or a file in its own syntax."""
    spec.line(1, f"db{i}:")
    spec.line(2, "image: postgres:16.4")
    spec.line(2, "env: { POSTGRES_HOST_AUTH_METHOD: trust }")
    spec.line(2, "resources: { memory: 64MiB }")
    spec.line(2, "settings:")
    for k in range(5):
        spec.value(3, f"app.k{k}: ", ["argument", f"db{i}", f"app.k{k}"], "")
    spec.line(1, f"cache{i}:")
    spec.line(2, "image: redis:7.4")
    spec.line(2, "resources: { memory: 64MiB }")
    spec.line(2, "settings:")
    for k in range(5):
        spec.value(3, f"k{k}: ", ["redis", f"cache{i}", f"k{k}"], "")


def open_values(values, count):
    """Parameters with a default and given ones, secrets, and text around them."""
    spec = Spec(values)
    spec.line(0, "stack: open")
    spec.line(0, "environments: { compose: { targets: [compose], development: true } }")
    spec.line(0, "parameters:")
    for i in range(count // 4):
        spec.value(1, f"P{i}: {{ default: ", ["env", "s", f"P{i}"], "default",
                   values.take("parameter"))
        spec.lines[-1] += " }"
        spec.line(1, f"G{i}: {{}}")
    spec.line(0, "secrets:")
    for i in range(count // 4):
        spec.value(1, f"d{i}: {{ env: D{i}, default: ", ["env", "s", f"D{i}"], "default")
        spec.lines[-1] += " }"
        spec.line(1, f"s{i}: {{ env: S{i} }}")
    spec.line(0, "services:")
    spec.line(1, "s:")
    spec.line(2, "image: example.com/values:1.0.0")
    spec.line(2, "health: none")
    spec.line(2, "env:")
    for i in range(count // 4):
        spec.line(3, f'P{i}: "${{parameters.P{i}}}"')
        spec.line(3, f'D{i}: "${{secrets.d{i}}}"')
        spec.mixed.append(mixed(spec, 3, f"G{i}", f"G{i}", f"parameters.G{i}"))
        spec.mixed.append(mixed(spec, 3, f"S{i}", f"S{i}", f"secrets.s{i}"))
    return spec


def app(folder):
    """A folder whose name needs care, and a program in it."""
    app = folder.resolve() / "it's \"a\" $HOME (1) #2; `b`"
    app.mkdir(parents=True, exist_ok=True)
    (app / "main.js").write_text(PROGRAM)
    return str(app)


def host(folder):
    logs = folder.resolve() / "log files"
    logs.mkdir(parents=True, exist_ok=True)
    return f'host: {{ targets: {{ pm2: {{ logs: "{logs}" }} }}, development: true }}'


def processes(values, count, folder):
    """Arguments, variables and health commands of programs on a host."""
    spec = Spec(values)
    services = max(1, count // 45)
    spec.line(0, "stack: values")
    spec.line(0, f"environments: {{ {host(folder)} }}")
    spec.line(0, "parameters:")
    for i in range(services):
        for k in range(3):
            spec.value(1, f"P{i}_{k}: {{ default: ", ["env", f"s{i}", f"P{k}"], "")
            spec.lines[-1] += " }"
        # What --set gives stands in set.json: none of it is in the spec.
        spec.line(1, f"T{i}: {{}}")
        spec.set.append(f"T{i}={values.take('set')}")
    spec.line(0, "secrets:")
    for i in range(services):
        spec.value(1, f"d{i}: {{ env: D{i}, default: ", ["env", f"s{i}", "D"], "",
                   values.take("secret"))
        spec.lines[-1] += " }"
    spec.line(0, "services:")
    for i in range(services):
        s = f"s{i}"
        spec.line(1, f"{s}:")
        spec.line(2, "placement: process")
        spec.line(2, "process:")
        spec.line(3, "script: main.js")
        spec.literal(3, "cwd: ", app(folder))
        spec.line(3, "args:")
        for k in range(10):
            spec.value(4, "- ", ["args", s, k], "")
        spec.line(2, "env:")
        for k in range(14):
            spec.value(3, f"E{k}: ", ["env", s, f"E{k}"], "")
        for k in range(3):
            spec.line(3, f'P{k}: "${{parameters.P{i}_{k}}}"')
        spec.line(3, f'D: "${{secrets.d{i}}}"')
        spec.line(3, f'T: "<${{parameters.T{i}}}>"')
        value = "<" + spec.set[i].partition("=")[2] + ">"
        spec.places.append([len(spec.lines), ["env", s, "T"], "", value])
        spec.line(2, "raw:")
        spec.line(3, "pm2:")
        for k in range(2):
            spec.value(4, f"cron_note{k}: ", ["raw", s, f"cron_note{k}"], "")
        spec.line(2, "health:")
        spec.line(3, "exec:")
        spec.line(4, "- record")
        spec.line(4, f"- {s}")
        for k in range(16):
            spec.value(4, "- ", ["exec", s, k], "")
    return spec


def routes(values, count):
    """What nginx answers itself."""
    spec = Spec(values)
    spec.line(0, "stack: values")
    spec.line(0, "environments: { host: { targets: [nginx] } }")
    spec.line(0, "gateway:")
    spec.line(1, "run: host")
    spec.line(1, "listen: { http: 8080 }")
    spec.line(1, "hosts:")
    spec.line(2, "values.example.com:")
    spec.line(3, "routes:")
    for i in range(count // 4):
        spec.line(4, f"/t{i}:")
        spec.line(5, "respond: 200")
        spec.line(5, "exact: true")
        spec.value(5, "text: ", ["text", f"/t{i}"], "body")
        spec.line(5, "headers:")
        for k in range(2):
            spec.value(6, f"X-{k}: ", ["header", f"/t{i}", f"X-{k}"], "header")
        spec.line(4, f"/r{i}:")
        spec.line(5, "exact: true")
        spec.line(5, "redirect:")
        spec.line(6, "keep: false")
        value = values.take("redirect")
        spec.value(6, "to: ", ["redirect", f"/r{i}"], "redirect", "/_" + value)
    for i in range(count // 20):
        # Keys hold no references and no controls; that is said before all else.
        end = "".join(c for c in values.take("path") if not control(c))
        end = re.sub(r"\$+(?=\{)", "", end)
        key = f"/p{i}" + ("/" if i % 5 == 0 else "") + end
        spec.line(4, yaml_quoted(key, i % 2) + f": {{ respond: 200, text: p{i}, exact: true }}")
        spec.places.append([len(spec.lines), ["path", key, f"p{i}"], "path", key])
    return spec


def operator(values, count, folder):
    """A program that gets what an operator writes into .env: every line."""
    spec = Spec(values)
    spec.line(0, "stack: operator")
    spec.line(0, f"environments: {{ {host(folder)} }}")
    spec.line(0, "secrets:")
    spec.line(1, "s: { env: S, default: a }")
    for i in range(50):
        spec.line(1, f"v{i}: {{ env: V{i}, default: a }}")
    spec.line(0, "services:")
    spec.line(1, "s:")
    spec.line(2, "placement: process")
    spec.literal(2, "process: { script: main.js, cwd: ", app(folder))
    spec.lines[-1] += " }"
    spec.line(2, "env:")
    spec.line(3, 'S: "${secrets.s}"')
    for i in range(50):
        spec.mixed.append(mixed(spec, 3, f"M{i}", f"V{i}", f"secrets.v{i}"))
    lines, text = [], ""
    for i in range(count):
        value = values.take().replace("\n", "")
        kind, quote = FORMS[values.random.choice([0, 0, 1, 2])]
        if value[:1] in ("'", '"'):
            kind, quote = FORMS[0]
        lines.append([kind, value])
        text += f"V{i}={quote}{value}{quote}\n"
    (folder / "lines").write_text(text, newline="")
    (folder / "candidates.json").write_text(json.dumps(lines))
    env_file(folder, Values(SEED + 8, 90), [f"V{i}" for i in range(50)])
    return spec


def mixed(spec, indent, key, name, reference):
    """A value with a reference in the middle; returns what is around it."""
    # A `$` right before the reference would make one run with its own.
    before, after = spec.values.take("mixed") + "|", spec.values.take("mixed")
    spec.literal(indent, f"{key}: ", source(before) + "${" + reference + "}" + source(after))
    return [key, before, name, after]


def cluster(values, count):
    """Secrets that up.sh puts into a cluster: defaults, and lines of .env."""
    spec = Spec(values)
    spec.line(0, "stack: cluster")
    spec.line(0, "environments: { kubernetes: { targets: [kubernetes], development: true } }")
    spec.line(0, "secrets:")
    for i in range(count):
        spec.value(1, f"d{i}: {{ env: D{i}, default: ", ["secret", f"D{i}"], "line")
        spec.lines[-1] += " }"
        spec.line(1, f"s{i}: {{ env: S{i} }}")
    spec.line(0, "services:")
    spec.line(1, "s:")
    spec.line(2, "image: example.com/values:1.0.0")
    spec.line(2, 'user: "1000"')
    spec.line(2, "health: none")
    spec.line(2, "env:")
    for i in range(count):
        spec.line(3, f'D{i}: "${{secrets.d{i}}}"')
        spec.mixed.append(mixed(spec, 3, f"M{i}", f"S{i}", f"secrets.s{i}"))
    return spec


# How a value may be written in .env.
FORMS = (("env-line", "'"), ("env-double", '"'), ("env-bare", ""))


def env_file(folder, values, names):
    """Lines that everybody takes, as an operator may write them."""
    lines, text = {}, ""
    for name in names:
        value = values.take()
        while refusal("env-line", value) or not value:
            value = values.take()
        lines[name] = value
        quotes = [quote for kind, quote in FORMS if not refusal(kind, value)]
        quote = values.random.choice(quotes)
        text += f"{name}={quote}{value}{quote}\n"
    (folder / ".env").write_text(text, newline="")
    (folder / "lines.json").write_text(json.dumps(lines))


def make(folder, count):
    folder = Path(folder)
    count = int(count)
    containers(Values(SEED), count).write(folder / "containers")
    open_values(Values(SEED + 1, 90), count // 2).write(folder / "open")
    env_file(folder / "open", Values(SEED + 2, 90),
             [f"{letter}{i}" for i in range(count // 8) for letter in "GS"])
    secrets = min(200, count)
    cluster(Values(SEED + 6, 95), secrets).write(folder / "cluster")
    env_file(folder / "cluster", Values(SEED + 7, 95), [f"S{i}" for i in range(secrets)])
    processes(Values(SEED + 3), count, folder / "processes").write(folder / "processes")
    few = min(450, count)
    processes(Values(SEED + 9), few, folder / "programs").write(folder / "programs")
    (folder / "operator").mkdir()
    operator(Values(SEED + 5, 50), count, folder / "operator").write(folder / "operator")
    routes(Values(SEED + 4, 90), count).write(folder / "routes")


def refused(folder, report):
    """Takes the places that were refused out of the spec, by their lines."""
    folder = Path(folder)
    places = json.loads((folder / "expected.json").read_text())
    found = {}
    for diagnostic in json.loads(Path(report).read_text())["diagnostics"]:
        if diagnostic["severity"] == "error":
            found[diagnostic["span"]["line"]] = diagnostic
    wanted = {line for line, _, kind, value in places if refusal(kind, value)}
    for line, path, kind, value in places:
        if (line in wanted) != (line in found):
            problem(path, "refused" if line in wanted else "taken", value,
                    found[line]["message"] if line in found else "taken")
    for line in found.keys() - {place[0] for place in places}:
        problem([line], "no finding", "", found[line]["message"])
    for diagnostic in found.values():
        if not diagnostic["why"] and not diagnostic["fix"]:
            problem([diagnostic["id"]], "a reason", "", diagnostic["message"])
    lines = (folder / "stack.yaml").read_text().split("\n")
    for line, path, _, _ in places:
        if line in wanted and path[0] == "path":
            lines[line - 1] = ""
    for line in sorted(wanted):
        # What stands there instead is harmless everywhere.
        lines[line - 1] = re.sub(r"""(^[^"']*?(?:: |- ))["'].*["']( })?$""", r'\1"/_"\2',
                                 lines[line - 1])
    (folder / "stack.yaml").write_text("\n".join(lines))
    kept = [[line, path, kind, "/_" if line in wanted else value]
            for line, path, kind, value in places if line not in wanted or path[0] != "path"]
    (folder / "expected.json").write_text(json.dumps(kept))
    report_all(f"{len(wanted)} of {len(places)} values are refused, each where it stands")


problems = 0


def problem(path, wanted, value, found):
    global problems
    problems += 1
    if problems <= 20:
        print(f"    {'/'.join(map(str, path))}: expected {wanted} {ascii(value)}, "
              f"found {ascii(found)}")


def report_all(what):
    print(what if not problems else f"{problems} differ")
    sys.exit(problems > 0)


def compare(folder, find, what, kinds=None, but=()):
    """`find` returns what the consumer has at a path."""
    places = json.loads((Path(folder) / "expected.json").read_text())
    count = 0
    for _, path, kind, value in places:
        if path[0] in but or kinds and path[0] not in kinds:
            continue
        count += 1
        try:
            found = find(*path)
        except (KeyError, IndexError, TypeError, OSError) as error:
            found = f"nothing: {error!r}"
        if found != value:
            problem(path, "", value, found)
    report_all(f"{count} {what}")


def argument(words, key):
    """The value behind `KEY=`."""
    return next(word for word in words if word.startswith(key + "="))[len(key) + 1:]


def redis(text, key):
    """A setting of redis.conf, as redis reads it (sdssplitargs in its source)."""
    line = next(line for line in text.split("\n") if line.startswith(key + " "))
    words, at = [], len(key)
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        quote, at, word = line[at] == '"', at + (line[at] == '"'), b""
        while at < len(line) and line[at] != ('"' if quote else " "):
            if quote and line[at] == "\\":
                taken = 4 if re.match(r"\\x[0-9a-f]{2}", line[at:]) else 2
                one = line[at + 1:at + taken]
                word += bytes([int(one[1:], 16)]) if taken == 4 else one.encode()
                at += taken
            else:
                word += line[at].encode()
                at += 1
        at += quote
        words.append(word.decode())
    return " ".join(words)


def undouble(value):
    """`compose config` writes its values so that compose would read them again."""
    if isinstance(value, dict):
        return {key: undouble(one) for key, one in value.items()}
    if isinstance(value, list):
        return [undouble(one) for one in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def compose(folder, file):
    model = undouble(json.loads(Path(file).read_text()))
    services = model["services"]

    def content(s, path):
        source = next(c["source"] for c in s["configs"] if c["target"] == path)
        config = model["configs"][source]
        if "content" in config:
            return config["content"]
        return Path(config["file"]).read_bytes().decode()

    def find(field, service, key):
        s = services[service]
        if field == "env":
            return s["environment"][key]
        if field == "build":
            return s["build"]["args"][key]
        if field == "argument":
            return argument(s["command"], key)
        if field == "redis":
            return redis(content(s, "/usr/local/etc/redis/redis.conf"), key)
        if field == "shell":
            return s["healthcheck"]["test"][1]
        if field == "exec":
            return s["healthcheck"]["test"][key + 1]
        return content(s, key) if field == "content" else s[field][key]

    compare(folder, find, "values are what Docker Compose reads", but={"nodeSelector"})


def check_mixed(folder, env, what):
    """Values of .env inside other text."""
    texts = json.loads((Path(folder) / "mixed.json").read_text())
    lines = json.loads((Path(folder) / "lines.json").read_text())
    for key, before, name, after in texts:
        if env.get(key) != before + lines[name] + after:
            problem([key], "", before + lines[name] + after, env.get(key))
    report_all(f"{len(texts)} values with one of .env inside are what {what}")


def compose_mixed(folder, file):
    model = undouble(json.loads(Path(file).read_text()))
    check_mixed(folder, model["services"]["s"]["environment"], "Docker Compose reads")


def pm2_mixed(folder, file):
    check_mixed(folder, json.loads(Path(file).read_text())["apps"][0]["env"], "node reads")


def expand(text, variables):
    """What the kubelet does (third_party/forked/golang/expansion in its source)."""
    data, out, at = text.encode(), b"", 0
    while at < len(data):
        if data[at:at + 1] != b"$" or at + 1 == len(data):
            out += data[at:at + 1]
            at += 1
            continue
        after = data[at + 1:at + 2]
        close = data.find(b")", at + 2)
        if after == b"$":
            out += b"$"
        elif after == b"(" and close >= 0:
            name = data[at + 2:close].decode()
            out += variables.get(name, f"$({name})").encode()
            at = close - 1
        else:  # one byte, as the code point of that number
            out += b"$" + chr(after[0]).encode()
        at += 2
    return out.decode()


def objects(file):
    """What kubectl prints: one object after the other."""
    decoder, text, at = json.JSONDecoder(), Path(file).read_text().strip(), 0
    while at < len(text):
        thing, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        yield thing


def variables_of(container, secrets):
    variables = {}
    for one in container.get("env", []):
        if "value" in one:
            variables[one["name"]] = expand(one["value"], variables)
        else:
            variables[one["name"]] = secrets[one["valueFrom"]["secretKeyRef"]["key"]]
    return variables


def kubernetes_mixed(folder, file):
    lines = json.loads((Path(folder) / "lines.json").read_text())
    lines.update({f"D{i}": "" for i in range(len(lines))})
    container = next(thing["spec"]["template"]["spec"]["containers"][0]
                     for thing in objects(file) if thing["kind"] == "Deployment")
    check_mixed(folder, variables_of(container, lines), "Kubernetes reads")


def kubernetes(folder, file):
    services, contents = {}, {}
    for thing in objects(file):
        if thing["kind"] in ("Deployment", "StatefulSet"):
            services[thing["metadata"]["name"]] = thing["spec"]["template"]
        elif thing["kind"] == "ConfigMap":
            contents[thing["metadata"]["name"]] = thing["data"]

    def find(field, service, key):
        template = services[service]
        meta, spec = template["metadata"], template["spec"]
        container = spec["containers"][0]
        variables = variables_of(container, {})
        if field == "nodeSelector":
            return spec[field][key]
        if field == "argument":
            return argument([expand(one, variables) for one in container["args"]], key)
        if field == "env":
            return variables[key]
        if field in ("labels", "annotations"):
            return {**meta["labels"], **meta["annotations"]}[key]
        if field in ("command", "entrypoint"):
            field = {"command": "args", "entrypoint": "command"}[field]
            return expand(container[field][key], variables)
        if field in ("exec", "shell"):
            command = container["readinessProbe"]["exec"]["command"]
            if field == "shell":
                assert command[:2] == ["/bin/sh", "-c"] or command[:2] == ["sh", "-c"], command
                key = 2
            return expand(command[key], variables)
        path = "/usr/local/etc/redis/redis.conf" if field == "redis" else key
        mount = next(m for m in container["volumeMounts"] if m["mountPath"] == path)
        volume = next(v for v in spec["volumes"] if v["name"] == mount["name"])
        text = contents[volume["configMap"]["name"]][mount["subPath"]]
        return redis(text, key) if field == "redis" else text

    compare(folder, find, "values are what Kubernetes reads",
            {"env", "labels", "annotations", "command", "entrypoint", "exec", "shell",
             "content", "argument", "redis", "nodeSelector"})


def pm2(folder, file):
    apps = {app["name"]: app for app in json.loads(Path(file).read_text())["apps"]}
    def find(field, app, key):
        return apps[app][key] if field == "raw" else apps[app][field][key]

    compare(folder, find, "values are what node reads", {"args", "env", "raw"})


def programs(folder, records):
    """What programs that PM2 has started say of themselves."""
    read = {}

    def find(field, app, key):
        if app not in read:
            read[app] = json.loads((Path(records) / f"{app}.json").read_text())
        return read[app][field][key]

    compare(folder, find, "values are what programs of PM2 get", {"args", "env"})


def arguments(folder, file):
    """`record SERVICE ARGUMENT...` was called for each service by up.sh."""
    calls = {}
    for call in Path(file).read_bytes().decode().split("\0END\0")[:-1]:
        service, *rest = call.split("\0")
        calls[service] = rest
    compare(folder, lambda field, service, key: calls[service][key],
            "arguments are what a shell passes on", {"exec"})


def environment(folder, file):
    """What programs get of the lines of .env, NUL between them."""
    lines = json.loads((Path(folder) / "lines.json").read_text())
    found = dict(one.split("=", 1) for one in Path(file).read_bytes().decode().split("\0")[:-1])
    for name, value in lines.items():
        if found.get(name) != value:
            problem([name], "", value, found.get(name))
    report_all(f"{len(lines)} lines of .env are read")


def lines(folder, file):
    """up.sh names the lines of .env that it refuses."""
    values = json.loads((Path(folder) / "candidates.json").read_text())
    refused = {int(n) for n in re.findall(r"^    \.env:(\d+): ", Path(file).read_text(), re.M)}
    for i, (kind, value) in enumerate(values):
        if (i + 1 in refused) != refusal(kind, value):
            problem([f"line {i + 1}"], "" if i + 1 in refused else "a refusal of", value,
                    i + 1 in refused)
    report_all(f"{len(refused)} of {len(values)} lines of .env are refused")


def secrets(folder, file):
    """What kubectl has put into a Secret."""
    data = json.loads(Path(file).read_text())["data"]
    data = {name: base64.b64decode(value).decode() for name, value in data.items()}
    for name, value in json.loads((Path(folder) / "lines.json").read_text()).items():
        if data.get(name) != value:
            problem([name], "", value, data.get(name))
    compare(folder, lambda field, name: data[name], "secrets, and as many of .env")


def nginx(folder, address):
    """Asks a running nginx; bytes are compared, as HTTP has no text."""
    host, port = address.split(":")
    places = json.loads((Path(folder) / "expected.json").read_text())
    streams, answers = [], {}

    def ask(path):
        if path not in answers:
            if not streams:
                connection = socket.create_connection((host, int(port)))
                streams.append(connection.makefile("rwb"))
            stream = streams[0]
            stream.write(f"GET {path} HTTP/1.1\r\nHost: values.example.com\r\n\r\n".encode())
            stream.flush()
            stream.readline()
            headers = {}
            while (line := stream.readline()[:-2]):
                name, _, value = line.partition(b": ")
                headers[name.decode().lower()] = value
            body = stream.read(int(headers.get("content-length", 0)))
            answers[path] = headers, body
            if headers.get("connection") == b"close":
                streams.clear()
        return answers[path]

    def find(field, path, key=None):
        if field == "path":
            body = ask(urllib.parse.quote(path))[1].decode()
            return path if body == key else body
        headers, body = ask(path)
        if field == "text":
            return body.decode()
        # An empty header is not sent.
        return headers.get("location" if field == "redirect" else key.lower(), b"").decode()

    compare(folder, find, "values are what nginx answers")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
