"""What watches an account is read as the API tells it: rules, topics, pipelines, trails, plans and filters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_aisec.aws import (
    cloudtrail,
    cloudwatch,
    codebuild,
    codepipeline,
    events,
    guardduty,
    inspector2,
    log_deliveries,
    logs,
    macie2,
    organizations,
    route53resolver,
    sagemaker,
    securityhub,
    sns,
    ssm,
    stepfunctions,
)
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from tests.estates.accounts import Account

NOW = "2026-01-01T00:00:00Z"
ACCOUNT = "111122223333"
RULE = f"arn:aws:events:us-east-1:{ACCOUNT}:rule/findings"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:soc"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:contain"
MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:train"
STORE = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:eventdatastore/lake"
RUNBOOK = f"arn:aws:ssm:us-east-1:{ACCOUNT}:automation-definition/Contain:$DEFAULT"
DATA = [
    {"Field": "eventCategory", "Equals": ["Data"]},
    {"Field": "resources.type", "Equals": ["AWS::Bedrock::Guardrail"]},
]

ANSWERS: dict[str, Any] = {
    "events:ListEventBuses": {
        "EventBuses": [{"Name": "default", "Arn": "arn:aws:events:us-east-1:111122223333:event-bus/default"}]
    },
    "events:ListRules": {
        "Rules": [
            {
                "Name": "findings",
                "Arn": RULE,
                "EventPattern": json.dumps({"source": ["aws.guardduty"]}),
                "State": "ENABLED",
                "EventBusName": "default",
            }
        ]
    },
    "events:ListTargetsByRule": {
        "Targets": [{"Id": "1", "Arn": TOPIC}, {"Id": "2", "Arn": FUNCTION}, {"Id": "3", "Arn": RUNBOOK}]
    },
    "sns:ListTopics": {"Topics": [{"TopicArn": TOPIC}]},
    "sns:ListSubscriptionsByTopic": {
        "Subscriptions": [
            {
                "SubscriptionArn": "PendingConfirmation",
                "Owner": ACCOUNT,
                "Protocol": "email",
                "Endpoint": "a@b",
                "TopicArn": TOPIC,
            }
        ]
    },
    "ssm:ListDocuments": {"DocumentIdentifiers": [{"Name": "Contain", "Owner": ACCOUNT}]},
    "lambda:ListFunctions": {"Functions": [{"FunctionName": "contain", "FunctionArn": FUNCTION}]},
    "stepfunctions:ListStateMachines": {
        "stateMachines": [{"stateMachineArn": MACHINE, "name": "train", "type": "STANDARD", "creationDate": NOW}]
    },
    "stepfunctions:DescribeStateMachine": {
        "stateMachineArn": MACHINE,
        "name": "train",
        "definition": "{}",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/train",
        "type": "STANDARD",
        "creationDate": NOW,
    },
    "codebuild:ListProjects": {"projects": ["train"]},
    "codebuild:BatchGetProjects": {"projects": [{"name": "train", "source": {"type": "NO_SOURCE"}}]},
    "codepipeline:ListPipelines": {"pipelines": [{"name": "train"}]},
    "codepipeline:GetPipeline": {
        "pipeline": {
            "name": "train",
            "roleArn": f"arn:aws:iam::{ACCOUNT}:role/train",
            "stages": [
                {
                    "name": "Source",
                    "actions": [
                        {
                            "name": "s",
                            "actionTypeId": {
                                "category": "Source",
                                "owner": "AWS",
                                "provider": "CodeCommit",
                                "version": "1",
                            },
                        }
                    ],
                }
            ],
        }
    },
    "sagemaker:ListPipelines": {"PipelineSummaries": [{"PipelineArn": "arn:p", "PipelineName": "train"}]},
    "sagemaker:DescribePipeline": {"PipelineName": "train", "LastModifiedBy": {"UserProfileName": "ann"}},
    "cloudwatch:DescribeAlarms": {
        "MetricAlarms": [
            {
                "AlarmName": "a",
                "AlarmArn": "arn:a",
                "Namespace": "S",
                "MetricName": "M",
                "ActionsEnabled": True,
                "AlarmActions": [TOPIC],
            }
        ]
    },
    "logs:DescribeMetricFilters": {
        "metricFilters": [
            {
                "filterName": "f",
                "logGroupName": "trail",
                "filterPattern": "{ $.eventName = StopLogging }",
                "metricTransformations": [{"metricName": "M", "metricNamespace": "S", "metricValue": "1"}],
            }
        ]
    },
    "logs:DescribeLogGroups": {
        "logGroups": [{"logGroupName": "trail", "logGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail"}]
    },
    "logs:DescribeAccountPolicies": {
        "accountPolicies": [{"policyName": "mask", "policyType": "DATA_PROTECTION_POLICY", "policyDocument": "{}"}]
    },
    "cloudtrail:DescribeTrails": {
        "trailList": [
            {
                "Name": "t",
                "TrailARN": "arn:t",
                "S3BucketName": "logs",
                "IsOrganizationTrail": True,
                "CloudWatchLogsLogGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail:*",
            }
        ]
    },
    "cloudtrail:ListEventDataStores": {"EventDataStores": [{"EventDataStoreArn": STORE}]},
    "cloudtrail:GetEventDataStore": {
        "EventDataStoreArn": STORE,
        "Status": "ENABLED",
        "AdvancedEventSelectors": [{"FieldSelectors": DATA}],
    },
    "logs:DescribeDeliverySources": {
        "deliverySources": [{"name": "s", "logType": "APPLICATION_LOGS", "resourceArns": ["arn:runtime"]}]
    },
    "logs:DescribeDeliveries": {"deliveries": [{"id": "d", "deliverySourceName": "s"}]},
    "route53resolver:ListResolverQueryLogConfigAssociations": {
        "ResolverQueryLogConfigAssociations": [{"Id": "q", "ResourceId": "vpc-1", "Status": "FAILED"}]
    },
    "organizations:DescribeOrganization": {"Organization": {"Id": "o-1", "Arn": "arn:o"}},
    "guardduty:ListDetectors": {"DetectorIds": ["d1"]},
    "guardduty:GetDetector": {"ServiceRole": "r", "Status": "ENABLED"},
    "guardduty:ListFindings": {"FindingIds": ["f1"]},
    "guardduty:GetFindings": {
        "Findings": [
            {
                "AccountId": ACCOUNT,
                "Arn": "arn:f1",
                "CreatedAt": "2020-01-01T00:00:00Z",
                "Id": "f1",
                "Region": "us-east-1",
                "Resource": {},
                "SchemaVersion": "2.0",
                "Severity": 5.0,
                "Type": "Impact:IAMUser/CostHarvesting",
                "UpdatedAt": NOW,
            }
        ]
    },
    "guardduty:ListCoverage": {"Resources": [{"ResourceId": "i-1", "CoverageStatus": "UNHEALTHY"}]},
    "guardduty:DescribeOrganizationConfiguration": {
        "MemberAccountLimitReached": False,
        "AutoEnableOrganizationMembers": "NEW",
        "Features": [{"Name": "AI_PROTECTION", "AutoEnable": "ALL"}],
    },
    "guardduty:ListMalwareProtectionPlans": {"MalwareProtectionPlans": [{"MalwareProtectionPlanId": "p1"}]},
    "guardduty:GetMalwareProtectionPlan": {
        "Arn": "arn:p1",
        "ProtectedResource": {"S3Bucket": {"BucketName": "weights", "ObjectPrefixes": ["in/"]}},
        "Actions": {"Tagging": {"Status": "ENABLED"}},
        "Status": "ERROR",
    },
    "guardduty:ListFilters": {"FilterNames": ["quiet"]},
    "guardduty:GetFilter": {
        "Name": "quiet",
        "Action": "ARCHIVE",
        "FindingCriteria": {"Criterion": {"type": {"Equals": ["Recon:EC2/Portscan"]}}},
    },
    "securityhub:DescribeSecurityHubV2": {"HubV2Arn": "arn:hub2"},
    "securityhub:GetEnabledStandards": {
        "StandardsSubscriptions": [
            {
                "StandardsSubscriptionArn": "arn:s",
                "StandardsArn": "arn:aws:securityhub:us-east-1::standards/ai-security-best-practices/v/1.0.0",
                "StandardsInput": {},
                "StandardsStatus": "FAILED",
            }
        ]
    },
    "macie2:GetMacieSession": {"status": "ENABLED"},
    "macie2:GetFindingsPublicationConfiguration": {
        "securityHubConfiguration": {"publishClassificationFindings": False, "publishPolicyFindings": True}
    },
    "macie2:GetClassificationExportConfiguration": {
        "configuration": {"s3Destination": {"bucketName": "results", "kmsKeyArn": "arn:k"}}
    },
    "inspector2:ListCoverage": {
        "coveredResources": [
            {
                "resourceType": "AWS_EC2_INSTANCE",
                "resourceId": "i-0123456789abcdef0",
                "accountId": ACCOUNT,
                "scanType": "PACKAGE",
                "scanStatus": {"statusCode": "INACTIVE", "reason": "UNMANAGED_EC2_INSTANCE"},
            }
        ]
    },
    "inspector2:ListFilters": {
        "filters": [
            {
                "arn": "arn:filter",
                "ownerId": ACCOUNT,
                "name": "quiet",
                "action": "SUPPRESS",
                "createdAt": NOW,
                "updatedAt": NOW,
                "criteria": {"severity": [{"comparison": "EQUALS", "value": "HIGH"}]},
            }
        ]
    },
}

KINDS: tuple[type[Resource], ...] = (
    events.Rule,
    sns.Topic,
    sns.Subscription,
    ssm.Document,
    stepfunctions.StateMachine,
    codebuild.Project,
    codepipeline.Pipeline,
    sagemaker.Pipeline,
    cloudwatch.Alarm,
    logs.MetricFilter,
    logs.LogGroup,
    logs.AccountPolicy,
    cloudtrail.Trail,
    cloudtrail.EventDataStore,
    organizations.Organization,
    log_deliveries.DeliverySource,
    log_deliveries.Delivery,
    route53resolver.QueryLogAssociation,
    guardduty.AiFinding,
    guardduty.Coverage,
    guardduty.OrganizationConfiguration,
    guardduty.MalwareProtectionPlan,
    guardduty.Filter,
    securityhub.HubV2,
    securityhub.Standard,
    macie2.Session,
    macie2.ResultStore,
    inspector2.Coverage,
    inspector2.Filter,
)


@pytest.fixture(scope="module")
def account() -> Inventory:
    return Account(ANSWERS, {}).inventory(KINDS)


def test_everything_is_read(account: Inventory) -> None:
    assert [str(unread) for source in account.sources for unread in source.contents.unread] == []
    assert [kind.__qualname__ for kind in KINDS if len(account.of(kind)) != 1] == []


@pytest.mark.parametrize(
    ("kind", "attribute", "expected"),
    [
        (sns.Subscription, "is_confirmed", False),
        (sns.Topic, "has_a_listener", False),
        (stepfunctions.StateMachine, "definition_in_s3", False),
        (codebuild.Project, "has_a_source_with_history", False),
        (codepipeline.Pipeline, "starts_from_a_repository", True),
        (sagemaker.Pipeline, "edited_by", "ann"),
        (cloudwatch.Alarm, "acts", False),
        (logs.AccountPolicy, "kind", "DATA_PROTECTION_POLICY"),
        (logs.LogGroup, "masks_sensitive_data", True),
        (cloudtrail.Trail, "of_the_organization", True),
        (log_deliveries.DeliverySource, "delivers_logs", True),
        (route53resolver.QueryLogAssociation, "works", False),
        (guardduty.Coverage, "healthy", False),
        (guardduty.OrganizationConfiguration, "for_everybody", False),
        (guardduty.MalwareProtectionPlan, "works", False),
        (guardduty.MalwareProtectionPlan, "tags_objects", True),
        (guardduty.Filter, "hides_what_matters", False),
        (securityhub.Standard, "judges", False),
        (macie2.Session, "tells_security_hub", False),
        (macie2.Session, "keeps_its_results", True),
        (inspector2.Coverage, "is_looked_at", False),
        (inspector2.Filter, "hides_what_matters", True),
    ],
)
def test_attributes(account: Inventory, kind: type[Resource], attribute: str, expected: object) -> None:
    (found,) = account.of(kind)
    assert getattr(found, attribute) == expected


def test_links(account: Inventory) -> None:
    (rule,), (topic,), (group,) = account.of(events.Rule), account.of(sns.Topic), account.of(logs.LogGroup)
    mail, function, runbook = rule.targets
    assert list(mail.topics) == [topic]
    assert [each.address for each in runbook.runbooks] == ["Contain"]
    assert (mail.acts, function.acts, runbook.acts) == (False, True, True)
    assert account.of(cloudtrail.Trail)[0].log_group == group
    assert account.of(logs.MetricFilter)[0].log_group == group
    (lake,) = account.of(cloudtrail.EventDataStore)
    assert lake.records_use_of("AWS::Bedrock::Guardrail")
    assert not lake.records_use_of("AWS::Bedrock::KnowledgeBase")
    assert account.of(guardduty.OrganizationConfiguration)[0].protects_everybody("AI_PROTECTION")
    (finding,) = account.of(guardduty.AiFinding)
    assert finding.days_open is not None
    assert finding.days_open > 1000
