"""AWS Backup."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean, integer
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document, present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.resource import Names, Resource

_LOCK = companion("aws_backup_vault_lock_configuration", by="backup_vault_name")


class BackupVault(
    Resource,
    terraform="aws_backup_vault",
    cloudformation="AWS::Backup::BackupVault",
    live=Listing("backup", "ListBackupVaults", "BackupVaultList", id="BackupVaultArn"),
    names=Names(
        terraform=("name",),
        cloudformation=("BackupVaultName", "BackupVaultArn"),
        live=("BackupVaultName", "BackupVaultArn"),
    ),
):
    """Where backups are kept.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupVaultListMember.html
    """

    kms_key = link(lambda: kms.Key, terraform="kms_key_arn", cloudformation="EncryptionKeyArn", live="EncryptionKeyArn")
    locked = boolean(
        default=False,
        terraform=present(_LOCK / "backup_vault_name"),
        cloudformation=present("LockConfiguration"),
        live="Locked",
    )
    """Whether backups cannot be deleted before their time.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
    """
    lock_is_final = boolean(
        terraform=present(_LOCK / "changeable_for_days"),
        cloudformation=present("LockConfiguration.ChangeableForDays"),
        live=present("LockDate"),
    )
    """Whether nobody, root included, can take the lock off once it has cooled off."""
    minimum_days = integer(
        default=None,
        terraform=_LOCK / "min_retention_days",
        cloudformation="LockConfiguration.MinRetentionDays",
        live="MinRetentionDays",
    )
    statements = blocks(
        PolicyStatement,
        terraform=document(companion("aws_backup_vault_policy", by="backup_vault_name") / "policy"),
        cloudformation=document("AccessPolicy"),
        live=document(
            call(
                "backup",
                "GetBackupVaultAccessPolicy",
                {"BackupVaultName": "BackupVaultName"},
                absent=("ResourceNotFoundException",),
            )
            / "Policy"
        ),
    )
    """Those of its policy."""
