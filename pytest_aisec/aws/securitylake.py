"""Amazon Security Lake."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import PerDialect, boolean, texts, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement

_OFF = ("ResourceNotFoundException",)


class LogSource(
    Resource,
    terraform="aws_securitylake_aws_log_source",
    cloudformation="AWS::SecurityLake::AwsLogSource",
    live=Listing(
        "securitylake",
        "ListLogSources",
        "sources",
        id="join(' ', ['logs of', account || $source.Account, join(', ', sources[].*.sourceName[] || `[]`)])",
        region="region",
        absent=_OFF,
    ),
):
    """A kind of logs that goes into the lake; of an account several of a region, of which every region tells.

    https://docs.aws.amazon.com/security-lake/latest/APIReference/API_ListLogSources.html

    https://docs.aws.amazon.com/security-lake/latest/userguide/internal-sources.html
    """

    source_names = texts(
        terraform="source.source_name", cloudformation="SourceName", live="sources.*.awsLogSource.sourceName"
    )
    regions = texts(
        terraform="source.regions",
        cloudformation=never("it is for the region of its stack"),
        live=never("it is listed in its region"),
    )
    """Those from which it is taken in."""


class Subscriber(
    Resource,
    terraform="aws_securitylake_subscriber",
    cloudformation="AWS::SecurityLake::Subscriber",
    live=Listing("securitylake", "ListSubscribers", "subscribers", id="subscriberArn", absent=_OFF),
    names=Names(live=("subscriberArn",)),
):
    """Who reads the lake: a SIEM.

    https://docs.aws.amazon.com/security-lake/latest/APIReference/API_SubscriberResource.html
    """

    reads = boolean(
        default=PerDialect(terraform=True, cloudformation=True, live=unstated("the status is not told")),
        switch=switch(ACTIVE=True, READY=True, PENDING=False, DEACTIVATED=False),
        terraform=never("whether it reads is seen once it is there"),
        cloudformation=never("whether it reads is seen once it is there"),
        live="subscriberStatus",
    )


class Encryption(Block):
    """How a lake is encrypted in one region.

    https://docs.aws.amazon.com/security-lake/latest/APIReference/API_DataLakeEncryptionConfiguration.html
    """

    kms_key = link(
        lambda: kms.Key,
        terraform="encryption_configuration.kms_key_id",
        cloudformation="KmsKeyId",
        reads=lambda key: None if key == "S3_MANAGED_KEY" else key,
    )


class DataLake(
    Resource,
    terraform="aws_securitylake_data_lake",
    cloudformation="AWS::SecurityLake::DataLake",
    live=Listing("securitylake", "ListDataLakes", "dataLakes", id="dataLakeArn", region="region", absent=_OFF),
    names=Names(live=("dataLakeArn",)),
):
    """The lake in which the logs of an account come together, in one format."""

    encryptions = blocks(
        Encryption,
        terraform="configuration",
        cloudformation="EncryptionConfiguration",
        live="encryptionConfiguration",
    )
    """One for each region of the lake in Terraform, elsewhere that of the one region."""
    regions = texts(
        terraform="configuration.*.region",
        cloudformation=never("it is in the region of its stack"),
        live=never("it is listed in its region"),
    )
    sources = fellows(lambda: LogSource)
    subscribers = fellows(lambda: Subscriber)

    @statement
    def encrypted_with_customer_managed_keys(self) -> bool:
        """It is encrypted with a key that the account manages, in each of its regions."""
        stated = self.encryptions
        return bool(stated) and all(each.kms_key is not None and each.kms_key.customer_managed for each in stated)

    @property
    def missing_sources(self) -> list[str]:
        """The kinds of logs that an investigation needs and that do not go into it, in one of its regions at least."""
        return [name for name in NEEDED_SOURCES if not self.takes_in(name)]

    @answer
    def takes_in(self, name: str) -> bool:
        """A kind of logs goes into it, from each of its regions."""
        found = [source for source in self.sources if name in source.source_names]
        taken = {region for source in found for region in source.regions}
        return bool(found) and set(self.regions) <= taken


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
