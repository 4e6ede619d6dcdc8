"""Which web ACLs are judged, ways past them, and what their logs tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

PAST = "web_acl_lets_nothing_past_its_protection"
WHOLE = "web_acl_looks_at_whole_prompts"
UNSEEN = "web_acl_refuses_bodies_that_it_cannot_see"
HIDES = "web_acl_log_hides_credentials"
API = """
    variable "elsewhere" {}
    resource "aws_api_gateway_rest_api" "chat" { name = "chat" }
    resource "aws_api_gateway_integration" "post" {
      rest_api_id = aws_api_gateway_rest_api.chat.id
      uri         = "arn:aws:apigateway:eu-west-1:%s:path/x"
    }
    resource "aws_api_gateway_stage" "chat" {
      rest_api_id = aws_api_gateway_rest_api.chat.id
      stage_name  = "chat"
    }
    resource "aws_wafv2_web_acl_association" "chat" {
      resource_arn = %s
      web_acl_arn  = %s
    }
"""
BY_ARN = '"arn:aws:apigateway:eu-west-1::/restapis/${aws_api_gateway_rest_api.chat.id}/stages/chat"'


def acl(*rules: str, more: str = "") -> str:
    listed = "\n".join(rules)
    return f'variable "later" {{}}\nresource "aws_wafv2_web_acl" "a" {{\nname = "a"\nscope = "REGIONAL"\n{listed}\n{more}\n}}\n'


def rule(name: str, priority: str, action: str, statement: str, block: str = "action") -> str:
    return f'rule {{\nname = "{name}"\npriority = {priority}\n{block} {{\n{action} {{}}\n}}\nstatement {{\n{statement}\n}}\n}}'


RATE = "rate_based_statement {\nlimit = 100\n}"
OFFICE = 'ip_set_reference_statement {\narn = "arn:office"\n}'
COMMON = 'managed_rule_group_statement {\nname = "AWSManagedRulesCommonRuleSet"\nvendor_name = "AWS"\n%s\n}'
LIFTED = 'rule_action_override {\nname = "SizeRestrictions_BODY"\naction_to_use {\n%s {}\n}\n}'
SIZE = 'size_constraint_statement {\nfield_to_match {\nbody {\noversize_handling = "%s"\n}\n}\n}'


@pytest.mark.parametrize(
    ("service", "resource", "names", "expected"),
    [
        ("bedrock-runtime", "aws_api_gateway_stage.chat.arn", "aws_wafv2_web_acl.a.arn", {"aws_wafv2_web_acl.a": "violated"}),
        ("bedrock-runtime", BY_ARN, "aws_wafv2_web_acl.a.arn", {"aws_wafv2_web_acl.a": "violated"}),
        ("bedrock-runtime", BY_ARN.replace("stages/chat", "stages/other"), "aws_wafv2_web_acl.a.arn", {}),
        ("dynamodb", "aws_api_gateway_stage.chat.arn", "aws_wafv2_web_acl.a.arn", {}),
        ("bedrock-runtime", "aws_api_gateway_stage.chat.arn", '"arn:another"', {}),
        ("bedrock-runtime", "aws_api_gateway_stage.chat.arn", "var.elsewhere", {"aws_wafv2_web_acl.a": "undetermined"}),
    ],
)  # fmt: skip
def test_only_those_in_front_of_models_are_judged(
    tmp_path: Path, service: str, resource: str, names: str, expected: dict[str, str]
) -> None:
    text = API % (service, resource, names) + acl()
    assert verdicts("web_acl_blocks_floods", terraform(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (PAST, acl(), "passed"),
        (PAST, acl(rule("rate", "1", "block", RATE), rule("office", "2", "allow", OFFICE)), "passed"),
        (PAST, acl(rule("rate", "2", "block", RATE), rule("office", "1", "allow", OFFICE)), "violated"),
        (PAST, acl(rule("rate", "2", "block", RATE), rule("office", "1", "count", OFFICE)), "passed"),
        (PAST, acl(rule("rate", "var.later", "block", RATE), rule("office", "1", "allow", OFFICE)), "undetermined"),
        (PAST, acl(rule("rate", "var.later", "block", RATE), rule("office", "1", "count", OFFICE)), "passed"),
        (
            PAST,
            acl(rule("common", "2", "none", COMMON % "", "override_action"), rule("office", "1", "allow", OFFICE)),
            "violated",
        ),
        (PAST, acl(rule("office", "1", "allow", OFFICE)), "passed"),
        (PAST, acl(more='rule_json = "[]"'), "undetermined"),
        (UNSEEN, acl(), "violated"),
        (UNSEEN, acl(rule("common", "2", "none", COMMON % "", "override_action")), "passed"),
        (UNSEEN, acl(rule("common", "2", "count", COMMON % "", "override_action")), "violated"),
        (UNSEEN, acl(rule("common", "2", "none", COMMON % (LIFTED % "allow"), "override_action")), "violated"),
        (UNSEEN, acl(rule("common", "2", "none", COMMON % (LIFTED % "block"), "override_action")), "passed"),
        (UNSEEN, acl(rule("size", "2", "block", SIZE % "MATCH")), "passed"),
        (
            UNSEEN,
            acl(rule("size", "2", "block", f"and_statement {{\nstatement {{\n{SIZE % 'MATCH'}\n}}\n}}")),
            "passed",
        ),
        (UNSEEN, acl(rule("size", "2", "block", SIZE % "CONTINUE")), "violated"),
        (UNSEEN, acl(rule("size", "2", "count", SIZE % "MATCH")), "violated"),
    ],
)
def test_ways_past(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    found = verdicts(policy, everything(terraform(tmp_path, text)))
    assert found["aws_wafv2_web_acl.a"] == expected


LIMIT = "association_config {\nrequest_body {\napi_gateway {\ndefault_size_inspection_limit = %s\n}\n}\n}"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "violated"),
        (LIMIT % '"KB_64"', "passed"),
        (LIMIT % '"KB_32"', "violated"),
        (LIMIT % "var.later", "undetermined"),
    ],
)
def test_limits_of_bodies(tmp_path: Path, stated: str, expected: str) -> None:
    text = API % ("bedrock-runtime", "aws_api_gateway_stage.chat.arn", "aws_wafv2_web_acl.a.arn") + acl(more=stated)
    assert verdicts(WHOLE, terraform(tmp_path, text)) == {"aws_wafv2_web_acl.a": expected}


def test_limits_of_bodies_of_a_stage_that_is_named_by_its_arn(tmp_path: Path) -> None:
    text = API % ("bedrock-runtime", BY_ARN, "aws_wafv2_web_acl.a.arn") + acl()
    assert verdicts(WHOLE, terraform(tmp_path, text)) == {"aws_wafv2_web_acl.a": "violated"}


def test_the_limit_of_load_balancers_cannot_be_raised(tmp_path: Path) -> None:
    assert verdicts(WHOLE, everything(terraform(tmp_path, acl()))) == {"aws_wafv2_web_acl.a": "not_applicable"}


LOG = 'resource "aws_wafv2_web_acl_logging_configuration" "l" {\nresource_arn = aws_wafv2_web_acl.a.arn\nlog_destination_configs = ["arn:l"]\n%s\n}'
FIELD = 'redacted_fields {\nsingle_header {\nname = "%s"\n}\n}\n'
MASK = 'data_protection_config {\ndata_protection {\naction = "HASH"\nfield {\nfield_type = "SINGLE_HEADER"\nfield_keys = ["Authorization", "X-Api-Key"]\n}\n}\n}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (acl(), "not_applicable"),
        (acl() + LOG % "", "violated"),
        (acl() + LOG % (FIELD % "authorization"), "violated"),
        (acl() + LOG % (FIELD % "Authorization" + FIELD % "x-api-key"), "passed"),
        (acl(more=MASK) + LOG % "", "passed"),
    ],
)
def test_logs(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(HIDES, everything(terraform(tmp_path, text))) == {"aws_wafv2_web_acl.a": expected}


@pytest.mark.parametrize(
    ("policy", "properties", "expected"),
    [
        (PAST, "Rules: [{Name: o, Priority: 1, Action: {Allow: {}}}, {Name: r, Priority: 2, Statement: {RateBasedStatement: {Limit: 1}}}]", "violated"),
        (PAST, "Rules: [{Name: o, Priority: 3, Action: {Allow: {}}}, {Name: r, Priority: 2, Statement: {RateBasedStatement: {Limit: 1}}}]", "passed"),
        (UNSEEN, "Rules: [{Name: s, Priority: 1, Action: {Block: {}}, Statement: {SizeConstraintStatement: {FieldToMatch: {JsonBody: {OversizeHandling: MATCH}}}}}]", "passed"),
        (UNSEEN, "Rules: []", "violated"),
        (HIDES, "Rules: []", "not_applicable"),
    ],
)  # fmt: skip
def test_templates(tmp_path: Path, policy: str, properties: str, expected: str) -> None:
    text = f"Acl:\n  Type: AWS::WAFv2::WebACL\n  Properties:\n    {properties}\n"
    assert verdicts(policy, everything(cloudformation(tmp_path, text))) == {"Acl": expected}


def test_account() -> None:
    through = {"Name": "o", "Priority": 1, "Action": {"Allow": {}}, "Statement": {}}
    rate = {"Name": "r", "Priority": 2, "Action": {"Block": {}}, "Statement": {"RateBasedStatement": {"Limit": 100}}}
    logged = {"LogDestinationConfigs": ["arn:l"], "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}]}
    seen = {"RequestBody": {"API_GATEWAY": {"DefaultSizeInspectionLimit": "KB_64"}}}
    acls = live(
        "AWS::WAFv2::WebACL",
        "arn:a",
        ARN="arn:a",
        Rules=[through, rate],
        AssociationConfig=seen,
        GetLoggingConfiguration={"LoggingConfiguration": logged},
    )
    stage = live("AWS::ApiGateway::Stage", "api/chat", restApiId="api", stageName="chat", webAclArn="arn:a")
    found = {policy: verdicts(policy, everything([acls, stage]))["arn:a"] for policy in (PAST, WHOLE, UNSEEN, HIDES)}
    assert found == {PAST: "violated", WHOLE: "passed", UNSEEN: "violated", HIDES: "violated"}
