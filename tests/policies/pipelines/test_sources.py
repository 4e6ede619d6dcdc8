"""Which branches models are made from, and who has to agree, in files and in accounts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

APPROVAL = "repository_of_models_asks_for_an_approval"
CODE = "code_repository_names_its_branch"
BUILD = "build_of_models_names_its_branch"

MODELS = """
variable "elsewhere" {}
resource "aws_iam_role" "r" { assume_role_policy = "{}" }
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sagemaker:UpdatePipeline", Resource = "*" }] })
}
resource "aws_codecommit_repository" "r" { repository_name = "training" }
"""
POOL = 'ApprovalPoolMembers = ["arn:aws:sts::1:assumed-role/reviewer/*"]'
ONE = f'Statements = [{{ Type = "Approvers", NumberOfApprovalsNeeded = 1, {POOL} }}]'
NOBODY = 'Statements = [{ Type = "Approvers", NumberOfApprovalsNeeded = 0, ApprovalPoolMembers = ["a"] }]'
ANYBODY = 'Statements = [{ Type = "Approvers", NumberOfApprovalsNeeded = 1 }]'
REFERRED = 'Statements = [{ NumberOfApprovalsNeeded = 1, ApprovalPoolMembers = ["${aws_iam_role.r.arn}/*"] }]'
ONLY_MAIN = f'DestinationReferences = ["refs/heads/main"]\n{ONE}'


def associated(content: str, template: str = "aws_codecommit_approval_rule_template.t.name") -> str:
    return f"""
    resource "aws_codecommit_approval_rule_template" "t" {{
      name    = "reviewed"
      content = jsonencode({{
        {content}
      }})
    }}
    resource "aws_codecommit_approval_rule_template_association" "a" {{
      approval_rule_template_name = {template}
      repository_name             = aws_codecommit_repository.r.repository_name
    }}
    """


def pipeline(configuration: str, provider: str = "CodeCommit") -> str:
    return f"""
    resource "aws_codepipeline" "c" {{
      role_arn = aws_iam_role.r.arn
      stage {{
        name = "Source"
        action {{
          name          = "Source"
          category      = "Source"
          provider      = "{provider}"
          configuration = {{ {configuration} }}
        }}
      }}
    }}
    """


def build(stated: str, source: str) -> str:
    return f'resource "aws_codebuild_project" "b" {{\nname = "b"\nservice_role = aws_iam_role.r.arn\n{stated}\nsource {{ {source} }}\n}}'


def code(url: str, branch: str = "") -> str:
    return f'resource "aws_sagemaker_code_repository" "n" {{\ngit_config {{\nrepository_url = {url}\n{branch}\n}}\n}}'


OF_MAIN = pipeline('RepositoryName = "training", BranchName = "main"')
URL = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/training"


@pytest.mark.parametrize(
    ("taker", "expected"),
    [
        (OF_MAIN, "violated"),
        (pipeline('RepositoryName = aws_codecommit_repository.r.repository_name, BranchName = "main"'), "violated"),
        (pipeline('RepositoryName = "other", BranchName = "main"'), None),
        (pipeline('RepositoryName = "training"', provider="ECR"), None),
        (pipeline('RepositoryName = var.elsewhere, BranchName = "main"'), "undetermined"),
        (build("", 'type = "CODECOMMIT"\nlocation = aws_codecommit_repository.r.clone_url_http'), "violated"),
        (build("", f'type = "CODECOMMIT"\nlocation = "{URL}"'), "violated"),
        (build("", f'type = "CODECOMMIT"\nlocation = "{URL}-old"'), None),
        (build("", 'type = "GITHUB"\nlocation = "https://github.com/example/training"'), None),
        (code("aws_codecommit_repository.r.clone_url_http"), "violated"),
        (code(f'"{URL}"'), "violated"),
        (code('"https://github.com/example/training"'), None),
        ("", None),
    ],
)
def test_what_models_are_made_from(tmp_path: Path, taker: str, expected: str | None) -> None:
    found = {"aws_codecommit_repository.r": expected} if expected else {}
    assert verdicts(APPROVAL, terraform(tmp_path, MODELS + taker)) == found


@pytest.mark.parametrize(
    ("taker", "rules", "expected"),
    [
        (OF_MAIN, associated(ONE), "passed"),
        (OF_MAIN, associated(ONLY_MAIN), "passed"),
        (OF_MAIN, associated(REFERRED), "passed"),
        (OF_MAIN, associated(NOBODY), "violated"),
        (OF_MAIN, associated(ANYBODY), "violated"),
        (OF_MAIN, associated(ONE).replace("aws_codecommit_repository.r.repository_name", '"other"'), "violated"),
        (OF_MAIN, associated(ONE, '"of-the-organization"'), "undetermined"),
        (OF_MAIN, associated(ONE, "var.elsewhere"), "undetermined"),
        (OF_MAIN, associated(ONE.replace("= 1", "= var.elsewhere")), "undetermined"),
        (OF_MAIN, associated("Statements = var.elsewhere"), "undetermined"),
        (pipeline('RepositoryName = "training", BranchName = "live"'), associated(ONLY_MAIN), "violated"),
        (pipeline('RepositoryName = "training", BranchName = var.elsewhere'), associated(ONLY_MAIN), "undetermined"),
        (pipeline('RepositoryName = "training", BranchName = var.elsewhere'), associated(ONE), "passed"),
        (code(f'"{URL}"', 'branch = "main"'), associated(ONLY_MAIN), "passed"),
        (code(f'"{URL}"'), associated(ONLY_MAIN), "violated"),
        (code(f'"{URL}"'), associated(ONE), "passed"),
    ],
)
def test_who_has_to_agree(tmp_path: Path, taker: str, rules: str, expected: str) -> None:
    text = MODELS + taker + rules
    assert verdicts(APPROVAL, terraform(tmp_path, text)) == {"aws_codecommit_repository.r": expected}


@pytest.mark.parametrize(
    ("version", "expected"),
    [("refs/heads/main", "passed"), ("main", "passed"), ("live", "violated"), ("0" * 40, "violated")],
)
def test_versions_of_builds(tmp_path: Path, version: str, expected: str) -> None:
    taker = build(f'source_version = "{version}"', f'type = "CODECOMMIT"\nlocation = "{URL}"')
    text = MODELS + taker + associated(ONLY_MAIN)
    assert verdicts(APPROVAL, terraform(tmp_path, text)) == {"aws_codecommit_repository.r": expected}


def test_default_branch(tmp_path: Path) -> None:
    text = MODELS.replace('"training" }', '"training"\ndefault_branch = "main" }').replace(
        "{ repository", "{\nrepository"
    )
    estate = terraform(tmp_path, text + code(f'"{URL}"') + associated(ONLY_MAIN))
    assert verdicts(APPROVAL, estate) == {"aws_codecommit_repository.r": "passed"}


def test_templates_cannot_have_rules(tmp_path: Path) -> None:
    text = """
    R: {Type: AWS::CodeCommit::Repository, Properties: {RepositoryName: training}}
    N: {Type: AWS::SageMaker::CodeRepository, Properties: {GitConfig: {RepositoryUrl: !GetAtt R.CloneUrlHttp}}}
    """
    assert verdicts(APPROVAL, cloudformation(tmp_path, text)) == {"R": "undetermined"}


def account(**content: Any) -> list[Declaration]:
    template = json.dumps({"Version": "2018-11-08", **content})
    return [
        live("AWS::CodeCommit::Repository", "training", repositoryName="training", defaultBranch="main"),
        live("AWS::SageMaker::CodeRepository", "n", GitConfig={"RepositoryUrl": URL}),
        live(
            "codecommit:ApprovalRuleTemplate",
            "t",
            approvalRuleTemplateName="t",
            approvalRuleTemplateContent=template,
        ),
    ]


ASSOCIATED = live(
    "codecommit:ApprovalRuleTemplateAssociation",
    "training/t",
    repositoryName="training",
    approvalRuleTemplateName="t",
)
STATEMENT = {"Type": "Approvers", "NumberOfApprovalsNeeded": 1, "ApprovalPoolMembers": ["a"]}


def test_account() -> None:
    estate = account(Statements=[STATEMENT])
    assert verdicts(APPROVAL, estate) == {"training": "violated"}
    assert verdicts(APPROVAL, [*estate, ASSOCIATED]) == {"training": "passed"}
    elsewhere = account(Statements=[STATEMENT], DestinationReferences=["refs/heads/other"])
    assert verdicts(APPROVAL, [*elsewhere, ASSOCIATED]) == {"training": "violated"}


@pytest.mark.parametrize(
    ("branch", "expected"),
    [("", "violated"), ('branch = "main"', "passed"), ("branch = var.elsewhere", "undetermined")],
)
def test_branches_of_notebooks(tmp_path: Path, branch: str, expected: str) -> None:
    text = MODELS + code('"https://github.com/example/training"', branch)
    assert verdicts(CODE, terraform(tmp_path, text)) == {"aws_sagemaker_code_repository.n": expected}


@pytest.mark.parametrize(("branch", "expected"), [("", "violated"), (", Branch: main", "passed")])
def test_branches_of_notebooks_elsewhere(tmp_path: Path, branch: str, expected: str) -> None:
    config = f'GitConfig: {{RepositoryUrl: "https://github.com/example/training"{branch}}}'
    text = f"N: {{Type: AWS::SageMaker::CodeRepository, Properties: {{{config}}}}}\n"
    assert verdicts(CODE, cloudformation(tmp_path, text)) == {"N": expected}
    config_ = {"RepositoryUrl": "https://github.com/example/training", **({"Branch": "main"} if branch else {})}
    assert verdicts(CODE, [live("AWS::SageMaker::CodeRepository", "n", GitConfig=config_)]) == {"n": expected}


WEBHOOK = 'resource "aws_codebuild_webhook" "w" { project_name = aws_codebuild_project.b.name }'


@pytest.mark.parametrize(
    ("taker", "expected"),
    [
        (build("", 'type = "GITHUB"'), "violated"),
        (build('source_version = "main"', 'type = "GITHUB"'), "passed"),
        (build("source_version = var.elsewhere", 'type = "GITHUB"'), "undetermined"),
        (build("", 'type = "GITHUB"') + "\n" + WEBHOOK, "not_applicable"),
        (build("", 'type = "CODEPIPELINE"'), "not_applicable"),
        (build("", 'type = "S3"'), "not_applicable"),
        (build("", 'type = "NO_SOURCE"'), "not_applicable"),
    ],
)
def test_branches_of_builds(tmp_path: Path, taker: str, expected: str) -> None:
    assert verdicts(BUILD, terraform(tmp_path, MODELS + taker)) == {"aws_codebuild_project.b": expected}


POLICY = {
    "PolicyName": "p",
    "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sagemaker:CreateModel", "Resource": "*"}]},
}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, "violated"),
        ({"sourceVersion": "main"}, "passed"),
        ({"webhook": {"url": "https://api.github.com/repos/example/training/hooks/1"}}, "not_applicable"),
    ],
)
def test_branches_of_builds_in_an_account(stated: dict[str, Any], expected: str) -> None:
    estate = [
        live("AWS::IAM::Role", "r", RoleName="r", Arn="r", RolePolicyList=[POLICY], AttachedManagedPolicies=[]),
        live("AWS::CodeBuild::Project", "b", name="b", serviceRole="r", source={"type": "GITHUB"}, **stated),
    ]
    assert verdicts(BUILD, estate) == {"b": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("", "violated"), (", SourceVersion: main", "passed"), (", Triggers: {Webhook: true}", "not_applicable")],
)
def test_branches_of_builds_in_templates(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    Role:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: p
            PolicyDocument:
              Statement: [{{Effect: Allow, Action: sagemaker:CreateModel, Resource: "*"}}]
    B:
      Type: AWS::CodeBuild::Project
      Properties: {{ServiceRole: !GetAtt Role.Arn, Source: {{Type: GITHUB}}{stated}}}
    """
    assert verdicts(BUILD, cloudformation(tmp_path, text)) == {"B": expected}
