"""Amazon CloudWatch Logs."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import only, present
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.paths import companion
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.verdicts import Undetermined


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
        terraform=present(
            companion("aws_cloudwatch_log_data_protection_policy", by="log_group_name") / "log_group_name"
        ),
        cloudformation=present("DataProtectionPolicy"),
        live=present(only("dataProtectionStatus", "ACTIVATED")),
    )
    """Whether a policy of its own masks what is sensitive for whoever reads it."""
    account_policies = fellows(lambda: AccountPolicy)

    @statement
    def masks_sensitive_data(self) -> bool:
        """A policy of its own, or of the account, masks what is sensitive."""
        return self.has_own_mask or any(each.kind == "DATA_PROTECTION_POLICY" for each in self.account_policies)


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
    """What is counted in a log group, for alarms to stand on.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """

    pattern = text(terraform="pattern", cloudformation="FilterPattern", live="filterPattern")
    log_group = link(lambda: LogGroup, terraform="log_group_name", cloudformation="LogGroupName", live="logGroupName")
    metrics = blocks(
        Transformation,
        terraform="metric_transformation",
        cloudformation="MetricTransformations",
        live="metricTransformations",
    )
