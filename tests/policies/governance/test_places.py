"""Service control policies by the accounts that they hold for: roots, units in units, accounts, and allow lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration, Unread
from pytest_aisec.settings import Settings
from pytest_aisec.values import Located, Unknown
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

REGIONS, UNAPPROVED = "organization_confines_models_to_regions", "organization_denies_unapproved_services"
LEFT = "organization_leaves_models_only_approved_regions"
MODELS = ["bedrock:*", "bedrock-agentcore:*", "sagemaker:*"]
ORGANIZATION = """
    variable "ou" {}
    variable "other" {}
    resource "aws_organizations_organization" "o" {}
    data "aws_organizations_organization" "d" {}
    resource "aws_organizations_organizational_unit" "outer" {
      name      = "outer"
      parent_id = aws_organizations_organization.o.roots[0].id
    }
    resource "aws_organizations_organizational_unit" "inner" {
      name      = "inner"
      parent_id = aws_organizations_organizational_unit.outer.id
    }
    resource "aws_organizations_organizational_unit" "beside" {
      name      = "beside"
      parent_id = data.aws_organizations_organization.d.roots[0].id
    }
"""
OUTER, INNER, BESIDE = (f"aws_organizations_organizational_unit.{each}.id" for each in ("outer", "inner", "beside"))
ROOTS = (
    "aws_organizations_organization.o.roots[0].id",
    "data.aws_organizations_organization.d.roots[0].id",
    '"r-a1b2"',
)


def member(parent: str | None) -> str:
    stated = "" if parent is None else f"parent_id = {parent}"
    return f'resource "aws_organizations_account" "a" {{\nname = "a"\nemail = "a@example.com"\n{stated}\n}}\n'


def scp(label: str, target: str | None, services: list[str] = MODELS, region: str = "eu-west-1") -> str:
    condition = {"StringNotEquals": {"aws:RequestedRegion": region}}
    content = json.dumps(
        {"Statement": [{"Effect": "Deny", "Action": services, "Resource": "*", "Condition": condition}]}
    )
    text = f'resource "aws_organizations_policy" "{label}" {{\nname = "{label}"\ncontent = {json.dumps(content)}\n}}\n'
    if target is None:
        return text
    return f"""{text}
    resource "aws_organizations_policy_attachment" "{label}" {{
      policy_id = aws_organizations_policy.{label}.id
      target_id = {target}
    }}
    """


@pytest.mark.parametrize(
    ("account", "target", "expected"),
    [
        *((member(OUTER), root, "passed") for root in ROOTS),
        (member(OUTER), OUTER, "passed"),
        (member(INNER), OUTER, "passed"),
        (member(OUTER), INNER, "violated"),
        (member(BESIDE), OUTER, "violated"),
        (member(None), OUTER, "violated"),
        (member(None), "aws_organizations_account.a.id", "passed"),
        (member(OUTER), '"123456789012"', "violated"),
        (member('"ou-a1b2-11111111"'), '"ou-a1b2-11111111"', "passed"),
        (member('"ou-a1b2-11111111"'), '"ou-a1b2-22222222"', "undetermined"),
        (member("var.ou"), OUTER, "undetermined"),
        (member("var.ou"), "var.ou", "passed"),
        (member("var.ou"), "var.other", "undetermined"),
        (member(OUTER), "var.ou", "undetermined"),
        (member(OUTER), None, "passed"),
        ("", OUTER, "passed"),
    ],
)
def test_terraform(tmp_path: Path, account: str, target: str | None, expected: str) -> None:
    estate = terraform(tmp_path, ORGANIZATION + account + scp("p", target))
    assert verdicts(REGIONS, estate) == {"aws_organizations_policy.p": expected}


def test_two_places_of_one_list_are_two(tmp_path: Path) -> None:
    """What cannot be told of both for the same reason is not therefore the same."""
    of_each = "element(var.ou, each.value)"
    account = member(of_each).replace("name = ", "for_each = {a = 0}\nname = ")
    policy = scp("p", of_each).replace("target_id", "for_each = {p = 1}\ntarget_id")
    estate = terraform(tmp_path, ORGANIZATION + account + policy)
    assert verdicts(REGIONS, estate) == {"aws_organizations_policy.p": "undetermined"}


@pytest.mark.parametrize(
    ("target", "expected"),
    [(None, "violated"), (OUTER, "passed"), ('"ou-a1b2-11111111"', "passed"), ("var.ou", "undetermined")],
)
def test_attached_to_what_is_declared(tmp_path: Path, target: str | None, expected: str) -> None:
    estate = terraform(tmp_path, ORGANIZATION + scp("p", target))
    assert verdicts("service_control_policy_about_models_is_attached", estate) == {
        "aws_organizations_policy.p": expected
    }


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(OUTER, OUTER, "passed"), (OUTER, INNER, "passed"), (OUTER, BESIDE, "violated"), (ROOTS[0], INNER, "passed")],
)
def test_several_together(tmp_path: Path, first: str, second: str, expected: str) -> None:
    text = scp("p", first, MODELS[:2]) + scp("q", second, MODELS[2:])
    found = verdicts(REGIONS, terraform(tmp_path, ORGANIZATION + member(INNER) + text))
    assert set(found.values()) == {expected}


@pytest.mark.parametrize(("where", "expected"), [(OUTER, "passed"), (BESIDE, "violated")])
def test_what_is_left_to_an_account(tmp_path: Path, where: str, expected: str) -> None:
    wide = scp("p", OUTER, region="us-east-1")
    text = ORGANIZATION + member(OUTER) + wide + scp("q", where)
    approved = Settings(approved_regions=("eu-west-1",))
    assert verdicts(LEFT, terraform(tmp_path, text), approved)["aws_organizations_policy.p"] == expected


@pytest.mark.parametrize("target", ["!Ref U", "!GetAtt O.RootId", "!Ref A", "!Ref Beside"])
def test_template(tmp_path: Path, target: str) -> None:
    statement = json.dumps({"Effect": "Deny", "Action": MODELS, "Resource": "*"})
    text = f"""
    O: {{Type: AWS::Organizations::Organization}}
    U: {{Type: AWS::Organizations::OrganizationalUnit, Properties: {{Name: u, ParentId: !GetAtt O.RootId}}}}
    Beside: {{Type: AWS::Organizations::OrganizationalUnit, Properties: {{Name: b, ParentId: !GetAtt O.RootId}}}}
    A: {{Type: AWS::Organizations::Account, Properties: {{AccountName: a, Email: a@example.com, ParentIds: [!Ref U]}}}}
    P:
      Type: AWS::Organizations::Policy
      Properties:
        Name: p
        Type: SERVICE_CONTROL_POLICY
        TargetIds: [{target}]
        Content: {{Statement: [{statement}]}}
    """
    found = verdicts(REGIONS, cloudformation(tmp_path, text))
    assert found == {"P": "violated" if target == "!Ref Beside" else "passed"}


OF = "arn:aws:organizations::999999999999:account/o-abcdefghij"
FULL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENY = {"Effect": "Deny", "Action": [*MODELS, "q:*"], "Resource": "*"}


def account(number: str, *units: str, told: bool = True) -> Declaration:
    way = "/".join(["o-abcdefghij", "r-a1b2", *units, number, ""])
    paths = {"Paths": [way]} if told else {}
    return live("AWS::Organizations::Account", number, Id=number, Arn=f"{OF}/{number}", **paths)


def attached(name: str, targets: list[str], *statements: dict[str, Any]) -> Declaration:
    told = {"Targets": [{"TargetId": each} for each in targets]}
    content = json.dumps({"Statement": list(statements)})
    kind = "SERVICE_CONTROL_POLICY"
    return live("AWS::Organizations::Policy", name, Id=name, Type=kind, Content=content, ListTargetsForPolicy=told)


ONE, TWO = "111111111111", "222222222222"
MANAGEMENT = account("999999999999")
BOTH = [MANAGEMENT, account(ONE, "ou-a", "ou-b"), account(TWO, "ou-c")]


@pytest.mark.parametrize(
    ("accounts", "policies", "expected"),
    [
        (BOTH, [attached("p", ["r-a1b2"], DENY)], "passed"),
        (BOTH, [attached("p", ["ou-a", "ou-c"], DENY)], "passed"),
        (BOTH, [attached("p", ["ou-b", TWO], DENY)], "passed"),
        (BOTH, [attached("p", ["ou-a"], DENY)], "violated"),
        (BOTH, [attached("p", ["ou-d"], DENY)], "violated"),
        ([MANAGEMENT], [attached("p", ["ou-a"], DENY)], "passed"),
        ([MANAGEMENT, account(ONE, told=False)], [attached("p", ["ou-a"], DENY)], "undetermined"),
        ([MANAGEMENT, account(ONE, told=False)], [attached("p", ["r-a1b2"], DENY)], "passed"),
        (BOTH, [attached("p", ["ou-a"], DENY), attached("q", ["ou-c"], DENY)], "passed"),
        (BOTH, [attached("p", ["ou-a"], DENY), attached("full", ["r-a1b2", "ou-a", "ou-b", "ou-c"], FULL)], "violated"),
        (BOTH, [attached("p", ["ou-a"], DENY), attached("some", ["ou-c"], {**FULL, "Action": "s3:*"})], "passed"),
        (
            BOTH,
            [
                attached("p", ["ou-a"], DENY),
                attached("some", ["ou-c"], {**FULL, "Action": "s3:*"}),
                attached("full", ["ou-c"], FULL),
            ],
            "violated",
        ),
    ],
)
def test_account(accounts: list[Declaration], policies: list[Declaration], expected: str) -> None:
    assert set(verdicts(REGIONS, [*accounts, *policies]).values()) == {expected}
    given = Settings(unapproved_services=("q",))
    assert set(verdicts(UNAPPROVED, [*accounts, *policies], given).values()) == {expected}


def test_allowed_in_named_regions_only() -> None:
    allowed = {**FULL, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}
    policies = [attached("p", ["ou-a"], DENY), attached("some", ["ou-c"], allowed)]
    assert set(verdicts(REGIONS, [*BOTH, *policies]).values()) == {"passed"}
    given = Settings(unapproved_services=("q",))
    assert set(verdicts(UNAPPROVED, [*BOTH, *policies], given).values()) == {"violated"}


@pytest.mark.parametrize(("target", "expected"), [("ou-a", "undetermined"), ("r-a1b2", "passed")])
def test_accounts_that_were_not_told(target: str, expected: str) -> None:
    unread = Unread("access denied", types=frozenset({"AWS::Organizations::Account"}))
    assert verdicts(REGIONS, inventory(attached("p", [target], DENY), unread=(unread,))) == {"p": expected}


def test_policies_that_were_not_told() -> None:
    unread = Unread("access denied", types=frozenset({"AWS::Organizations::Policy"}))
    for target, expected in [("ou-a", "undetermined"), ("r-a1b2", "passed")]:
        told = inventory(*BOTH, attached("p", [target], DENY), unread=(unread,))
        assert verdicts(REGIONS, told) == {"p": expected}


@pytest.mark.parametrize(
    ("closing", "expected"), [(["ou-a"], "undetermined"), (["ou-a", "ou-c"], "passed"), (["r-a1b2"], "passed")]
)
def test_place_of_what_allows_everything_was_not_told(closing: list[str], expected: str) -> None:
    """A policy that allows everything may be where it seems that nobody allows anything."""
    full = attached("full", [], FULL)
    entries = full.body.value
    assert isinstance(entries, dict)
    entries["ListTargetsForPolicy"] = Located(Unknown(reason="access denied"))
    other = attached("other", ["r-a1b2", "ou-c"], {**DENY, "Action": "s3:DeleteBucket"})
    assert set(verdicts(REGIONS, [*BOTH, attached("p", closing, DENY), other, full]).values()) == {expected}
