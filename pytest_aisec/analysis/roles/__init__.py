"""Which parts resources play in the AI estate, and why: derived from the resource graph, not from tags."""

from __future__ import annotations

from pytest_aisec.analysis.roles import (
    buckets,
    filesystems,
    frontdoors,
    functions,
    gateways,
    hosts,
    inference,
    keys,
    log_groups,
    networks,
    principals,
    secrets,
    stores,
    teams,
    user_pools,
    web_acls,
)
from pytest_aisec.analysis.roles.registry import Role, Scope, members, roles_of, widen

__all__ = [
    "Role",
    "Scope",
    "buckets",
    "filesystems",
    "frontdoors",
    "functions",
    "gateways",
    "hosts",
    "inference",
    "keys",
    "log_groups",
    "members",
    "networks",
    "principals",
    "roles_of",
    "secrets",
    "stores",
    "teams",
    "user_pools",
    "web_acls",
    "widen",
]
