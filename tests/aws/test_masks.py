"""What log groups mask, as files say it: policies of groups and of accounts, in text and in structures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.aws import logs
from pytest_aisec.inventory import Inventory
from pytest_aisec.verdicts import Undetermined
from tests.policies.judged import cloudformation, terraform

HCL = """
variable "elsewhere" {}
resource "aws_cloudwatch_log_group" "g" { name = "/prompts" }
resource "aws_cloudwatch_log_group" "other" { name = "/other" }
resource "aws_cloudwatch_log_data_protection_policy" "m" {
  log_group_name  = aws_cloudwatch_log_group.g.name
  policy_document = %s
}
resource "aws_cloudwatch_log_account_policy" "a" {
  policy_name     = "a"
  policy_type     = "DATA_PROTECTION_POLICY"
  policy_document = jsonencode({
    Statement = [{ DataIdentifier = ["Ticket"], Operation = { Deidentify = { MaskConfig = {} } } }]
  })
}
resource "aws_cloudwatch_log_account_policy" "ships" {
  policy_name     = "ships"
  policy_type     = "SUBSCRIPTION_FILTER_POLICY"
  policy_document = jsonencode({
    Statement = [{ DataIdentifier = ["Shipped"], Operation = { Deidentify = { MaskConfig = {} } } }]
  })
}
"""
STATEMENTS = """jsonencode({
    Statement = [
      { DataIdentifier = ["Found"], Operation = { Audit = { FindingsDestination = {} } } },
      {
        DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"]
        Operation      = { Deidentify = { MaskConfig = {} } }
      },
    ]
  })"""
YAML = """
Own:
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupName: /prompts
    DataProtectionPolicy:
      Statement:
        - {DataIdentifier: [Found], Operation: {Audit: {FindingsDestination: {}}}}
        - DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"]
          Operation: {Deidentify: {MaskConfig: {}}}
Other: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /other}}
All:
  Type: AWS::Logs::AccountPolicy
  Properties:
    PolicyName: a
    PolicyType: DATA_PROTECTION_POLICY
    PolicyDocument: >-
      {"Statement": [{"DataIdentifier": ["Ticket"], "Operation": {"Deidentify": {"MaskConfig": {}}}}]}
"""


def masks(estate: Inventory) -> dict[str, frozenset[str]]:
    return {each.name: each.seen_as(logs.MaskingLogGroup).masked for each in estate.of(logs.LogGroup)}


def test_terraform(tmp_path: Path) -> None:
    found = masks(terraform(tmp_path, HCL % STATEMENTS))
    assert found == {"/prompts": {"AwsSecretKey", "Ticket"}, "/other": {"Ticket"}}


def test_cloudformation(tmp_path: Path) -> None:
    found = masks(cloudformation(tmp_path, YAML))
    assert found == {"/prompts": {"AwsSecretKey", "Ticket"}, "/other": {"Ticket"}}


def test_a_policy_without_a_value_masks_nobody_knows_what(tmp_path: Path) -> None:
    estate = terraform(tmp_path, HCL % "var.elsewhere")
    found = {each.name: each.seen_as(logs.MaskingLogGroup) for each in estate.of(logs.LogGroup)}
    with pytest.raises(Undetermined):
        _ = found["/prompts"].masked
    assert found["/other"].masked == {"Ticket"}


@pytest.mark.parametrize(
    "document",
    [None, [], "text", {}, {"Statement": {}}, {"Statement": ["x", {"Operation": "Deidentify"}]}],
)
def test_what_is_no_policy_masks_nothing(document: Any) -> None:
    assert logs.masked_in(document) == frozenset()
