# An organisation in which every model has an owner and an approval, and its service control policy keeps them where its
# data may be. The tags of what a team owns come from the provider.

provider "aws" {
  default_tags {
    tags = {
      owner               = "support"
      data-classification = "internal"
      environment         = "production"
      approval            = "AI-17"
    }
  }
}

resource "aws_organizations_policy" "models" {
  name = "models"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Deny"
        Action    = ["bedrock:*", "bedrock-agentcore:*", "sagemaker:*"]
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:RequestedRegion" = ["us-east-1"] } }
      },
      {
        Effect   = "Deny"
        Action   = "qbusiness:*"
        Resource = "*"
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "models" {
  policy_id = aws_organizations_policy.models.id
  target_id = "r-abcd"
}

resource "aws_bedrockagent_prompt" "answers" {
  name = "answers"
  variant {
    name          = "answers"
    template_type = "TEXT"
    model_id      = "us.amazon.nova-lite-v1:0"
  }
}

resource "aws_iam_policy" "call" {
  name = "call"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-*"
    }]
  })
}

resource "aws_bedrockagent_agent" "desk" {
  region                  = "us-east-1"
  agent_name              = "desk"
  agent_resource_role_arn = "arn:aws:iam::111122223333:role/desk"
  foundation_model        = "amazon.nova-lite-v1:0"
}

resource "aws_instance" "experiment" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "g5.xlarge"
}

resource "aws_sagemaker_model" "ranking" {
  name               = "ranking"
  execution_role_arn = "arn:aws:iam::111122223333:role/ranking"
  primary_container {
    image       = "111122223333.dkr.ecr.us-east-1.amazonaws.com/ranking:v3"
    environment = { INDEX_SECRET_ARN = aws_secretsmanager_secret.index.arn }
  }
  tags = { owner = "search" }
}

resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = "arn:aws:iam::111122223333:role/chat"
  environment {
    variables = {
      MODEL_ID = "amazon.nova-lite-v1:0"
    }
  }
}

resource "aws_ecs_task_definition" "summaries" {
  family = "summaries"
  container_definitions = jsonencode([{
    name        = "summaries"
    image       = "111122223333.dkr.ecr.us-east-1.amazonaws.com/summaries:v1"
    environment = [{ name = "MODEL_ID", value = "amazon.nova-lite-v1:0" }]
  }])
}

resource "aws_secretsmanager_secret" "index" {
  name = "prod/search-index"
}

resource "aws_ssm_parameter" "model" {
  name  = "/chat/model"
  type  = "SecureString"
  value = "set by hand"
}

resource "aws_networkfirewall_rule_group" "written" {
  name     = "written"
  type     = "STATEFUL"
  capacity = 10
  rule_group {
    rules_source {
      rules_string = join("\n", [
        "pass tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; content:\"data.example.com\"; startswith; endswith; sid:1; rev:1;)",
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
        targets              = ["packages.example.com"]
      }
    }
  }
}
