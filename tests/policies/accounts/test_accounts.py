"""What an account decides for everything in it, and who watches that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PREFIX = 'variable "elsewhere" {}\n'


def judged(policy: str, folder: Path, text: str) -> list[str]:
    return list(verdicts(policy, terraform(folder, PREFIX + text)).values())


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        ("new_disks_are_encrypted_by_default", "aws_ebs_encryption_by_default", "", "passed"),
        ("new_disks_are_encrypted_by_default", "aws_ebs_encryption_by_default", "enabled = false", "violated"),
        (
            "new_disks_are_encrypted_by_default",
            "aws_ebs_encryption_by_default",
            "enabled = var.elsewhere",
            "undetermined",
        ),
        (
            "new_machines_require_session_tokens_by_default",
            "aws_ec2_instance_metadata_defaults",
            'http_tokens = "required"',
            "passed",
        ),
        (
            "new_machines_require_session_tokens_by_default",
            "aws_ec2_instance_metadata_defaults",
            'http_tokens = "optional"',
            "violated",
        ),
        ("new_machines_require_session_tokens_by_default", "aws_ec2_instance_metadata_defaults", "", "violated"),
    ],
)
def test_defaults(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    assert judged(policy, tmp_path, f'resource "{kind}" "d" {{\n{stated}\n}}') == [expected]


def test_defaults_of_an_account() -> None:
    disks = live("ec2:EncryptionByDefault", "d", EbsEncryptionByDefault=False)
    machines = live("ec2:MetadataDefaults", "m")
    assert verdicts("new_disks_are_encrypted_by_default", [disks]) == {"d": "violated"}
    assert verdicts("new_machines_require_session_tokens_by_default", [machines]) == {"m": "violated"}


RUNNING = "config_recorder_is_running"
RECORDS = "config_recorder_records_the_ai_estate"


def recorder(more: str = "") -> str:
    return f'resource "aws_config_configuration_recorder" "r" {{\nrole_arn = "arn:r"\n{more}\n}}\n'


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("is_enabled = true", "passed"),
        ("is_enabled = false", "violated"),
        ("is_enabled = var.elsewhere", "undetermined"),
        (None, "violated"),
    ],
)
def test_recorder_runs(tmp_path: Path, status: str | None, expected: str) -> None:
    name = "name = aws_config_configuration_recorder.r.name"
    beside = f'resource "aws_config_configuration_recorder_status" "s" {{\n{name}\n{status}\n}}' if status else ""
    assert judged(RUNNING, tmp_path, recorder() + beside) == [expected]


ONLY = 'recording_group {\nall_supported = false\nresource_types = ["AWS::S3::Bucket"]\n}'
WITHOUT = """recording_group {
  all_supported = false
  exclusion_by_resource_types { resource_types = ["%s"] }
  recording_strategy { use_only = "EXCLUSION_BY_RESOURCE_TYPES" }
}"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "passed"),
        ("recording_group {\nall_supported = true\n}", "passed"),
        ("recording_group {\nall_supported = false\n}", "violated"),
        ("recording_group {\nall_supported = var.elsewhere\n}", "undetermined"),
        (ONLY, "violated"),
        (WITHOUT % "AWS::EC2::Instance", "passed"),
        (WITHOUT % "AWS::Bedrock::Guardrail", "violated"),
    ],
)
def test_recorder_records_the_ai_estate(tmp_path: Path, more: str, expected: str) -> None:
    assert judged(RECORDS, tmp_path, recorder(more)) == [expected]


@pytest.mark.parametrize(
    ("group", "expected"),
    [("{AllSupported: true}", "passed"), ("{ResourceTypes: ['AWS::S3::Bucket']}", "violated")],
)
def test_recorder_of_a_template(tmp_path: Path, group: str, expected: str) -> None:
    text = f"R: {{Type: AWS::Config::ConfigurationRecorder, Properties: {{RoleARN: r, RecordingGroup: {group}}}}}"
    estate = cloudformation(tmp_path, text)
    assert (verdicts(RECORDS, estate), verdicts(RUNNING, estate)) == ({"R": expected}, {"R": "passed"})


def region(name: str) -> Declaration:
    return live("ec2:Region", name, RegionName=name)._replace(region=name)


def recorded(name: str, on: bool) -> Declaration:
    status = {"ConfigurationRecordersStatus": [{"recording": on}]}
    body: dict[str, Any] = {"name": "default", "DescribeConfigurationRecorderStatus": status}
    return live("AWS::Config::ConfigurationRecorder", f"{name}/default", **body)._replace(region=name)


def test_regions_with_a_recorder() -> None:
    given = [*map(region, ("a-1", "b-1", "c-1")), recorded("a-1", True), recorded("b-1", False)]
    found = verdicts("region_keeps_the_history_of_settings", given)
    assert found == {"a-1": "passed", "b-1": "violated", "c-1": "violated"}


def analyzer(name: str, kind: str, status: str = "ACTIVE") -> Declaration:
    declaration = live("AWS::AccessAnalyzer::Analyzer", f"{name}/{kind}", arn=f"arn:{name}", type=kind, status=status)
    return declaration._replace(region=name)


def test_analyzers() -> None:
    regions = [*map(region, ("a-1", "b-1", "c-1", "d-1"))]
    analyzers = [
        analyzer("a-1", "ACCOUNT"),
        analyzer("b-1", "ORGANIZATION_UNUSED_ACCESS"),
        analyzer("c-1", "ORGANIZATION", "FAILED"),
    ]
    outside = verdicts("region_is_analyzed_for_access_from_outside", [*regions, *analyzers])
    assert outside == {"a-1": "passed", "b-1": "violated", "c-1": "violated", "d-1": "violated"}
    account = live("sts:Account", "123456789012", Account="123456789012")
    unused = "account_is_analyzed_for_unused_access"
    assert verdicts(unused, [account, *analyzers]) == {"123456789012": "passed"}
    assert verdicts(unused, [account, analyzers[0]]) == {"123456789012": "violated"}


OUTSIDE, UNUSED = "region_is_analyzed_for_access_from_outside", "account_is_analyzed_for_unused_access"
ORGANIZATION = live("AWS::Organizations::Organization", "arn:aws:organizations::1:organization/o-1", Id="o-1")


def of(source: str, *declarations: Declaration) -> list[Declaration]:
    return [each._replace(source=f"aws:{source}") for each in declarations]


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ([], [], ("violated", "violated")),
        ([ORGANIZATION], [], ("undetermined", "undetermined")),
        ([ORGANIZATION, analyzer("a-1", "ACCOUNT")], [], ("passed", "undetermined")),
        ([ORGANIZATION], [ORGANIZATION, analyzer("a-1", "ORGANIZATION")], ("passed", "undetermined")),
        ([ORGANIZATION], [ORGANIZATION, analyzer("b-1", "ORGANIZATION")], ("undetermined", "undetermined")),
        ([ORGANIZATION], [ORGANIZATION, analyzer("a-1", "ORGANIZATION", "DISABLED")], ("undetermined", "undetermined")),
        ([ORGANIZATION], [ORGANIZATION, analyzer("b-1", "ORGANIZATION_UNUSED_ACCESS")], ("undetermined", "passed")),
        ([ORGANIZATION], [ORGANIZATION, analyzer("a-1", "ACCOUNT")], ("undetermined", "undetermined")),
        ([ORGANIZATION], [analyzer("a-1", "ORGANIZATION")], ("undetermined", "undetermined")),
        ([], [ORGANIZATION, analyzer("a-1", "ORGANIZATION")], ("violated", "violated")),
    ],
)
def test_members_of_organizations(own: list[Declaration], others: list[Declaration], expected: tuple[str, str]) -> None:
    account = live("sts:Account", "2", Account="2")
    estate = [*of("2", account, region("a-1"), *own), *of("1", *others)]
    assert (verdicts(OUTSIDE, estate)["a-1"], verdicts(UNUSED, estate)["2"]) == expected


def outside(name: str, about: str, days: int, kind: str = "ExternalAccess") -> Declaration:
    created = (datetime.now(UTC) - timedelta(days=days, hours=1)).isoformat()
    return live("accessanalyzer:Finding", name, id=name, findingType=kind, resource=about, createdAt=created)


def test_access_from_outside_to_the_ai_estate() -> None:
    estate = [
        live("AWS::S3::Bucket", "training", Name="training"),
        live("AWS::S3::Bucket", "logs", Name="logs"),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://training/model.tar.gz"}),
    ]
    findings = [
        outside("old", "arn:aws:s3:::training", 9),
        outside("new", "arn:aws:s3:::training", 2),
        outside("other", "arn:aws:s3:::logs", 9),
        outside("unused", "arn:aws:s3:::training", 9, "UnusedPermission"),
    ]
    policy = "access_from_outside_to_the_ai_estate_is_dealt_with_in_time"
    found = verdicts(policy, [*estate, *findings], Settings(finding_days=7))
    assert found == {"old": "violated", "new": "passed"}


def test_access_from_outside_that_another_account_of_the_organization_is_told_of() -> None:
    estate = [
        live("AWS::S3::Bucket", "training", Name="training"),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://training/model.tar.gz"}),
    ]
    told = outside("old", "arn:aws:s3:::training", 9), outside("other", "arn:aws:s3:::logs", 9)
    policy = "access_from_outside_to_the_ai_estate_is_dealt_with_in_time"
    found = verdicts(policy, [*of("2", *estate), *of("1", *told)], Settings(finding_days=7))
    assert found == {"old": "violated"}


VAULT = "backup_vault_is_locked"
LOCK = 'resource "aws_backup_vault_lock_configuration" "l" {\nbackup_vault_name = %s\n}\n'


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        (LOCK % "aws_backup_vault.v.name", "passed"),
        (LOCK % '"v"', "passed"),
        (LOCK % '"other"', "violated"),
        (LOCK % "var.elsewhere", "undetermined"),
        ("", "violated"),
    ],
)
def test_vaults(tmp_path: Path, lock: str, expected: str) -> None:
    assert judged(VAULT, tmp_path, 'resource "aws_backup_vault" "v" {\nname = "v"\n}\n' + lock) == [expected]


def test_vaults_in_templates_and_accounts(tmp_path: Path) -> None:
    text = """
    Locked: {Type: AWS::Backup::BackupVault, Properties: {LockConfiguration: {MinRetentionDays: 30}}}
    Open: {Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: open}}
    """
    assert verdicts(VAULT, cloudformation(tmp_path, text)) == {"Locked": "passed", "Open": "violated"}
    named = 'resource "aws_backup_vault" "our-automatic-backup-vault" {\nname = "ours"\n}'
    assert judged(VAULT, tmp_path, named) == ["violated"]
    vaults = [
        live("AWS::Backup::BackupVault", "arn:v", Locked=True),
        live("AWS::Backup::BackupVault", "arn:w", Locked=False),
        live("AWS::Backup::BackupVault", "arn:aws:backup:a-1:1:backup-vault:aws/efs/automatic-backup-vault"),
    ]
    assert list(verdicts(VAULT, vaults).values()) == ["passed", "violated", "not_applicable"]
