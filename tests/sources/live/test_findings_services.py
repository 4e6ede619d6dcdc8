"""What services answer becomes resources: where findings go, what Macie passes over, what rules do by themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_aisec.aws import guardduty, inspector2, macie2, securityhub
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")
NOW = datetime.now(UTC)
ACCOUNT = "123456789012"
DETECTOR = "0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d"
LIST = "a" * 22
BUCKET = "resourcesAffected.s3Bucket.name"
IMAGE = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/serve/sha256:{'a' * 64}"
RULE = f"arn:aws:securityhub:us-east-1:{ACCOUNT}:automation-rulev2/r"
CONNECTOR = f"arn:aws:securityhub:us-east-1:{ACCOUNT}:connectorv2/c"


@pytest.mark.parametrize(("status", "works"), [("PUBLISHING", True), ("STOPPED", False)])
def test_where_findings_are_kept(answers: Answers, status: str, works: bool) -> None:
    listed = {"DestinationId": "d", "DestinationType": "S3", "Status": status}
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
    estate = read(
        answers,
        guardduty.PublishingDestination,
        guardduty__ListDetectors={"DetectorIds": [DETECTOR]},
        guardduty__GetDetector={"ServiceRole": "r", "Status": "ENABLED"},
        guardduty__ListPublishingDestinations={"Destinations": [listed]},
        guardduty__DescribePublishingDestination={
            **listed,
            "PublishingFailureStartTimestamp": 0,
            "DestinationProperties": {"DestinationArn": "arn:aws:s3:::findings", "KmsKeyArn": key},
        },
    )
    (destination,) = estate.of(guardduty.PublishingDestination)
    assert destination.works is works
    assert destination.detector == estate.of(guardduty.Detector)[0]
    assert destination.bucket is not None
    assert destination.kms_key is not None
    assert "findings" in destination.bucket.address


@pytest.mark.parametrize(
    ("action", "criterion", "hidden"),
    [
        ("ARCHIVE", {BUCKET: {"eq": ["training"]}}, True),
        ("ARCHIVE", {BUCKET: {"eq": ["other"]}}, False),
        ("ARCHIVE", {"severity.description": {"eq": ["Low"]}}, True),
        ("NOOP", {BUCKET: {"eq": ["training"]}}, False),
    ],
)
def test_filters_of_findings(answers: Answers, action: str, criterion: dict[str, Any], hidden: bool) -> None:
    estate = read(
        answers,
        macie2.FindingsFilter,
        macie2__ListFindingsFilters={"findingsFilterListItems": [{"id": "f", "name": "f"}]},
        macie2__GetFindingsFilter={"id": "f", "action": action, "findingCriteria": {"criterion": criterion}},
    )
    (kept,) = estate.of(macie2.FindingsFilter)
    assert kept.may_hide("training") is hidden


def test_what_macie_passes_over_and_looks_for(answers: Answers) -> None:
    estate = read(
        answers,
        macie2.AllowList,
        macie2.CustomDataIdentifier,
        macie2__ListAllowLists={"allowLists": [{"id": LIST}]},
        macie2__GetAllowList={"id": LIST, "criteria": {"s3WordsList": {"bucketName": "words", "objectKey": "w.txt"}}},
        macie2__ListCustomDataIdentifiers={"items": [{"id": "c"}]},
        macie2__GetCustomDataIdentifier={"id": "c", "regex": "MRN[0-9]{8}", "keywords": ["mrn"]},
    )
    (passed_over,) = estate.of(macie2.AllowList)
    (wanted,) = estate.of(macie2.CustomDataIdentifier)
    assert (passed_over.pattern, passed_over.bucket is not None) == (None, True)
    assert (wanted.pattern, list(wanted.keywords), list(wanted.ignored)) == ("MRN[0-9]{8}", ["mrn"], [])


def test_macie_that_is_off_has_none(answers: Answers) -> None:
    off = Refusal("AccessDeniedException", "Macie is not enabled.")
    kinds = (macie2.AllowList, macie2.CustomDataIdentifier, macie2.FindingsFilter)
    estate = read(
        answers,
        *kinds,
        macie2__ListAllowLists=off,
        macie2__ListCustomDataIdentifiers=off,
        macie2__ListFindingsFilters=off,
    )
    assert [estate.of(kind) for kind in kinds] == [[], [], []]
    assert not {kind.canonical_type for kind in kinds} & unread(estate)


def test_rules_that_act_on_findings(answers: Answers) -> None:
    listed = {"RuleArn": RULE, "RuleStatus": "ENABLED"}
    ticket = {"Type": "EXTERNAL_INTEGRATION", "ExternalIntegrationConfiguration": {"ConnectorArn": CONNECTOR}}
    estate = read(
        answers,
        securityhub.AutomationRuleV2,
        securityhub__DescribeSecurityHubV2={"HubV2Arn": f"arn:aws:securityhub:us-east-1:{ACCOUNT}:hubv2/h"},
        securityhub__ListConnectorsV2={"Connectors": []},
        securityhub__ListAutomationRulesV2={"Rules": [listed]},
        securityhub__GetAutomationRuleV2={**listed, "Actions": [ticket]},
    )
    (rule,) = estate.of(securityhub.AutomationRuleV2)
    assert (rule.enabled, list(rule.action_kinds), [each.address for each in rule.connectors]) == (
        True,
        ["EXTERNAL_INTEGRATION"],
        [CONNECTOR],
    )


def test_rules_of_the_older_hub(answers: Answers) -> None:
    listed = {"RuleArn": RULE, "RuleStatus": "ENABLED"}
    update = {"Workflow": {"Status": "SUPPRESSED"}}
    told = {
        **listed,
        "Criteria": {"SeverityLabel": [{"Value": "LOW", "Comparison": "NOT_EQUALS"}]},
        "Actions": [{"Type": "FINDING_FIELDS_UPDATE", "FindingFieldsUpdate": update}],
    }
    estate = read(
        answers,
        securityhub.AutomationRule,
        securityhub__ListAutomationRules={"AutomationRulesMetadata": [listed]},
        securityhub__BatchGetAutomationRules={"Rules": [told]},
    )
    (rule,) = estate.of(securityhub.AutomationRule)
    assert (rule.enabled, rule.closes, rule.is_about("LOW"), rule.is_about("HIGH")) == (True, True, False, True)


def test_no_rules_without_a_hub(answers: Answers) -> None:
    refusal = Refusal("InvalidAccessException", "Account is not subscribed to AWS Security Hub")
    estate = read(answers, securityhub.AutomationRule, securityhub__ListAutomationRules=refusal)
    assert estate.of(securityhub.AutomationRule) == []
    assert securityhub.AutomationRule.canonical_type not in unread(estate)


def test_where_images_run(answers: Answers) -> None:
    cluster = f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/serve"
    metadata = {"awsEcsMetadataDetails": {"detailsGroup": "g", "taskDefinitionArn": "t"}}
    covered = {"resourceType": "AWS_ECR_CONTAINER_IMAGE", "resourceId": IMAGE, "accountId": ACCOUNT}
    detail = {"lastInUse": NOW, "clusterMetadata": metadata}
    estate = read(
        answers,
        inspector2.CoveredImage,
        inspector2__ListCoverage={"coveredResources": [{**covered, "scanType": "PACKAGE"}]},
        inspector2__GetClustersForImage={"cluster": [{"clusterArn": cluster, "clusterDetails": [detail]}]},
    )
    (image,) = estate.of(inspector2.CoveredImage)
    assert (image.arn, list(image.clusters)) == (IMAGE, [cluster])
    asked = [parameters for _, operation, parameters in answers.asked if operation == "GetClustersForImage"]
    assert asked[0]["filter"] == {"resourceId": IMAGE}
