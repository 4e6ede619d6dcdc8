# A team and its assistant, each of whom may do more than they have to, and lets in more than they know.

resource "aws_iam_organizations_features" "root" {
  enabled_features = ["RootSessions"] # violates: organization-manages-root-credentials
}

# Two agents act through one role, for whoever makes Bedrock ask, with all permissions there are.
resource "aws_iam_role" "assistant" { # violates: ai-role-has-a-permissions-boundary ai-role-is-used-by-one
  name = "assistant"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "bedrock.amazonaws.com" } # violates: ai-service-role-names-the-account-it-acts-for ai-service-role-names-what-it-acts-for
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "assistant" {
  role       = aws_iam_role.assistant.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" # violates: ai-role-does-not-control-the-account ai-role-calls-models-only-with-a-guardrail ai-role-is-not-an-administrator
}

resource "aws_bedrockagent_agent" "desk" {
  agent_name              = "desk"
  agent_resource_role_arn = aws_iam_role.assistant.arn
  foundation_model        = "amazon.nova-lite-v1:0"
}

resource "aws_bedrockagent_agent" "billing" {
  agent_name              = "billing"
  agent_resource_role_arn = aws_iam_role.assistant.arn
  foundation_model        = "amazon.nova-lite-v1:0"
}

# Every workflow on GitHub may deploy.
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } } # violates: role-for-github-names-its-repository
    }]
  })
}

# The partner of a project that is over, and everybody else who knows the name of the role.
resource "aws_iam_role" "labelling" {
  name = "labelling"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" } # violates: role-trusts-only-known-accounts
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role" "demo" {
  name = "demo"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" } # violates: role-does-not-trust-everybody
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
        Action   = "bedrock:*" # violates: policy-does-not-allow-whole-ai-services
        Resource = "*" # violates: policy-names-the-models-that-may-be-called
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole" # violates: pass-role-names-the-services
        Resource = "*" # violates: pass-role-names-the-roles
      },
    ]
  })
}

resource "aws_iam_group" "research" {
  name = "research"
}

resource "aws_iam_group_policy_attachment" "administrators" {
  group      = aws_iam_group.research.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" # violates: ai-team-member-is-not-an-administrator
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
      Effect   = "Allow" # violates: declared-console-user-is-asked-for-a-second-factor
      Action   = "bedrock:DeleteGuardrail"
      Resource = "arn:aws:bedrock:us-east-1:111122223333:guardrail/gr0000000001"
    }]
  })
}

# A program that asks a model, with keys that never end.
resource "aws_iam_user" "newsletter" { # violates: declared-user-has-one-active-key
  name = "newsletter"
}

resource "aws_iam_user_policy" "newsletter" {
  user = aws_iam_user.newsletter.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    }]
  })
}

resource "aws_iam_access_key" "newsletter" {
  user = aws_iam_user.newsletter.name # violates: user-key-does-not-reach-models
}

resource "aws_iam_access_key" "newsletter_old" {
  user = aws_iam_user.newsletter.name # violates: user-key-does-not-reach-models
}

# What is left of somebody's first try in the console.
resource "aws_iam_user" "trial" {
  name = "BedrockAPIKey-a1b2"
}

resource "aws_iam_user_policy_attachment" "trial" {
  user       = aws_iam_user.trial.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonBedrockFullAccess" # violates: user-of-a-bedrock-api-key-has-no-other-permissions nobody-has-full-access-to-an-ai-service
}

resource "aws_iam_service_specific_credential" "trial" { # violates: bedrock-api-key-ends
  service_name = "bedrock.amazonaws.com"
  user_name    = aws_iam_user.trial.name
}

resource "aws_launch_template" "server" {
  name          = "server"
  instance_type = "g5.xlarge"
  user_data     = base64encode("#!/bin/sh\nexport DATABASE_PASSWORD=Autumn-2026-chat!\nserve\n") # violates: definition-holds-no-secrets
}

resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = "arn:aws:iam::111122223333:role/chat"
  environment {
    variables = {
      MODEL_ID          = "amazon.nova-lite-v1:0"
      DATABASE_PASSWORD = "Autumn-2026-chat!" # violates: definition-holds-no-secrets
    }
  }
}
