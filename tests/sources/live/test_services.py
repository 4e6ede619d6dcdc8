"""What services answer becomes resources: services of which no estate of the tests has anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import cloudfront, ec2, ecs, eks, macie2, s3, securityhub, wafv2
from pytest_aisec.declarations import SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.verdicts import Undetermined
from tests.model.declared import inventory, live
from tests.policies.judged import verdicts
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")


ARN = "arn:aws:ecs:us-east-1:123456789012"
TASKS: dict[str, Any] = {
    "ecs__ListClusters": {"clusterArns": [f"{ARN}:cluster/c"]},
    "ecs__DescribeClusters": {"clusters": [{"clusterArn": f"{ARN}:cluster/c", "clusterName": "c"}]},
    "ecs__ListServices": {"serviceArns": [f"{ARN}:service/c/{name}" for name in ("llm", "again")]},
    "ecs__DescribeTaskDefinition": {
        "taskDefinition": {
            "taskDefinitionArn": f"{ARN}:task-definition/llm:3",
            "containerDefinitions": [{"name": "c", "resourceRequirements": [{"type": "GPU", "value": "1"}]}],
            "taskRoleArn": "arn:aws:iam::123456789012:role/llm",
        },
        "tags": [{"key": "Approval", "value": "AI-1"}],
    },
}


def described_service(asked: dict[str, Any]) -> dict[str, Any]:
    assert asked["include"] == ["TAGS"]
    place = {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "ENABLED"}
    return {
        "services": [
            {
                "serviceArn": arn,
                "clusterArn": asked["cluster"],
                "taskDefinition": f"{ARN}:task-definition/llm:3",
                "networkConfiguration": {"awsvpcConfiguration": place},
            }
            for arn in asked["services"]
        ]
    }


def test_tasks(answers: Answers) -> None:
    answers.give("ecs", "DescribeServices", described_service)
    estate = read(answers, ecs.Service, ecs.TaskDefinition, **TASKS)
    assert not {"AWS::ECS::Service", "AWS::ECS::TaskDefinition"} & unread(estate)
    services, definitions = estate.of(ecs.Service), estate.of(ecs.TaskDefinition)
    assert [each.address for each in definitions] == [f"{ARN}:task-definition/llm:3"]
    assert [(each.task_definition, each.assigns_public_ip) for each in services] == [(definitions[0], True)] * 2
    assert services[0].cluster is not None
    assert services[0].cluster.address == f"{ARN}:cluster/c"
    assert answers.count("DescribeServices") == answers.count("DescribeTaskDefinition") == 1
    assert [each.resource.type for each in members(estate, Role.MODEL_HOST)] == [
        "AWS::ECS::Service",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
    ]
    assert verdicts("model_host_has_no_public_ip", estate) == {
        f"{ARN}:service/c/llm": "violated",
        f"{ARN}:service/c/again": "violated",
        f"{ARN}:task-definition/llm:3": "not_applicable",
    }
    assert verdicts("self_hosted_inference_is_approved", estate)[f"{ARN}:task-definition/llm:3"] == "passed"


def test_tasks_of_services_that_others_deploy(answers: Answers) -> None:
    def deployed(asked: dict[str, Any]) -> dict[str, Any]:
        told = described_service(asked)
        for service in told["services"]:
            own = {name: service.pop(name) for name in ("taskDefinition", "networkConfiguration")}
            idle = {**own, "status": "ACTIVE", "taskDefinition": f"{ARN}:task-definition/other:1"}
            groups = [{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1"}]
            service["deploymentController"] = {"type": "EXTERNAL"}
            service["taskSets"] = [idle, {**own, "status": "PRIMARY", "loadBalancers": groups}]
            if service["serviceArn"].endswith("again"):
                del service["taskSets"]
        return told

    answers.give("ecs", "DescribeServices", deployed)
    estate = read(answers, ecs.Service, ecs.TaskDefinition, **TASKS)
    asked = [parameters["taskDefinition"] for _, name, parameters in answers.asked if name == "DescribeTaskDefinition"]
    assert asked == [f"{ARN}:task-definition/llm:3"]
    assert not {"AWS::ECS::Service", "AWS::ECS::TaskDefinition"} & unread(estate)
    llm, again = estate.of(ecs.Service)
    assert [each.address for each in llm.subnets] == ["subnet-1"]
    assert len(llm.target_groups) == 1
    assert (again.task_definition, list(again.subnets)) == (None, [])
    assert verdicts("model_host_has_no_public_ip", estate) == {
        f"{ARN}:service/c/llm": "undetermined",
        f"{ARN}:task-definition/llm:3": "not_applicable",
    }


def test_tasks_that_may_not_be_described_are_unread(answers: Answers) -> None:
    answers.give("ecs", "DescribeServices", described_service)
    refused = {**TASKS, "ecs__DescribeTaskDefinition": Refusal("AccessDeniedException")}
    assert "AWS::ECS::TaskDefinition" in unread(read(answers, ecs.TaskDefinition, **refused))


def test_node_groups(answers: Answers) -> None:
    arn = "arn:aws:eks:us-east-1:123456789012:nodegroup/c/gpu/1"
    estate = read(
        answers,
        eks.Nodegroup,
        ec2.LaunchTemplate,
        eks__ListClusters={"clusters": ["c"]},
        eks__DescribeCluster={"cluster": {"name": "c"}},
        eks__ListNodegroups={"nodegroups": ["gpu"]},
        eks__DescribeNodegroup={
            "nodegroup": {
                "nodegroupArn": arn,
                "instanceTypes": ["g5.xlarge"],
                "subnets": ["subnet-1"],
                "nodeRole": "arn:aws:iam::123456789012:role/nodes",
            }
        },
    )
    assert "AWS::EKS::Nodegroup" not in unread(estate)
    (group,) = estate.of(eks.Nodegroup)
    assert [each.address for each in group.subnets] == ["subnet-1"]
    assert [each.reason for each in members(estate, Role.MODEL_HOST)] == ["instance type g5.xlarge"]
    assert verdicts("model_host_requires_imdsv2", estate) == {arn: "not_applicable"}


BLOCK = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"PublicAccessBlockConfiguration": BLOCK}, True),
        ({"PublicAccessBlockConfiguration": {**BLOCK, "BlockPublicPolicy": False}}, False),
        (Refusal("NoSuchPublicAccessBlockConfiguration", status=404), False),
    ],
)
def test_the_account_blocks_for_all_of_its_buckets(answers: Answers, answer: Any, expected: bool) -> None:
    estate = read(
        answers,
        s3.Bucket,
        s3__ListBuckets={"Buckets": [{"Name": "training"}]},
        s3__GetPublicAccessBlock=Refusal("NoSuchPublicAccessBlockConfiguration", status=404),
        s3control__GetPublicAccessBlock=answer,
    )
    (bucket,) = estate.of(s3.Bucket)
    assert bucket.blocks_public_access is expected
    assert [asked["AccountId"] for service, _, asked in answers.asked if service == "s3control"] == ["123456789012"]


def test_what_the_account_decides_for_its_buckets_may_be_hidden(answers: Answers) -> None:
    estate = read(
        answers,
        s3.Bucket,
        s3__ListBuckets={"Buckets": [{"Name": "training"}]},
        s3__GetPublicAccessBlock=Refusal("NoSuchPublicAccessBlockConfiguration", status=404),
        s3control__GetPublicAccessBlock=Refusal("AccessDenied"),
    )
    (bucket,) = estate.of(s3.Bucket)
    with pytest.raises(Undetermined, match="AccessDenied"):
        _ = bucket.blocks_public_access


@pytest.mark.parametrize(
    ("level", "expected"),
    [({"HttpTokens": "required"}, "required"), ({}, "no-preference"), (None, "no-preference")],
)
def test_defaults_of_machines_and_disks(answers: Answers, level: dict[str, str] | None, expected: str) -> None:
    estate = read(
        answers,
        ec2.MetadataDefaults,
        ec2.EncryptionByDefault,
        ec2.DefaultVolumeKey,
        ec2__GetInstanceMetadataDefaults={} if level is None else {"AccountLevel": level},
        ec2__GetEbsEncryptionByDefault={"EbsEncryptionByDefault": True},
        ec2__GetEbsDefaultKmsKeyId={"KmsKeyId": "alias/aws/ebs"},
    )
    assert [each.tokens for each in estate.of(ec2.MetadataDefaults)] == [expected]
    assert [each.enabled for each in estate.of(ec2.EncryptionByDefault)] == [True]
    assert [each.kms_key is not None for each in estate.of(ec2.DefaultVolumeKey)] == [True]


WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/front/1"


def test_web_acls_of_distributions(answers: Answers) -> None:
    def listed(asked: dict[str, Any]) -> dict[str, Any]:
        found = [{"Name": "front", "Id": "1", "ARN": WEB_ACL}] if asked["Scope"] == "CLOUDFRONT" else []
        return {"WebACLs": found}

    def described(asked: dict[str, Any]) -> dict[str, Any]:
        assert asked == {"Name": "front", "Id": "1", "Scope": "CLOUDFRONT"}
        action: dict[str, Any] = {"Allow": {}}
        visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
        return {
            "WebACL": {"Name": "front", "Id": "1", "ARN": WEB_ACL, "DefaultAction": action, "VisibilityConfig": visible}
        }

    answers.give("wafv2", "ListWebACLs", listed)
    answers.give("wafv2", "GetWebACL", described)
    answers.give("wafv2", "GetLoggingConfiguration", Refusal("WAFNonexistentItemException"))
    source = LiveSource(None, ["eu-west-1"], collection_plan({wafv2.WebAcl}), session=answers.session)
    estate = Inventory([SourceRecord(source.id, source.kind, source.location, source.read())])
    assert [(each.address, list(each.rules)) for each in estate.of(wafv2.WebAcl)] == [(WEB_ACL, [])]
    asked = [
        (parameters["Scope"], region)
        for (_, operation, parameters), region in zip(answers.asked, answers.regions, strict=True)
        if operation == "ListWebACLs"
    ]
    assert sorted(asked) == [("CLOUDFRONT", "us-east-1"), ("REGIONAL", "eu-west-1")]


def test_web_acls_of_distributions_that_were_not_read_are_missed(answers: Answers) -> None:
    def listed(asked: dict[str, Any]) -> Any:
        return {"WebACLs": []} if asked["Scope"] == "REGIONAL" else Refusal("AccessDeniedException")

    estate = read(answers, wafv2.WebAcl, wafv2__ListWebACLs=listed)
    assert [unseen.types for _, unseen in estate.unread_of(wafv2.WebAcl)] == [frozenset({"wafv2:DistributionWebAcl"})]


def test_distribution_finds_its_web_acl() -> None:
    acl = live("wafv2:DistributionWebAcl", WEB_ACL, ARN=WEB_ACL, Name="front")
    (found,) = inventory(acl, live("AWS::CloudFront::Distribution", "d", WebACLId=WEB_ACL)).of(cloudfront.Distribution)
    assert found.web_acl is not None
    assert found.web_acl.name == "front"


def test_findings_of_security_hub(answers: Answers) -> None:
    now = datetime.now(UTC)
    found = {
        "SchemaVersion": "2018-10-08",
        "Id": "arn:f",
        "ProductArn": "arn:p",
        "GeneratorId": "g",
        "AwsAccountId": "123456789012",
        "CreatedAt": (now - timedelta(days=9, hours=1)).isoformat(),
        "UpdatedAt": now.isoformat(),
        "Title": "S3.8 is not met",
        "Description": "d",
        "ProductName": "Security Hub",
        "Severity": {"Label": "HIGH"},
        "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::training"}],
    }
    estate = read(answers, securityhub.Finding, securityhub__GetFindings={"Findings": [found]})
    (finding,) = estate.of(securityhub.Finding)
    assert (finding.severity, finding.product, finding.days_open) == ("HIGH", "Security Hub", 9)
    assert (list(finding.resources), list(finding.resource_types)) == (["arn:aws:s3:::training"], ["AwsS3Bucket"])


def test_no_findings_where_security_hub_is_off(answers: Answers) -> None:
    refused = Refusal("InvalidAccessException", "Account 123456789012 is not subscribed to AWS Security Hub")
    estate = read(answers, securityhub.Finding, securityhub__GetFindings=refused)
    assert (estate.of(securityhub.Finding), unread(estate)) == ([], frozenset())


def test_findings_of_macie(answers: Answers) -> None:
    found = {
        "id": "f",
        "type": "SensitiveData:S3Object/Credentials",
        "severity": {"description": "High", "score": 3},
        "resourcesAffected": {"s3Bucket": {"name": "training"}},
        "createdAt": datetime.now(UTC) - timedelta(days=9, hours=1),
    }
    estate = read(
        answers,
        macie2.Finding,
        macie2__ListFindings={"findingIds": ["f"]},
        macie2__GetFindings={"findings": [found]},
        s3__ListBuckets={"Buckets": [{"Name": "training"}]},
    )
    (finding,) = estate.of(macie2.Finding)
    assert (finding.kind, finding.severity, finding.days_open) == ("SensitiveData:S3Object/Credentials", "High", 9)
    assert finding.bucket is not None
    assert finding.bucket.unseen is None
