# A claims desk whose guardrail stops little, is edited while it is in force, and does not stand before every model.

resource "aws_bedrock_guardrail" "claims" { # violates: guardrail-is-encrypted-with-a-customer-managed-key
  name                      = "claims"
  blocked_input_messaging   = "That is not something this desk does."
  blocked_outputs_messaging = "That is not something this desk does."
  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "LOW" # violates: guardrail-blocks-prompt-attacks-at-high-strength
      output_strength = "NONE"
    }
  }
  sensitive_information_policy_config {
    pii_entities_config {
      type   = "CREDIT_DEBIT_CARD_NUMBER" # violates: guardrail-stops-secrets-and-personal-data
      action = "ANONYMIZE"
    }
  }
}

resource "aws_bedrockagent_agent" "intake" { # violates: agent-has-a-guardrail
  agent_name                  = "intake"
  agent_resource_role_arn     = "arn:aws:iam::111122223333:role/claims"
  foundation_model            = "anthropic.claude-3-haiku-20240307-v1:0"
  customer_encryption_key_arn = aws_kms_key.claims.arn
}

resource "aws_bedrockagent_agent" "assessor" { # violates: agent-is-encrypted-with-a-customer-managed-key
  agent_name              = "assessor"
  agent_resource_role_arn = "arn:aws:iam::111122223333:role/claims"
  foundation_model        = "anthropic.claude-3-haiku-20240307-v1:0"
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.claims.guardrail_id
    guardrail_version    = "DRAFT" # violates: agent-uses-a-published-guardrail-version
  }
}

resource "aws_bedrockagent_agent_alias" "live" {
  agent_alias_name = "live"
  agent_id         = aws_bedrockagent_agent.assessor.agent_id
  routing_configuration {
    agent_version = "DRAFT" # violates: agent-alias-serves-published-versions
  }
}

resource "aws_bedrockagent_flow" "letters" { # violates: flow-is-encrypted-with-a-customer-managed-key
  name               = "letters"
  execution_role_arn = "arn:aws:iam::111122223333:role/claims"
  definition {
    node {
      name = "summary" # violates: flow-steps-have-guardrails
      type = "Prompt"
      configuration {
        prompt {
          source_configuration {
            resource {
              prompt_arn = aws_bedrockagent_prompt.summary.arn # violates: flow-uses-published-prompts
            }
          }
        }
      }
    }
    node {
      name = "letter"
      type = "KnowledgeBase"
      configuration {
        knowledge_base {
          knowledge_base_id = "KBCLAIMS01"
          guardrail_configuration {
            guardrail_identifier = aws_bedrock_guardrail.claims.guardrail_id
            guardrail_version    = "DRAFT" # violates: flow-uses-published-guardrail-versions
          }
        }
      }
    }
  }
}

resource "aws_bedrockagent_prompt" "summary" { # violates: prompt-is-encrypted-with-a-customer-managed-key
  name = "summary"
}

resource "aws_bedrock_custom_model" "assessor" { # violates: custom-model-is-encrypted-with-a-customer-managed-key
  custom_model_name     = "assessor"
  job_name              = "assessor"
  base_model_identifier = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1"
  role_arn              = "arn:aws:iam::111122223333:role/claims"
  hyperparameters       = { epochCount = "1" }
  training_data_config {
    s3_uri = "s3://claims/assessed.jsonl"
  }
  output_data_config {
    s3_uri = "s3://claims/trained/"
  }
}

resource "aws_kms_key" "claims" {
  description         = "Claims"
  enable_key_rotation = true
}
