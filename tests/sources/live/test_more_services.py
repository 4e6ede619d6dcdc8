"""What services answer becomes resources: storage, secrets, recorders and the assistants of AWS."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_aisec.aws import accessanalyzer, backup, comprehend, config, efs, fsx, kendra, qbusiness, secretsmanager
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")
NOW = datetime.now(UTC)
ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret"
ID = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
POLICY = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]}'


def files(**more: Any) -> dict[str, Any]:
    return {
        "OwnerId": ACCOUNT,
        "CreationToken": "t",
        "FileSystemId": "fs-12345678",
        "FileSystemArn": "arn:fs-1",
        "CreationTime": NOW,
        "LifeCycleState": "available",
        "NumberOfMountTargets": 1,
        "SizeInBytes": {"Value": 1},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
        **more,
    }


TARGET = {
    "MountTargetId": "fsmt-12345678",
    "FileSystemId": "fs-12345678",
    "SubnetId": "subnet-12345678",
    "LifeCycleState": "available",
}


@pytest.mark.parametrize(
    ("policy", "statements"),
    [({"FileSystemId": "fs-12345678", "Policy": POLICY}, 1), (Refusal("PolicyNotFound", status=404), 0)],
)
def test_file_systems_and_where_they_are_reached(answers: Answers, policy: Any, statements: int) -> None:
    estate = read(
        answers,
        efs.FileSystem,
        efs__DescribeFileSystems={"FileSystems": [files(Encrypted=True, KmsKeyId=KEY)]},
        efs__DescribeFileSystemPolicy=policy,
        efs__DescribeMountTargets={"MountTargets": [TARGET]},
        efs__DescribeMountTargetSecurityGroups={"SecurityGroups": ["sg-12345678"]},
    )
    (system,) = estate.of(efs.FileSystem)
    (target,) = system.mount_targets
    assert not {"AWS::EFS::FileSystem", "AWS::EFS::MountTarget"} & unread(estate)
    assert (system.encrypted, system.kms_key is not None, len(system.statements)) == (True, True, statements)
    assert [each.address for each in target.security_groups] == ["sg-12345678"]
    assert target.file_system == system


def test_file_systems_of_other_vendors(answers: Answers) -> None:
    found = {
        "FileSystemId": "fs-12345678",
        "ResourceARN": "arn:fs-1",
        "FileSystemType": "LUSTRE",
        "SubnetIds": ["subnet-12345678"],
    }
    estate = read(answers, fsx.FileSystem, fsx__DescribeFileSystems={"FileSystems": [found]})
    (system,) = estate.of(fsx.FileSystem)
    assert (system.kind, system.kms_key, [each.address for each in system.subnets]) == (
        "LUSTRE",
        None,
        ["subnet-12345678"],
    )


@pytest.mark.parametrize(("policy", "statements"), [({"ResourcePolicy": POLICY}, 1), ({}, 0)])
def test_secrets(answers: Answers, policy: dict[str, Any], statements: int) -> None:
    rotated = {"RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 30}, "LastRotatedDate": NOW}
    listed = {"ARN": f"{SECRET}:db", "Name": "db", "KmsKeyId": KEY, **rotated}
    estate = read(
        answers,
        secretsmanager.Secret,
        secretsmanager__ListSecrets={"SecretList": [listed, {"ARN": f"{SECRET}:plain", "Name": "plain"}]},
        secretsmanager__GetResourcePolicy=policy,
    )
    secret, plain = estate.of(secretsmanager.Secret)
    assert (secret.rotates, secret.rotation_days, secret.days_since(secret.rotated_at)) in {
        (True, 30, 0),
        (True, 30, -1),
    }
    assert (secret.kms_key is not None, len(secret.statements)) == (True, statements)
    assert (plain.rotates, plain.kms_key, plain.rotated_at, plain.owning_service) == (False, None, None, None)
    assert {operation for service, operation, _ in answers.asked if service == "secretsmanager"} == {
        "ListSecrets",
        "GetResourcePolicy",
    }


@pytest.mark.parametrize("on", [True, False])
def test_recorders(answers: Answers, on: bool) -> None:
    group = {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]}
    estate = read(
        answers,
        config.ConfigurationRecorder,
        config__DescribeConfigurationRecorders={
            "ConfigurationRecorders": [{"name": "default", "recordingGroup": group}]
        },
        config__DescribeConfigurationRecorderStatus={
            "ConfigurationRecordersStatus": [{"name": "default", "recording": on}]
        },
    )
    (recorder,) = estate.of(config.ConfigurationRecorder)
    assert (recorder.records_all_types, recorder.recording) == (False, on)
    assert list(recorder.recorded_types) == ["AWS::S3::Bucket"]
    asked = [parameters for _, operation, parameters in answers.asked if operation.endswith("RecorderStatus")]
    assert asked == [{"ConfigurationRecorderNames": ["default"]}]


def test_analyzers_and_what_they_found(answers: Answers) -> None:
    analyzer = {"arn": "arn:a", "name": "a", "type": "ACCOUNT", "createdAt": NOW, "status": "ACTIVE"}
    found = {
        "id": "f",
        "analyzedAt": NOW,
        "createdAt": NOW - timedelta(days=9, hours=1),
        "updatedAt": NOW,
        "resource": "arn:aws:s3:::training",
        "resourceType": "AWS::S3::Bucket",
        "resourceOwnerAccount": ACCOUNT,
        "status": "ACTIVE",
        "findingType": "ExternalAccess",
    }
    estate = read(
        answers,
        accessanalyzer.Finding,
        accessanalyzer__ListAnalyzers={"analyzers": [analyzer]},
        accessanalyzer__ListFindingsV2={"findings": [found]},
    )
    (finding,) = estate.of(accessanalyzer.Finding)
    assert [each.sees_outsiders for each in estate.of(accessanalyzer.Analyzer)] == [True]
    assert (finding.kind, finding.about, finding.days_open) == ("ExternalAccess", "arn:aws:s3:::training", 9)


def test_vaults(answers: Answers) -> None:
    vaults = [
        {"BackupVaultName": "v", "BackupVaultArn": "arn:v", "Locked": True, "LockDate": NOW, "MinRetentionDays": 30},
        {"BackupVaultName": "w", "BackupVaultArn": "arn:w"},
    ]
    estate = read(
        answers,
        backup.BackupVault,
        backup__ListBackupVaults={"BackupVaultList": vaults},
        backup__GetBackupVaultAccessPolicy=Refusal("ResourceNotFoundException"),
    )
    told = [(each.locked, each.lock_is_final, each.minimum_days) for each in estate.of(backup.BackupVault)]
    assert told == [(True, True, 30), (False, False, None)]


def test_indices_and_where_their_documents_come_from(answers: Answers) -> None:
    sites = {"SeedUrls": ["https://docs.acme.example"], "WebCrawlerMode": "EVERYTHING"}
    estate = read(
        answers,
        kendra.DataSource,
        kendra__ListIndices={
            "IndexConfigurationSummaryItems": [{"Id": ID, "CreatedAt": NOW, "UpdatedAt": NOW, "Status": "ACTIVE"}]
        },
        kendra__DescribeIndex={"Id": ID, "UserContextPolicy": "USER_TOKEN"},
        kendra__ListDataSources={"SummaryItems": [{"Id": "d", "Type": "WEBCRAWLER"}]},
        kendra__DescribeDataSource={
            "Id": "d",
            "IndexId": ID,
            "Type": "WEBCRAWLER",
            "Configuration": {"WebCrawlerConfiguration": {"Urls": {"SeedUrlConfiguration": sites}}},
        },
    )
    (source,) = estate.of(kendra.DataSource)
    (index,) = estate.of(kendra.Index)
    assert (source.index, index.user_context_policy, index.kms_key) == (index, "USER_TOKEN", None)
    assert (source.crawling, list(source.crawled_sites)) == ("EVERYTHING", ["https://docs.acme.example"])


def test_assistants(answers: Answers) -> None:
    estate = read(
        answers,
        qbusiness.Application,
        qbusiness__ListApplications={"applications": [{"applicationId": ID}]},
        qbusiness__GetApplication={
            "applicationId": ID,
            "identityType": "ANONYMOUS",
            "attachmentsConfiguration": {"attachmentsControlMode": "ENABLED"},
        },
        qbusiness__GetChatControlsConfiguration={
            "responseScope": "EXTENDED_KNOWLEDGE_ENABLED",
            "creatorModeConfiguration": {"creatorModeControl": "ENABLED"},
        },
    )
    (assistant,) = estate.of(qbusiness.Application)
    assert (assistant.identity, assistant.takes_attachments) == ("ANONYMOUS", True)
    assert (assistant.answers_from, assistant.lets_users_ask_the_model) == ("EXTENDED_KNOWLEDGE_ENABLED", True)


def test_text_models(answers: Answers) -> None:
    network = {"Subnets": ["subnet-12345678"], "SecurityGroupIds": ["sg-12345678"]}
    classifier = {"DocumentClassifierArn": "arn:d", "VpcConfig": network, "OutputDataConfig": {"KmsKeyId": KEY}}
    estate = read(
        answers,
        comprehend.DocumentClassifier,
        comprehend.EntityRecognizer,
        comprehend__ListDocumentClassifiers={"DocumentClassifierPropertiesList": [classifier]},
        comprehend__ListEntityRecognizers={
            "EntityRecognizerPropertiesList": [{"EntityRecognizerArn": "arn:e", "ModelKmsKeyId": KEY}]
        },
    )
    (sorting,), (finding,) = estate.of(comprehend.DocumentClassifier), estate.of(comprehend.EntityRecognizer)
    assert (sorting.model_key, sorting.output_key is not None) == (None, True)
    assert [each.address for each in sorting.subnets] == ["subnet-12345678"]
    assert (finding.model_key is not None, list(finding.subnets)) == (True, [])
