"""AWS Key Management Service."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import fixed
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource


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

    customer_managed = boolean(
        switch=switch(CUSTOMER=True, AWS=False),
        terraform=fixed(value=True),
        cloudformation=fixed(value=True),
        live="KeyManager",
    )
    """Whether the account manages the key itself, its policy and its deletion; AWS manages the others."""

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


class Alias(
    Resource,
    terraform="aws_kms_alias",
    cloudformation="AWS::KMS::Alias",
    live=Listing("kms", "ListAliases", "Aliases", id="AliasArn"),
    names=Names(terraform=("name",), cloudformation=("AliasName",), live=("AliasName", "AliasArn")),
):
    """Another name of a key."""

    target = text(terraform="target_key_id", cloudformation="TargetKeyId", live="TargetKeyId")
