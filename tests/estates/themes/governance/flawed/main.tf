# An organisation in which models are used that nobody owns and nobody approved: its own ones, and those of a provider with
# whom it has no contract. What its service control policy denies it denies nowhere.

resource "aws_organizations_policy" "models" { # violates: service-control-policy-about-models-is-attached
  name = "models"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{ # violates: organization-denies-unapproved-services organization-confines-models-to-regions
      Effect    = "Deny"
      Action    = "bedrock:*"
      Resource  = "*"
      Condition = { StringNotEquals = { "aws:RequestedRegion" = ["us-east-1", "eu-north-1"] } } # violates: organization-leaves-models-only-approved-regions
    }]
  })
}

resource "aws_bedrockagent_agent" "desk" { # violates: ai-resource-says-who-owns-it
  agent_name              = "desk"
  agent_resource_role_arn = "arn:aws:iam::111122223333:role/desk"
  foundation_model        = "meta.llama3-1-8b-instruct-v1:0" # violates: model-in-use-is-approved
  region                  = "eu-north-1"            # violates: ai-resource-is-in-an-approved-region
  tags                    = { owner = "support" }
}

resource "aws_bedrockagent_prompt" "answers" {
  name = "answers"
  variant {
    name          = "answers"
    template_type = "TEXT"
    model_id      = "global.amazon.nova-2-lite-v1:0" # violates: model-in-use-answers-in-approved-regions
  }
  tags = {
    owner               = "support"
    data-classification = "internal"
    environment         = "production"
    approval            = "AI-14"
  }
}

resource "aws_iam_policy" "call" {
  name = "call"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = "arn:aws:bedrock:us-east-1::foundation-model/meta.*" # violates: policy-allows-only-approved-models
    }]
  })
}

resource "aws_instance" "experiment" { # violates: self-hosted-inference-is-approved
  ami           = "ami-0123456789abcdef0"
  instance_type = "g5.xlarge"
}

resource "aws_sagemaker_model" "ranking" {
  name               = "ranking"
  execution_role_arn = "arn:aws:iam::111122223333:role/ranking"
  primary_container {
    image       = "111122223333.dkr.ecr.us-east-1.amazonaws.com/ranking:v3"
    environment = { COHERE_API_KEY = aws_secretsmanager_secret.provider.arn } # violates: model-definition-has-no-keys-of-other-model-providers
  }
  tags = {
    owner               = "search"
    data-classification = "internal"
    environment         = "production"
    approval            = "AI-12"
  }
}

resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = "arn:aws:iam::111122223333:role/chat"
  environment {
    variables = {
      OPENAI_API_KEY = aws_secretsmanager_secret.provider.arn # violates: function-has-no-keys-of-other-model-providers
      MODEL_ID       = "meta.llama3-1-8b-instruct-v1:0"       # violates: model-in-use-is-approved
      CHAT_URL       = "https://api.openai.com/v1"            # violates: definition-names-no-address-of-another-model-provider
    }
  }
}

resource "aws_ecs_task_definition" "summaries" {
  family = "summaries"
  container_definitions = jsonencode([{
    name    = "summaries"
    image   = "111122223333.dkr.ecr.us-east-1.amazonaws.com/summaries:v1"
    secrets = [{ name = "OPENAI_API_KEY", valueFrom = aws_secretsmanager_secret.provider.arn }] # violates: task-has-no-keys-of-other-model-providers
  }])
}

resource "aws_secretsmanager_secret" "provider" {
  name = "prod/openai-api-key" # violates: secret-is-no-key-of-another-model-provider
}

resource "aws_ssm_parameter" "model" {
  name  = "/chat/cohere-api-key" # violates: secret-is-no-key-of-another-model-provider
  type  = "SecureString"
  value = "set by hand"
}

resource "aws_networkfirewall_rule_group" "written" {
  name     = "written"
  type     = "STATEFUL"
  capacity = 10
  rule_group {
    rules_source {
      rules_string = join("\n", [ # violates: firewall-allows-no-other-model-providers
        "pass tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; content:\"api.cohere.com\"; startswith; endswith; sid:1; rev:1;)",
      ])
    }
  }
}

resource "aws_networkfirewall_rule_group" "allowed" {
  name     = "allowed"
  type     = "STATEFUL"
  capacity = 100
  rule_group {
    rules_source {
      rules_source_list {
        generated_rules_type = "ALLOWLIST"
        target_types         = ["TLS_SNI"]
        targets              = ["packages.example.com", "api.openai.com"] # violates: firewall-allows-no-other-model-providers
      }
    }
  }
}
