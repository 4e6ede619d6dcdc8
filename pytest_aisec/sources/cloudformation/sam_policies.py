"""Where the policies of a translated role are written: in the `Policies` of the function that it is made for."""

from __future__ import annotations

import re

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.values import Location

_NUMBERED = re.compile(r"Policy(\d+)$")


def with_policies_placed(role: Node, source: Node, place: Location) -> Node:
    """The role with its policies where `source`, the resource of the application, states them.

    Only what has no place of its own, and stands at `place`, is moved: policies of AWS, which are named, and policy
    templates. Of what the translator adds by itself nothing is written: it comes last, since a role has its policies in
    no order, and the first tells where all of them stand.
    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
    """
    stated = source.entries.get("Properties", Node({})).entries.get("Policies")
    properties = role.entries.get("Properties")
    if stated is None or properties is None:
        return role
    written = stated.items or [stated]
    entries = dict(properties.entries)
    for name, find in (("Policies", _numbered), ("ManagedPolicyArns", _named)):
        if name in entries:
            items = [(find(item, written), item) for item in entries[name].items]
            moved = [_placed(item, place, at) for at, item in items if at is not None]
            added = [item for at, item in items if at is None]
            entries[name] = stated._replace(value=[*moved, *added]) if moved else entries[name]
    return role._replace(value={**role.entries, "Properties": properties._replace(value=entries)})


def _numbered(policy: Node, written: list[Node]) -> Node | None:
    """The translator numbers the inline policies that it makes by their places in the list."""
    found = _NUMBERED.search(policy.entries.get("PolicyName", Node("")).text or "")
    return written[int(found[1])] if found and int(found[1]) < len(written) else None


def _named(policy: Node, written: list[Node]) -> Node | None:
    arn = policy.text or policy.entries.get("Fn::Sub", Node("")).text or ""
    return next((each for each in written if each.text and f"/{arn}".endswith(f"/{each.text}")), None)


def _placed(node: Node, before: Location, at: Node) -> Node:
    """All parts of a node that are at one place, moved to where another node stands."""
    value = node.value
    if isinstance(value, dict):
        value = {key: _placed(item, before, at) for key, item in value.items()}
    elif isinstance(value, list):
        value = [_placed(item, before, at) for item in value]
    location = at.location if node.location == before else node.location
    key = at.location if node.key == before else node.key
    return node._replace(value=value, location=location, key=key)
