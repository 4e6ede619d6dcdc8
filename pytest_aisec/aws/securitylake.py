"""Amazon Security Lake."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import fellows, link
from pytest_aisec.model.resource import Names, Resource

_OFF = ("ResourceNotFoundException",)


class LogSource(
    Resource,
    terraform="aws_securitylake_aws_log_source",
    cloudformation="AWS::SecurityLake::AwsLogSource",
    live=Listing("securitylake", "ListLogSources", "sources[].sources[].awsLogSource", id="sourceName", absent=_OFF),
):
    """A kind of logs that goes into the lake.

    https://docs.aws.amazon.com/security-lake/latest/userguide/internal-sources.html
    """

    source_names = texts(terraform="source.source_name", cloudformation="SourceName", live="sourceName")


class Subscriber(
    Resource,
    terraform="aws_securitylake_subscriber",
    cloudformation="AWS::SecurityLake::Subscriber",
    live=Listing("securitylake", "ListSubscribers", "subscribers", id="subscriberArn", absent=_OFF),
    names=Names(live=("subscriberArn",)),
):
    """Who reads the lake: a SIEM."""


class DataLake(
    Resource,
    terraform="aws_securitylake_data_lake",
    cloudformation="AWS::SecurityLake::DataLake",
    live=Listing("securitylake", "ListDataLakes", "dataLakes", id="dataLakeArn", absent=_OFF),
    names=Names(live=("dataLakeArn",)),
):
    """The lake in which the logs of an account come together, in one format."""

    kms_key = link(
        lambda: kms.Key,
        terraform="configuration.encryption_configuration.kms_key_id",
        cloudformation="EncryptionConfiguration.KmsKeyId",
        live="encryptionConfiguration.kmsKeyId",
        reads=lambda key: None if key == "S3_MANAGED_KEY" else key,
    )
    sources = fellows(lambda: LogSource)
    subscribers = fellows(lambda: Subscriber)

    @property
    def missing_sources(self) -> list[str]:
        """The kinds of logs that an investigation needs and that do not go into it."""
        there = [name for source in self.sources for name in source.source_names]
        return [name for name in NEEDED_SOURCES if name not in there]


NEEDED_SOURCES = (
    "CLOUD_TRAIL_MGMT",
    "S3_DATA",
    "LAMBDA_EXECUTION",
    "VPC_FLOW",
    "ROUTE53",
    "SH_FINDINGS",
    "WAF",
    "EKS_AUDIT",
)
"""Calls to the account, to its data and its functions, the traffic, the names that were asked for, what others found,
what firewalls let through, and what was asked of clusters."""
