"""The platform's resources say the same in Terraform, in CloudFormation and in the account, attribute by attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from tests.estates.names import Variant, resources
from tests.estates.reading import OWN, Part, Unsaid, names_in, read
from tests.estates.sources import KINDS, VARIANTS, Kind

Reader = Callable[[Variant, Kind], Inventory]

ADDED_BY_AWS: dict[tuple[str, str], Callable[[dict[str, Any]], bool]] = {
    # Each network ACL ends with a rule that denies the rest, which nobody can state.
    ("AWS::EC2::NetworkAcl", "entries"): lambda entry: entry["number"] == 32767,
    # Each route table begins with the route inside the VPC.
    ("AWS::EC2::RouteTable", "routes"): lambda route: route["destination"] == ["10.20.0.0/16"],
}
"""Blocks that only the account has, by type and attribute."""

TOLD_DIFFERENTLY = {
    ("AWS::Bedrock::Agent", "declared_version"): "files name a resource, the account a number",
    ("AWS::Bedrock::Guardrail", "entities"): "the API fills in the action of each direction",
    ("AWS::EC2::Instance", "devices"): "the account tells of the volumes themselves",
    ("AWS::ElasticLoadBalancingV2::Listener", "rules"): "the account has what is done by default among them",
    (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "attributes",
    ): "Terraform has an argument for each, the API all of them",
    ("AWS::GuardDuty::Detector", "features"): "the API tells of every plan, files of those that they change",
    ("AWS::GuardDuty::Detector", "s3_logs_enabled"): "the older way to tell, which the example's account does not fill",
    ("AWS::EC2::Subnet", "owner_account"): "only the API tells it",
    ("AWS::EC2::VPC", "owner_account"): "only the API tells it",
    ("AWS::S3::Bucket", "acl_grants"): "the API tells of the list that each bucket begins with",
    ("AWS::S3::Bucket", "owner"): "only the API tells it",
    ("AWS::KMS::Key", "statements"): "the account has the default policy where files state none",
}
"""Settings (type, attribute) that the sources put differently; what policies make of them is the same."""

UNKNOWN: dict[Kind, set[str]] = {
    # ARNs are known once the resources are made; of a partly known one it is not certain what it names.
    "terraform": {
        "AWS::IAM::ManagedPolicy.statements.resources",
        "AWS::IAM::Role.inline_statements.resources",
        "AWS::IAM::Role.inline_statements.buckets",
        "AWS::Bedrock::Agent.guardrail_version",
        "AWS::CloudTrail::Trail.selectors.data_resources.values",
        "AWS::S3::Bucket.statements.resources",
    },
    "cloudformation": {
        "AWS::IAM::ManagedPolicy.statements.resources",
        "AWS::IAM::Role.inline_statements.resources",
        "AWS::IAM::Role.inline_statements.buckets",
        "AWS::Bedrock::Agent.guardrail_version",
        "AWS::CloudTrail::Trail.selectors.data_resources.values",
        "AWS::S3::Bucket.statements.resources",
        # of an image in another account it is not known what it is named here
        "AWS::SageMaker::Model.repositories",
    },
    "aws": {
        # DescribeInstances does not tell what an instance was launched from.
        "AWS::EC2::LaunchTemplate.instances",
    },
}
"""What a source cannot tell of the platform; everything else it can."""


def said(inventory: Inventory, variant: Variant) -> dict[str, tuple[str, dict[str, Any]]]:
    """Estate name -> type and attributes, of every resource of a described type that accounts have by itself."""
    names = names_in(inventory, variant)
    described = [resource for resource in inventory if type(resource).listing is not None]
    assert [resource.address for resource in described if resource.address not in names] == []
    found = {
        names[resource.address]: (resource.type, read(resource, names))
        for resource in described
        if names[resource.address] != OWN
    }
    for kind, values in found.values():
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = [item for item in value if not _added(item, kind, name)]
    return found


def _added(item: Any, kind: str, name: str) -> bool:
    own = ADDED_BY_AWS.get((kind, name))
    return item == OWN or (own is not None and isinstance(item, Part) and own(dict(item.fields)))


def agree(one: Any, other: Any) -> bool:
    """Whether two values can be the same: an unknown can be anything, lists are compared without their order."""
    if isinstance(one, Unsaid) or isinstance(other, Unsaid):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return _pair(one, other)
    if isinstance(one, Part) and isinstance(other, Part):
        ours, theirs = dict(one.fields), dict(other.fields)
        # Terraform wants ports in a rule about all protocols, where they mean nothing.
        idle = {"from_port", "to_port"} if ours.get("protocol") == "-1" else set()
        # The resources once more, with a question mark for what is not known.
        idle.add("resource_patterns")
        return all(agree(ours[name], theirs[name]) for name in (ours.keys() & theirs.keys()) - idle)
    return bool(one == other and type(one) is type(other))


def _pair(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Whether each known item finds its own in the other list, or could be among what is unknown there."""
    known, known_too = _known(ours), _known(theirs)
    open_, open_too = len(known) < len(ours), len(known_too) < len(theirs)
    if not known:
        return open_ or not known_too
    first, rest = known[0], [*known[1:], *[Unsaid("")] * open_]
    for index, item in enumerate(known_too):
        others = [*known_too[:index], *known_too[index + 1 :], *[Unsaid("")] * open_too]
        if agree(first, item) and _pair(rest, others):
            return True
    return open_too and _pair(rest, theirs)


def _known(items: Sequence[Any]) -> list[Any]:
    return [item for item in items if not isinstance(item, Unsaid)]


def unknown_in(value: Any, path: str) -> Iterator[str]:
    match value:
        case Unsaid():
            yield path
        case list():
            for item in value:
                yield from unknown_in(item, path)
        case Part():
            for name, inner in value.fields:
                yield from unknown_in(inner, f"{path}.{name}")


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_source_gives_every_resource(inventory_of: Reader, variant: Variant) -> None:
    described = {
        resource.type for kind in KINDS for resource in inventory_of(variant, kind) if type(resource) is not Resource
    }
    expected = {twins.terraform: twins.type for twins in resources(variant) if twins.live and twins.type in described}
    for kind in KINDS:
        assert {name: type_ for name, (type_, _) in said(inventory_of(variant, kind), variant).items()} == expected


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_source_was_read_completely(inventory_of: Reader, variant: Variant) -> None:
    for kind in KINDS:
        assert [unread for source in inventory_of(variant, kind).sources for unread in source.contents.unread] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_sources_agree_on_every_attribute(inventory_of: Reader, variant: Variant) -> None:
    by_kind = {kind: said(inventory_of(variant, kind), variant) for kind in KINDS}
    differences = []
    for name in by_kind["terraform"]:
        values = {kind: by_kind[kind][name][1] for kind in KINDS}
        for attribute in dict.fromkeys(attribute for kind in KINDS for attribute in values[kind]):
            three = [values[kind][attribute] for kind in KINDS if attribute in values[kind]]
            if (by_kind["terraform"][name][0], attribute) in TOLD_DIFFERENTLY:
                continue
            if not all(agree(one, other) for one in three for other in three):
                shown = "\n".join(f"    {kind}: {values[kind].get(attribute, 'not mapped')!r}" for kind in KINDS)
                differences.append(f"{name}.{attribute}\n{shown}")
    assert not differences, "\n".join(["the sources differ:", *differences])


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_nobody_can_know_is_unknown(inventory_of: Reader, kind: Kind) -> None:
    unknown = {
        path
        for variant in VARIANTS
        for type_, values in said(inventory_of(variant, kind), variant).values()
        for attribute, value in values.items()
        for path in unknown_in(value, f"{type_}.{attribute}")
    }
    assert unknown == UNKNOWN[kind]


def test_exceptions_are_needed(inventory_of: Reader) -> None:
    """An exception that excuses nothing, or that excuses what is declared, would hide an error."""
    for (type_, attribute), own in ADDED_BY_AWS.items():
        for kind in KINDS:
            inventory = inventory_of("secure", kind)
            names = names_in(inventory, "secure")
            parts = [
                dict(part.fields)
                for resource in inventory
                if resource.type == type_ and names[resource.address] != OWN
                for part in read(resource, names)[attribute]
            ]
            assert any(map(own, parts)) == (kind == "aws")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (["a", "b"], ["b", "a"], True),
        (["a", "a"], ["a", "b"], False),
        (["a"], ["a", "b"], False),
        (["a", Unsaid("?")], ["b", "a"], True),
        (["c", Unsaid("?")], ["b", "a"], False),
        (["a", Unsaid("?")], [], False),
        ([Unsaid("?")], [], True),
        (True, 1, False),
        (None, [], False),
        (Part((("a", 1),)), Part((("a", 2),)), False),
        (
            [Part((("a", 1), ("b", Unsaid("?")))), Part((("a", 1), ("b", 2)))],
            [Part((("a", 1), ("b", 2))), Part((("a", 1), ("b", 3)))],
            True,
        ),
    ],
)
def test_agreement(one: Any, other: Any, same: bool) -> None:
    assert agree(one, other) is agree(other, one) is same
