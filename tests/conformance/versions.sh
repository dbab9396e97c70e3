# shellcheck shell=bash disable=SC2034
# The tools that judge the output, and where they are kept. Each one lives in a
# folder of its own whose name holds its version, so a new version is a new
# folder and a finished one is never written again.

cache=${STACKC_CACHE:-$HOME/.cache/stackc}/conformance

compose=$cache/compose-5.5.1
kubernetes=$cache/kubernetes-1.35.4
kubeconform=$cache/kubeconform-0.8.0
schemas=$cache/schemas-1.35.0-1
gateway_api=$cache/gateway-api-1.2.1
pm2=$cache/pm2-7.0.4
# Microsoft's validator of SARIF, and the schemas of JUnit's XML.
reports=$cache/reports-5.7.0-1

# Debian's own tools, unpacked beside the system and never installed into it.
# The key changes with the list of packages.
debian=$cache/debian-bookworm-1
# Real servers, in the same way.
stores=$cache/stores-bookworm-1
# Root file systems of the containers that stand in for the real images; they
# change with their sources.
images=$cache/images-$(cat "$conformance"/standin/* | sha256sum | cut -c 1-12)

# What the tools are called as.
docker_compose=$compose/docker-compose
kubectl=$kubernetes/kubectl
