"""schemas.py OUT VERSION CRDS: the JSON schemas by which kubeconform judges offline.

Those of Kubernetes come out of the package kubernetes-validate, laid out as
kubeconform looks for them: without $id, which sends it to the network, and with
references that are files beside. Those of the Gateway API come out of its custom
resource definitions.
"""

import json
import os
import sys

import kubernetes_validate
import yaml


def local(node):
    """node, with references to files beside it"""
    if isinstance(node, list):
        return [local(child) for child in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, child in node.items():
        if key == "$ref" and isinstance(child, str):
            child = child.replace("/api/_definitions.json", "_definitions.json")
        out[key] = local(child)
    return out


def strict(node):
    """node, with no other properties than those it names"""
    if isinstance(node, list):
        return [strict(child) for child in node]
    if not isinstance(node, dict):
        return node
    out = {key: strict(child) for key, child in node.items()}
    if isinstance(node.get("properties"), dict) and "type" in node:
        out.setdefault("additionalProperties", False)
    return out


def write(folder, name, schema):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(schema, file)


def kubernetes(out, version):
    package = os.path.dirname(kubernetes_validate.__file__)
    source = os.path.join(package, "kubernetes-json-schema", version + "-local-strict")
    target = os.path.join(out, version + "-standalone-strict")
    for name in os.listdir(source):
        with open(os.path.join(source, name), encoding="utf-8") as file:
            schema = json.load(file)
        schema.pop("$id", None)
        write(target, name, local(schema))


def gateway(out, folder):
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            definitions = [d for d in yaml.safe_load_all(file) if d]
        for definition in definitions:
            if definition["kind"] != "CustomResourceDefinition":
                continue
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = strict(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                kind = spec["names"]["kind"].lower()
                target = os.path.join(out, spec["group"])
                write(target, f"{kind}_{version['name']}.json", schema)


if __name__ == "__main__":
    kubernetes(sys.argv[1], sys.argv[2])
    gateway(sys.argv[1], sys.argv[3])
