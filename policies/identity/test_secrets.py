"""Secrets in plain sight."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov=("CKV_AWS_45", "CKV_AWS_46"),
    prowler=("awslambda_function_no_secrets_in_variables", "ec2_instance_secrets_user_data"),
    kics=("d7b9d850", "1402afd8"),
    trivy=("AWS-0029", "AWS-0129"),
)
def test_definition_holds_no_secrets(definition: ai.Definition) -> None:
    """No secret is written into the environment or the start script of what runs models or calls them.

    Why: everybody who may read the definition has the secret, and definitions are copied into repositories,
    plans, logs and consoles.

    Fix: keep the secret in Secrets Manager and name it: read it at run time, or by `aws_secretsmanager_secret` in
    Terraform, by `{{resolve:secretsmanager:...}}` in CloudFormation where the service takes that.

    ```hcl
    resource "aws_lambda_function" "chat" {
      function_name = "chat"
      role          = aws_iam_role.chat.arn
      environment {
        variables = {
          MODEL_ID            = "anthropic.claude-3-haiku-20240307-v1:0"
          DATABASE_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db"
        }
      }
    }
    ```

    ```yaml
    Chat:
      Type: AWS::Lambda::Function
      Properties:
        Role: !GetAtt Role.Arn
        Code: {ZipFile: "pass"}
        Environment:
          Variables:
            MODEL_ID: anthropic.claude-3-haiku-20240307-v1:0
            DATABASE_SECRET_ARN: !Ref DatabaseSecret
    ```
    """
    assert definition.secrets == []
