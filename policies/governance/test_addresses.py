"""Which other providers of models definitions send to."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4", "A.4.4")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC01-BP01")
def test_definition_names_no_address_of_another_model_provider(
    definition: ai.AddressingDefinition, settings: Settings
) -> None:
    """No function, task, model, job or agent has the address of a provider of models that is not approved.

    Why: data that goes to a provider nobody has a contract with is gone. Where the key is kept elsewhere, the address
    in the environment is what tells of such a provider.

    Fix: call a model of the account instead, or name the provider in `approved_providers` in
    `[tool.aisec.settings]`; in Terraform `environment`, `environment_variables` or `container_definitions`, in
    CloudFormation `Environment`, `EnvironmentVariables` or `ContainerDefinitions`.

    ```hcl
    resource "aws_lambda_function" "chat" {
      function_name = "chat"
      role          = aws_iam_role.chat.arn
      environment {
        variables = {
          MODEL_URL = "https://bedrock-runtime.eu-west-1.amazonaws.com"
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
        Environment: {Variables: {MODEL_URL: "https://bedrock-runtime.eu-west-1.amazonaws.com"}}
    ```
    """
    assert definition.foreign_addresses(settings.approved_providers) == []
