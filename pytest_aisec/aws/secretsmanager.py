"""AWS Secrets Manager: about secrets, never what they are."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.aws.policy_documents import HasPolicy, PolicyStatement
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document, never, present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Names, Resource

_ARN = Regex(r"(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+)(?::.*)?")


def secret_arn(text: str) -> str | None:
    """The secret of an ARN that may go on to a key in it, or a version of it; None for what is no secret's ARN.

    `arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3:password::` is about the secret `db-a1b2c3`.
    """
    found = _ARN.fullmatch(text)
    return found[1] if found else None


_ROTATION = companion("aws_secretsmanager_secret_rotation", by="secret_id")
_SCHEDULE = companion("AWS::SecretsManager::RotationSchedule", by="SecretId")
_NOT_IN_FILES = never("it is seen once the secret is used")


class Secret(
    HasPolicy,
    Resource,
    terraform="aws_secretsmanager_secret",
    cloudformation="AWS::SecretsManager::Secret",
    live=Listing("secretsmanager", "ListSecrets", "SecretList", id="ARN"),
    names=Names(terraform=("name",), cloudformation=("Id", "Name"), live=("Name", "ARN")),
):
    """A secret, by its settings.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html
    """

    name = text(default=None)
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
    """AWS's own key where it names none."""
    rotates = boolean(
        default=False,
        terraform=present(_ROTATION / "secret_id"),
        cloudformation=present(_SCHEDULE / "SecretId"),
        live="RotationEnabled",
    )
    rotation_days = integer(
        default=None,
        terraform=_ROTATION / "rotation_rules.automatically_after_days",
        cloudformation=_SCHEDULE / "RotationRules.AutomaticallyAfterDays",
        live="RotationRules.AutomaticallyAfterDays",
    )
    """How often it rotates; None where a schedule says so in another way, or not at all."""
    rotated_at = moment(terraform=_NOT_IN_FILES, cloudformation=_NOT_IN_FILES, live="LastRotatedDate")
    used_at = moment(terraform=_NOT_IN_FILES, cloudformation=_NOT_IN_FILES, live="LastAccessedDate")
    owning_service = text(default=None, terraform=_NOT_IN_FILES, cloudformation=_NOT_IN_FILES, live="OwningService")
    """The service of AWS that keeps it. Some of them rotate what they keep, and say so as everybody does.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
    """
    statements = blocks(
        PolicyStatement,
        terraform=document("policy", companion("aws_secretsmanager_secret_policy", by="secret_arn") / "policy"),
        cloudformation=document(companion("AWS::SecretsManager::ResourcePolicy", by="SecretId") / "ResourcePolicy"),
        live=document(call("secretsmanager", "GetResourcePolicy", {"SecretId": "ARN"}) / "ResourcePolicy"),
    )
    """Those of its policy."""
