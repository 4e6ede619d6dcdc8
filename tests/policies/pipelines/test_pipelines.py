"""Where pipelines, workflows and builds get their definitions and sources from, in files and in accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PINNED = "pipeline_definition_in_s3_is_pinned_to_a_version"
BY_HAND = "pipeline_is_not_edited_by_hand"
WORKFLOW = "workflow_definition_in_s3_is_pinned_to_a_version"
SOURCE = "pipeline_of_models_starts_from_a_repository"
APPROVED = "pipeline_of_models_asks_before_it_deploys"
BUILD = "build_of_models_has_a_source_with_history"


def location(version: str) -> str:
    return f'pipeline_definition_s3_location {{\nbucket = "b"\nobject_key = "k"\n{version}\n}}'


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('pipeline_definition = "{}"', "not_applicable"),
        (location('version_id = "v"'), "passed"),
        (location(""), "violated"),
        (location("version_id = var.elsewhere"), "undetermined"),
    ],
)
def test_definitions(tmp_path: Path, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_sagemaker_pipeline" "p" {{\n{stated}\n}}'
    assert verdicts(PINNED, terraform(tmp_path, text)) == {"aws_sagemaker_pipeline.p": expected}
    assert verdicts(BY_HAND, terraform(tmp_path, text)) == {"aws_sagemaker_pipeline.p": "not_applicable"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("PipelineDefinitionBody: '{}'", "not_applicable"),
        ("PipelineDefinitionS3Location: {Bucket: b, Key: k, Version: v}", "passed"),
        ("PipelineDefinitionS3Location: {Bucket: b, Key: k}", "violated"),
    ],
)
def test_definitions_in_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"P:\n  Type: AWS::SageMaker::Pipeline\n  Properties:\n    PipelineDefinition:\n      {stated}\n"
    assert verdicts(PINNED, cloudformation(tmp_path, text)) == {"P": expected}


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        ({"LastModifiedBy": {"UserProfileName": "ann", "DomainId": "d"}}, "violated"),
        ({"LastModifiedBy": {"IamIdentity": {"Arn": "arn:aws:sts::1:assumed-role/deploy/x"}}}, "passed"),
        ({}, "passed"),
    ],
)
def test_edits_in_an_account(edited: dict[str, Any], expected: str) -> None:
    estate = [live("AWS::SageMaker::Pipeline", "p", PipelineName="p", **edited)]
    assert verdicts(BY_HAND, estate) == {"p": expected}
    assert verdicts(PINNED, estate) == {"p": "not_applicable"}


def role(action: str) -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_iam_role" "r" {{ assume_role_policy = "{{}}" }}
    resource "aws_iam_role_policy" "p" {{
      role   = aws_iam_role.r.id
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = {action}, Resource = "*" }}] }})
    }}
    """


MODELS = role('["s3:GetObject", "sagemaker:UpdatePipeline"]')


def stage(*actions: str) -> str:
    """Actions by category, provider, and run order if it is stated."""
    written = ""
    for number, action in enumerate(actions):
        category, provider, *order = action.split()
        ordered = f"run_order = {order[0]}" if order else ""
        written += f'action {{\nname = "{number}"\ncategory = "{category}"\nprovider = {provider}\n{ordered}\n}}\n'
    return f'stage {{\nname = "s"\n{written}\n}}\n'


REPOSITORY = stage('Source "CodeStarSourceConnection"')
DEPLOY = 'Deploy "CloudFormation"'
APPROVE = 'Approval "Manual"'


@pytest.mark.parametrize(
    ("policy", "permissions", "stages", "expected"),
    [
        (SOURCE, MODELS, REPOSITORY, "passed"),
        (SOURCE, MODELS, stage('Source "CodeCommit"', 'Source "ECR"'), "passed"),
        (SOURCE, MODELS, stage('Source "S3"'), "violated"),
        (SOURCE, MODELS, stage("Source var.elsewhere"), "undetermined"),
        (SOURCE, role('"*"'), stage('Source "S3"'), "violated"),
        (SOURCE, role('["s3:GetObject"]'), stage('Source "S3"'), None),
        (SOURCE, role("var.elsewhere"), stage('Source "S3"'), "undetermined"),
        (APPROVED, MODELS, REPOSITORY + stage(DEPLOY), "violated"),
        (APPROVED, MODELS, REPOSITORY + stage(APPROVE, DEPLOY), "violated"),
        (APPROVED, MODELS, REPOSITORY + stage(APPROVE, f"{DEPLOY} 2"), "passed"),
        (APPROVED, MODELS, REPOSITORY + stage(f"{APPROVE} 3", f"{DEPLOY} 2"), "violated"),
        (APPROVED, MODELS, REPOSITORY + stage(f"{APPROVE} 2", DEPLOY, f"{DEPLOY} 3"), "violated"),
        (APPROVED, MODELS, REPOSITORY + stage(APPROVE, f"{DEPLOY} var.elsewhere"), "undetermined"),
        (APPROVED, MODELS, REPOSITORY + stage(APPROVE) + stage(DEPLOY), "passed"),
        (APPROVED, MODELS, REPOSITORY + stage(DEPLOY) + stage(APPROVE), "violated"),
        (APPROVED, MODELS, REPOSITORY + stage('Build "CodeBuild"'), "not_applicable"),
    ],
)
def test_pipelines(tmp_path: Path, policy: str, permissions: str, stages: str, expected: str | None) -> None:
    text = f'{permissions}\nresource "aws_codepipeline" "c" {{\nrole_arn = aws_iam_role.r.arn\n{stages}\n}}'
    found = {"aws_codepipeline.c": expected} if expected else {}
    assert verdicts(policy, terraform(tmp_path, text)) == found


@pytest.mark.parametrize(
    ("attached", "expected"),
    [
        ("AmazonSageMakerFullAccess", {"aws_codepipeline.c": "violated"}),
        ("PowerUserAccess", {"aws_codepipeline.c": "violated"}),
        ("AmazonS3FullAccess", {}),
    ],
)
def test_policies_of_aws(tmp_path: Path, attached: str, expected: dict[str, str]) -> None:
    text = f"""
    resource "aws_iam_role" "r" {{ assume_role_policy = "{{}}" }}
    resource "aws_iam_role_policy_attachment" "a" {{
      role       = aws_iam_role.r.name
      policy_arn = "arn:aws:iam::aws:policy/{attached}"
    }}
    resource "aws_codepipeline" "c" {{
      role_arn = aws_iam_role.r.arn
      {stage('Source "S3"')}
    }}
    """
    assert verdicts(SOURCE, terraform(tmp_path, text)) == expected


ROLES = (
    role('["s3:GetObject"]')
    + """
    resource "aws_iam_role" "models" { assume_role_policy = "{}" }
    resource "aws_iam_role_policy" "models" {
      role   = aws_iam_role.models.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sagemaker:CreateModel", Resource = "*" }] })
    }
    resource "aws_codebuild_project" "b" {
      name         = "b"
      service_role = aws_iam_role.models.arn
    }
    resource "aws_codebuild_project" "other" {
      name         = "other"
      service_role = aws_iam_role.r.arn
    }
"""
)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", None),
        ("role_arn = aws_iam_role.models.arn", "violated"),
        ("role_arn = aws_iam_role.r.arn", None),
        ("configuration = { ProjectName = aws_codebuild_project.b.name }", "violated"),
        ('configuration = { ProjectName = "b" }', "violated"),
        ("configuration = { ProjectName = aws_codebuild_project.other.name }", None),
        ("configuration = { ProjectName = var.elsewhere }", "undetermined"),
        ("configuration = { RoleArn = aws_iam_role.models.arn }", "violated"),
        ("role_arn = var.elsewhere\nconfiguration = { RoleArn = aws_iam_role.models.arn }", "violated"),
    ],
)
def test_roles_of_actions(tmp_path: Path, stated: str, expected: str | None) -> None:
    written = stage('Source "S3"').replace("provider =", f"{stated}\nprovider =")
    text = f'{ROLES}\nresource "aws_codepipeline" "c" {{\nrole_arn = aws_iam_role.r.arn\n{written}\n}}'
    assert verdicts(SOURCE, terraform(tmp_path, text)) == ({"aws_codepipeline.c": expected} if expected else {})


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('source { type = "GITHUB" }', "passed"),
        ('source { type = "CODEPIPELINE" }', "passed"),
        ('source { type = "NO_SOURCE" }', "violated"),
        ('source { type = "S3" }', "violated"),
        ('source { type = "S3" }\nsource_version = "v"', "passed"),
        ("source { type = var.elsewhere }", "undetermined"),
    ],
)
def test_builds(tmp_path: Path, stated: str, expected: str) -> None:
    text = f'{MODELS}\nresource "aws_codebuild_project" "b" {{\nservice_role = aws_iam_role.r.arn\n{stated}\n}}'
    assert verdicts(BUILD, terraform(tmp_path, text)) == {"aws_codebuild_project.b": expected}


ROLE = """
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies:
      - PolicyName: p
        PolicyDocument:
          Statement: [{Effect: Allow, Action: sagemaker:CreateModel, Resource: "*"}]
"""


def pipeline(category: str, provider: str) -> str:
    stages = f"[{{Name: s, Actions: [{{Name: a, ActionTypeId: {{Category: {category}, Provider: {provider}}}}}]}}]"
    return f"Type: AWS::CodePipeline::Pipeline, Properties: {{RoleArn: !GetAtt Role.Arn, Stages: {stages}}}"


def workflow(stated: str) -> str:
    return f"Type: AWS::StepFunctions::StateMachine, Properties: {{RoleArn: !GetAtt Role.Arn, {stated}}}"


@pytest.mark.parametrize(
    ("policy", "declared", "expected"),
    [
        (
            SOURCE,
            pipeline("Source", "GitHub"),
            "passed",
        ),
        (
            SOURCE,
            pipeline("Source", "S3"),
            "violated",
        ),
        (
            APPROVED,
            pipeline("Deploy", "S3"),
            "violated",
        ),
        (
            BUILD,
            "Type: AWS::CodeBuild::Project, Properties: {ServiceRole: !GetAtt Role.Arn, Source: {Type: S3}}",
            "violated",
        ),
        (
            BUILD,
            "Type: AWS::CodeBuild::Project, Properties: {ServiceRole: !GetAtt Role.Arn, Source: {Type: GITLAB}}",
            "passed",
        ),
        (
            WORKFLOW,
            workflow("DefinitionS3Location: {Bucket: b, Key: k}"),
            "violated",
        ),
        (
            WORKFLOW,
            workflow("DefinitionS3Location: {Bucket: b, Key: k, Version: v}"),
            "passed",
        ),
        (
            WORKFLOW,
            workflow("DefinitionString: '{}'"),
            "not_applicable",
        ),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, declared: str, expected: str) -> None:
    assert verdicts(policy, cloudformation(tmp_path, f"X: {{{declared}}}\n{ROLE}")) == {"X": expected}


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ("{ProjectName: !Ref B}", {"X": "violated"}),
        ("{ProjectName: !Ref Other}", {}),
        ("{RoleArn: !GetAtt Role.Arn}", {"X": "violated"}),
    ],
)
def test_roles_of_actions_in_cloudformation(tmp_path: Path, configuration: str, expected: dict[str, str]) -> None:
    text = f"""
B: {{Type: AWS::CodeBuild::Project, Properties: {{ServiceRole: !GetAtt Role.Arn}}}}
Other: {{Type: AWS::CodeBuild::Project, Properties: {{ServiceRole: !GetAtt Plain.Arn}}}}
Plain: {{Type: AWS::IAM::Role}}
X:
  Type: AWS::CodePipeline::Pipeline
  Properties:
    RoleArn: !GetAtt Plain.Arn
    Stages:
      - Name: s
        Actions:
          - Name: a
            ActionTypeId: {{Category: Source, Provider: S3}}
            Configuration: {configuration}
"""
    assert verdicts(SOURCE, cloudformation(tmp_path, text + ROLE)) == expected


ALLOWED = {"RoleName": "r", "Arn": "arn:aws:iam::1:role/r"}
POLICY = {
    "PolicyName": "p",
    "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sagemaker:CreateModel", "Resource": "*"}]},
}
SOURCE_S3 = {"name": "s", "actions": [{"name": "a", "actionTypeId": {"category": "Source", "provider": "S3"}}]}
SOURCE_GIT = {"name": "s", "actions": [{"name": "a", "actionTypeId": {"category": "Source", "provider": "GitHub"}}]}


@pytest.mark.parametrize(
    ("policy", "kind", "body", "expected"),
    [
        (SOURCE, "AWS::CodePipeline::Pipeline", {"roleArn": ALLOWED["Arn"], "stages": [SOURCE_S3]}, "violated"),
        (SOURCE, "AWS::CodePipeline::Pipeline", {"roleArn": ALLOWED["Arn"], "stages": [SOURCE_GIT]}, "passed"),
        (
            BUILD,
            "AWS::CodeBuild::Project",
            {"serviceRole": ALLOWED["Arn"], "source": {"type": "NO_SOURCE"}},
            "violated",
        ),
        (BUILD, "AWS::CodeBuild::Project", {"serviceRole": ALLOWED["Arn"], "source": {"type": "GITHUB"}}, "passed"),
        (WORKFLOW, "AWS::StepFunctions::StateMachine", {"roleArn": ALLOWED["Arn"]}, "not_applicable"),
    ],
)
def test_account(policy: str, kind: str, body: dict[str, Any], expected: str) -> None:
    estate = [
        live("AWS::IAM::Role", "r", RolePolicyList=[POLICY], AttachedManagedPolicies=[], **ALLOWED),
        live(kind, "x", **body),
    ]
    assert verdicts(policy, estate) == {"x": expected}


def test_roles_of_builds_in_an_account() -> None:
    build = {"name": "a", "actionTypeId": {"category": "Build"}, "configuration": {"ProjectName": "b"}}
    estate = [
        live("AWS::IAM::Role", "r", RolePolicyList=[POLICY], AttachedManagedPolicies=[], **ALLOWED),
        live("AWS::IAM::Role", "plain", RolePolicyList=[], AttachedManagedPolicies=[], RoleName="plain", Arn="plain"),
        live("AWS::CodeBuild::Project", "b", name="b", serviceRole=ALLOWED["Arn"]),
        live(
            "AWS::CodePipeline::Pipeline", "x", roleArn="plain", stages=[SOURCE_S3, {"name": "b", "actions": [build]}]
        ),
    ]
    assert verdicts(SOURCE, estate) == {"x": "violated"}
