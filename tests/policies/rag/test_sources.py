"""Where the documents of knowledge bases come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_aisec.declarations import Unread
from pytest_aisec.settings import Settings
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

OWNER, CRAWLER = "documents_come_from_trusted_accounts", "crawler_stays_on_named_hosts"
TRUSTED = Settings(trusted_accounts=("123456789012",))
SOURCE = "aws_bedrockagent_data_source.d"


def source(stated: str) -> str:
    inner = f"data_source_configuration {{\n{stated}\n}}"
    return f'variable "x" {{}}\ndata "aws_caller_identity" "me" {{}}\nresource "aws_s3_bucket" "b" {{}}\nresource "aws_bedrockagent_data_source" "d" {{\n{inner}\n}}'


def bucket(*stated: str) -> str:
    return "\n".join(["s3_configuration {", *stated, "}"])


ELSEWHERE, OWN = 'bucket_arn = "arn:aws:s3:::elsewhere"', "bucket_arn = aws_s3_bucket.b.arn"


@pytest.mark.parametrize(
    ("stated", "settings", "expected"),
    [
        (bucket(OWN), TRUSTED, "passed"),
        (bucket(OWN), Settings(), "passed"),
        (bucket(ELSEWHERE, 'bucket_owner_account_id = "123456789012"'), TRUSTED, "passed"),
        (bucket(ELSEWHERE, 'bucket_owner_account_id = "210987654321"'), TRUSTED, "violated"),
        (bucket(ELSEWHERE, 'bucket_owner_account_id = "210987654321"'), Settings(), "undetermined"),
        (bucket(ELSEWHERE, "bucket_owner_account_id = data.aws_caller_identity.me.account_id"), Settings(), "passed"),
        (bucket(ELSEWHERE, "bucket_owner_account_id = var.x"), TRUSTED, "undetermined"),
        (bucket(ELSEWHERE), TRUSTED, "undetermined"),
        ('type = "WEB"', TRUSTED, "not_applicable"),
    ],
)
def test_owners(tmp_path: Path, stated: str, settings: Settings, expected: str) -> None:
    assert verdicts(OWNER, terraform(tmp_path, source(stated)), settings) == {SOURCE: expected}


def crawler(stated: str) -> str:
    return f"web_configuration {{\ncrawler_configuration {{\n{stated}\n}}\n}}"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (crawler('scope = "HOST_ONLY"'), "passed"),
        (crawler('scope = "SUBDOMAINS"'), "violated"),
        (crawler("scope = var.x"), "undetermined"),
        (crawler(""), "passed"),
        (bucket(OWN), "not_applicable"),
        ('dynamic "web_configuration" {\nfor_each = var.x\ncontent {\n}\n}', "undetermined"),
    ],
)
def test_crawlers(tmp_path: Path, stated: str, expected: str) -> None:
    assert verdicts(CRAWLER, terraform(tmp_path, source(stated))) == {SOURCE: expected}


def test_cloudformation(tmp_path: Path) -> None:
    text = """
    Web:
      Type: AWS::Bedrock::DataSource
      Properties:
        DataSourceConfiguration: {WebConfiguration: {CrawlerConfiguration: {Scope: SUBDOMAINS}}}
    Bucket:
      Type: AWS::Bedrock::DataSource
      Properties:
        DataSourceConfiguration:
          S3Configuration: {BucketArn: "arn:aws:s3:::elsewhere", BucketOwnerAccountId: "210987654321"}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(CRAWLER, estate) == {"Web": "violated", "Bucket": "not_applicable"}
    assert verdicts(OWNER, estate, TRUSTED) == {"Web": "not_applicable", "Bucket": "violated"}


def test_account() -> None:
    s3 = {"bucketArn": "arn:aws:s3:::elsewhere"}
    own = live("sts:Account", "210987654321", Account="210987654321")
    there = live("AWS::Bedrock::DataSource", "there", dataSourceConfiguration={"s3Configuration": s3})
    owned = {**s3, "bucketOwnerAccountId": "123456789012"}
    trusted = live("AWS::Bedrock::DataSource", "trusted", dataSourceConfiguration={"s3Configuration": owned})
    assert verdicts(OWNER, [own, there, trusted], TRUSTED) == {"there": "violated", "trusted": "passed"}
    denied = Unread("AccessDenied: s3:ListBuckets", types=frozenset({"AWS::S3::Bucket"}))
    assert verdicts(OWNER, inventory(own, there, unread=[denied])) == {"there": "undetermined"}
    here = live("AWS::S3::Bucket", "elsewhere", Name="elsewhere")
    assert verdicts(OWNER, [own, there, here]) == {"there": "passed"}
    scope = {"webConfiguration": {"crawlerConfiguration": {"scope": "SUBDOMAINS"}}}
    web = live("AWS::Bedrock::DataSource", "w", dataSourceConfiguration=scope)
    assert verdicts(CRAWLER, [web]) == {"w": "violated"}


def connector(**stated: object) -> dict[str, object]:
    return {"managedKnowledgeBaseConnectorConfiguration": {"connectorParameters": {"version": "1", **stated}}}


@pytest.mark.parametrize(
    ("kind", "scope", "expected"),
    [
        ("WEB", "SUB_DOMAINS", "violated"),
        ("WEB_CRAWLER", "SUB_DOMAINS", "violated"),
        ("WEB", "EVERYTHING", "violated"),  # none of those that keep to the hosts
        ("WEB", "DOMAINS_ONLY", "passed"),
        ("WEB", "PATH_SPECIFIC", "passed"),
        ("WEB", None, "passed"),
        ("S3", None, "not_applicable"),
    ],
)
def test_crawlers_of_managed_knowledge_bases(tmp_path: Path, kind: str, scope: str | None, expected: str) -> None:
    crawling = {} if scope is None else {"crawlConfiguration": {"syncScope": scope}}
    stated = connector(type=kind, **crawling)
    assert verdicts(CRAWLER, [live("AWS::Bedrock::DataSource", "w", dataSourceConfiguration=stated)]) == {"w": expected}
    parameters = json.dumps({"type": kind, **crawling})
    text = f"""
    W:
      Type: AWS::Bedrock::DataSource
      Properties:
        DataSourceConfiguration:
          ManagedKnowledgeBaseConnectorConfiguration: {{ConnectorParameters: {parameters}}}
    """
    assert verdicts(CRAWLER, cloudformation(tmp_path, text)) == {"W": expected}


def test_buckets_of_managed_knowledge_bases(tmp_path: Path) -> None:
    own = live("sts:Account", "210987654321", Account="210987654321")
    stated = connector(type="S3", connectionConfiguration={"bucketName": "elsewhere"})
    there = live("AWS::Bedrock::DataSource", "there", dataSourceConfiguration=stated)
    assert verdicts(OWNER, [own, there]) == {"there": "violated"}
    here = live("AWS::S3::Bucket", "elsewhere", Name="elsewhere")
    assert verdicts(OWNER, [own, there, here]) == {"there": "passed"}
    assert verdicts("ai_bucket_blocks_public_access", [there, here]).keys() == {"elsewhere"}
    owned = connector(
        type="S3", connectionConfiguration={"bucketName": "b-elsewhere", "bucketOwnerAccountId": "1" * 12}
    )
    foreign = live("AWS::Bedrock::DataSource", "d", dataSourceConfiguration=owned)
    assert verdicts(OWNER, [own, foreign]) == {"d": "violated"}
    text = f"""
    D:
      Type: AWS::Bedrock::DataSource
      Properties: {{DataSourceConfiguration: {json.dumps(owned).replace("managedK", "ManagedK")}}}
    """
    assert verdicts(OWNER, cloudformation(tmp_path, text), TRUSTED) == {"D": "violated"}
