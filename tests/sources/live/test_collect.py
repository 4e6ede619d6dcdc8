"""Listings, descriptions, calls per resource and listings per resource become declarations."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import time
from collections.abc import Sequence
from typing import Any

import boto3
import pytest

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.source import Contents, Declaration, Dialect
from pytest_aisec.values import Location
from tests.sources.live.answers import Answers
from tests.sources.live.plans import BUCKET, DATA_SOURCE, FLOW_LOG, KEY, KNOWLEDGE_BASE, VPC

pytestmark = pytest.mark.usefixtures("account")
MADE = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def read(answers: Answers, plan: Sequence[Collected], *regions: str, **options: Any) -> Contents:
    return LiveSource(None, regions or ("us-east-1",), plan, session=answers.session, threads=4, **options).read()


def only(contents: Contents) -> Declaration:
    assert contents.unread == ()
    (declaration,) = contents.declarations
    return declaration


def body(declaration: Declaration) -> Any:
    return declaration.body.plain


def location(declaration: Declaration, name: str) -> Location:
    entries = declaration.body.value
    assert isinstance(entries, dict)
    return entries[name].location


def test_a_resource_has_its_items_words_and_one_entry_per_call(answers: Answers) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="training")
    s3.put_bucket_versioning(Bucket="training", VersioningConfiguration={"Status": "Enabled"})
    bucket = only(read(answers, [BUCKET]))
    assert (bucket.source, bucket.dialect, bucket.type) == ("aws:@us-east-1", Dialect.LIVE, "AWS::S3::Bucket")
    assert bucket.address == "training"
    assert body(bucket)["Name"] == "training"
    assert dt.datetime.fromisoformat(body(bucket)["CreationDate"]).tzinfo is not None
    assert body(bucket)["GetBucketVersioning"] == {"Status": "Enabled"}
    assert body(bucket)["GetBucketPolicy"] == {}, "not configured is an empty answer"
    assert body(bucket)["$source"] == {"Account": "123456789012", "Partition": "aws"}


def test_every_leaf_says_which_call_gave_it(answers: Answers) -> None:
    boto3.client("s3").create_bucket(Bucket="training")
    bucket = only(read(answers, [BUCKET]))
    assert location(bucket, "Name") == Location(api="s3:ListBuckets", resource="training")
    assert location(bucket, "GetBucketVersioning") == Location(api="s3:GetBucketVersioning", resource="training")


def test_a_description_is_merged_over_the_item(answers: Answers) -> None:
    made = boto3.client("kms").create_key(Description="model weights")["KeyMetadata"]
    key = only(read(answers, [KEY]))
    assert key.address == made["Arn"]
    assert body(key)["Description"] == "model weights"
    assert body(key)["KeyId"] == made["KeyId"]
    assert body(key)["GetKeyRotationStatus"]["KeyRotationEnabled"] is False
    assert "DescribeKey" not in body(key)
    assert location(key, "Description").api == "kms:DescribeKey"


def test_several_calls_of_one_operation_are_one_entry(answers: Answers) -> None:
    calls = [
        Call("ec2", "DescribeVpcAttribute", {"VpcId": "VpcId", "Attribute": f"={name}"})
        for name in ("enableDnsSupport", "enableDnsHostnames")
    ]
    vpc = only(read(answers, [Collected(VPC.type, VPC.listing, tuple(calls))]))
    assert body(vpc)["DescribeVpcAttribute"]["EnableDnsSupport"] == {"Value": True}
    assert body(vpc)["DescribeVpcAttribute"]["EnableDnsHostnames"] == {"Value": True}


def test_answers_are_kept_in_the_order_of_the_calls_whichever_comes_first(answers: Answers) -> None:
    def late(_: object) -> dict[str, Any]:
        time.sleep(0.1)
        return {"FlowLogs": []}

    answers.give("ec2", "DescribeFlowLogs", late)
    calls = tuple(Call("ec2", name, {}) for name in ("DescribeFlowLogs", "DescribeVpcEndpoints"))
    vpc = only(read(answers, [Collected(VPC.type, VPC.listing, calls)]))
    assert list(body(vpc))[-2:] == ["DescribeFlowLogs", "DescribeVpcEndpoints"]


def test_a_call_without_its_parameter_is_skipped(answers: Answers) -> None:
    call = Call("ec2", "DescribeVpcAttribute", {"VpcId": "NoSuchEntry", "Attribute": "=enableDnsSupport"})
    vpc = only(read(answers, [Collected(VPC.type, VPC.listing, (call,))]))
    assert "DescribeVpcAttribute" not in body(vpc)
    assert answers.count("DescribeVpcAttribute") == 0


def knowledge_bases(answers: Answers, *ids: str) -> None:
    summaries = [{"knowledgeBaseId": each, "name": each, "status": "ACTIVE", "updatedAt": MADE} for each in ids]
    answers.give("bedrock-agent", "ListKnowledgeBases", {"knowledgeBaseSummaries": summaries})


def data_source(base: str, name: str) -> dict[str, Any]:
    return {"knowledgeBaseId": base, "dataSourceId": name, "name": name, "status": "AVAILABLE", "updatedAt": MADE}


def test_a_listing_per_resource_runs_for_each_of_them(answers: Answers) -> None:
    knowledge_bases(answers, "KB00000001", "KB00000002")
    answers.give(
        "bedrock-agent",
        "ListDataSources",
        lambda asked: {
            "dataSourceSummaries": [data_source(asked["knowledgeBaseId"], f"DS{asked['knowledgeBaseId'][2:]}")]
        },
    )
    configuration = {"type": "S3", "s3Configuration": {"bucketArn": "arn:aws:s3:::corpus"}}
    answers.give(
        "bedrock-agent",
        "GetDataSource",
        lambda asked: {
            "dataSource": {
                **data_source(asked["knowledgeBaseId"], asked["dataSourceId"]),
                "createdAt": MADE,
                "dataSourceConfiguration": configuration,
            }
        },
    )
    contents = read(answers, [DATA_SOURCE, KNOWLEDGE_BASE])
    assert contents.unread == ()
    assert [each.address for each in contents.declarations] == ["DS00000001", "DS00000002", "KB00000001", "KB00000002"]
    first = body(contents.declarations[0])
    assert first["knowledgeBaseId"] == "KB00000001"
    assert first["dataSourceConfiguration"] == configuration
    assert first["$parent"] == {"Type": "AWS::Bedrock::KnowledgeBase", "Address": "KB00000001"}


def test_the_parameters_of_its_listing_are_part_of_an_item(answers: Answers) -> None:
    """A stage of an API does not say of which."""
    api = Collected("AWS::ApiGateway::RestApi", Listing("apigateway", "GetRestApis", "items", "id"))
    stage = Collected(
        "AWS::ApiGateway::Stage",
        Listing(
            "apigateway",
            "GetStages",
            "item",
            "join('/', [restApiId, stageName])",
            per=api.type,
            per_parameters={"restApiId": "id"},
        ),
    )
    answers.give("apigateway", "GetRestApis", {"items": [{"id": "a1"}, {"id": "a2"}]})
    answers.give("apigateway", "GetStages", {"item": [{"stageName": "prod"}]})
    contents = read(answers, [api, stage])
    assert [each.address for each in contents.declarations] == ["a1", "a2", "a1/prod", "a2/prod"]


def test_items_that_are_names_have_the_path_at(answers: Answers) -> None:
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName="memory",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    describe = Call("dynamodb", "DescribeTable", {"TableName": "@"})
    listing = Listing("dynamodb", "ListTables", "TableNames", "TableArn", describe=describe, described="Table")
    table = only(read(answers, [Collected("AWS::DynamoDB::Table", listing)]))
    assert table.address == "arn:aws:dynamodb:us-east-1:123456789012:table/memory"
    assert body(table)["TableName"] == "memory"


def test_an_account_is_listed_once_and_a_region_each_time(answers: Answers) -> None:
    boto3.client("s3").create_bucket(Bucket="training")
    contents = read(answers, [BUCKET, VPC], "us-east-1", "eu-west-1")
    assert contents.unread == ()
    assert [each.type for each in contents.declarations] == ["AWS::S3::Bucket", "AWS::EC2::VPC", "AWS::EC2::VPC"]
    assert [body(each)["$source"].get("Region") for each in contents.declarations] == [None, "us-east-1", "eu-west-1"]
    assert answers.count("ListBuckets") == 1


def test_an_item_of_another_region_is_asked_about_there(answers: Answers) -> None:
    buckets = [{"Name": "near"}, {"Name": "far", "BucketRegion": "eu-west-1"}]
    answers.give("s3", "ListBuckets", {"Buckets": buckets})
    answers.give("s3", "GetBucketVersioning", {"Status": "Enabled"})
    listing = dataclasses.replace(BUCKET.listing, region="BucketRegion")
    contents = read(answers, [Collected(BUCKET.type, listing, BUCKET.calls[:1])])
    near, far = contents.declarations
    assert "Region" not in body(near)["$source"]
    assert body(far)["$source"] == {"Account": "123456789012", "Partition": "aws", "Region": "eu-west-1"}
    where = {asked[2].get("Bucket"): region for asked, region in zip(answers.asked, answers.regions, strict=True)}
    assert (where["near"], where["far"]) == ("us-east-1", "eu-west-1")


def test_the_same_request_is_made_once(answers: Answers) -> None:
    routes = Collected(
        "AWS::EC2::Route", Listing("ec2", "DescribeRouteTables", "RouteTables[].Routes[]", "DestinationCidrBlock")
    )
    tables = Collected("AWS::EC2::RouteTable", Listing("ec2", "DescribeRouteTables", "RouteTables", "RouteTableId"))
    contents = read(answers, [tables, routes])
    assert {each.type for each in contents.declarations} == {"AWS::EC2::RouteTable", "AWS::EC2::Route"}
    assert answers.count("DescribeRouteTables") == 1


def test_one_id_in_two_regions_is_two_addresses(answers: Answers) -> None:
    rules = Collected("AWS::Events::EventBus", Listing("events", "ListEventBuses", "EventBuses", "Name"))
    contents = read(answers, [rules, VPC], "us-east-1", "eu-west-1")
    buses = [each for each in contents.declarations if each.type == rules.type]
    assert [each.address for each in buses] == ["us-east-1/default", "eu-west-1/default"]
    assert [location(each, "Name").resource for each in buses] == ["us-east-1/default", "eu-west-1/default"]


def test_one_arn_in_two_regions_is_one_resource(answers: Answers) -> None:
    role = "arn:aws:iam::123456789012:role/model"
    answers.give(
        "iam",
        "ListRoles",
        {"Roles": [{"Path": "/", "RoleName": "model", "RoleId": "A" * 16, "Arn": role, "CreateDate": MADE}]},
    )
    roles = Collected("AWS::IAM::Role", Listing("iam", "ListRoles", "Roles", "Arn"))
    assert only(read(answers, [roles], "us-east-1", "eu-west-1")).address == role


def test_values_are_json_values_and_secrets_stay_marked(answers: Answers) -> None:
    function = {
        "FunctionName": "answer",
        "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:answer",
        "Environment": {"Variables": {"API_KEY": "hush"}},
    }
    answers.give("lambda", "ListFunctions", {"Functions": [function]})
    listing = Listing("lambda", "ListFunctions", "Functions", "FunctionArn")
    entries: Any = only(read(answers, [Collected("AWS::Lambda::Function", listing)])).body.value
    secret = entries["Environment"].value["Variables"].value["API_KEY"]
    assert (secret.value, type(secret.value), secret.sensitive) == ("hush", str, True)
    assert not entries["FunctionName"].sensitive


def test_what_sagemaker_lets_users_write_is_marked_too(answers: Answers) -> None:
    container = {"Image": "i", "Environment": {"API_KEY": "hush"}}
    made = {"ModelName": "m", "ModelArn": "arn:aws:sagemaker:us-east-1:123456789012:model/m", "CreationTime": MADE}
    answers.give("sagemaker", "ListModels", {"Models": [made]})
    answers.give("sagemaker", "DescribeModel", {**made, "PrimaryContainer": container})
    describe = Call("sagemaker", "DescribeModel", {"ModelName": "ModelName"})
    listing = Listing("sagemaker", "ListModels", "Models", "ModelArn", describe=describe)
    entries: Any = only(read(answers, [Collected("AWS::SageMaker::Model", listing)])).body.value
    primary = entries["PrimaryContainer"].value
    assert primary["Environment"].value["API_KEY"].sensitive
    assert not primary["Image"].sensitive


def test_the_report_learns_who_when_where_and_how_often(answers: Answers) -> None:
    lines: list[str] = []
    answers.give("ec2", "DescribeFlowLogs", {"FlowLogs": []})
    facts = read(answers, [VPC, FLOW_LOG], "us-east-1", "eu-west-1", progress=lines.append).facts
    assert facts["account"] == "123456789012"
    assert facts["caller"] == "arn:aws:sts::123456789012:user/moto"
    assert facts["partition"] == "aws"
    assert (facts["regions asked"], facts["regions reached"]) == ("us-east-1,eu-west-1", "us-east-1,eu-west-1")
    assert dt.datetime.fromisoformat(facts["started"]) <= dt.datetime.fromisoformat(facts["finished"])
    assert (facts["calls"], facts["calls ok"]) == ("6", "6")
    assert any("eu-west-1: 1 resources" in line for line in lines)


def test_many_regions_are_all_read_and_their_connections_closed(answers: Answers) -> None:
    regions = [f"eu-west-{number}" for number in (1, 2, 3)] + [
        f"us-{side}-{n}" for side in ("east", "west") for n in (1, 2)
    ]
    whoami = Collected("AWS::X::Account", Listing("sts", "GetCallerIdentity", "[@]", "Account"))
    for plan in ([VPC], [whoami], [VPC, whoami]):
        lines: list[str] = []
        contents = read(answers, plan, *regions, progress=lines.append)
        assert contents.unread == ()
        for each in plan:
            where = [body(one)["$source"]["Region"] for one in contents.declarations if one.type == each.type]
            assert where == regions
    assert [line.split()[1] for line in sorted(lines)] == [f"{region}:" for region in sorted(regions)]


def test_an_interruption_stops_the_calls(answers: Answers) -> None:
    def interrupt(_line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(answers, [VPC], *(f"eu-west-{number}" for number in (1, 2, 3)), progress=interrupt)
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("aisec")]
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)


def test_all_means_the_enabled_regions(answers: Answers) -> None:
    enabled = [{"RegionName": "eu-west-1"}, {"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"}]
    enabled.append({"RegionName": "ap-east-1", "OptInStatus": "not-opted-in"})
    answers.give("ec2", "DescribeRegions", {"Regions": enabled})
    contents = read(answers, [VPC], "all")
    assert contents.facts["regions reached"] == "eu-west-1,us-east-1"
    assert contents.facts["regions asked"] == "all"
    assert len(contents.declarations) == 2


@pytest.mark.parametrize(
    ("plan", "complaint"),
    [
        ([DATA_SOURCE], "is listed per AWS::Bedrock::KnowledgeBase, which the plan does not list"),
        ([Collected("AWS::X::Y", Listing("ec2", "DescribeVpcs", "Vpcs[", "VpcId"))], "is not a JMESPath expression"),
        (
            [
                Collected(
                    VPC.type,
                    VPC.listing,
                    (Call("s3", "GetPublicAccessBlock"), Call("s3control", "GetPublicAccessBlock")),
                )
            ],
            "would be kept under the same name",
        ),
    ],
)
def test_a_wrong_plan_is_an_error_before_anything_is_called(plan: list[Collected], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        LiveSource(None, (), plan)
