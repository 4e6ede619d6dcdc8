"""What services leave out of an answer unless they are asked for it, and by which code they say that there is none."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import get_session

from pytest_aisec.aws import apigateway, ec2, elbv2, guardduty, inspector2, kms, s3, sagemaker, securityhub, sqs
from pytest_aisec.declarations import Contents, Dialect, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.convert import NotConvertible
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.model.resource import Resource
from pytest_aisec.sources.live.calls import fit
from pytest_aisec.verdicts import Undetermined
from tests.model.declared import live
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")


def asked(answers: Answers, operation: str) -> list[dict[str, Any]]:
    """The parameters of each request of an operation."""
    return [given for _, name, given in answers.asked if name == operation]


def test_all_queues_are_listed_also_where_there_are_thousands(answers: Answers) -> None:
    def queues(given: dict[str, Any]) -> dict[str, Any]:
        start = int(given.get("NextToken", 0))
        more = {"NextToken": str(start + 1000)} if given.get("MaxResults") and start < 2000 else {}
        return {"QueueUrls": [f"https://sqs.us-east-1.amazonaws.com/1/q{start + each}" for each in range(1000)], **more}

    assert len(list(read(answers, sqs.Queue, sqs__ListQueues=queues).of(sqs.Queue))) == 3000


@pytest.mark.parametrize(
    ("kind", "operation", "answer"),
    [
        (ec2.Instance, "DescribeInstances", {"Reservations": []}),
        (ec2.Volume, "DescribeVolumes", {"Volumes": []}),
        (ec2.NetworkInterface, "DescribeNetworkInterfaces", {"NetworkInterfaces": []}),
        (ec2.LaunchTemplate, "DescribeLaunchTemplateVersions", {"LaunchTemplateVersions": []}),
    ],
)
def test_what_services_run_in_the_account_is_listed_where_it_is_hidden(
    answers: Answers, kind: Any, operation: str, answer: dict[str, Any]
) -> None:
    read(answers, kind, **{f"ec2__{operation}": answer})
    assert [each.get("IncludeManagedResources") for each in asked(answers, operation)] == [True]


def test_an_sdk_that_does_not_know_what_else_there_is_asks_for_the_rest() -> None:
    shape = get_session().get_service_model("ec2").operation_model("DescribeInstances").input_shape
    assert fit({"IncludeWhatIsNew": True, "MaxResults": "5"}, shape) == {"MaxResults": 5}


def test_images_that_are_deprecated_are_told(answers: Answers) -> None:
    machine = {"InstanceId": "i-1", "ImageId": "ami-1", "State": {"Name": "running"}}
    image = {"Images": [{"ImageId": "ami-1", "Name": "Deep Learning AMI"}]}
    estate = read(
        answers,
        ec2.ImagedInstance,
        ec2__DescribeInstances={"Reservations": [{"Instances": [machine]}]},
        ec2__DescribeImages=lambda given: image if given.get("IncludeDeprecated") is True else {"Images": []},
    )
    (found,) = estate.of(ec2.Instance)
    assert found.seen_as(ec2.ImagedInstance).image_name == "Deep Learning AMI"


@pytest.mark.parametrize(("kind", "count"), [("application", 1), ("network", 0), ("gateway", 0)])
def test_only_balancers_that_may_have_a_web_acl_are_asked_for_it(answers: Answers, kind: str, count: int) -> None:
    arn = f"arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/{kind}/b/1"
    estate = read(
        answers,
        elbv2.LoadBalancer,
        elbv2__DescribeLoadBalancers={"LoadBalancers": [{"LoadBalancerArn": arn, "Type": kind}]},
        wafv2__GetWebACLForResource={} if count else Refusal("WAFInvalidParameterException", "The ARN isn't valid."),
        elbv2__DescribeLoadBalancerAttributes={"Attributes": []},
    )
    (balancer,) = estate.of(elbv2.LoadBalancer)
    assert balancer.web_acl is None
    assert answers.count("GetWebACLForResource") == count


GROUP = {
    "ModelPackageGroupName": "g",
    "ModelPackageGroupArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/g",
    "CreationTime": "2026-01-01T00:00:00Z",
    "ModelPackageGroupStatus": "Completed",
}


@pytest.mark.parametrize(
    ("words", "is_known"),
    [("Cannot find resource policy for: g", True), ("Cannot find Model Package Group: g", False), ("1 error", False)],
)
def test_a_group_of_packages_without_a_policy(answers: Answers, words: str, is_known: bool) -> None:
    estate = read(
        answers,
        sagemaker.ModelPackageGroup,
        sagemaker__ListModelPackageGroups={"ModelPackageGroupSummaryList": [GROUP]},
        sagemaker__GetModelPackageGroupPolicy=Refusal("ValidationException", words),
    )
    (group,) = estate.of(sagemaker.ModelPackageGroup)
    if is_known:
        assert list(group.statements) == []
    else:
        with pytest.raises(Undetermined):
            list(group.statements)


OPERATIONS = {
    "DescribeHub": securityhub.Hub,
    "GetEnabledStandards": securityhub.Standard,
    "GetFindings": securityhub.Finding,
    "ListAutomationRules": securityhub.AutomationRule,
    "ListFindingAggregators": securityhub.FindingAggregator,
    "GetAdministratorAccount": securityhub.Administrator,
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("words", "is_off"),
    [
        ("Account 123456789012 is not subscribed to AWS Security Hub", True),
        ("AccountId: 123456789012 is not enabled for securityhub. Currentstate: false", True),
        ("Account 123456789012 is not an administrator for this organization", False),
        ("", False),
    ],
)
def test_security_hub_that_is_off_is_told_from_one_that_does_not_let_in(
    answers: Answers, operation: str, words: str, is_off: bool
) -> None:
    kind: Any = OPERATIONS[operation]
    estate = read(answers, kind, **{f"securityhub__{operation}": Refusal("InvalidAccessException", words, 401)})
    assert list(estate.of(kind)) == []
    assert (unread(estate) == frozenset()) is is_off


def test_buckets_are_where_they_are_and_asked_about_there(answers: Answers) -> None:
    def buckets(given: dict[str, Any]) -> dict[str, Any]:
        told = [{"Name": "near", "BucketRegion": "us-east-1"}, {"Name": "far", "BucketRegion": "eu-west-1"}]
        return {"Buckets": told if "MaxBuckets" in given else [{"Name": each["Name"]} for each in told]}

    estate = read(answers, s3.Bucket, s3__ListBuckets=buckets, s3__GetBucketVersioning={"Status": "Enabled"})
    assert {each.address: each.declaration.region for each in estate.of(s3.Bucket)} == {
        "near": "us-east-1",
        "far": "eu-west-1",
    }
    where = {
        given["Bucket"]: region
        for (_, name, given), region in zip(answers.asked, answers.regions, strict=True)
        if name == "GetBucketVersioning"
    }
    assert where == {"near": "us-east-1", "far": "eu-west-1"}


def test_keys_that_kms_cannot_rotate_are_known_not_to_be(answers: Answers) -> None:
    estate = read(
        answers,
        kms.Key,
        kms__ListKeys={"Keys": [{"KeyId": "k", "KeyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}]},
        kms__DescribeKey={"KeyMetadata": {"KeyId": "k", "KeySpec": "RSA_2048", "KeyManager": "CUSTOMER"}},
        kms__GetKeyRotationStatus=Refusal("UnsupportedOperationException"),
        kms__GetKeyPolicy={},
    )
    (key,) = estate.of(kms.Key)
    assert (key.rotation_enabled, key.can_be_rotated) == (False, False)
    assert not any("kms" in name for source in estate.sources for name in source.contents.facts if "not see" in name)


def test_what_inspector_says_nothing_of_is_not_looked_at_for_that(answers: Answers) -> None:
    what = {"resourceType": "AWS_EC2_INSTANCE", "accountId": "123456789012", "scanType": "PACKAGE"}
    covered = [
        {**what, "resourceId": "i-0123456789abcdef0", "scanStatus": {"statusCode": "ACTIVE", "reason": "SUCCESSFUL"}},
        {**what, "resourceId": "i-0123456789abcdef1"},
    ]
    estate = read(answers, inspector2.Coverage, inspector2__ListCoverage={"coveredResources": covered})
    found = {each["resourceId"]: each for each in estate.of(inspector2.Coverage)}
    assert found["i-0123456789abcdef0"].is_looked_at
    with pytest.raises(Undetermined, match="does not tell"):
        _ = found["i-0123456789abcdef1"].is_looked_at


MACIE = sorted({each.listing.operation for each in collection_plan(None) if each.listing.service == "macie2"})


@pytest.mark.parametrize("operation", MACIE)
def test_macie_that_is_off_has_nothing(answers: Answers, operation: str) -> None:
    kinds = {kind for kind in Resource.by_type.values() if kind.listing and kind.listing.operation == operation}
    assert kinds
    refused: Any = {f"macie2__{operation}": Refusal("AccessDeniedException", "Macie is not enabled.", 403)}
    estate = read(answers, *kinds, **refused)
    assert [each.reason for each in estate.sources[0].contents.unread if operation in each.reason] == []
    refused = {f"macie2__{operation}": Refusal("AccessDeniedException", "User: x is not authorized", 403)}
    estate = read(answers, *kinds, **refused)
    assert [each.reason for each in estate.sources[0].contents.unread if operation in each.reason] != []


def test_private_domains_are_asked_about_by_their_ids(answers: Answers) -> None:
    def mappings(given: dict[str, Any]) -> Any:
        if given["domainName"] == "inside.example" and given.get("domainNameId") != "id1":
            return Refusal("NotFoundException", "Invalid domain name identifier specified", 404)
        return {"items": [{"restApiId": "in" if "domainNameId" in given else "out"}]}

    domains = [{"domainName": "inside.example", "domainNameId": "id1"}, {"domainName": "outside.example"}]
    estate = read(
        answers,
        apigateway.DomainName,
        apigateway__GetDomainNames={"items": domains},
        apigateway__GetBasePathMappings=mappings,
        apigateway__GetRestApis={"items": [{"id": "in"}, {"id": "out"}]},
        apigateway__GetAuthorizers={},
    )
    found = {each.address: [api.address for api in each.apis] for each in estate.of(apigateway.DomainName)}
    assert found == {"inside.example": ["in"], "outside.example": ["out"]}
    assert len(asked(answers, "GetBasePathMappings")) == 2


@pytest.mark.parametrize("dialect", Dialect)
def test_a_word_that_is_new_to_an_account_is_not_known_and_no_mistake(dialect: Dialect) -> None:
    body = {"Status": "RESTING", "Enable": "resting", "enable": "resting"}
    told = live("AWS::GuardDuty::Detector", "d", **body)._replace(dialect=dialect)
    if dialect is Dialect.TERRAFORM:
        told = told._replace(type="aws_guardduty_detector")
    (found,) = Inventory([SourceRecord("s", "aws", "", Contents((told,)))]).of(guardduty.Detector)
    expected = Undetermined if dialect is Dialect.LIVE else NotConvertible
    with pytest.raises(expected, match="is none of ENABLED, DISABLED"):
        _ = found.enabled
