"""What an account decides in a region for machines and disks that say nothing themselves."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import Attribute, PerDialect, boolean, integer, text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import fellows, link
from pytest_aisec.model.resource import Names, Resource, statement


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


def metadata_tokens_in(part: str = "") -> Attribute[str | None]:
    """Whether the metadata service asks for session tokens; `part` is what comes before its options in templates."""
    return text(
        among=("optional", "required"),
        default=None,
        terraform="metadata_options.http_tokens",
        cloudformation=f"{part}MetadataOptions.HttpTokens",
    )


def metadata_hops_in(part: str = "") -> Attribute[int | None]:
    """How far answers of the metadata service travel; `part` as for its tokens."""
    return integer(
        default=None,
        terraform="metadata_options.http_put_response_hop_limit",
        cloudformation=f"{part}MetadataOptions.HttpPutResponseHopLimit",
    )


class UnderDefaults(Resource):
    """What the defaults of the account are for, with these beside it."""

    metadata_defaults = fellows(lambda: MetadataDefaults)
    encryption_defaults = fellows(lambda: EncryptionByDefault)
    default_keys = fellows(lambda: DefaultVolumeKey)


class Launching(UnderDefaults):
    """What machines are launched from."""

    metadata_tokens: Attribute[str | None]
    metadata_endpoint: Attribute[str]

    @statement
    def is_encrypted_by_default(self) -> bool:
        """Disks that are made with its instances are encrypted whatever it says."""
        return any(each.enabled for each in self.encryption_defaults)

    @statement
    def imdsv2_required(self) -> bool:
        """The metadata service answers only requests with a session token, or not at all."""
        if self.metadata_endpoint == "disabled":
            return True
        tokens = self.metadata_tokens
        return tokens == "required" if tokens is not None else required_by_default(self.metadata_defaults)


def required_by_default(defaults: Iterable[MetadataDefaults]) -> bool:
    """Whether the account requires session tokens of whoever says nothing of its metadata service."""
    return any(each.tokens == "required" for each in defaults)
