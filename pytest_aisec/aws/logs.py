"""Amazon CloudWatch Logs."""

from __future__ import annotations

from typing import Any

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never, only, present
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.model.structure import decoded, structure
from pytest_aisec.verdicts import Undetermined

_MASKS = "aws_cloudwatch_log_data_protection_policy"


def masked_in(document: Any) -> frozenset[str]:
    """What a policy that protects data masks: the names of AWS (`EmailAddress`), and those that it defines itself.

    Nothing for what is no such policy. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch-logs-data-protection-policies.html
    """
    found: set[str] = set()
    for said in _listed(document, "Statement"):
        match said:
            case {"Operation": {"Deidentify": dict()}}:
                found |= {str(name).rpartition("/")[2] for name in _listed(said, "DataIdentifier")}
    return frozenset(found)


def _listed(structure: Any, name: str) -> list[Any]:
    found = structure.get(name) if isinstance(structure, dict) else None
    return found if isinstance(found, list) else []


class LogGroup(
    Resource,
    terraform="aws_cloudwatch_log_group",
    cloudformation="AWS::Logs::LogGroup",
    live=Listing("logs", "DescribeLogGroups", "logGroups", id="logGroupName"),
    names=Names(terraform=("name",), cloudformation=("LogGroupName",), live=("logGroupName", "logGroupArn", "arn")),
):
    """A log group.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
    """

    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId", live="kmsKeyId")
    """Without one, the service encrypts with a key of its own."""
    retention_in_days = integer(
        default=0, terraform="retention_in_days", cloudformation="RetentionInDays", live="retentionInDays"
    )
    """0 keeps everything for ever, which is what happens when nothing is stated."""
    name = text(default="", cloudformation="LogGroupName", live="logGroupName")
    deletion_protected = boolean(
        default=False,
        terraform="deletion_protection_enabled",
        cloudformation="DeletionProtectionEnabled",
        live="deletionProtectionEnabled",
    )
    has_own_mask = boolean(
        terraform=present(companion(_MASKS, by="log_group_name") / "log_group_name"),
        cloudformation=present("DataProtectionPolicy"),
        live=present(only("dataProtectionStatus", "ACTIVATED")),
    )
    """Whether a policy of its own masks what is sensitive for whoever reads it."""
    account_policies = fellows(lambda: AccountPolicy)

    @statement
    def masks_sensitive_data(self) -> bool:
        """A policy of its own, or of the account, masks what is sensitive."""
        return self.has_own_mask or any(each.kind == "DATA_PROTECTION_POLICY" for each in self.account_policies)


class MaskingLogGroup(LogGroup):
    """A log group with what it masks. Costs a call for each that has a policy of its own, which nothing else needs.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetDataProtectionPolicy.html
    """

    mask = structure(
        terraform=decoded(companion(_MASKS, by="log_group_name") / "policy_document"),
        cloudformation=decoded("DataProtectionPolicy"),
        live=decoded(
            call(
                "logs",
                "GetDataProtectionPolicy",
                {"logGroupIdentifier": "[@][?dataProtectionStatus == 'ACTIVATED'].logGroupName | [0]"},
            )
            / "policyDocument"
        ),
    )
    """The policy of its own; None without one."""

    @property
    def masked(self) -> frozenset[str]:
        """What its own policy and those of the account mask together, as they add up."""
        documents = [each.document for each in self.account_policies if each.kind == "DATA_PROTECTION_POLICY"]
        return frozenset().union(*map(masked_in, (self.mask, *documents)))


class AccountPolicy(
    Resource,
    terraform="aws_cloudwatch_log_account_policy",
    cloudformation="AWS::Logs::AccountPolicy",
    live=Listing(
        "logs",
        "DescribeAccountPolicies",
        "accountPolicies",
        id="policyName",
        parameters={"policyType": "DATA_PROTECTION_POLICY"},
    ),
):
    """A policy for all log groups of an account; of an account those that mask data are asked for.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data-accountlevel.html
    """

    kind = text(terraform="policy_type", cloudformation="PolicyType", live="policyType")
    document = structure(
        terraform=decoded("policy_document"),
        cloudformation=decoded("PolicyDocument"),
        live=decoded("policyDocument"),
    )


class Transformation(Block):
    """The metric that a filter counts in."""

    name = text(cloudformation="MetricName", live="metricName")
    namespace = text(cloudformation="MetricNamespace", live="metricNamespace")
    value = text(default="1", cloudformation="MetricValue", live="metricValue")
    """What one event adds, or the field of the event that tells (`$.bytes`)."""
    has_dimensions = boolean(
        terraform=present("dimensions"), cloudformation=present("Dimensions"), live=present("dimensions")
    )
    """Whether it is as many metrics as fields of the events have values, and none without these."""

    @property
    def of_one_event(self) -> float:
        """What one event adds. Raises Undetermined where a field of the event tells."""
        try:
            return float(self.value)
        except ValueError:
            raise Undetermined(f"what one event adds to {self.name} depends on the event: {self.value}") from None


class MetricFilter(
    Resource,
    terraform="aws_cloudwatch_log_metric_filter",
    cloudformation="AWS::Logs::MetricFilter",
    live=Listing("logs", "DescribeMetricFilters", "metricFilters", id="join(' ', [logGroupName, filterName])"),
):
    """What is counted in a log group, for alarms to stand on. Into that of a trail come the calls of all its regions.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """

    spans_regions = True
    pattern = text(terraform="pattern", cloudformation="FilterPattern", live="filterPattern")
    chosen_by = text(
        default="",
        terraform=never("the provider has no argument for it"),
        cloudformation="FieldSelectionCriteria",
        live="fieldSelectionCriteria",
    )
    """The accounts or regions of whose events alone it counts (`@aws.account = "111122223333"`); empty for all.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    """
    log_group = link(lambda: LogGroup, terraform="log_group_name", cloudformation="LogGroupName", live="logGroupName")
    metrics = blocks(
        Transformation,
        terraform="metric_transformation",
        cloudformation="MetricTransformations",
        live="metricTransformations",
    )
