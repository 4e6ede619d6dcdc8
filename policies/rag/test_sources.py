"""Where the documents of knowledge bases come from."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import bedrock_agent
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1", "PI1.2", "PI1.5")
@marks.hipaa("164.308(a)(5)(ii)(B)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7", "CM-3", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_documents_come_from_trusted_accounts(source: ai.DocumentSource, settings: Settings) -> None:
    """Documents of a knowledge base come from buckets of the account, or of trusted ones.

    Why: who writes the documents decides what the model answers. In a bucket of another account nobody here sees
    who does.

    Fix: name the owner in `bucket_owner_account_id` in Terraform, in `BucketOwnerAccountId` in CloudFormation, and
    the account in `trusted_accounts` in `[tool.aisec.settings]`. Files do not tell their own account: name it there,
    too.

    ```hcl
    resource "aws_s3_bucket" "docs" {
      bucket = "documents"
    }
    resource "aws_bedrockagent_data_source" "docs" {
      name              = "docs"
      knowledge_base_id = "KB12345678"
      data_source_configuration {
        type = "S3"
        s3_configuration {
          bucket_arn = aws_s3_bucket.docs.arn
        }
      }
    }
    ```

    ```yaml
    Docs:
      Type: AWS::S3::Bucket
    Source:
      Type: AWS::Bedrock::DataSource
      Properties:
        Name: docs
        KnowledgeBaseId: KB12345678
        DataSourceConfiguration:
          Type: S3
          S3Configuration: {BucketArn: !GetAtt Docs.Arn}
    ```
    """
    assert source.foreign_owner(settings.trusted_accounts) is None


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1", "PI1.2", "PI1.5")
@marks.hipaa("164.308(a)(5)(ii)(B)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7", "CM-3", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_crawler_stays_on_named_hosts(source: bedrock_agent.DataSource) -> None:
    """A crawler that feeds a knowledge base stays on the hosts that are named.

    Why: on a subdomain that was given away, or that takes what users write, anybody can leave text that the model
    then believes.

    Fix: set `scope = "HOST_ONLY"` in `crawler_configuration` in Terraform, `Scope: HOST_ONLY` in
    `CrawlerConfiguration` in CloudFormation, and name each host among the seed URLs.

    ```hcl
    resource "aws_bedrockagent_data_source" "site" {
      name              = "site"
      knowledge_base_id = "KB12345678"
      data_source_configuration {
        type = "WEB"
        web_configuration {
          crawler_configuration {
            scope = "HOST_ONLY"
          }
          source_configuration {
            url_configuration {
              seed_urls {
                url = "https://docs.example.com/"
              }
            }
          }
        }
      }
    }
    ```

    ```yaml
    Site:
      Type: AWS::Bedrock::DataSource
      Properties:
        Name: site
        KnowledgeBaseId: KB12345678
        DataSourceConfiguration:
          Type: WEB
          WebConfiguration:
            CrawlerConfiguration: {Scope: HOST_ONLY}
            SourceConfiguration: {UrlConfiguration: {SeedUrls: [{Url: "https://docs.example.com/"}]}}
    ```
    """
    if not source.is_a_crawler:
        pytest.skip("it is no crawler")
    assert not source.leaves_its_hosts
