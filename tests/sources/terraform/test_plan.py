"""Plans and states, with and without the configuration they were made from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pytest_aisec.sources.source import Contents
from pytest_aisec.sources.terraform import PlanSource, StateSource
from pytest_aisec.values import JsonText, Location, Reference, Unknown

from .conftest import at
from .oracle import needs_terraform, planned, run

CONFIGURATION = """
variable "names" {
  type    = list(string)
  default = ["x"]
}
resource "aws_kms_key" "k" {}
resource "aws_s3_bucket" "b" {
  for_each = toset(var.names)
  bucket   = "data-${each.key}"
  kms      = aws_kms_key.k.arn
  policy = jsonencode({
    Resource = "*"
  })
  password = "secret"
  rule {
    port = 443
  }
  rule {
    port = 80
  }
}
"""


def change(
    address: str, after: object, unknown: object = None, sensitive: object = None, mode: str = "managed"
) -> object:
    return {
        "address": address,
        "mode": mode,
        "type": address.split(".", maxsplit=1)[0],
        "change": {
            "actions": ["create"],
            "after": after,
            "after_unknown": unknown or {},
            "after_sensitive": sensitive or {},
        },
    }


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "variables": {"names": {"value": ["a", "b"]}},
    "planned_values": {"root_module": {}},
    "resource_changes": [
        change("aws_kms_key.k", {"rotation": None}, {"arn": True, "id": True}),
        change(
            'aws_s3_bucket.b["a"]',
            {
                "bucket": "data-a",
                "policy": '{"Resource":"*"}',
                "password": "secret",
                "rule": [{"port": 80}, {"port": 443}],
                "size": 1.5,
            },
            {"id": True, "kms": True, "rule": [{}, {}]},
            {"password": True},
        ),
        change("aws_s3_bucket.gone", None),
        change("data.aws_ami.x", {}, mode="data"),
    ],
}


def read_plan(folder: Path, plan: object, *, configuration: bool) -> Contents:
    (folder / "plan.json").write_text(plan if isinstance(plan, str) else json.dumps(plan))
    if configuration:
        (folder / "main.tf").write_text(CONFIGURATION)
    return PlanSource(folder / "plan.json", folder).read()


def test_plan_with_its_configuration(tmp_path: Path) -> None:
    contents = read_plan(tmp_path, PLAN, configuration=True)
    assert not contents.unread
    assert [d.address for d in contents.declarations] == ["aws_kms_key.k", 'aws_s3_bucket.b["a"]']
    bucket = contents.declarations[1]
    assert bucket.source == "plan:plan.json"
    assert bucket.location == Location("main.tf", 7, 1)
    assert at(bucket.body, "bucket").value == "data-a"
    assert at(bucket.body, "bucket").location == Location("main.tf", 9, 14)
    kms = at(bucket.body, "kms").value
    assert isinstance(kms, Reference)
    assert (kms.target, kms.attribute) == ("aws_kms_key.k", "arn")
    policy = at(bucket.body, "policy").value
    assert isinstance(policy, JsonText)
    assert at(policy.structure, "Resource").location.line == 12
    assert at(bucket.body, "password").sensitive
    assert [at(bucket.body, "rule", i, "port").value for i in (0, 1)] == [80, 443]
    assert [at(bucket.body, "rule", i, "port").location.line for i in (0, 1)] == [19, 16]
    identity = at(bucket.body, "id").value
    assert isinstance(identity, Unknown)
    assert identity.reason == 'aws_s3_bucket.b["a"].id is known after apply'
    assert at(bucket.body, "size").value == 1.5


def test_plan_without_configuration(tmp_path: Path) -> None:
    contents = read_plan(tmp_path, PLAN, configuration=False)
    bucket = contents.declarations[1]
    assert bucket.location == Location("plan.json")
    assert at(bucket.body, "bucket").value == "data-a"
    assert isinstance(at(bucket.body, "kms").value, Unknown)
    assert at(contents.declarations[0].body, "rotation").value is None


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("PK\x03\x04", "not JSON, expected what `terraform show -json PLAN` prints", 1),
        ('{\n"a" 1}', "not JSON", 2),
        ("[]", "expected what `terraform show -json PLAN` prints", None),
        ("{}", "expected what `terraform show -json PLAN` prints", None),
    ],
)
def test_what_is_no_plan_is_unread(tmp_path: Path, text: str, reason: str, line: int | None) -> None:
    (unread,) = read_plan(tmp_path, text, configuration=False).unread
    assert reason in unread.reason
    assert (unread.location.file, unread.location.line) == ("plan.json", line)


def test_missing_file_is_unread(tmp_path: Path) -> None:
    assert PlanSource(tmp_path / "none.json", tmp_path).read().unread
    assert StateSource(tmp_path / "none.json", tmp_path).read().unread


def test_plan_that_failed_is_incomplete(tmp_path: Path) -> None:
    (unread,) = read_plan(tmp_path, {**PLAN, "errored": True}, configuration=False).unread
    assert "error" in unread.reason
    assert unread.types is None


@needs_terraform
def test_plan_and_state_of_terraform_itself(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "n" {}\n'
        'resource "terraform_data" "a" {\n  for_each = toset(["x", "y"])\n  input = "${each.key}${var.n}"\n}\n'
        'resource "terraform_data" "b" {\n  input = terraform_data.a["x"].id\n}\n'
        'module "m" {\n  source = "./m"\n}\n'
    )
    (tmp_path / "terraform.tfvars").write_text("n = 1\n")
    (tmp_path / "m").mkdir()
    (tmp_path / "m/main.tf").write_text('resource "terraform_data" "c" {\n  count = 1\n  input = sensitive("s")\n}\n')
    run(tmp_path, "init", "-input=false")
    (tmp_path / "plan.json").write_text(json.dumps(planned(tmp_path)))
    run(tmp_path, "apply", "-auto-approve", "-input=false")
    (tmp_path / "state.json").write_text(run(tmp_path, "show", "-json"))
    shutil.rmtree(tmp_path / ".terraform")
    expected = ['terraform_data.a["x"]', 'terraform_data.a["y"]', "terraform_data.b", "module.m.terraform_data.c[0]"]
    plan = {d.address: d for d in PlanSource(tmp_path / "plan.json", tmp_path).read().declarations}
    assert sorted(plan) == sorted(expected)
    link = at(plan["terraform_data.b"].body, "input").value
    assert isinstance(link, Reference)
    assert link.target == 'terraform_data.a["x"]'
    assert plan["module.m.terraform_data.c[0]"].location == Location("m/main.tf", 1, 1)
    assert at(plan["module.m.terraform_data.c[0]"].body, "input").sensitive
    state = {d.address: d for d in StateSource(tmp_path / "state.json", tmp_path).read().declarations}
    assert sorted(state) == sorted(expected)
    assert at(state['terraform_data.a["y"]'].body, "input").value == "y1"
    assert at(state['terraform_data.a["y"]'].body, "input").location == Location("main.tf", 4, 11)
    assert at(state["module.m.terraform_data.c[0]"].body, "input").sensitive
    assert isinstance(at(state["terraform_data.b"].body, "id").value, str)


def test_equal_blocks_have_their_own_lines(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "a" "b" {\n  rule {\n    port = 1\n  }\n  rule {\n    port = 1\n  }\n}\n'
    )
    plan = {**PLAN, "resource_changes": [change("a.b", {"rule": [{"port": 1}, {"port": 1}]})]}
    body = read_plan(tmp_path, plan, configuration=False).declarations[0].body
    assert [at(body, "rule", i, "port").location.line for i in (0, 1)] == [3, 6]
