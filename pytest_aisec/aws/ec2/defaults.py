"""What an account decides in a region for machines and disks that say nothing themselves."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import PerDialect, boolean, integer, text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class MetadataDefaults(
    Resource,
    terraform="aws_ec2_instance_metadata_defaults",
    live=Listing(
        "ec2",
        "GetInstanceMetadataDefaults",
        "[@]",
        id="join(' ', ['metadata defaults in', $source.Region])",
    ),
):
    """The settings of the metadata service of instances that are launched without their own. CloudFormation has none.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
    """

    tokens = text(
        among=("optional", "required", "no-preference"),
        default="no-preference",
        terraform="http_tokens",
        live="AccountLevel.HttpTokens",
    )
    hops = integer(default=-1, terraform="http_put_response_hop_limit", live="AccountLevel.HttpPutResponseHopLimit")
    """How far answers of the metadata service travel; -1 where that is left to the image."""


class EncryptionByDefault(
    Resource,
    terraform="aws_ebs_encryption_by_default",
    live=Listing(
        "ec2",
        "GetEbsEncryptionByDefault",
        "[@]",
        id="join(' ', ['disk encryption in', $source.Region])",
    ),
):
    """Whether new disks are encrypted, whatever is asked for. CloudFormation has none.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """

    enabled = boolean(
        default=PerDialect(terraform=True, cloudformation=False, live=unstated("the answer does not tell")),
        terraform="enabled",
        live="EbsEncryptionByDefault",
    )


class DefaultVolumeKey(
    Resource,
    terraform="aws_ebs_default_kms_key",
    live=Listing(
        "ec2",
        "GetEbsDefaultKmsKeyId",
        "[@]",
        id="join(' ', ['key of disks in', $source.Region])",
    ),
    names=Names(live=("KmsKeyId",)),
):
    """The key by which new disks are encrypted where they name none. CloudFormation has none.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """

    kms_key = link(lambda: kms.Key, terraform="key_arn", live="KmsKeyId")
