"""AWS Key Management Service."""

from __future__ import annotations

import re

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import fixed
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource, statement

_ALIAS = re.compile(r"(?:^|:)alias/(.+)$")


class Key(
    Resource,
    terraform="aws_kms_key",
    cloudformation="AWS::KMS::Key",
    live=Listing(
        "kms",
        "ListKeys",
        "Keys",
        id="KeyArn",
        describe=Call("kms", "DescribeKey", {"KeyId": "KeyId"}),
        described="KeyMetadata",
    ),
    names=Names(terraform=("key_id",), cloudformation=("KeyId",), live=("KeyId", "KeyArn", "Arn")),
):
    """A KMS key."""

    manager = text(
        among=("CUSTOMER", "AWS"),
        terraform=fixed("CUSTOMER"),
        cloudformation=fixed("CUSTOMER"),
        live="KeyManager",
    )
    """Who manages the key, its policy and its deletion: the account itself, or AWS."""

    rotation_enabled = boolean(
        default=False,
        terraform="enable_key_rotation",
        cloudformation="EnableKeyRotation",
        live=call("kms", "GetKeyRotationStatus", {"KeyId": "KeyId"}) / "KeyRotationEnabled",
    )
    enabled = boolean(
        default=True,
        terraform="is_enabled",
        cloudformation="Enabled",
        live="Enabled",
    )
    description = text(default="")

    @statement
    def customer_managed(self) -> bool:
        """The account manages the key itself. Of a key that was not read, an alias tells: AWS keeps `aws/` to itself.

        https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
        """
        alias = _ALIAS.search(self.address) if self.unseen is not None else None
        return not alias[1].startswith("aws/") if alias else self.manager == "CUSTOMER"


class Alias(
    Resource,
    terraform="aws_kms_alias",
    cloudformation="AWS::KMS::Alias",
    live=Listing("kms", "ListAliases", "Aliases", id="AliasArn"),
    names=Names(terraform=("name",), cloudformation=("AliasName",), live=("AliasName", "AliasArn")),
):
    """Another name of a key."""

    target = link(lambda: Key, terraform="target_key_id", cloudformation="TargetKeyId", live="TargetKeyId")
    stands_for = "target"
