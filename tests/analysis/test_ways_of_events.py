"""Ways to models over topics, streams, buses, pipes and buckets, and what APIs hand to them without a function."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.declarations import Declaration
from pytest_aisec.inventory import Inventory
from tests.analysis.test_ways import API, ASK, CALLS, FRONT, REST, RESTS, URL, function, machine, may, reasons
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform

ASKED = f"aws_lambda_function.ask, {CALLS}"
OTHER = function("other")
TOPIC = """
    resource "aws_sns_topic" "t" { name = "t" }
    resource "aws_sns_topic_subscription" "s" {
      topic_arn = aws_sns_topic.t.arn
      protocol  = "%s"
      endpoint  = %s
    }
"""
HEARD = TOPIC % ("lambda", "aws_lambda_function.ask.arn")
QUEUE = """
    resource "aws_sqs_queue" "q" { name = "q" }
    resource "aws_lambda_event_source_mapping" "m" {
      event_source_arn = aws_sqs_queue.q.arn
      function_name    = aws_lambda_function.ask.arn
    }
"""
STREAM = """
    resource "aws_kinesis_stream" "s" { name = "records" }
    resource "aws_lambda_event_source_mapping" "m" {
      event_source_arn  = aws_kinesis_stream.s.arn
      function_name     = aws_lambda_function.%s.arn
      starting_position = "LATEST"
    }
"""
RULE = """
    resource "aws_cloudwatch_event_bus" "b" { name = "app" }
    resource "aws_cloudwatch_event_rule" "r" {
      name           = "r"
      event_bus_name = %s
      event_pattern  = jsonencode(%s)
    }
    resource "aws_cloudwatch_event_target" "t" {
      rule           = aws_cloudwatch_event_rule.r.name
      event_bus_name = %s
      arn            = %s
    }
"""
BUS = "aws_cloudwatch_event_bus.b.name"
ASKS = "aws_lambda_function.ask.arn"


def rule(pattern: str, bus: str = BUS, target: str = ASKS) -> str:
    return RULE % (bus, pattern, bus, target)


OWN = rule('{ source = ["shop"], "detail-type" = ["question"] }')
PUTS = may("events:PutEvents", "aws_cloudwatch_event_bus.b.arn")
PIPE = """
    resource "aws_pipes_pipe" "p" {
      name     = "p"
      role_arn = "arn:aws:iam::123456789012:role/p"
      source   = aws_sqs_queue.q.arn
      %s
    }
    resource "aws_sqs_queue" "q" { name = "q" }
"""
BUCKET = """
    resource "aws_s3_bucket" "b" { bucket = "questions" }
    resource "aws_s3_bucket_notification" "n" {
      bucket = aws_s3_bucket.b.id
      %s
    }
"""
NOTIFIES = """
      lambda_function {
        lambda_function_arn = aws_lambda_function.ask.arn
        events              = ["s3:ObjectCreated:*"]
      }
"""
UPLOADS = may("s3:PutObject", '"${aws_s3_bucket.b.arn}/in/*"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (function("front", may("sns:Publish", "aws_sns_topic.t.arn")) + HEARD, f"aws_sns_topic.t, which leads to {ASKED}"),
        (function("front", None, "TOPIC = aws_sns_topic.t.arn") + HEARD, f"aws_sns_topic.t, which leads to {ASKED}"),
        (
            function("front", None, "TOPIC = aws_sns_topic.t.arn") + QUEUE + TOPIC % ("sqs", "aws_sqs_queue.q.arn"),
            f"aws_sns_topic.t, which leads to aws_sqs_queue.q, which leads to {ASKED}",
        ),
        (function("front", None, "STREAM = aws_kinesis_stream.s.name") + STREAM % "ask", f"aws_kinesis_stream.s, which leads to {ASKED}"),
        (function("front", may("kinesis:PutRecords", '"arn:aws:kinesis:*:*:stream/rec*"')) + STREAM % "ask", f"aws_kinesis_stream.s, which leads to {ASKED}"),
        (function("front", PUTS) + OWN, f"aws_cloudwatch_event_rule.r, which leads to {ASKED}"),
        (function("front", None, f"BUS = {BUS}") + OWN, f"aws_cloudwatch_event_rule.r, which leads to {ASKED}"),
        (
            function("front", may("events:PutEvents", '"arn:aws:events:eu-west-1:123456789012:event-bus/default"'))
            + rule('{ source = ["shop"] }', '"default"'),
            f"aws_cloudwatch_event_rule.r, which leads to {ASKED}",
        ),
        (
            function("front", PUTS) + QUEUE + rule('{ source = [{ prefix = "shop" }] }', target="aws_sqs_queue.q.arn"),
            f"aws_cloudwatch_event_rule.r, which leads to aws_sqs_queue.q, which leads to {ASKED}",
        ),
        (function("front", None, "Q = aws_sqs_queue.q.url") + PIPE % f"target = {ASKS}", f"aws_sqs_queue.q, which leads to {ASKED}"),
        (
            function("front", None, "Q = aws_sqs_queue.q.url") + PIPE % f'enrichment = {ASKS}\ntarget = "arn:aws:logs:eu-west-1:123456789012:log-group:x"',
            f"aws_sqs_queue.q, which leads to {ASKED}",
        ),
        (
            function("front", None, "Q = aws_sqs_queue.q.url") + OWN + PIPE % "target = aws_cloudwatch_event_bus.b.arn",
            f"aws_sqs_queue.q, which leads to aws_cloudwatch_event_rule.r, which leads to {ASKED}",
        ),
        (function("front", UPLOADS) + BUCKET % NOTIFIES, f"aws_s3_bucket.b, which leads to {ASKED}"),
        (
            function("front", UPLOADS) + BUCKET % "eventbridge = true"
            + rule('{ source = ["aws.s3"], detail = { bucket = { name = [aws_s3_bucket.b.bucket] } } }', '"default"'),
            f"aws_s3_bucket.b, which leads to aws_cloudwatch_event_rule.r, which leads to {ASKED}",
        ),
        # near misses
        (function("front", may("sns:Publish", '"*"')) + HEARD, None),
        (function("front", may("sns:Publish", "aws_sns_topic.t.arn")) + TOPIC % ("email", '"me@example.com"'), None),
        (function("front", may("sns:Publish", "aws_sns_topic.t.arn")) + OTHER + TOPIC % ("lambda", "aws_lambda_function.other.arn"), None),
        (function("front", may("sns:Subscribe", "aws_sns_topic.t.arn")) + HEARD, None),
        (function("front", None, "STREAM = aws_kinesis_stream.s.name") + OTHER + STREAM % "other", None),
        (function("front", may("kinesis:GetRecords", "aws_kinesis_stream.s.arn")) + STREAM % "ask", None),
        (function("front", PUTS) + rule('{ source = ["aws.ec2"] }'), None),
        (function("front", PUTS) + rule('{ source = ["shop"] }', '"default"'), None),
        (function("front", PUTS) + OWN.replace("event_pattern ", 'state = "DISABLED"\n      event_pattern '), None),
        (function("front", PUTS) + OWN.replace("event_pattern ", 'schedule_expression = "rate(1 day)" #'), None),
        (function("front", may("s3:GetObject", '"${aws_s3_bucket.b.arn}/*"')) + BUCKET % NOTIFIES, None),
        (function("front", may("s3:PutObject", '"*"')) + BUCKET % NOTIFIES, None),
        (function("front", None, "BUCKET = aws_s3_bucket.b.bucket") + BUCKET % NOTIFIES, None),
        (
            function("front", UPLOADS) + BUCKET % "eventbridge = true"
            + rule('{ source = ["aws.s3"], detail = { bucket = { name = ["another"] } } }', '"default"'),
            None,
        ),
        (function("front", UPLOADS) + BUCKET % "eventbridge = false" + rule('{ source = ["aws.s3"] }', '"default"'), None),
    ],
)  # fmt: skip
def test_functions_that_hand_work_on(tmp_path: Path, text: str, expected: str | None) -> None:
    way = {} if expected is None else {URL: f"it leads to aws_lambda_function.front, which leads to {expected}"}
    assert reasons(terraform(tmp_path, ASK + text + FRONT)) == way


PUBLISHED = """
      uri               = "arn:aws:apigateway:eu-west-1:sns:path//"
      request_templates = {
        "application/json" = "Action=Publish&TopicArn=$util.urlEncode('${aws_sns_topic.t.arn}')&Message=$input.body"
      }
"""
BY_PARAMETER = """
      uri                = "arn:aws:apigateway:eu-west-1:sns:action/Publish"
      request_parameters = { "integration.request.querystring.TopicArn" = "'${aws_sns_topic.t.arn}'" }
"""
RECORDED = """
      uri               = "arn:aws:apigateway:${data.aws_region.here.name}:kinesis:action/PutRecord"
      request_templates = { "application/json" = jsonencode({ StreamName = "%s", Data = "$input.body" }) }
"""
REGION = 'data "aws_region" "here" {}\n'
PUT = """
      uri               = "arn:aws:apigateway:eu-west-1:events:action/PutEvents"
      request_templates = { "application/json" = jsonencode({ Entries = [{ Source = "%s"%s }] }) }
"""
STORED = """
      integration_http_method = "%s"
      uri = "arn:aws:apigateway:eu-west-1:s3:path/${aws_s3_bucket.b.bucket}/{key}"
"""
HTTP = """
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id              = aws_apigatewayv2_api.a.id
      integration_type    = "AWS_PROXY"
      integration_subtype = "%s"
      request_parameters  = { %s }
    }
"""
ANY = '"default"'
WAY = f"it leads to aws_cloudwatch_event_rule.r, which leads to {ASKED}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RESTS % PUBLISHED + HEARD, {REST: f"it leads to aws_sns_topic.t, which leads to {ASKED}"}),
        (RESTS % BY_PARAMETER + HEARD, {REST: f"it leads to aws_sns_topic.t, which leads to {ASKED}"}),
        (
            RESTS % (RECORDED % "records") + REGION + STREAM % "ask",
            {REST: f"it leads to aws_kinesis_stream.s, which leads to {ASKED}"},
        ),
        (RESTS % (PUT % ("shop", ', EventBusName = "app"')) + OWN, {REST: WAY}),
        (RESTS % (PUT % ("shop", "")) + rule('{ source = ["shop"] }', ANY), {REST: WAY}),
        (RESTS % (STORED % "PUT") + BUCKET % NOTIFIES, {REST: f"it leads to aws_s3_bucket.b, which leads to {ASKED}"}),
        (
            HTTP % ("Kinesis-PutRecord", "StreamName = aws_kinesis_stream.s.name") + STREAM % "ask",
            {API: f"it leads to aws_kinesis_stream.s, which leads to {ASKED}"},
        ),
        (
            HTTP % ("EventBridge-PutEvents", f'Source = "shop", DetailType = "question", EventBusName = {BUS}') + OWN,
            {API: WAY},
        ),
        (HTTP % ("EventBridge-PutEvents", 'Source = "shop"') + rule('{ source = ["shop"] }', ANY), {API: WAY}),
        (
            HTTP % ("StepFunctions-StartExecution", "StateMachineArn = aws_sfn_state_machine.m.arn")
            + machine('"arn:aws:states:::sns:publish"', "Parameters = { TopicArn = aws_sns_topic.t.arn }")
            + HEARD,
            {API: f"it leads to aws_sfn_state_machine.m, which leads to aws_sns_topic.t, which leads to {ASKED}"},
        ),
        # near misses
        (RESTS % PUBLISHED + OTHER + TOPIC % ("lambda", "aws_lambda_function.other.arn"), {}),
        (RESTS % (RECORDED % "others") + REGION + STREAM % "ask", {}),
        (RESTS % (PUT % ("till", "")) + rule('{ source = ["shop"] }', ANY), {}),
        (RESTS % (PUT % ("shop", "")) + OWN, {}),
        (RESTS % (STORED % "GET") + BUCKET % NOTIFIES, {}),
        (HTTP % ("EventBridge-PutEvents", 'Source = "shop"') + OWN, {}),
        (HTTP % ("EventBridge-PutEvents", 'Source = "shop", DetailType = "answer"') + rule('{ source = ["shop"], "detail-type" = ["question"] }', ANY), {}),
    ],
)  # fmt: skip
def test_apis_without_a_function(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert reasons(terraform(tmp_path, ASK + text)) == expected


def test_graphql_source_that_is_a_bus(tmp_path: Path) -> None:
    text = """
        resource "aws_appsync_graphql_api" "a" { name = "a" }
        resource "aws_appsync_datasource" "s" {
          api_id = aws_appsync_graphql_api.a.id
          type   = "AMAZON_EVENTBRIDGE"
          event_bridge_config { event_bus_arn = aws_cloudwatch_event_bus.b.arn }
        }
    """
    assert reasons(terraform(tmp_path, ASK + OWN + text)) == {"aws_appsync_graphql_api.a": WAY}


TEMPLATE = """
    Role:
      Type: AWS::IAM::Role
      Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess']}
    Ask: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
    Topic:
      Type: AWS::SNS::Topic
      Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Ask.Arn}]}
    Publishing: {Type: AWS::ApiGateway::RestApi, Properties: {Name: t}}
    Publishes:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Publishing
        Integration:
          Type: AWS
          Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sns:path//'
          RequestParameters: {integration.request.querystring.TopicArn: !Sub "'${Topic}'"}
    Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
    Reads:
      Type: AWS::Pipes::Pipe
      Properties: {RoleArn: arn:aws:iam::123456789012:role/p, Source: !GetAtt Stream.Arn, Target: !GetAtt Ask.Arn}
    Recording: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: s, ProtocolType: HTTP}}
    Records:
      Type: AWS::ApiGatewayV2::Integration
      Properties:
        ApiId: !Ref Recording
        IntegrationType: AWS_PROXY
        IntegrationSubtype: Kinesis-PutRecord
        RequestParameters: {StreamName: !Ref Stream}
    Bus: {Type: AWS::Events::EventBus, Properties: {Name: app}}
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventBusName: !Ref Bus
        EventPattern: {source: [shop]}
        Targets: [{Id: a, Arn: !GetAtt Ask.Arn}]
    Telling: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: e, ProtocolType: HTTP}}
    Tells:
      Type: AWS::ApiGatewayV2::Integration
      Properties:
        ApiId: !Ref Telling
        IntegrationType: AWS_PROXY
        IntegrationSubtype: EventBridge-PutEvents
        RequestParameters: {Source: shop, DetailType: x, EventBusName: !GetAtt Bus.Arn}
    Bucket:
      Type: AWS::S3::Bucket
      Properties:
        NotificationConfiguration:
          LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Ask.Arn}]
    Storing: {Type: AWS::ApiGateway::RestApi, Properties: {Name: b}}
    Stores:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Storing
        Integration:
          Type: AWS
          IntegrationHttpMethod: PUT
          Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:s3:path/${Bucket}/{key}'
"""


def test_template(tmp_path: Path) -> None:
    assert reasons(cloudformation(tmp_path, TEMPLATE)) == {
        "Publishing": f"it leads to Topic, which leads to Ask, {CALLS}",
        "Storing": f"it leads to Bucket, which leads to Ask, {CALLS}",
        "Recording": f"it leads to Stream, which leads to Ask, {CALLS}",
        "Telling": f"it leads to Rule, which leads to Ask, {CALLS}",
    }


def account(topic_confirmed: str = "arn:aws:sns:us-east-1:123456789012:t:1") -> Inventory:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:ask"
    topic = "arn:aws:sns:us-east-1:123456789012:t"
    stream = "arn:aws:kinesis:us-east-1:123456789012:stream/records"
    held = [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"}]
    sent = f"Action=Publish&TopicArn={topic.replace(':', '%3A')}"

    def method(uri: str, **more: object) -> dict[str, object]:
        integration = {"uri": f"arn:aws:apigateway:us-east-1:{uri}", "httpMethod": "PUT", **more}
        return {"POST": {"methodIntegration": integration}}

    def rest(name: str, methods: dict[str, object]) -> list[Declaration]:
        return [
            live("AWS::ApiGateway::RestApi", name, id=name),
            live("apigateway:PathMethods", f"{name}/p", restApiId=name, resourceMethods=methods),
        ]

    return inventory(
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AttachedManagedPolicies=held),
        live("AWS::Lambda::Function", arn, FunctionArn=arn, FunctionName="ask", Role="arn:r"),
        live("AWS::SNS::Topic", topic, TopicArn=topic),
        live(
            "AWS::SNS::Subscription",
            f"{topic} lambda",
            TopicArn=topic,
            Protocol="lambda",
            Endpoint=arn,
            SubscriptionArn=topic_confirmed,
        ),
        live("AWS::Kinesis::Stream", stream, StreamARN=stream, StreamName="records"),
        live("AWS::Pipes::Pipe", "arn:p", Arn="arn:p", Name="p", Source=stream, Target=arn),
        live(
            "AWS::Events::Rule",
            "arn:rule",
            Name="rule",
            Arn="arn:rule",
            EventBusName="app",
            State="ENABLED",
            EventPattern=json.dumps({"source": ["shop"]}),
            ListTargetsByRule={"Targets": [{"Id": "1", "Arn": arn}]},
        ),
        live(
            "AWS::S3::Bucket",
            "questions",
            Name="questions",
            GetBucketNotificationConfiguration={"LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn}]},
        ),
        *rest("topics", method("sns:path//", requestTemplates={"application/json": sent})),
        *rest("streams", method("kinesis:action/PutRecord", requestTemplates={"x": '{"StreamName": "records"}'})),
        *rest("others", method("kinesis:action/PutRecord", requestTemplates={"x": '{"StreamName": "other"}'})),
        *rest("objects", method("s3:path/questions/{key}")),
        live("AWS::ApiGatewayV2::Api", "events", ApiId="events"),
        live(
            "AWS::ApiGatewayV2::Integration",
            "i",
            ApiId="events",
            IntegrationSubtype="EventBridge-PutEvents",
            RequestParameters={"Source": "shop", "EventBusName": "arn:aws:events:us-east-1:123456789012:event-bus/app"},
        ),
    )


def test_account() -> None:
    found = {name: reason.count("which") for name, reason in reasons(account()).items()}
    assert found == {"topics": 2, "streams": 2, "objects": 2, "events": 2}


def test_nothing_arrives_before_a_subscription_is_confirmed() -> None:
    assert "topics" not in {
        each.resource.address for each in members(account("PendingConfirmation"), Role.INFERENCE_API)
    }
