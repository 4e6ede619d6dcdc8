"""AWS Key Management Service."""

from __future__ import annotations

from pytest_aisec.aws.policy_documents import HasPolicy, PolicyStatement
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import Converter
from pytest_aisec.model.derived import document, fixed, known_parts, never, present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call, companion, unmapped
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.values import Located

_ROTATION = call("kms", "GetKeyRotationStatus", {"KeyId": "KeyId"}, absent=("UnsupportedOperationException",))
"""Keys that KMS cannot rotate by itself are refused: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html"""
_IN_FORCE = unmapped("the window is chosen when deletion is asked for")
_ELSEWHERE = unmapped("it is decided where the key was made")


def _is_symmetric(plain: object) -> bool:
    return plain == "SYMMETRIC_DEFAULT"


_ALIAS = Regex(r"(?:^|:)alias/(aws/|[^?]{4}|[^?]{1,3}$)")
"""An alias as far as it has to be known to tell whose it is; a question mark is a part that is not known."""


class Key(
    HasPolicy,
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
        live=_ROTATION / "KeyRotationEnabled",
    )
    rotation_days = integer(
        default=365,
        terraform="rotation_period_in_days",
        cloudformation="RotationPeriodInDays",
        live=_ROTATION / "RotationPeriodInDays",
    )
    """After how many days it is rotated, where it is.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
    """
    enabled = boolean(
        default=True,
        terraform="is_enabled",
        cloudformation="Enabled",
        live="Enabled",
    )
    description = text(default="")
    symmetric = boolean(
        default=True,
        switch=Converter("a key specification", _is_symmetric, (True, False)),
        terraform="customer_master_key_spec",
        cloudformation="KeySpec",
        live="KeySpec",
    )
    """Only symmetric keys can be rotated by the service."""
    origin = text(default="AWS_KMS", terraform=fixed("AWS_KMS"), cloudformation="Origin", live="Origin")
    """Where its material was made; KMS renews only what it made itself.

    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    in_a_store_of_its_own = boolean(
        terraform=present("custom_key_store_id"), cloudformation=fixed(False), live=present("CustomKeyStoreId")
    )
    """It is kept in CloudHSM, or outside of AWS."""

    @statement
    def can_be_rotated(self) -> bool:
        """KMS can rotate it by itself."""
        return self.symmetric and self.origin == "AWS_KMS" and not self.in_a_store_of_its_own

    state = text(
        default="Enabled",
        terraform=never("what is declared is wanted"),
        cloudformation=never("what is declared is wanted"),
        live="KeyState",
    )
    deletion_window = integer(
        default=30, terraform="deletion_window_in_days", cloudformation="PendingWindowInDays", live=_IN_FORCE
    )
    """How many days pass from a request to delete it to its end.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
    """
    statements = blocks(
        PolicyStatement,
        terraform=document("policy", companion("aws_kms_key_policy", by="key_id") / "policy"),
        cloudformation=document("KeyPolicy"),
        live=document(call("kms", "GetKeyPolicy", {"KeyId": "KeyId", "PolicyName": "=default"}) / "Policy"),
    )
    """Those of its policy."""

    @statement
    def customer_managed(self) -> bool:
        """The account manages the key itself. Of a key that was not read, an alias tells: AWS keeps `aws/` to itself.

        https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
        """
        alias = self._alias()
        return alias != "aws/" if alias else self.manager == "CUSTOMER"

    @statement
    def customer_managed_for_a_service(self) -> bool:
        """As `customer_managed`, where a service uses it that its policy has to name: AWS's own keys let in no other.

        A key that was not read is then one of somebody's, if no alias says otherwise.
        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html,
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        """
        if self.unseen is not None and self._alias() is None:
            return True
        return self.customer_managed

    def _alias(self) -> str | None:
        """How the alias begins by which a key is named that was not read."""
        unseen = self.unseen
        if unseen is None:
            return None
        named = (self.address, known_parts(Located(unseen)), *unseen.sought)
        return next((found[1] for found in map(_ALIAS.search, named) if found), None)


class ReplicaKey(
    Key,
    terraform=("aws_kms_replica_key", "aws_kms_replica_external_key"),
    cloudformation="AWS::KMS::ReplicaKey",
    names=Names(terraform=("key_id",), cloudformation=("KeyId",)),
):
    """A copy of a key in another region: its primary key is rotated, and it with that.

    https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
    """

    rotation_enabled = boolean(terraform=_ELSEWHERE, cloudformation=_ELSEWHERE)
    rotation_days = integer(terraform=_ELSEWHERE, cloudformation=_ELSEWHERE)
    enabled = boolean(default=True)
    symmetric = boolean(terraform=_ELSEWHERE, cloudformation=_ELSEWHERE)
    origin = text(terraform=_ELSEWHERE, cloudformation=_ELSEWHERE)
    in_a_store_of_its_own = boolean(terraform=_ELSEWHERE, cloudformation=_ELSEWHERE)


class ExternalKey(Key, terraform="aws_kms_external_key", names=Names()):
    """A key whose material was made elsewhere, and brought in. CloudFormation says so of a key itself.

    https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
    """

    rotation_enabled = boolean(terraform=_ELSEWHERE)
    rotation_days = integer(terraform=_ELSEWHERE)
    enabled = boolean(default=True)
    symmetric = boolean(terraform=_ELSEWHERE)
    origin = text(terraform=fixed("EXTERNAL"))
    in_a_store_of_its_own = boolean(terraform=_ELSEWHERE)


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


class Grant(
    Resource,
    terraform="aws_kms_grant",
    live=Listing("kms", "ListGrants", "Grants", id="GrantId", per="AWS::KMS::Key", per_parameters={"KeyId": "KeyId"}),
    names=Names(terraform=("grant_id",), live=("GrantId",)),
):
    """The right to use a key, beside its policy. CloudFormation declares none.

    https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
    """

    kms_key = link(lambda: Key, terraform="key_id", live="KeyId")
    grantee = text(default="", terraform="grantee_principal", live="GranteePrincipal")
    """Whom it lets use the key; empty for a service that is named instead."""
