"""Whom the policies of vector stores let in."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import opensearchserverless


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP03")
def test_data_access_policy_names_its_principals(policy: opensearchserverless.AccessPolicy) -> None:
    """Data access policies of OpenSearch Serverless name each principal.

    Why: a wildcard, or an account (`:root`), lets in every role that somebody makes later, to read what is retrieved,
    or to write what the model then believes.

    Fix: name the roles under `Principal` in the `policy` of an `aws_opensearchserverless_access_policy` in
    Terraform, in `Policy` in CloudFormation.

    ```hcl
    resource "aws_opensearchserverless_access_policy" "docs" {
      name = "docs"
      type = "data"
      policy = jsonencode([{
        Rules = [
          { Resource = ["collection/docs"], ResourceType = "collection", Permission = ["aoss:*Items"] },
          { Resource = ["index/docs/*"], ResourceType = "index", Permission = ["aoss:ReadDocument"] },
        ]
        Principal = [aws_iam_role.docs.arn]
      }])
    }
    resource "aws_iam_role" "docs" {
      assume_role_policy = "{}"
    }
    ```

    ```yaml
    Docs:
      Type: AWS::OpenSearchServerless::AccessPolicy
      Properties:
        Name: docs
        Type: data
        Policy: >-
          [{"Rules": [{"ResourceType": "index", "Resource": ["index/docs/*"], "Permission": ["aoss:ReadDocument"]}],
          "Principal": ["arn:aws:iam::123456789012:role/docs"]}]
    ```
    """
    assert policy.open_principals == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP03")
def test_data_access_policy_names_its_collections(policy: opensearchserverless.AccessPolicy) -> None:
    """Data access policies of OpenSearch Serverless name the collections that they are about.

    Why: what is about all collections is about the next one too, whoever it belongs to.

    Fix: name the collection in each `Resource` (`collection/docs`, `index/docs/*`) in the `policy` of an
    `aws_opensearchserverless_access_policy` in Terraform, in `Policy` in CloudFormation.

    ```hcl
    resource "aws_opensearchserverless_access_policy" "docs" {
      name = "docs"
      type = "data"
      policy = jsonencode([{
        Rules = [
          { Resource = ["collection/docs"], ResourceType = "collection", Permission = ["aoss:*Items"] },
          { Resource = ["index/docs/*"], ResourceType = "index", Permission = ["aoss:ReadDocument"] },
        ]
        Principal = [aws_iam_role.docs.arn]
      }])
    }
    resource "aws_iam_role" "docs" {
      assume_role_policy = "{}"
    }
    ```

    ```yaml
    Docs:
      Type: AWS::OpenSearchServerless::AccessPolicy
      Properties:
        Name: docs
        Type: data
        Policy: >-
          [{"Rules": [{"ResourceType": "index", "Resource": ["index/docs/*"], "Permission": ["aoss:ReadDocument"]}],
          "Principal": ["arn:aws:iam::123456789012:role/docs"]}]
    ```
    """
    assert policy.open_resources == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP03")
def test_vector_bucket_policy_does_not_let_everybody_in(bucket: ai.VectorBucket) -> None:
    """No policy of a bucket of vectors lets everybody in without a condition that tells who it is.

    Why: whoever may query the vectors gets at the documents; whoever may put some decides what the model is told.

    Fix: name accounts or roles under `Principal` of the `aws_s3vectors_vector_bucket_policy` in Terraform, of the
    `AWS::S3Vectors::VectorBucketPolicy` in CloudFormation.

    ```hcl
    resource "aws_s3vectors_vector_bucket" "docs" {
      vector_bucket_name = "docs"
    }
    resource "aws_s3vectors_vector_bucket_policy" "docs" {
      vector_bucket_arn = aws_s3vectors_vector_bucket.docs.vector_bucket_arn
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:role/docs" }
          Action    = "s3vectors:QueryVectors"
          Resource  = "*"
        }]
      })
    }
    ```

    ```yaml
    Docs:
      Type: AWS::S3Vectors::VectorBucket
    DocsPolicy:
      Type: AWS::S3Vectors::VectorBucketPolicy
      Properties:
        VectorBucketArn: !GetAtt Docs.VectorBucketArn
        Policy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/docs"}
              Action: s3vectors:QueryVectors
              Resource: "*"
    ```
    """
    assert not any(each.admits_anyone for each in bucket.statements)
