"""references.py OBJECTS PODS: do the names in manifests lead to something?

OBJECTS is the list that `kubectl create --dry-run=client -o json` prints. What an
API server takes without a word is looked at here: selectors that match nothing,
ports, backends and claims that are not there. PODS is written: one pod for each
workload's template, so that admission can be tried without controllers.
"""

import json
import sys

problems = []
seen = 0


def load(path):
    decoder = json.JSONDecoder()
    with open(path, encoding="utf-8") as file:
        text = file.read()
    objects, at = [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        while at < len(text) and text[at].isspace():
            at += 1
        objects += value["items"] if value["kind"] == "List" else [value]
    return objects


def expect(condition, owner, text):
    global seen
    seen += 1
    if not condition:
        problems.append(f"{owner['kind']} {owner['metadata']['name']}: {text}")


def template(workload):
    spec = workload["spec"]
    if workload["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec["template"]


def pod_spec(workload):
    """As the controller makes it: a claim of the template becomes a volume."""
    claims = [c["metadata"]["name"] for c in workload["spec"].get("volumeClaimTemplates", [])]
    spec = dict(template(workload)["spec"])
    spec["volumes"] = spec.get("volumes", []) + [
        {"name": c, "persistentVolumeClaim": {"claimName": c}} for c in claims]
    return spec


def matching(selector, pods):
    labels = selector.get("matchLabels", {}) if "matchLabels" in selector else selector
    return [p for p in pods if labels.items() <= template(p)["metadata"]["labels"].items()]


def ports(pods):
    found = set()
    for pod in pods:
        for container in template(pod)["spec"]["containers"]:
            for port in container.get("ports", []):
                found |= {port.get("name"), port["containerPort"]}
    return found


def check_service(service, pods):
    chosen = matching(service["spec"].get("selector", {}), pods)
    expect(len(chosen) == 1, service, f"selects {len(chosen)} workloads")
    for port in service["spec"]["ports"]:
        target = port.get("targetPort", port["port"])
        expect(target in ports(chosen), service, f"no container has port {target}")


def check_route(route, services):
    for rule in route["spec"]["rules"]:
        for backend in rule.get("backendRefs", []):
            service = services.get(backend["name"], {"spec": {"ports": []}})
            offered = [p["port"] for p in service["spec"]["ports"]]
            expect(backend["port"] in offered, route,
                   f"no service {backend['name']}:{backend['port']}")


def check_workload(workload, objects):
    spec = template(workload)["spec"]
    names = {(o["kind"], o["metadata"]["name"]) for o in objects}
    volumes = {v["name"] for v in spec.get("volumes", [])}
    volumes |= {c["metadata"]["name"] for c in workload["spec"].get("volumeClaimTemplates", [])}
    for volume in spec.get("volumes", []):
        if "configMap" in volume:
            name = volume["configMap"]["name"]
            expect(("ConfigMap", name) in names, workload, f"no ConfigMap {name}")
        if "persistentVolumeClaim" in volume:
            name = volume["persistentVolumeClaim"]["claimName"]
            expect(("PersistentVolumeClaim", name) in names, workload, f"no claim {name}")
    for container in spec["containers"] + spec.get("initContainers", []):
        for mount in container.get("volumeMounts", []):
            expect(mount["name"] in volumes, workload, f"no volume {mount['name']}")
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                name = source["configMapRef"]["name"]
                expect(("ConfigMap", name) in names, workload, f"no ConfigMap {name}")


def check_scaled(scaler, pods):
    target = scaler["spec"]["scaleTargetRef"]
    expect(any(p["kind"] == target["kind"] and p["metadata"]["name"] == target["name"]
               for p in pods), scaler, f"no {target['kind']} {target['name']}")


def check_selector(owner, selector, pods):
    if selector:
        expect(matching(selector, pods), owner, f"{selector} selects no workload")


def check_ingress(ingress, services):
    for rule in ingress["spec"]["rules"]:
        for path in rule["http"]["paths"]:
            backend = path["backend"]["service"]
            service = services.get(backend["name"], {"spec": {"ports": []}})
            offered = [p["port"] for p in service["spec"]["ports"]]
            expect(backend["port"]["number"] in offered, ingress,
                   f"no service {backend['name']}:{backend['port']['number']}")


def main(source, target):
    objects = load(source)
    kinds = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
    pods = [o for o in objects if o["kind"] in kinds]
    services = {o["metadata"]["name"]: o for o in objects if o["kind"] == "Service"}
    for o in objects:
        if o["kind"] == "Service":
            check_service(o, pods)
        elif o["kind"] == "HTTPRoute":
            check_route(o, services)
        elif o["kind"] == "Ingress":
            check_ingress(o, services)
        elif o["kind"] == "HorizontalPodAutoscaler":
            check_scaled(o, pods)
        elif o["kind"] == "PodDisruptionBudget":
            check_selector(o, o["spec"]["selector"], pods)
        elif o["kind"] == "NetworkPolicy":
            check_selector(o, o["spec"].get("podSelector"), pods)
        elif o in pods:
            check_workload(o, objects)
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": p["metadata"]["name"] + "-pod",
                          "namespace": p["metadata"].get("namespace", "default"),
                          "labels": template(p)["metadata"]["labels"]},
             "spec": pod_spec(p)} for p in pods]}, file)
    print("\n".join(problems) or f"{seen} names lead to something")
    return bool(problems) or not pods


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
