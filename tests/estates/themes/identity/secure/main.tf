# A team and its assistant: everybody may do what they have to, and is let in by name.

resource "aws_iam_organizations_features" "root" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
}

# The agent acts for agents of its own account, and asks one model, never without its guardrail.
resource "aws_iam_role" "assistant" {
  name                 = "assistant"
  permissions_boundary = "arn:aws:iam::111122223333:policy/agents"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "bedrock.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "111122223333" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:bedrock:us-east-1:111122223333:agent/*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "assistant" {
  role = aws_iam_role.assistant.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "bedrock:InvokeModel"
      Resource  = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
      Condition = { StringEquals = { "bedrock:GuardrailIdentifier" = "arn:aws:bedrock:us-east-1:111122223333:guardrail/gr0000000001" } }
    }]
  })
}

resource "aws_bedrockagent_agent" "desk" {
  agent_name              = "desk"
  agent_resource_role_arn = aws_iam_role.assistant.arn
  foundation_model        = "amazon.nova-lite-v1:0"
}

# The main branch of one repository deploys.
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/assistant:ref:refs/heads/main"
        }
      }
    }]
  })
}

# People of the own account label data.
resource "aws_iam_role" "labelling" {
  name = "labelling"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/people" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# The team.
resource "aws_iam_policy" "research" {
  name = "research"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "sagemaker:CreateTrainingJob"
        Resource = "arn:aws:sagemaker:us-east-1:111122223333:training-job/research-*"
      },
      {
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "arn:aws:iam::111122223333:role/training"
        Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_group" "research" {
  name = "research"
}

resource "aws_iam_group_policy_attachment" "research" {
  group      = aws_iam_group.research.name
  policy_arn = aws_iam_policy.research.arn
}

resource "aws_iam_user" "ana" {
  name = "ana"
}

resource "aws_iam_user_login_profile" "ana" {
  user = aws_iam_user.ana.name
}

resource "aws_iam_user_policy" "ana" {
  user = aws_iam_user.ana.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "bedrock:DeleteGuardrail"
      Resource  = "arn:aws:bedrock:us-east-1:111122223333:guardrail/gr0000000001"
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}

# A program that sends mail from elsewhere, and asks no model.
resource "aws_iam_user" "newsletter" {
  name = "newsletter"
}

resource "aws_iam_user_policy" "newsletter" {
  user = aws_iam_user.newsletter.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "ses:SendRawEmail"
      Resource = "arn:aws:ses:us-east-1:111122223333:identity/example.org"
    }]
  })
}

resource "aws_iam_access_key" "newsletter" {
  user = aws_iam_user.newsletter.name
}

# What is left of somebody's first try in the console opens nothing, and ends.
resource "aws_iam_user" "trial" {
  name = "BedrockAPIKey-a1b2"
}

resource "aws_iam_service_specific_credential" "trial" {
  service_name        = "bedrock.amazonaws.com"
  user_name           = aws_iam_user.trial.name
  credential_age_days = 30
}

resource "aws_launch_template" "server" {
  name          = "server"
  instance_type = "g5.xlarge"
  user_data     = base64encode("#!/bin/sh\nexport DATABASE_PASSWORD=$(aws secretsmanager get-secret-value --secret-id database)\nserve\n")
}

resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = "arn:aws:iam::111122223333:role/chat"
  environment {
    variables = {
      MODEL_ID            = "amazon.nova-lite-v1:0"
      DATABASE_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:database-AbCdEf"
    }
  }
}
