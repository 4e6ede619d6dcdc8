"""A SAM application and the output of the CDK say the same as their Terraform twins, and are judged alike."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.roles import Role, roles_of
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from tests.aws import terraform
from tests.estates.reading import read
from tests.estates.sources import judged
from tests.estates.terraform_files import declared, misfits
from tests.estates.test_equality import agree, unknown_in
from tests.estates.twins import APPLICATIONS, CDK, HERE, SAM, Application

each = pytest.mark.parametrize("application", APPLICATIONS, ids=lambda application: application.name)
DIALECTS = ("cloudformation", "terraform")

UNKNOWN = {"AWS::IAM::Role.inline_statements.resources"}
"""What neither source can tell: ARNs are known once the resources are made."""

UNKNOWN_TOO = {
    SAM: {
        "AWS::ApiGateway::RestApi.service_targets",
        "AWS::ApiGateway::RestApi.targets",
        "AWS::Lambda::Function.environment",
    },
    CDK: {"AWS::S3::Bucket.statements.resources"},
}
"""The same, in one of the applications."""

UNKNOWN_IN_TEMPLATES = {"AWS::KMS::Key.statements.accounts"}
"""The account to which a template is deployed."""


STAGES_OF_DEPLOYMENTS = "AWS::ApiGateway::Deployment"
"""A class in templates only, where a deployment may make a stage: Terraform has a resource for every stage."""

WRITTEN_BY_GENERATORS = {("AWS::KMS::Key", "statements"), ("AWS::ApiGateway::RestApi", "operations")}
"""Key policies and API bodies that the CDK and SAM write out, where Terraform leaves the default or has resources."""

EXPECTED = {SAM: {"passed"}, CDK: {"passed", "violated"}}


@functools.cache
def inventory(application: Application, dialect: str) -> Inventory:
    return gather([application.requests[dialect]], Inputs(HERE))


def names(application: Application, dialect: str) -> dict[str, str]:
    """Address -> the name that both share, of what is a resource by itself."""
    twins = application.names
    return twins if dialect == "cloudformation" else {name: name for name in twins.values()}


def said(application: Application, dialect: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> type and attributes of what is described by a class."""
    shared = names(application, dialect)
    return {
        shared[resource.address]: (resource.type, read(resource, shared))
        for resource in inventory(application, dialect)
        if resource.address in shared and type(resource) is not Resource and resource.type != STAGES_OF_DEPLOYMENTS
    }


@each
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_resource_is_in_the_table_and_nothing_was_not_read(application: Application, dialect: str) -> None:
    found = inventory(application, dialect)
    assert [unread for source in found.sources for unread in source.contents.unread] == []
    assert {resource.address for resource in found} <= names(application, dialect).keys() | application.parts.keys()
    assert names(application, dialect).keys() <= {resource.address for resource in found}


@each
def test_both_give_the_same_resources(application: Application) -> None:
    ours, theirs = (said(application, dialect) for dialect in DIALECTS)
    assert {name: kind for name, (kind, _) in ours.items()} == {name: kind for name, (kind, _) in theirs.items()}
    assert set(application.parts.values()) <= set(application.names.values())


@each
def test_both_agree_on_every_attribute(application: Application) -> None:
    ours, theirs = (said(application, dialect) for dialect in DIALECTS)
    differences = [
        f"{name}.{attribute}: {values[attribute]!r} and {theirs[name][1][attribute]!r}"
        for name, (_, values) in ours.items()
        for attribute in values.keys() & theirs[name][1].keys()
        if (ours[name][0], attribute) not in WRITTEN_BY_GENERATORS
        and not agree(values[attribute], theirs[name][1][attribute])
    ]
    assert not differences, "\n".join(differences)


@each
@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_what_nobody_can_know_is_unknown(application: Application, dialect: str) -> None:
    unknown = {
        path
        for kind, values in said(application, dialect).values()
        for attribute, value in values.items()
        for path in unknown_in(value, f"{kind}.{attribute}")
    }
    expected = UNKNOWN | UNKNOWN_TOO[application]
    assert unknown == (expected | UNKNOWN_IN_TEMPLATES if dialect == "cloudformation" else expected)


@each
def test_settings_without_a_class_are_the_same(application: Application) -> None:
    for dialect, index in zip(DIALECTS, (0, 1), strict=True):
        shared = names(application, dialect)
        by_name = {shared.get(resource.address): resource for resource in inventory(application, dialect)}
        for name, settings in application.plain.items():
            assert {paths: by_name[name][paths[index]] for paths in settings} == settings


@each
def test_both_play_the_same_roles(application: Application) -> None:
    ours, theirs = (
        {
            (
                names(application, dialect).get(resource.address),
                role.value,
                # what an API's body leads to is partly known only, where Terraform has a resource for each part
                bool(member.doubt) and role is not Role.INFERENCE_API,
            )
            for resource in inventory(application, dialect)
            for role, member in roles_of(resource, inventory(application, dialect))
        }
        for dialect in DIALECTS
    )
    assert ours == theirs
    assert application is not CDK or ours


@each
def test_both_are_judged_alike(application: Application, tmp_path: Path) -> None:
    verdicts = []
    for dialect in DIALECTS:
        folder = tmp_path / dialect
        folder.mkdir()
        outcome = judged(application.requests[dialect], folder, HERE)
        shared = names(application, dialect)
        verdicts.append({(policy, shared[address]): how for (policy, address), how in outcome.verdicts.items()})
    assert verdicts[0] == verdicts[1]
    assert set(verdicts[0].values()) - {"not_applicable"} == EXPECTED[application]


@each
def test_terraform_arguments_are_the_providers(application: Application) -> None:
    schema = terraform.types()
    bodies = declared(HERE / application.name / "terraform")
    assert [
        wrong
        for address, body in bodies.items()
        if address.split(".")[0] in schema
        for wrong in misfits(body, schema[address.split(".")[0]], address)
    ] == []
