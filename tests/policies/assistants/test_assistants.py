"""Search, assistants and models of text that AWS runs: whose keys, whom they know, what they read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
PREFIX = """
    variable "elsewhere" {}
    resource "aws_kms_key" "own" {}
    data "aws_kms_alias" "aws" { name = "alias/aws/kendra" }
"""


def judged(policy: str, folder: Path, kind: str, stated: str) -> str:
    found = verdicts(policy, terraform(folder, f'{PREFIX}resource "{kind}" "it" {{\n{stated}\n}}'))
    return found[f"{kind}.it"]


def templated(policy: str, folder: Path, kind: str, stated: str) -> str:
    text = f"Own: {{Type: AWS::KMS::Key}}\nIt:\n  Type: {kind}\n  Properties: {stated}"
    return verdicts(policy, cloudformation(folder, text))["It"]


CMK = {
    "search_index_is_encrypted_with_a_customer_managed_key": (
        "aws_kendra_index",
        "server_side_encryption_configuration {\nkms_key_id = %s\n}",
        "AWS::Kendra::Index",
        "{ServerSideEncryptionConfiguration: {KmsKeyId: %s}}",
    ),
    "assistant_is_encrypted_with_a_customer_managed_key": (
        "aws_qbusiness_application",
        "encryption_configuration {\nkms_key_id = %s\n}",
        "AWS::QBusiness::Application",
        "{EncryptionConfiguration: {KmsKeyId: %s}}",
    ),
    "text_model_is_encrypted_with_a_customer_managed_key": (
        "aws_comprehend_entity_recognizer",
        "model_kms_key_id = %s",
        "AWS::Comprehend::DocumentClassifier",
        "{ModelKmsKeyId: %s}",
    ),
    "text_model_is_trained_on_disks_with_a_customer_managed_key": (
        "aws_comprehend_document_classifier",
        "volume_kms_key_id = %s",
        "AWS::Comprehend::EntityRecognizer",
        "{VolumeKmsKeyId: %s}",
    ),
}


@pytest.mark.parametrize("policy", CMK)
@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("aws_kms_key.own.arn", "passed"),
        (f'"{KEY}"', "undetermined"),
        ("var.elsewhere", "undetermined"),
        ('"alias/aws/kendra"', "violated"),
        ("null", "violated"),
    ],
)
def test_keys(tmp_path: Path, policy: str, key: str, expected: str) -> None:
    kind, stated, _, _ = CMK[policy]
    assert judged(policy, tmp_path, kind, stated % key) == expected


@pytest.mark.parametrize("policy", CMK)
def test_keys_in_templates(tmp_path: Path, policy: str) -> None:
    _, _, kind, stated = CMK[policy]
    assert templated(policy, tmp_path, kind, stated % "!GetAtt Own.Arn") == "passed"
    assert templated(policy, tmp_path, kind, "{}") == "violated"


TOKENS = "search_index_answers_by_who_asks"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('user_context_policy = "USER_TOKEN"', "passed"),
        ('user_context_policy = "ATTRIBUTE_FILTER"', "violated"),
        ("", "violated"),
        ("user_context_policy = var.elsewhere", "undetermined"),
    ],
)
def test_index_filters_by_tokens(tmp_path: Path, stated: str, expected: str) -> None:
    assert judged(TOKENS, tmp_path, "aws_kendra_index", stated) == expected


CRAWLER = "search_crawler_stays_on_its_sites"
ACCESS = "search_documents_say_who_may_see_them"


def crawler(stated: str) -> str:
    seeds = f"seed_url_configuration {{\n{stated}\n}}"
    return f'type = "WEBCRAWLER"\nconfiguration {{\nweb_crawler_configuration {{\nurls {{\n{seeds}\n}}\n}}\n}}'


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('web_crawler_mode = "HOST_ONLY"', "passed"),
        ("", "passed"),
        ('web_crawler_mode = "SUBDOMAINS"', "violated"),
        ('web_crawler_mode = "EVERYTHING"', "violated"),
        ("web_crawler_mode = var.elsewhere", "undetermined"),
    ],
)
def test_crawlers(tmp_path: Path, stated: str, expected: str) -> None:
    assert judged(CRAWLER, tmp_path, "aws_kendra_data_source", crawler(stated)) == expected
    assert judged(ACCESS, tmp_path, "aws_kendra_data_source", crawler(stated)) == "not_applicable"


def second_version(template: str) -> str:
    told = f"template_configuration {{\ntemplate = jsonencode({{ {template} }})\n}}"
    return f'type = "TEMPLATE"\nconfiguration {{\n{told}\n}}'


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('type = "WEBCRAWLERV2"', "passed"),
        ('type = "WEBCRAWLERV2", additionalProperties = { crawlAllDomain = true }', "violated"),
        ('type = "WEBCRAWLERV2", additionalProperties = { crawlSubDomain = "true" }', "violated"),
        (
            'type = "WEBCRAWLERV2", additionalProperties = { crawlSubDomain = false, crawlAllDomain = "false" }',
            "passed",
        ),
        ('type = "WEBCRAWLERV2", additionalProperties = { crawlAllDomain = var.elsewhere }', "undetermined"),
        ('type = "SHAREPOINTV2"', "not_applicable"),
        ("type = var.elsewhere", "undetermined"),
    ],
)
def test_crawlers_of_the_second_version(tmp_path: Path, template: str, expected: str) -> None:
    assert judged(CRAWLER, tmp_path, "aws_kendra_data_source", second_version(template)) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('type = "S3"', "violated"),
        ('type = "S3", additionalProperties = { aclConfigurationFilePath = "" }', "violated"),
        ('type = "S3", additionalProperties = { aclConfigurationFilePath = "access.json" }', "passed"),
        ('type = "S3", additionalProperties = { aclConfigurationFilePath = var.elsewhere }', "undetermined"),
        ('type = "WEBCRAWLERV2"', "not_applicable"),
    ],
)
def test_buckets_of_the_second_version(tmp_path: Path, template: str, expected: str) -> None:
    assert judged(ACCESS, tmp_path, "aws_kendra_data_source", second_version(template)) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('access_control_list_configuration {\nkey_path = "s3://b/acl.json"\n}', "passed"),
        ("", "violated"),
    ],
)
def test_documents_of_buckets(tmp_path: Path, stated: str, expected: str) -> None:
    bucket = f'type = "S3"\nconfiguration {{\ns3_configuration {{\nbucket_name = "b"\n{stated}\n}}\n}}'
    assert judged(ACCESS, tmp_path, "aws_kendra_data_source", bucket) == expected
    assert judged(CRAWLER, tmp_path, "aws_kendra_data_source", bucket) == "not_applicable"


def test_sources_in_templates_and_accounts(tmp_path: Path) -> None:
    sites: dict[str, Any] = {"Urls": {"SeedUrlConfiguration": {"WebCrawlerMode": "EVERYTHING"}}}
    stated = "{Type: WEBCRAWLER, DataSourceConfiguration: {WebCrawlerConfiguration: %s}}"
    told = "{Urls: {SeedUrlConfiguration: {WebCrawlerMode: EVERYTHING}}}"
    assert templated(CRAWLER, tmp_path, "AWS::Kendra::DataSource", stated % told) == "violated"
    source = live("AWS::Kendra::DataSource", "d", Type="WEBCRAWLER", Configuration={"WebCrawlerConfiguration": sites})
    assert verdicts(CRAWLER, [source]) == {"d": "violated"}
    template = "{type: WEBCRAWLERV2, additionalProperties: {crawlSubDomain: true}}"
    second = f"{{Type: TEMPLATE, DataSourceConfiguration: {{TemplateConfiguration: {{Template: {template}}}}}}}"
    assert templated(CRAWLER, tmp_path, "AWS::Kendra::DataSource", second) == "violated"
    told_so = {"type": "WEBCRAWLERV2", "additionalProperties": {"crawlAllDomain": True}}
    configuration = {"TemplateConfiguration": {"Template": told_so}}
    crawler_of_an_account = live("AWS::Kendra::DataSource", "d", Type="TEMPLATE", Configuration=configuration)
    assert verdicts(CRAWLER, [crawler_of_an_account]) == {"d": "violated"}


KNOWN = "assistant_knows_its_users"
FILES = "assistant_takes_no_files"


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (KNOWN, "{IdentityType: ANONYMOUS}", "violated"),
        (KNOWN, "{IdentityType: AWS_IAM_IDC}", "passed"),
        (KNOWN, "{}", "passed"),
        (FILES, "{AttachmentsConfiguration: {AttachmentsControlMode: ENABLED}}", "violated"),
        (FILES, "{AttachmentsConfiguration: {AttachmentsControlMode: DISABLED}}", "passed"),
        (FILES, "{}", "undetermined"),
    ],
)
def test_assistants_in_templates(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    assert templated(policy, tmp_path, "AWS::QBusiness::Application", stated) == expected


def test_assistants_in_terraform(tmp_path: Path) -> None:
    stated = 'attachments_configuration {\nattachments_control_mode = "ENABLED"\n}'
    assert judged(FILES, tmp_path, "aws_qbusiness_application", stated) == "violated"
    assert judged(KNOWN, tmp_path, "aws_qbusiness_application", stated) == "passed"


@pytest.mark.parametrize(
    ("policy", "good", "bad"),
    [
        (
            "assistant_answers_from_documents_of_the_company",
            {"responseScope": "ENTERPRISE_CONTENT_ONLY"},
            {"responseScope": "EXTENDED_KNOWLEDGE_ENABLED"},
        ),
        (
            "assistant_has_no_creator_mode",
            {"creatorModeConfiguration": {"creatorModeControl": "DISABLED"}},
            {"creatorModeConfiguration": {"creatorModeControl": "ENABLED"}},
        ),
    ],
)
def test_chat_controls(tmp_path: Path, policy: str, good: dict[str, Any], bad: dict[str, Any]) -> None:
    assistants = [
        live("AWS::QBusiness::Application", name, GetChatControlsConfiguration=controls)
        for name, controls in (("good", good), ("bad", bad))
    ]
    assert verdicts(policy, assistants) == {"good": "passed", "bad": "violated"}
    assert judged(policy, tmp_path, "aws_qbusiness_application", "") == "not_applicable"
