"""Secrets that are made by other resources, and written into definitions by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.ai import Definition
from tests.policies.judged import terraform, verdicts

POLICY = "definition_holds_no_secrets"
MADE = """
variable "elsewhere" {}
resource "random_password" "db" { length = 20 }
resource "random_password" "two" {
  count  = 2
  length = 20
}
resource "random_pet" "name" {}
resource "aws_secretsmanager_secret_version" "s" {
  secret_id     = "x"
  secret_string = random_password.db.result
}
data "aws_secretsmanager_secret_version" "d" { secret_id = "x" }
data "aws_ssm_parameter" "p" { name = "x" }
resource "aws_iam_access_key" "k" { user = "u" }
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("random_password.db.result", "violated"),
        ("random_password.two[0].result", "violated"),
        ('"postgres://u:${random_password.db.result}@h/db"', "violated"),
        ('"postgres://u:${var.elsewhere}@h/db"', "violated"),
        ('"postgres://${var.elsewhere}/db"', "passed"),
        ("aws_secretsmanager_secret_version.s.secret_string", "violated"),
        ("data.aws_secretsmanager_secret_version.d.secret_string", "violated"),
        ('jsondecode(data.aws_secretsmanager_secret_version.d.secret_string)["a"]', "undetermined"),
        ("data.aws_ssm_parameter.p.value", "undetermined"),
        ("aws_iam_access_key.k.secret", "violated"),
        ("aws_iam_access_key.k.id", "passed"),
        ("random_pet.name.id", "passed"),
        ("aws_secretsmanager_secret_version.s.arn", "passed"),
        ('"${aws_secretsmanager_secret_version.s.arn}:password::"', "passed"),
    ],
)
def test_environment(tmp_path: Path, value: str, expected: str) -> None:
    function = f'resource "aws_lambda_function" "f" {{\nenvironment {{\nvariables = {{ A = {value} }}\n}}\n}}'
    assert verdicts(POLICY, terraform(tmp_path, MADE + function)) == {"aws_lambda_function.f": expected}


@pytest.mark.parametrize(
    "variables", ["merge({ A = 1 }, var.elsewhere)", "var.elsewhere", "{ for k in var.elsewhere : k => k }"]
)
def test_variables_of_which_not_all_are_known(tmp_path: Path, variables: str) -> None:
    function = f'resource "aws_lambda_function" "f" {{\nenvironment {{\nvariables = {variables}\n}}\n}}'
    assert verdicts(POLICY, terraform(tmp_path, MADE + function)) == {"aws_lambda_function.f": "undetermined"}


def test_the_secret_is_named(tmp_path: Path) -> None:
    function = (
        'resource "aws_lambda_function" "f" {\nenvironment {\nvariables = { A = random_password.db.result }\n}\n}'
    )
    found = Definition.subjects(terraform(tmp_path, MADE + function))
    assert [each.view.secrets for each in found if isinstance(each.view, Definition)] == [
        ["A: random_password.db.result"]
    ]
