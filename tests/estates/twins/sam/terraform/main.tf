# The same as template.yaml, with what is implicit there written out.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

variable "model" {
  type    = string
  default = "anthropic.claude-v2"
}

resource "aws_kms_key" "prompts" {}

resource "aws_s3_bucket" "prompts" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "prompts" {
  bucket = aws_s3_bucket.prompts.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.prompts.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "prompts" {
  bucket              = aws_s3_bucket.prompts.id
  block_public_acls   = true
  block_public_policy = true
  ignore_public_acls  = true
}

resource "aws_iam_role" "infer" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["lambda.amazonaws.com"] }
      Action    = ["sts:AssumeRole"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "infer" {
  role       = aws_iam_role.infer.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "infer" {
  role = aws_iam_role.infer.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:aws:bedrock:*::foundation-model/${var.model}"
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.prompts.arn}/*"
      },
    ]
  })
}

resource "aws_lambda_function" "infer" {
  function_name = "infer"
  role          = aws_iam_role.infer.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  timeout       = 30
  memory_size   = 512
  s3_bucket     = "artifacts"
  s3_key        = "infer.zip"

  environment {
    variables = {
      MODEL  = var.model
      BUCKET = aws_s3_bucket.prompts.id
    }
  }
}

resource "aws_api_gateway_rest_api" "main" {
  name = "inference"

  body = jsonencode({
    swagger = "2.0"
    info    = { title = "inference", version = "1.0" }
    paths = {
      "/ask" = {
        post = {
          responses = {}
          "x-amazon-apigateway-integration" = {
            type       = "aws_proxy"
            httpMethod = "POST"
            uri        = aws_lambda_function.infer.invoke_arn
          }
        }
      }
    }
  })
}

resource "aws_api_gateway_deployment" "main" {
  rest_api_id = aws_api_gateway_rest_api.main.id
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.main.id
  deployment_id = aws_api_gateway_deployment.main.id
  stage_name    = "Prod"
}

resource "aws_lambda_permission" "ask" {
  function_name = aws_lambda_function.infer.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.main.execution_arn}/*/POST/ask"
}

resource "aws_bedrock_guardrail" "answers" {
  name                      = "answers"
  blocked_input_messaging   = "That cannot be asked."
  blocked_outputs_messaging = "That cannot be answered."

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}
