"""What services answer becomes resources: images, backups, stacks, destinations of traces, costs, documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_aisec.aws import backup, ce, cloudformation, ecr, lambda_, sns, ssm, xray
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
NOW = datetime.now(UTC)
ACCOUNT = "123456789012"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
DIGEST = f"sha256:{'a' * 64}"


def test_images(answers: Answers) -> None:
    found = {"imageScanCompletedAt": NOW, "findingSeverityCounts": {"CRITICAL": 2}}
    detail = {"repositoryName": "serve", "imageDigest": DIGEST, "imageTags": ["v1"], "imagePushedAt": NOW}
    estate = read(
        answers,
        ecr.Image,
        ecr__DescribeRepositories={"repositories": [{"repositoryName": "serve", "repositoryArn": "arn:r"}]},
        ecr__DescribeImages={
            "imageDetails": [
                {**detail, "imageScanStatus": {"status": "COMPLETE"}, "imageScanFindingsSummary": found},
                {"repositoryName": "serve", "imageDigest": f"sha256:{'b' * 64}"},
            ]
        },
    )
    scanned, plain = sorted(estate.of(ecr.Image), key=lambda each: each.digest)
    assert (scanned.digest, list(scanned.tags), scanned.scan_status) == (DIGEST, ["v1"], "COMPLETE")
    assert (scanned.critical_findings, scanned.high_findings, scanned.scanned_at is not None) == (2, None, True)
    assert (plain.scan_status, plain.scanned_at, list(plain.tags)) == (None, None, [])
    assert scanned.repository == estate.of(ecr.Repository)[0]


def test_what_backups_were_made_of(answers: Answers) -> None:
    vault = {"BackupVaultName": "v", "BackupVaultArn": "arn:v"}
    told = {"ResourceArn": "arn:aws:s3:::training", "ResourceType": "S3", "LastBackupVaultArn": "arn:v"}
    estate = read(
        answers,
        backup.ProtectedResource,
        backup__ListProtectedResources={"Results": [{**told, "LastBackupTime": NOW - timedelta(days=3, hours=1)}]},
        backup__ListBackupVaults={"BackupVaultList": [vault]},
        backup__GetBackupVaultAccessPolicy={},
    )
    (protected,) = estate.of(backup.ProtectedResource)
    assert (protected.address, protected.kind, protected.days_since_backup) == ("arn:aws:s3:::training", "S3", 3)
    assert protected.vault == estate.of(backup.BackupVault)[0]


def test_what_stacks_have_made(answers: Answers) -> None:
    stack = {"StackName": "s", "StackId": "arn:s", "CreationTime": NOW}
    gone = {**stack, "StackId": "arn:gone", "StackStatus": "DELETE_COMPLETE"}
    made = {"LastUpdatedTimestamp": NOW, "ResourceType": "AWS::S3::Bucket", "ResourceStatus": "CREATE_COMPLETE"}
    estate = read(
        answers,
        cloudformation.StackResource,
        cloudformation__ListStacks={"StackSummaries": [{**stack, "StackStatus": "CREATE_COMPLETE"}, gone]},
        cloudformation__ListStackResources={
            "StackResourceSummaries": [
                {
                    **made,
                    "LogicalResourceId": "Training",
                    "PhysicalResourceId": "training",
                    "DriftInformation": {"StackResourceDriftStatus": "MODIFIED"},
                },
                {**made, "LogicalResourceId": "Gone", "ResourceStatus": "DELETE_COMPLETE"},
            ]
        },
    )
    (resource,) = estate.of(cloudformation.StackResource)
    assert (resource.kind, resource.physical_id, resource.logical_id, resource.drift) == (
        "AWS::S3::Bucket",
        "training",
        "Training",
        "MODIFIED",
    )
    assert [each.drift for each in estate.of(cloudformation.Stack)] == [None]
    asked = [parameters for _, operation, parameters in answers.asked if operation == "ListStackResources"]
    assert asked == [{"StackName": "arn:s"}]


def test_where_traces_go(answers: Answers) -> None:
    told = {"Destination": "CloudWatchLogs", "Status": "PENDING"}
    estate = read(answers, xray.TraceDestination, xray__GetTraceSegmentDestination=told)
    (destination,) = estate.of(xray.TraceDestination)
    assert (destination.destination, destination.works) == ("CloudWatchLogs", False)


def test_who_is_told_of_costs(answers: Answers) -> None:
    monitor, topic = f"arn:aws:ce::{ACCOUNT}:anomalymonitor/m", f"arn:aws:sns:us-east-1:{ACCOUNT}:costs"
    told = [{"Address": "finance@acme.example", "Type": "EMAIL"}, {"Address": topic, "Type": "SNS"}]
    estate = read(
        answers,
        ce.AnomalySubscription,
        ce__GetAnomalyMonitors={
            "AnomalyMonitors": [
                {
                    "MonitorArn": monitor,
                    "MonitorName": "m",
                    "MonitorType": "DIMENSIONAL",
                    "MonitorDimension": "SERVICE",
                }
            ]
        },
        ce__GetAnomalySubscriptions={
            "AnomalySubscriptions": [
                {
                    "SubscriptionArn": f"arn:aws:ce::{ACCOUNT}:anomalysubscription/s",
                    "SubscriptionName": "s",
                    "MonitorArnList": [monitor],
                    "Subscribers": told,
                    "Frequency": "IMMEDIATE",
                }
            ]
        },
    )
    (subscription,) = estate.of(ce.AnomalySubscription)
    assert [(each.kind, each.dimension) for each in subscription.monitors] == [("DIMENSIONAL", "SERVICE")]
    assert [each.address for each in subscription.topics] == [topic]
    assert (subscription.frequency, list(subscription.channels)) == ("IMMEDIATE", ["EMAIL", "SNS"])


def test_kinds_of_documents(answers: Answers) -> None:
    told = [
        {"Name": "contain", "DocumentType": "Automation", "TargetType": "/AWS::IAM::Role"},
        {"Name": "plain", "DocumentType": "Command"},
    ]
    estate = read(answers, ssm.Document, ssm__ListDocuments={"DocumentIdentifiers": told})
    found = {each.address: (each.kind, each.target_type) for each in estate.of(ssm.Document)}
    assert found == {"contain": ("Automation", "/AWS::IAM::Role"), "plain": ("Command", "")}
    assert answers.count("GetDocument") == 0


@pytest.mark.parametrize(("status", "works"), [("Active", True), ("Updating", True), ("Failed", False)])
def test_what_runbooks_are(answers: Answers, status: str, works: bool) -> None:
    estate = read(
        answers,
        ssm.Runbook,
        ssm__ListDocuments={"DocumentIdentifiers": [{"Name": "contain", "DocumentType": "Automation"}]},
        ssm__GetDocument={"Name": "contain", "Status": status, "Content": '{"assumeRole": "arn:aws:iam::1:role/r"}'},
    )
    (found,) = [each.seen_as(ssm.Runbook) for each in estate.of(ssm.Document)]
    assert (found.works, found.role is not None and found.role.address) == (works, "arn:aws:iam::1:role/r")
    assert answers.count("GetDocument") == 1


def test_who_listens_to_a_topic(answers: Answers) -> None:
    topic = f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"
    told = {"TopicArn": topic, "Protocol": "email", "Owner": ACCOUNT}
    estate = read(
        answers,
        sns.Subscription,
        sns__ListTopics={"Topics": [{"TopicArn": topic}]},
        sns__ListSubscriptionsByTopic={
            "Subscriptions": [
                {**told, "Endpoint": "left@acme.example", "SubscriptionArn": "Deleted"},
                {**told, "Endpoint": "new@acme.example", "SubscriptionArn": "PendingConfirmation"},
            ]
        },
    )
    assert [(each.address, each.is_confirmed) for each in estate.of(sns.Subscription)] == [
        (f"{topic} email new@acme.example", False)
    ]
    assert not estate.of(sns.Topic)[0].is_heard


def test_policies_of_aliases_are_asked_for_by_their_arns(answers: Answers) -> None:
    def policy(asked: dict[str, Any]) -> Any:
        if asked["FunctionName"] == f"{FUNCTION}:prod":
            return {"Policy": json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]})}
        return Refusal("ResourceNotFoundException", "No policy is associated with the given resource.", 404)

    found = read(
        answers,
        lambda_.AliasPolicy,
        lambda__ListFunctions={"Functions": [{"FunctionName": "f", "FunctionArn": FUNCTION}]},
        lambda__ListAliases={
            "Aliases": [{"AliasArn": f"{FUNCTION}:prod", "Name": "prod"}, {"AliasArn": f"{FUNCTION}:old"}]
        },
        lambda__GetPolicy=policy,
    )
    prod, old = found.of(lambda_.AliasPolicy)
    assert (len(prod.statements), len(old.statements)) == (1, 0)
    assert prod.function == old.function == found.of(lambda_.Function)[0]
    assert prod.function is not None
    assert list(prod.function.statements) == []
