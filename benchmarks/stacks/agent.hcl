# An agent with its guardrail and its tools.

resource "aws_bedrock_guardrail" "TEAM" {
  name                      = "${local.TEAM_name}-guardrail"
  blocked_input_messaging   = "I cannot help with that."
  blocked_outputs_messaging = "I cannot answer that."
  kms_key_arn               = aws_kms_key.TEAM.arn

  content_policy_config {
    dynamic "filters_config" {
      for_each = { PROMPT_ATTACK = "NONE", HATE = "HIGH", VIOLENCE = "HIGH" }

      content {
        type            = filters_config.key
        input_strength  = "HIGH"
        output_strength = filters_config.value
      }
    }
  }
}

resource "aws_bedrock_guardrail_version" "TEAM" {
  guardrail_arn = aws_bedrock_guardrail.TEAM.guardrail_arn
}

resource "aws_bedrockagent_agent" "TEAM" {
  agent_name              = "${local.TEAM_name}-agent"
  agent_resource_role_arn = aws_iam_role.TEAM_agent.arn
  foundation_model        = var.foundation_model
  instruction             = "You answer questions of ${var.TEAM.owner} politely and briefly."

  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.TEAM.guardrail_id
    guardrail_version    = aws_bedrock_guardrail_version.TEAM.version
  }
}

data "aws_iam_policy_document" "TEAM_agent_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["bedrock.amazonaws.com", "lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "TEAM_agent" {
  name               = "${local.TEAM_name}-agent"
  assume_role_policy = data.aws_iam_policy_document.TEAM_agent_trust.json
}

resource "aws_iam_role_policy" "TEAM_agent" {
  name = "model"
  role = aws_iam_role.TEAM_agent.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["bedrock:InvokeModel"]
      Resource = "arn:aws:bedrock:${var.region}::foundation-model/${var.foundation_model}"
    }]
  })
}

resource "aws_lambda_function" "TEAM_tool" {
  for_each      = toset(["search", "orders", "refunds"])
  function_name = "${local.TEAM_name}-${each.key}"
  role          = aws_iam_role.TEAM_agent.arn
  runtime       = "python3.13"
  handler       = "tools.${each.key}"
  filename      = "${each.key}.zip"

  environment {
    variables = {
      TABLE = "${local.TEAM_name}-memory"
      LEVEL = upper("info")
    }
  }
}

resource "aws_lambda_permission" "TEAM_tool" {
  for_each      = aws_lambda_function.TEAM_tool
  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  principal     = "bedrock.amazonaws.com"
  source_arn    = aws_bedrockagent_agent.TEAM.agent_arn
}

resource "aws_dynamodb_table" "TEAM_memory" {
  name         = "${local.TEAM_name}-memory"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "session"

  attribute {
    name = "session"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.TEAM.arn
  }
}
