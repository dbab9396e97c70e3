#!/usr/bin/env python3
"""What the formats of one run have in common, for 27-reports.sh.

reports.py junit XSD FILE...     every file fits the schema
reports.py same FOLDER           N.FORMAT of each run tell the same findings and places
reports.py moved FOLDER OTHER    the fingerprints of both are the same
"""
import json
import pathlib
import re
import sys

LEVELS = {"info": "note", "warning": "warning", "error": "error"}


def junit(schema, *files):
    from lxml import etree

    known = etree.XMLSchema(etree.parse(schema))
    for file in files:
        known.assertValid(etree.parse(file))
    return len(files)


def load(folder, number, name):
    return json.loads((folder / f"{number}.{name}").read_text("utf-8"))


def unescape(text):
    return re.sub("%(..)", lambda m: chr(int(m[1], 16)), text)


def places(findings):
    """(id, line, column) of each, None for those without a place."""
    return [
        (f["id"], f["span"]["line"], f["span"]["column"]) if f["span"] else (f["id"], None, None)
        for f in findings
    ]


def sarif_places(run):
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        region = [p["physicalLocation"]["region"] for p in result["locations"]]
        yield (
            (result["ruleId"], region[0]["startLine"], region[0]["startColumn"])
            if region
            else (result["ruleId"], None, None)
        )


def github_places(text):
    for line in text.splitlines():
        kind, properties, _ = re.fullmatch(r"::(notice|warning|error) (.*?)::(.*)", line).groups()
        known = dict(word.split("=", 1) for word in properties.split(","))
        yield unescape(known["title"]), int(known["line"]) if "line" in known else None


def same(folder):
    total = 0
    for path in sorted(folder.glob("*.json")):
        number = path.stem
        findings = load(folder, number, "json")["diagnostics"]
        wanted = places(findings)
        sarif = load(folder, number, "sarif")["runs"][0]
        assert list(sarif_places(sarif)) == wanted, (number, "sarif")
        assert [r["level"] for r in sarif["results"]] == [LEVELS[f["severity"]] for f in findings]
        github = (folder / f"{number}.github").read_text("utf-8")
        assert list(github_places(github)) == [w[:2] for w in wanted], (number, "github")
        gitlab = load(folder, number, "gitlab")
        assert [(i["check_name"], i["location"]["lines"]["begin"]) for i in gitlab] == [
            (w[0], w[1] or 1) for w in wanted
        ], (number, "gitlab")
        assert len({i["fingerprint"] for i in gitlab}) == len(gitlab), (number, "fingerprints")
        rdjson = load(folder, number, "rdjson")["diagnostics"]
        for finding, item in zip(findings, rdjson, strict=True):
            if finding["span"]:
                start = item["location"]["range"]["start"]
                assert start["line"] == finding["span"]["line"], (number, "rdjson")
                assert start["column"] >= finding["span"]["column"], (number, "rdjson")
        total += len(findings)
    assert total > 300, total
    return total


def fingerprints(folder, number):
    return [
        r["partialFingerprints"]["stackc/v1"]
        for r in load(folder, number, "sarif")["runs"][0]["results"]
    ]


def moved(folder, other):
    total = 0
    for path in sorted(folder.glob("*.sarif")):
        found = fingerprints(folder, path.stem)
        assert found == fingerprints(other, path.stem), path.stem
        total += len(found)
    return total


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "junit":
        print(junit(*arguments))
    else:
        print({"same": same, "moved": moved}[what](*map(pathlib.Path, arguments)))
