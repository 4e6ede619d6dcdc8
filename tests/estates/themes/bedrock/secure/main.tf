# A claims desk whose guardrail stops attacks, secrets and cards, and stands before every model in a published version.

resource "aws_bedrock_guardrail" "claims" {
  name                      = "claims"
  blocked_input_messaging   = "That is not something this desk does."
  blocked_outputs_messaging = "That is not something this desk does."
  kms_key_arn               = aws_kms_key.claims.arn
  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
  sensitive_information_policy_config {
    dynamic "pii_entities_config" {
      for_each = toset([
        "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "PASSWORD", "CREDIT_DEBIT_CARD_NUMBER", "US_SOCIAL_SECURITY_NUMBER",
        "CA_HEALTH_NUMBER", "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
      ])
      content {
        type   = pii_entities_config.key
        action = "BLOCK"
      }
    }
  }
}

resource "aws_bedrock_guardrail_version" "claims" {
  guardrail_arn = aws_bedrock_guardrail.claims.guardrail_arn
}

resource "aws_bedrockagent_agent" "intake" {
  agent_name                  = "intake"
  agent_resource_role_arn     = "arn:aws:iam::111122223333:role/claims"
  foundation_model            = "anthropic.claude-3-haiku-20240307-v1:0"
  customer_encryption_key_arn = aws_kms_key.claims.arn
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.claims.guardrail_id
    guardrail_version    = aws_bedrock_guardrail_version.claims.version
  }
}

resource "aws_bedrockagent_agent" "assessor" {
  agent_name                  = "assessor"
  agent_resource_role_arn     = "arn:aws:iam::111122223333:role/claims"
  foundation_model            = "anthropic.claude-3-haiku-20240307-v1:0"
  customer_encryption_key_arn = aws_kms_key.claims.arn
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.claims.guardrail_id
    guardrail_version    = aws_bedrock_guardrail_version.claims.version
  }
}

resource "aws_bedrockagent_agent_alias" "live" {
  agent_alias_name = "live"
  agent_id         = aws_bedrockagent_agent.assessor.agent_id
  routing_configuration {
    agent_version = "3"
  }
}

resource "aws_bedrockagent_flow" "letters" {
  name                        = "letters"
  execution_role_arn          = "arn:aws:iam::111122223333:role/claims"
  customer_encryption_key_arn = aws_kms_key.claims.arn
  definition {
    node {
      name = "summary"
      type = "Prompt"
      configuration {
        prompt {
          source_configuration {
            resource {
              prompt_arn = "${aws_bedrockagent_prompt.summary.arn}:1"
            }
          }
          guardrail_configuration {
            guardrail_identifier = aws_bedrock_guardrail.claims.guardrail_id
            guardrail_version    = aws_bedrock_guardrail_version.claims.version
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
            guardrail_version    = aws_bedrock_guardrail_version.claims.version
          }
        }
      }
    }
  }
}

resource "aws_bedrockagent_prompt" "summary" {
  name                        = "summary"
  customer_encryption_key_arn = aws_kms_key.claims.arn
}

resource "aws_bedrock_custom_model" "assessor" {
  custom_model_name       = "assessor"
  job_name                = "assessor"
  base_model_identifier   = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1"
  role_arn                = "arn:aws:iam::111122223333:role/claims"
  custom_model_kms_key_id = aws_kms_key.claims.arn
  hyperparameters         = { epochCount = "1" }
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
