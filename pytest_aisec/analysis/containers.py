"""Whether a machine starts containers, by the script that it starts with."""

from __future__ import annotations

from pytest_aisec.model.matching import Regex

_STARTS = Regex(r"ECS_CLUSTER|/etc/eks/|node\.eks\.aws|\b(docker|podman|nerdctl|containerd|kubelet)\b")


def starts_containers(script: str) -> bool:
    """A script, not in base64, names an engine of containers, or joins a cluster that has one."""
    return _STARTS.search(script) is not None
