"""The platform is well formed in Terraform and CloudFormation, and both variants declare what the table of names says."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import cfnlint.api
import cfnlint.decode
import pytest

from tests.aws import terraform
from tests.estates.names import (
    CLOUDFORMATION,
    CLOUDFORMATION_ONLY,
    EXAMPLE,
    POLICIES,
    RESOURCES,
    TERRAFORM,
    Variant,
    marks,
    resources,
)
from tests.estates.terraform_files import declared, misfits

both = pytest.mark.parametrize("variant", ["secure", "flawed"])


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return terraform.types()


def template(variant: Variant) -> dict[str, Any]:
    decoded, problems = cfnlint.decode.decode(str(CLOUDFORMATION[variant]))
    assert not problems
    parts: dict[str, Any] = decoded
    return parts


@both
@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs the terraform command")
def test_terraform_is_formatted(variant: Variant) -> None:
    run = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", str(TERRAFORM[variant])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


@both
def test_terraform_arguments_are_the_providers(variant: Variant, schema: dict[str, Any]) -> None:
    bodies = declared(TERRAFORM[variant])
    assert [
        wrong for address, body in bodies.items() for wrong in misfits(body, schema[address.split(".")[0]], address)
    ] == []


@both
def test_template_is_what_cfn_lint_accepts(variant: Variant) -> None:
    text = CLOUDFORMATION[variant].read_text()
    found = cfnlint.api.lint(text, regions=["us-east-1"])
    assert [f"{match.linenumber}: {match.rule.id} {match.message}" for match in found] == []


@both
def test_terraform_declares_the_resources_of_the_table(variant: Variant) -> None:
    assert sorted(declared(TERRAFORM[variant])) == sorted(twins.terraform for twins in resources(variant))


@both
def test_template_declares_the_resources_of_the_table(variant: Variant) -> None:
    expected = {twins.cloudformation: twins.type for twins in resources(variant) if twins.cloudformation}
    given = {logical: body["Type"] for logical, body in template(variant)["Resources"].items()}
    for logical in CLOUDFORMATION_ONLY:
        given.pop(logical)
    assert given == expected


def test_what_is_part_of_another_names_a_resource_that_stands_alone() -> None:
    alone = {twins.terraform for twins in RESOURCES if twins.part_of is None}
    assert {twins.part_of for twins in RESOURCES if twins.part_of} <= alone
    assert set(CLOUDFORMATION_ONLY.values()) <= alone
    assert all((twins.live is None) == (twins.part_of is not None) for twins in RESOURCES)


def test_names_in_the_table_are_unique() -> None:
    addresses = [twins.terraform for twins in RESOURCES]
    logical = [twins.cloudformation for twins in RESOURCES if twins.cloudformation]
    live = [(twins.type, twins.live) for twins in RESOURCES if twins.live]
    for names in (addresses, logical, live):
        assert len(set(names)) == len(names)


def test_variants_differ_only_where_the_flaws_are() -> None:
    secure, flawed = declared(TERRAFORM["secure"]), declared(TERRAFORM["flawed"])
    changed = {address for address in secure.keys() & flawed.keys() if plain(secure[address]) != plain(flawed[address])}
    assert changed == {
        "aws_security_group_rule.server_api",
        "aws_instance.server",
        "aws_launch_template.trainer",
        "aws_s3_bucket_server_side_encryption_configuration.training",
        "aws_s3_bucket_public_access_block.artefacts",
        "aws_sagemaker_notebook_instance.research",
        "aws_bedrock_guardrail.support",
        "aws_bedrockagent_agent.support",
    }
    ours, theirs = template("secure")["Resources"], template("flawed")["Resources"]
    ids = {address: logical for address, logical in (twins.addresses() for twins in RESOURCES) if logical}
    expected = {ids[address] for address in changed if address in ids} | {"TrainingBucket", "ArtefactsBucket"}
    assert {logical for logical in ours.keys() & theirs.keys() if ours[logical] != theirs[logical]} == expected


def plain(body: Any) -> Any:
    """A body without the comments that python-hcl2 keeps in it."""
    if isinstance(body, dict):
        return {key: plain(value) for key, value in body.items() if key != "__comments__"}
    return [plain(item) for item in body] if isinstance(body, list) else body


@pytest.mark.parametrize("suffix", [".tf", ".yaml"])
def test_flawed_platform_marks_every_policy_by_its_id(suffix: str) -> None:
    found = {policy for file, _, policy in marks(EXAMPLE) if file.suffix == suffix}
    assert found == set(POLICIES)


def test_both_dialects_violate_each_policy_equally_often() -> None:
    found = [(file.suffix, policy) for file, _, policy in marks(EXAMPLE)]
    for policy in POLICIES:
        assert found.count((".tf", policy)) == found.count((".yaml", policy)), policy


def test_secure_platform_marks_nothing() -> None:
    assert list(marks(TERRAFORM["secure"].parent)) == []
