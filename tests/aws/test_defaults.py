"""Defaults where the dialects differ, and that none stands in for what CloudFormation requires or sets otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import pytest_aisec.aws
from pytest_aisec.aws import cloudtrail, guardduty
from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import Attribute, PerDialect, Unstated
from pytest_aisec.model.paths import Here
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Location, located
from pytest_aisec.verdicts import Undetermined
from tests.aws import cloudformation

assert pytest_aisec.aws  # describes the resource types


def attributes() -> Iterator[tuple[str, Attribute[Any]]]:
    for kind in {*Resource.by_type.values()}:
        for setting in kind.settings().values():
            if isinstance(setting, Attribute) and kind.cloudformation_type in cloudformation.types():
                yield kind.cloudformation_type, setting


def stated_default(attribute: Attribute[Any]) -> object:
    default = attribute.default
    return default.of(Dialect.CLOUDFORMATION) if isinstance(default, PerDialect) else default


def schema_of(kind: str, path: str) -> tuple[dict[str, Any], bool]:
    """The schema of a property, and whether the resource cannot be without it. Raises LookupError."""
    root = cloudformation._file("resources", f"{cloudformation.types()[kind]}.json")
    node, required = root, True
    for step in path.split("."):
        while "$ref" in node:
            target: Any = root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        if step.isdigit():
            node = node["items"]
            continue
        required = required and step in node.get("required", ())
        node = node["properties"][step]
    return node, required


def test_what_cloudformation_requires_or_sets_itself_has_no_default_of_ours() -> None:
    looked_at, wrong = 0, []
    for kind, attribute in attributes():
        path, default = attribute.path(Dialect.CLOUDFORMATION), stated_default(attribute)
        if not isinstance(path, Here) or isinstance(default, Unstated) or default is None:
            continue
        try:
            schema, required = schema_of(kind, path.steps)
        except LookupError:
            continue
        looked_at += 1
        if required:
            wrong.append(f"{kind}.{path.steps} is required, and has the default {default!r}")
        if "default" in schema and attribute.converter.convert(schema["default"]) != default:
            wrong.append(f"{kind}.{path.steps} defaults to {schema['default']!r}, not to {default!r}")
    assert not wrong, "\n".join(wrong)
    assert looked_at > 10


@pytest.mark.parametrize(
    ("attribute", "terraform", "template"),
    [
        ("logging", ("aws_cloudtrail", True), "AWS::CloudTrail::Trail"),
        ("enabled", ("aws_guardduty_detector", True), "AWS::GuardDuty::Detector"),
    ],
)
def test_defaults_differ(attribute: str, terraform: tuple[str, object], template: str) -> None:
    assert getattr(bare(Dialect.TERRAFORM, terraform[0]), attribute) is terraform[1]
    with pytest.raises(Undetermined, match="it is not stated"):
        getattr(bare(Dialect.CLOUDFORMATION, template), attribute)


def bare(dialect: Dialect, kind: str) -> Resource:
    """A resource of which nothing is stated."""
    declaration = Declaration("s", dialect, kind, "a", located({}), Location("f", 1, 1))
    (resource,) = Inventory([SourceRecord("s", dialect.value, "f", Contents((declaration,)))])
    assert isinstance(resource, (cloudtrail.Trail, guardduty.Detector))
    return resource
