"""Indices of Amazon Kendra, and where their documents come from."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import kendra


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_262")
def test_search_index_is_encrypted_with_a_customer_managed_key(index: kendra.Index) -> None:
    """An index of Kendra is encrypted with a key that the account manages.

    Why: with a key that the service owns nobody can see who reads the documents in the index, or end that.

    Fix: name the key in `kms_key_id` in `server_side_encryption_configuration` in Terraform, in `KmsKeyId` in
    `ServerSideEncryptionConfiguration` in CloudFormation. The key of an index cannot be changed later.

    ```hcl
    resource "aws_kendra_index" "handbook" {
      name     = "handbook"
      role_arn = aws_iam_role.search.arn
      server_side_encryption_configuration {
        kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
      }
    }
    ```

    ```yaml
    Handbook:
      Type: AWS::Kendra::Index
      Properties:
        Name: handbook
        Edition: ENTERPRISE_EDITION
        RoleArn: !GetAtt Role.Arn
        ServerSideEncryptionConfiguration: {KmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"}
    ```
    """
    assert index.kms_key is not None and index.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.3", "C1.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "RA-2", "SI-12", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031", "AML.T0057", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC02-BP01")
def test_search_index_answers_by_who_asks(index: kendra.Index) -> None:
    """An index of Kendra filters its answers by a signed token of the user.

    Why: with the other policy whoever may search names the user and the groups to filter by, so that an assistant which
    is talked into it reads the documents of everybody.

    Fix: set `user_context_policy = "USER_TOKEN"` with `user_token_configurations` in Terraform, `UserContextPolicy:
    USER_TOKEN` with `UserTokenConfigurations` in CloudFormation.

    ```hcl
    resource "aws_kendra_index" "handbook" {
      name                = "handbook"
      role_arn            = aws_iam_role.search.arn
      user_context_policy = "USER_TOKEN"
      user_token_configurations {
        json_token_type_configuration {
          group_attribute_field     = "groups"
          user_name_attribute_field = "username"
        }
      }
    }
    ```

    ```yaml
    Handbook:
      Type: AWS::Kendra::Index
      Properties:
        Name: handbook
        Edition: ENTERPRISE_EDITION
        RoleArn: !GetAtt Role.Arn
        UserContextPolicy: USER_TOKEN
        UserTokenConfigurations:
          - JsonTokenTypeConfiguration: {GroupAttributeField: groups, UserNameAttributeField: username}
    ```
    """
    assert index.user_context_policy == "USER_TOKEN"


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1", "PI1.2", "PI1.5")
@marks.hipaa("164.308(a)(5)(ii)(B)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7", "CM-3", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_search_crawler_stays_on_its_sites(source: kendra.DataSource) -> None:
    """A crawler of Kendra reads only the sites that it is given.

    Why: a crawler that follows links anywhere takes in pages that anybody can write: what an assistant answers is then
    theirs to choose.

    Fix: set `web_crawler_mode = "HOST_ONLY"` in `seed_url_configuration` in Terraform, `WebCrawlerMode: HOST_ONLY` in
    `SeedUrlConfiguration` in CloudFormation; in a template of the second version set `crawlSubDomain` and
    `crawlAllDomain` to false.

    ```hcl
    resource "aws_kendra_data_source" "docs" {
      index_id = aws_kendra_index.handbook.id
      name     = "docs"
      role_arn = aws_iam_role.search.arn
      type     = "WEBCRAWLER"
      configuration {
        web_crawler_configuration {
          urls {
            seed_url_configuration {
              seed_urls        = ["https://docs.acme.example"]
              web_crawler_mode = "HOST_ONLY"
            }
          }
        }
      }
    }
    ```

    ```yaml
    Docs:
      Type: AWS::Kendra::DataSource
      Properties:
        IndexId: !Ref Handbook
        Name: docs
        RoleArn: !GetAtt Role.Arn
        Type: WEBCRAWLER
        DataSourceConfiguration:
          WebCrawlerConfiguration:
            Urls:
              SeedUrlConfiguration:
                SeedUrls: ["https://docs.acme.example"]
                WebCrawlerMode: HOST_ONLY
    ```
    """
    if not source.crawls:
        pytest.skip("it crawls no sites")
    assert not source.leaves_its_sites


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.3", "C1.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "RA-2", "SI-12", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031", "AML.T0057", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC02-BP01")
def test_search_documents_say_who_may_see_them(source: kendra.DataSource) -> None:
    """A bucket from which Kendra takes documents says who may see which of them.

    Why: without that every user of the assistant gets answers from every document, whatever the groups are that the
    index filters by.

    Fix: name the file with the access list in `key_path` in `access_control_list_configuration` in Terraform, in
    `KeyPath` in `AccessControlListConfiguration` in CloudFormation; in a template of the second version in
    `aclConfigurationFilePath`.

    ```hcl
    resource "aws_kendra_data_source" "wiki" {
      index_id = aws_kendra_index.handbook.id
      name     = "wiki"
      role_arn = aws_iam_role.search.arn
      type     = "S3"
      configuration {
        s3_configuration {
          bucket_name = aws_s3_bucket.wiki.bucket
          access_control_list_configuration {
            key_path = "s3://wiki/access.json"
          }
        }
      }
    }
    ```

    ```yaml
    Wiki:
      Type: AWS::Kendra::DataSource
      Properties:
        IndexId: !Ref Handbook
        Name: wiki
        RoleArn: !GetAtt Role.Arn
        Type: S3
        DataSourceConfiguration:
          S3Configuration:
            BucketName: !Ref Bucket
            AccessControlListConfiguration: {KeyPath: "s3://wiki/access.json"}
    ```
    """
    if not source.reads_a_bucket:
        pytest.skip("its documents do not come from a bucket")
    assert source.says_who_may_see
