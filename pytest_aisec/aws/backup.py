"""AWS Backup."""

from __future__ import annotations

from pytest_aisec.aws import kms, s3
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document, only_at, present
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Names, Resource

_LOCK = companion("aws_backup_vault_lock_configuration", by="backup_vault_name")
_PATTERN = r"[^*]*\*"
_COMPARISONS = "StringEquals", "StringLike", "StringNotEquals", "StringNotLike"
_CONDITIONS = every(*(f"BackupSelection.Conditions.{name}" for name in _COMPARISONS))
"""An account tells of each comparison, as of an empty list where nothing is compared so."""
_CONDITIONS_IN_TERRAFORM = every(
    *(f"condition.*.{name}.*.key" for name in ("string_equals", "string_like", "string_not_equals", "string_not_like"))
)
"""A state has what the account tells: a condition in which nothing is compared."""


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


class BackupPlan(
    Resource,
    terraform="aws_backup_plan",
    cloudformation="AWS::Backup::BackupPlan",
    live=Listing(
        "backup",
        "ListBackupPlans",
        "BackupPlansList",
        id="BackupPlanArn",
        describe=Call("backup", "GetBackupPlan", {"BackupPlanId": "BackupPlanId"}),
    ),
    names=Names(cloudformation=("BackupPlanId", "BackupPlanArn"), live=("BackupPlanId", "BackupPlanArn")),
):
    """When backups are made, and to which vaults.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/about-backup-plans.html
    """

    vaults = links(
        lambda: BackupVault,
        terraform="rule.*.target_vault_name",
        cloudformation="BackupPlan.BackupPlanRule.*.TargetBackupVault",
        live="BackupPlan.Rules.*.TargetBackupVaultName",
    )


class BackupSelection(
    Resource,
    terraform="aws_backup_selection",
    cloudformation="AWS::Backup::BackupSelection",
    live=Listing(
        "backup",
        "ListBackupSelections",
        "BackupSelectionsList",
        id="SelectionId",
        per="AWS::Backup::BackupPlan",
        per_parameters={"BackupPlanId": "BackupPlanId"},
        describe=Call("backup", "GetBackupSelection", {"BackupPlanId": "BackupPlanId", "SelectionId": "SelectionId"}),
    ),
    names=Names(cloudformation=("SelectionId",), live=("SelectionId",)),
):
    """What a plan makes backups of.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
    """

    plan = link(lambda: BackupPlan, terraform="plan_id", cloudformation="BackupPlanId")
    buckets = links(
        lambda: s3.Bucket, terraform="resources", cloudformation="BackupSelection.Resources", reads=s3.bucket_name
    )
    patterns = texts(**only_at("resources", "BackupSelection.Resources", _PATTERN))
    """The ARNs with wildcards."""
    left_out = links(
        lambda: s3.Bucket,
        terraform="not_resources",
        cloudformation="BackupSelection.NotResources",
        reads=s3.bucket_name,
    )
    left_out_patterns = texts(**only_at("not_resources", "BackupSelection.NotResources", _PATTERN))
    """Of what it chooses otherwise."""
    narrowed_by_tags = boolean(
        terraform=present(_CONDITIONS_IN_TERRAFORM),
        cloudformation=present(_CONDITIONS),
        live=present(_CONDITIONS),
    )
    """It takes only what has some tags, or has not, of what it chooses otherwise."""
    chooses_by_tags = boolean(
        terraform=present(every("selection_tag", _CONDITIONS_IN_TERRAFORM)),
        cloudformation=present(every("BackupSelection.ListOfTags", _CONDITIONS)),
        live=present(every("BackupSelection.ListOfTags", _CONDITIONS)),
    )


class ProtectedResource(
    Resource,
    live=Listing("backup", "ListProtectedResources", "Results", id="ResourceArn"),
    names=Names(live=("ResourceArn",)),
):
    """Something that a backup was made of. Files can only plan that.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ProtectedResource.html
    """

    kind = text(live="ResourceType")
    """`S3`, `EFS`, `DynamoDB`."""
    vault = link(lambda: BackupVault, live="LastBackupVaultArn")
    backed_up_at = moment(live="LastBackupTime")

    @property
    def days_since_backup(self) -> int | None:
        """How old the last backup was, when it was read."""
        return self.days_since(self.backed_up_at)
