"""Stages that templates make with a deployment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, verdicts

ACL, LOGS = "rest_api_in_front_of_models_has_a_web_acl", "inference_stage_logs_access"
RATE, TRACES = "rest_api_in_front_of_models_limits_rates", "inference_stage_does_not_trace_data"
API = """
    Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Api
        ResourceId: !GetAtt Api.RootResourceId
        HttpMethod: POST
        AuthorizationType: AWS_IAM
        Integration: {Type: AWS, Uri: !Sub "arn:aws:apigateway:${AWS::Region}:bedrock-runtime:path/x"}
    D:
      Type: AWS::ApiGateway::Deployment
      Properties: {RestApiId: !Ref Api%s}
"""
ASSOCIATED = """
    Association:
      Type: AWS::WAFv2::WebACLAssociation
      Properties:
        ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/%s"
        WebACLArn: arn:acl
"""
LIMITED = '{HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 5}'
TRACED = '{HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true}'


@pytest.mark.parametrize(
    ("policy", "stated", "beside", "expected"),
    [
        (ACL, "", "", {}),
        (ACL, ", StageName: live", "", {"D": "violated"}),
        (ACL, ", StageName: live", ASSOCIATED % "live", {"D": "passed"}),
        (ACL, ", StageName: live", ASSOCIATED % "other", {"D": "violated"}),
        (LOGS, ", StageName: live", "", {"D": "violated"}),
        (LOGS, ", StageName: live, StageDescription: {AccessLogSetting: {DestinationArn: l}}", "", {"D": "passed"}),
        (RATE, ", StageName: live", "", {"D": "violated"}),
        (RATE, f", StageName: live, StageDescription: {{MethodSettings: [{LIMITED}]}}", "", {"D": "passed"}),
        (TRACES, ", StageName: live", "", {"D": "passed"}),
        (TRACES, f", StageName: live, StageDescription: {{MethodSettings: [{TRACED}]}}", "", {"D": "violated"}),
    ],
)
def test_deployments(tmp_path: Path, policy: str, stated: str, beside: str, expected: dict[str, str]) -> None:
    assert verdicts(policy, cloudformation(tmp_path, API % stated + beside)) == expected
