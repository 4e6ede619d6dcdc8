"""Backups that nobody can delete."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import backup


@marks.severity("medium")
@marks.soc2("A1.2")
@marks.hipaa("164.308(a)(7)(ii)(A)")
@marks.nist_800_53("CP-9", "CP-10", "SC-5")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_backup_vault_is_locked(vault: backup.BackupVault) -> None:
    """Backups in a vault cannot be deleted before their time.

    Why: whoever takes over an account deletes the backups first. What a lock keeps survives that, training data and
    vector stores included.

    Fix: declare `aws_backup_vault_lock_configuration` for the vault in Terraform, `LockConfiguration` in
    CloudFormation.

    ```hcl
    resource "aws_backup_vault" "data" {
      name = "data"
    }
    resource "aws_backup_vault_lock_configuration" "data" {
      backup_vault_name  = aws_backup_vault.data.name
      min_retention_days = 30
    }
    ```

    ```yaml
    Vault:
      Type: AWS::Backup::BackupVault
      Properties:
        BackupVaultName: data
        LockConfiguration: {MinRetentionDays: 30}
    ```
    """
    if vault.address.endswith(":aws/efs/automatic-backup-vault"):
        pytest.skip("AWS keeps it for its own automatic backups")
    assert vault.locked
