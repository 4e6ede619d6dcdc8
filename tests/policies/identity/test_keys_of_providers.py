"""Keys of providers in definitions are found by their form, under names that tell nothing, in every source."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_aisec.ai import Definition
from pytest_aisec.inventory import Inventory
from tests.analysis.example_keys import KEYS
from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform

VARIABLES = {f"V{number}": f"{beginning}{rest}" for number, (_, beginning, rest) in enumerate(KEYS)}
KINDS = [f"V{number}: Key of {owner}" for number, (owner, *_) in enumerate(KEYS)]


def secrets(estate: Inventory) -> list[str]:
    (found,) = [Definition(each).secrets for each in estate if isinstance(each, Definition.filled_by)]
    return found


def test_terraform(tmp_path: Path) -> None:
    text = f'resource "aws_lambda_function" "f" {{\nenvironment {{\nvariables = {json.dumps(VARIABLES)}\n}}\n}}'
    assert secrets(terraform(tmp_path, text)) == KINDS


def test_cloudformation(tmp_path: Path) -> None:
    function = {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": VARIABLES}}}
    assert secrets(cloudformation(tmp_path, f"F: {json.dumps(function)}\n")) == KINDS


def test_account() -> None:
    function = live("AWS::Lambda::Function", "f", Environment={"Variables": VARIABLES})
    assert secrets(everything([function])) == KINDS
