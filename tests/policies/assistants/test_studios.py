"""By whose keys studios, projects of Data Automation and health records are encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.assistants.test_assistants import KEY, judged, templated
from tests.policies.judged import verdicts

STUDIO = "unified_studio_is_encrypted_with_a_customer_managed_key"
AUTOMATION = "data_automation_is_encrypted_with_a_customer_managed_key"
RECORDS = "health_records_are_encrypted_with_a_customer_managed_key"
IN_TEMPLATES = {
    STUDIO: ("AWS::DataZone::Domain", "{KmsKeyIdentifier: %s}"),
    AUTOMATION: ("AWS::Bedrock::DataAutomationProject", "{KmsKeyId: %s}"),
    RECORDS: ("AWS::HealthLake::FHIRDatastore", "{SseConfiguration: {KmsEncryptionConfig: {KmsKeyId: %s}}}"),
}
IN_ACCOUNTS: dict[str, tuple[str, dict[str, Any]]] = {
    STUDIO: ("AWS::DataZone::Domain", {"kmsKeyIdentifier": KEY}),
    AUTOMATION: ("AWS::Bedrock::DataAutomationProject", {"kmsKeyId": KEY}),
    RECORDS: ("AWS::HealthLake::FHIRDatastore", {"SseConfiguration": {"KmsEncryptionConfig": {"KmsKeyId": KEY}}}),
}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("aws_kms_key.own.arn", "passed"),
        (f'"{KEY}"', "undetermined"),
        ("var.elsewhere", "undetermined"),
        ('"alias/aws/datazone"', "violated"),
        ("null", "violated"),
    ],
)
def test_studios_in_terraform(tmp_path: Path, key: str, expected: str) -> None:
    assert judged(STUDIO, tmp_path, "aws_datazone_domain", f"kms_key_identifier = {key}") == expected


@pytest.mark.parametrize("policy", IN_TEMPLATES)
def test_templates(tmp_path: Path, policy: str) -> None:
    kind, stated = IN_TEMPLATES[policy]
    assert templated(policy, tmp_path, kind, stated % "!GetAtt Own.Arn") == "passed"
    assert templated(policy, tmp_path, kind, stated % "!Ref Elsewhere") == "undetermined"
    assert templated(policy, tmp_path, kind, "{}") == "violated"


@pytest.mark.parametrize("policy", IN_ACCOUNTS)
@pytest.mark.parametrize(("manager", "expected"), [("CUSTOMER", "passed"), ("AWS", "violated"), (None, "violated")])
def test_accounts(policy: str, manager: str | None, expected: str) -> None:
    kind, told = IN_ACCOUNTS[policy]
    key = live("AWS::KMS::Key", KEY, KeyArn=KEY, Arn=KEY, KeyManager=manager or "CUSTOMER")
    assert verdicts(policy, [key, live(kind, "x", **(told if manager else {}))]) == {"x": expected}
