"""A name that several resources have means the one beside whoever says it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from pytest_aisec.ai import KeyedUser
from pytest_aisec.aws import iam, lambda_
from pytest_aisec.declarations import Declaration, Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.values import Location, located
from pytest_aisec.verdicts import Verdict, decide
from tests.model.declared import inventory
from tests.policies.judged import terraform

USER = """
resource "aws_iam_user" "u" {
  name = "ci"
}
resource "aws_iam_access_key" "k" {
  user = aws_iam_user.u.name
}
"""


def _judge(user: KeyedUser) -> None:
    assert user.has_one_active_key


def estate(folder: Path, root: str, **modules: str) -> Inventory:
    for name, text in modules.items():
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(text)
    return terraform(folder, root)


def test_each_call_of_a_module_names_what_it_makes(tmp_path: Path) -> None:
    calls = "".join(f'module "{name}" {{\n  source = "./m"\n  count = 1\n}}\n' for name in "ab")
    found = estate(tmp_path, calls, m=USER)
    keys = {key.address: key.user.address for key in found.of(iam.AccessKey) if key.user}
    assert keys == {f"module.{each}[0].aws_iam_access_key.k": f"module.{each}[0].aws_iam_user.u" for each in "ab"}
    for user in found.of(iam.User):
        assert [key.address for key in user.seen_as(KeyedUser).keys] == [user.address.replace("user.u", "access_key.k")]


def test_what_is_as_near_to_both_may_mean_either(tmp_path: Path) -> None:
    calls = 'module "a" {\n  source = "./m"\n}\nmodule "b" {\n  source = "./m"\n}\n'
    found = estate(tmp_path, calls + 'resource "aws_iam_access_key" "root" {\n  user = "ci"\n}\n', m=USER)
    root = next(each for each in found.of(iam.AccessKey) if each.address == "aws_iam_access_key.root")
    assert root.user is not None
    assert root.user.unseen is not None
    assert "ci is the name of 2 resources" in root.user.unseen.reason
    for user in found.of(iam.User):
        assert decide(partial(_judge, user.seen_as(KeyedUser))).verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_a_name_is_taken_once_in_each_region(region: str) -> None:
    def live(type_: str, address: str, where: str, **body: object) -> Declaration:
        at = Location(api="x", resource=address)
        return Declaration("aws:1", Dialect.LIVE, type_, address, located(body, at), at, region=where)

    functions = [
        live("AWS::Lambda::Function", f"arn:aws:lambda:{where}:1:function:ask", where, FunctionName="ask")
        for where in ("us-east-1", "eu-west-1")
    ]
    mapping = live("AWS::Lambda::EventSourceMapping", "m", region, UUID="m", FunctionArn="ask")
    found = inventory(*functions, mapping)
    [only] = found.of(lambda_.EventSourceMapping)
    assert only.function is not None
    assert only.function.declaration.region == region
