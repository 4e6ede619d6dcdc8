"""What stands between the steps of flows."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7", "MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.9.4")
@marks.owasp_llm("LLM01:2025", "LLM06:2025")
@marks.mitre_atlas(
    "AML.T0051",
    "AML.T0054",
    "AML.M0020",
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
)
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC05-BP01")
def test_flow_steps_have_guardrails(flow: ai.ServedFlow) -> None:
    """Every step of a flow that asks a model has a guardrail.

    Why: what earlier steps took in goes into the prompt of the next. A guardrail on the application does not stand
    between them.

    Fix: add `guardrail_configuration` to each node of type `Prompt` or `KnowledgeBase` in Terraform,
    `GuardrailConfiguration` in CloudFormation.

    ```hcl
    resource "aws_bedrockagent_flow" "desk" {
      name               = "desk"
      execution_role_arn = aws_iam_role.desk.arn
      definition {
        node {
          name = "answer"
          type = "Prompt"
          configuration {
            prompt {
              guardrail_configuration {
                guardrail_identifier = aws_bedrock_guardrail.desk.guardrail_id
                guardrail_version    = "1"
              }
            }
          }
        }
      }
    }
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Flow
      Properties:
        Name: desk
        ExecutionRoleArn: !GetAtt Role.Arn
        Definition:
          Nodes:
            - Name: answer
              Type: Prompt
              Configuration:
                Prompt:
                  GuardrailConfiguration: {GuardrailIdentifier: !Ref Guardrail, GuardrailVersion: "1"}
    ```
    """
    assert flow.unguarded_steps == []
