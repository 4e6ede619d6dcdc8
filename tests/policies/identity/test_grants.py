"""What policies grant of models, what roles can be misused for, and keys of Amazon Bedrock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec import ai
from pytest_aisec.aws import iam
from pytest_aisec.findings import place_of
from pytest_aisec.model.evidence import recording
from tests.model.declared import live
from tests.policies.identity.test_roles import BEDROCK, attach, inline, role, trust
from tests.policies.judged import cloudformation, terraform, verdicts

FULL = "nobody_has_full_access_to_an_ai_service"
CALLS = "policy_names_the_models_that_may_be_called"
CONTROLS = "ai_role_does_not_control_the_account"
GUARDRAIL = "ai_role_calls_models_only_with_a_guardrail"
BOUNDARY = "ai_role_has_a_permissions_boundary"
ALONE = "ai_role_is_used_by_one"
KEY = "bedrock_api_key_ends"
PHANTOM = "user_of_a_bedrock_api_key_has_no_other_permissions"
ROLE = "aws_iam_role.r"


def allow(action: str, resource: str = '"*"', more: str = "", effect: str = "Allow") -> str:
    return f'{{ Effect = "{effect}", Action = "{action}", Resource = {resource} {more} }}'


NONE_NAMED = ', Condition = { Null = { "bedrock:GuardrailIdentifier" = "true" } }'
TAGGED = ', Condition = { StringEquals = { "aws:ResourceTag/team" = "ai" } }'
BY_PROFILE = ', Condition = { StringLike = { "bedrock:InferenceProfileArn" = "arn:aws:bedrock:us-east-1:1:inference-profile/eu.x" } }'
DENIAL_OF_ALL_BUT_ONE = '{ Effect = "Deny", Action = "ec2:*", NotResource = "arn:aws:ec2:us-east-1:1:vpc/vpc-1" }'
DENIAL_OF_OTHER_MODELS = '{ Effect = "Deny", Action = "bedrock:InvokeModel", NotResource = %s }'
ANY = ("*", "custom-model/*", "provisioned-model/*", "application-inference-profile/*", "inference-profile*", "*/*")
CONTROLLING = (
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AttachUserPolicy",
    "iam:AddUserToGroup",
    "iam:UpdateLoginProfile",
    "iam:DeleteRolePermissionsBoundary",
    "iam:*Policy*",
    "bedrock:PutModelInvocationLoggingConfiguration",
    "bedrock:*Guardrail*",
    "cloudtrail:PutEventSelectors",
    "ec2:DeleteFlowLogs",
    "ec2:ReplaceNetworkAclEntry",
    "logs:PutRetentionPolicy",
    "wafv2:UpdateWebACL",
)
WORKING = (
    "s3:GetObject",
    "logs:CreateLogStream",
    "ec2:CreateNetworkInterface",
    "ec2:Describe*",
    "cloudwatch:PutMetricData",
)


WITH = ', Condition = { %s = { "bedrock:GuardrailIdentifier" = "g" } }'
MODEL = '"arn:aws:bedrock:eu-west-1::foundation-model/%s"'


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        (FULL, "", "passed"),
        (FULL, attach('"arn:aws:iam::aws:policy/AmazonBedrockFullAccess"'), "violated"),
        (FULL, attach('"arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"'), "violated"),
        (FULL, attach('"arn:aws:iam::aws:policy/AmazonBedrockReadOnly"'), "passed"),
        (FULL, attach('"arn:aws:iam::aws:policy/PowerUserAccess"'), "violated"),
        (FULL, attach('"arn:aws:iam::aws:policy/job-function/DataScientist"'), "violated"),
        (FULL, attach('"arn:aws:iam::aws:policy/BedrockAgentCoreFullAccess"'), "violated"),
        (FULL, attach('"arn:aws:iam::aws:policy/AmazonSageMakerModelRegistryFullAccess"'), "passed"),
        (FULL, attach("var.elsewhere"), "undetermined"),
        (CALLS, inline(allow("s3:GetObject")), "not_applicable"),
        (CALLS, inline(allow("bedrock:InvokeModel")), "violated"),
        (CALLS, inline(allow("bedrock:*", MODEL % "*")), "violated"),
        (CALLS, inline(allow("bedrock:InvokeModel", MODEL % "anthropic.claude-3")), "passed"),
        (CALLS, inline(allow("bedrock:InvokeModel", MODEL % "${var.elsewhere}")), "passed"),
        (CALLS, inline(allow("bedrock:InvokeModel", "var.elsewhere")), "undetermined"),
        (CALLS, inline(allow("sagemaker:InvokeEndpoint", '"arn:aws:sagemaker:eu-west-1:1:endpoint/*"')), "violated"),
        (CONTROLS, "", "passed"),
        (CONTROLS, inline(allow("iam:PutRolePolicy", '"arn:aws:iam::1:role/x"')), "violated"),
        (CONTROLS, inline(allow("iam:Get*")), "passed"),
        (CONTROLS, inline(allow("secretsmanager:GetSecretValue")), "violated"),
        (CONTROLS, inline(allow("secretsmanager:GetSecretValue", '"arn:aws:secretsmanager:eu-west-1:1:secret:x"')), "passed"),
        (CONTROLS, attach('"arn:aws:iam::aws:policy/AdministratorAccess"'), "violated"),
        (CONTROLS, inline(allow("ec2:*"), allow("ec2:*", effect="Deny")), "passed"),
        (CONTROLS, inline(allow("ec2:*"), DENIAL_OF_ALL_BUT_ONE), "violated"),
        (CONTROLS, inline(allow("secretsmanager:Get*", '"arn:aws:secretsmanager:eu-west-1:1:secret:*"')), "violated"),
        (CONTROLS, inline(allow("secretsmanager:GetSecretValue", more=TAGGED)), "passed"),
        (CONTROLS, attach('"arn:aws:iam::aws:policy/PowerUserAccess"'), "violated"),
        (CONTROLS, attach('"arn:aws:iam::aws:policy/SecretsManagerReadWrite"'), "violated"),
        (CONTROLS, attach('"arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"'), "passed"),
        (CALLS, inline(allow("sagemaker:InvokeEndpointAsync")), "violated"),
        (CALLS, inline(allow("bedrock:*Model*")), "violated"),
        (CALLS, inline(allow("bedrock:InvokeModel", more=BY_PROFILE)), "passed"),
        (CALLS, inline(allow("bedrock:InvokeModel"), DENIAL_OF_OTHER_MODELS % MODEL % "anthropic.claude-3"), "passed"),
        (CALLS, inline(allow("bedrock:InvokeModel"), DENIAL_OF_OTHER_MODELS % MODEL % "*"), "violated"),
        (CALLS, inline(allow("bedrock:*"), DENIAL_OF_OTHER_MODELS % MODEL % "anthropic.claude-3"), "violated"),
        *((CALLS, inline(allow("bedrock:InvokeModel", f'"arn:aws:bedrock:us-east-1:1:{each}"')), "violated") for each in ANY),
        *((CONTROLS, inline(allow(action)), "violated") for action in CONTROLLING),
        *((CONTROLS, inline(allow(action)), "passed") for action in WORKING),
        (GUARDRAIL, inline(allow("s3:GetObject")), "not_applicable"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", more=WITH % "StringEquals")), "passed"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel"), allow("bedrock:Invoke*", more=WITH % "StringNotEquals", effect="Deny")), "passed"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", more=WITH % "StringEquals"), allow("bedrock:*")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", more=WITH % "StringEqualsIfExists")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", more=WITH % "StringNotEquals")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModelWithResponseStream")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:*"), allow("bedrock:InvokeModel", more=WITH % "StringNotEquals", effect="Deny")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel"), allow("bedrock:InvokeModel", more=WITH % "StringNotEquals", effect="Deny")), "passed"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel"), allow("bedrock:Invoke*", more=WITH % "StringEquals", effect="Deny")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel"), allow("bedrock:Invoke*", more=NONE_NAMED, effect="Deny")), "passed"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel"), allow("bedrock:Invoke*", MODEL % "anthropic.claude-3", WITH % "StringNotEquals", "Deny")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", MODEL % "amazon.titan-embed-text-v2:0")), "not_applicable"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", "var.elsewhere")), "undetermined"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", MODEL % "cohere.rerank-v3-5:0")), "not_applicable"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", MODEL % "amazon.nova-pro-v1:0")), "violated"),
        (GUARDRAIL, inline(allow("bedrock:InvokeModel", MODEL % "${var.elsewhere}")), "violated"),
        (GUARDRAIL, attach('"arn:aws:iam::aws:policy/AdministratorAccess"'), "violated"),
        (GUARDRAIL, attach('"arn:aws:iam::aws:policy/AmazonBedrockFullAccess"'), "violated"),
        (GUARDRAIL, attach('"arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"'), "not_applicable"),
        (GUARDRAIL, attach('"arn:aws:iam::aws:policy/PowerUserAccess"'), "violated"),
        (GUARDRAIL, attach('"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"'), "not_applicable"),
        (BOUNDARY, "", "violated"),
    ],
)  # fmt: skip
def test_terraform(tmp_path: Path, policy: str, more: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, role(trust(BEDROCK), more)))[ROLE] == expected


@pytest.mark.parametrize(
    ("stated", "expected"), [('"arn:aws:iam::1:policy/b"', "passed"), ("null", "violated"), ("var.elsewhere", "undetermined")]
)  # fmt: skip
def test_boundaries(tmp_path: Path, stated: str, expected: str) -> None:
    text = role(trust(BEDROCK)).replace('name               = "r"', f'name = "r"\npermissions_boundary = {stated}')
    assert verdicts(BOUNDARY, terraform(tmp_path, text)) == {ROLE: expected}


BASE = """
    resource "aws_bedrockagent_knowledge_base" "k" {
      role_arn = aws_iam_role.r.arn
      knowledge_base_configuration {
        vector_knowledge_base_configuration { embedding_model_arn = var.elsewhere }
      }
    }
"""


def test_roles_of_knowledge_bases_call_models_that_take_no_guardrail(tmp_path: Path) -> None:
    calls = role(trust(BEDROCK), inline(allow("bedrock:InvokeModel", "[var.elsewhere]")))
    assert verdicts(GUARDRAIL, terraform(tmp_path, calls + BASE))[ROLE] == "not_applicable"


@pytest.mark.parametrize(
    ("trusted", "calls", "expected"),
    [
        ([BEDROCK], inline(allow("bedrock:InvokeModel")), "not_applicable"),
        ([BEDROCK, {"Service": "lambda.amazonaws.com"}], inline(allow("bedrock:InvokeModel")), "violated"),
        ([BEDROCK, {"AWS": "arn:aws:iam::111122223333:root"}], inline(allow("bedrock:InvokeModel")), "violated"),
        ([BEDROCK], inline(allow("bedrock:*")), "not_applicable"),
        ([BEDROCK], attach('"arn:aws:iam::aws:policy/AmazonBedrockFullAccess"'), "violated"),
    ],
)
def test_roles_of_agents_are_called_with_the_guardrails_of_these(
    tmp_path: Path, trusted: list[dict[str, str]], calls: str, expected: str
) -> None:
    """Not all calls of an agent name one (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html)."""
    estate = terraform(tmp_path, role(", ".join(map(trust, trusted)), calls) + AGENT % ("a", "a", ""))
    assert verdicts(GUARDRAIL, estate)[ROLE] == expected


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([allow("bedrock:InvokeModel"), allow("bedrock:RetrieveAndGenerate")], "undetermined"),
        ([allow("bedrock:InvokeModel"), allow("bedrock:Retrieve")], "violated"),
        ([allow("bedrock:InvokeModel"), allow("bedrock:*")], "violated"),
        ([allow("bedrock:InvokeModel", more=WITH % "StringEquals"), allow("bedrock:RetrieveAndGenerate")], "passed"),
    ],
)
def test_roles_that_retrieve_and_generate(tmp_path: Path, calls: list[str], expected: str) -> None:
    assert verdicts(GUARDRAIL, terraform(tmp_path, role(trust(BEDROCK), inline(*calls))))[ROLE] == expected


def test_the_line_is_that_of_the_permission(tmp_path: Path) -> None:
    calls, searches = (allow(action).replace("{ Effect", "{\nEffect") for action in ("bedrock:InvokeModel", "aoss:*"))
    text = role(trust(BEDROCK), inline(calls, searches))
    (found,) = terraform(tmp_path, text).of(iam.Role)
    with recording() as readings:
        assert not found.seen_as(ai.ExecutionRole).calls_models_only_with_a_guardrail
    assert "InvokeModel" in text.splitlines()[(place_of(found, readings).line or 0) - 1]


AGENT = (
    'resource "aws_bedrockagent_agent" "%s" {\nagent_name = "%s"\nagent_resource_role_arn = aws_iam_role.r.arn\n%s\n}\n'
)


@pytest.mark.parametrize(
    ("agents", "expected"),
    [
        ("", "passed"),
        (AGENT % ("a", "a", ""), "passed"),
        (AGENT % ("a", "a", "count = 2"), "passed"),
        (AGENT % ("a", "a", "") + AGENT % ("b", "b", ""), "violated"),
        (AGENT % ("a", "a", "") + AGENT % ("b", "b", "count = 0"), "passed"),
    ],
)
def test_roles_of_several(tmp_path: Path, agents: str, expected: str) -> None:
    assert verdicts(ALONE, terraform(tmp_path, role(trust(BEDROCK), agents))) == {ROLE: expected}


@pytest.mark.parametrize(
    ("named", "expected"), [("aws_iam_role.r.arn", "not_applicable"), ("var.later", "undetermined")]
)
@pytest.mark.parametrize("kind", ["agent", "base"])
def test_who_acts_through_a_role_may_not_be_known(tmp_path: Path, kind: str, named: str, expected: str) -> None:
    acting = {
        "agent": (AGENT % ("a", "a", "")).replace("aws_iam_role.r.arn", named),
        "base": f'resource "aws_bedrockagent_knowledge_base" "k" {{\nname = "k"\nrole_arn = {named}\n}}\n',
    }
    calls = allow("bedrock:InvokeModel")
    estate = terraform(tmp_path, 'variable "later" {}\n' + role(trust(BEDROCK), inline(calls)) + acting[kind])
    assert verdicts(GUARDRAIL, estate)[ROLE] == expected


CREDENTIAL = 'variable "later" {}\nresource "aws_iam_service_specific_credential" "k" {\nservice_name = "%s"\nuser_name = "u"\n%s\n}\n'


@pytest.mark.parametrize(
    ("service", "stated", "expected"),
    [
        ("bedrock.amazonaws.com", "", "violated"),
        ("bedrock.amazonaws.com", "credential_age_days = 30", "passed"),
        ("bedrock.amazonaws.com", "credential_age_days = 400", "violated"),
        ("bedrock.amazonaws.com", "credential_age_days = var.later", "undetermined"),
        ("bedrock.amazonaws.com", 'status = "Inactive"', "passed"),
        ("codecommit.amazonaws.com", "", "not_applicable"),
    ],
)
def test_keys(tmp_path: Path, service: str, stated: str, expected: str) -> None:
    found = verdicts(KEY, terraform(tmp_path, CREDENTIAL % (service, stated)))
    assert found == {"aws_iam_service_specific_credential.k": expected}


@pytest.mark.parametrize(
    ("ends", "expected"), [("2026-01-20", "passed"), ("2027-01-01", "violated"), (None, "violated")]
)
def test_keys_of_an_account(ends: str | None, expected: str) -> None:
    dates: dict[str, Any] = {"CreateDate": "2026-01-01T00:00:00+00:00"}
    if ends:
        dates["ExpirationDate"] = f"{ends}T00:00:00+00:00"
    told = live("iam:ServiceSpecificCredential", "k", ServiceName="bedrock.amazonaws.com", Status="Active", **dates)
    assert verdicts(KEY, [told]) == {"k": expected}


ATTACHED = 'resource "aws_iam_user_policy_attachment" "a" {\nuser = aws_iam_user.u.name\npolicy_arn = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"\n}'


@pytest.mark.parametrize(
    ("name", "more", "expected"),
    [
        ("BedrockAPIKey-x", "", "passed"),
        ("BedrockAPIKey-x", ATTACHED, "violated"),
        ("BedrockAPIKey-${var.later}", ATTACHED, "violated"),
        ("${var.later}", ATTACHED, "undetermined"),
        ("${var.later}", "", "passed"),
        ("Bedrock${var.later}", ATTACHED, "undetermined"),
        ("service-${var.later}", ATTACHED, None),
        ("ana", ATTACHED, None),
    ],
)
def test_phantoms(tmp_path: Path, name: str, more: str, expected: str | None) -> None:
    text = f'variable "later" {{}}\nresource "aws_iam_user" "u" {{ name = "{name}" }}\n{more}'
    assert verdicts(PHANTOM, terraform(tmp_path, text)).get("aws_iam_user.u") == expected


def test_templates(tmp_path: Path) -> None:
    text = """
    R:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: bedrock.amazonaws.com}}]}
        ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonBedrockFullAccess]
        Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: ['bedrock:*', 'iam:*'], Resource: '*'}]}}]
    U:
      Type: AWS::IAM::User
      Properties: {UserName: BedrockAPIKey-x, ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess]}
    """
    estate = cloudformation(tmp_path, text)
    for policy in (FULL, CALLS, CONTROLS, GUARDRAIL, BOUNDARY):
        assert verdicts(policy, estate)["R"] == "violated"
    assert verdicts(ALONE, estate) == {"R": "passed"}
    assert verdicts(PHANTOM, estate) == {"U": "violated"}


def test_account() -> None:
    statement = {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}
    trusted = {"Statement": [{"Effect": "Allow", "Principal": BEDROCK, "Action": "sts:AssumeRole"}]}
    told = live(
        "AWS::IAM::Role",
        "arn:r",
        Arn="arn:r",
        RoleName="r",
        AssumeRolePolicyDocument=trusted,
        RolePolicyList=[{"PolicyDocument": {"Statement": [statement]}}],
        AttachedManagedPolicies=[{"PolicyArn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"}],
        PermissionsBoundary={"PermissionsBoundaryArn": "arn:b"},
    )
    assert {policy: verdicts(policy, [told])["arn:r"] for policy in (FULL, CALLS, CONTROLS, GUARDRAIL, BOUNDARY)} == {
        FULL: "violated",
        CALLS: "violated",
        CONTROLS: "violated",
        GUARDRAIL: "violated",
        BOUNDARY: "passed",
    }
