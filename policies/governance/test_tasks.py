"""Which providers of models tasks use."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("CM-8", "PM-5", "SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4", "A.4.4")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC01-BP01")
def test_task_has_no_keys_of_other_model_providers(task: ai.CallingTask, settings: Settings) -> None:
    """No container of a task has the key of a provider of models that is not approved.

    Why: data that goes to a provider nobody has a contract with is gone. A key in the environment of a container is
    the first sign of such a provider, wherever the key itself is kept.

    Fix: call a model of the account instead, or name the provider in `approved_providers` in
    `[tool.aisec.settings]` and keep its key in Secrets Manager; in Terraform `environment` and `secrets` in
    `container_definitions`, in CloudFormation `Environment` and `Secrets` in `ContainerDefinitions`.

    ```hcl
    resource "aws_ecs_task_definition" "chat" {
      family = "chat"
      container_definitions = jsonencode([{
        name        = "chat"
        image       = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chat:1"
        environment = [{ name = "MODEL_ID", value = "anthropic.claude-3-haiku-20240307-v1:0" }]
      }])
    }
    ```

    ```yaml
    Chat:
      Type: AWS::ECS::TaskDefinition
      Properties:
        ContainerDefinitions:
          - Name: chat
            Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/chat:1
            Environment: [{Name: MODEL_ID, Value: "anthropic.claude-3-haiku-20240307-v1:0"}]
    ```
    """
    assert task.foreign_keys(settings.approved_providers) == []
