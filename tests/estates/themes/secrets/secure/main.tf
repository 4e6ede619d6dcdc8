# An assistant that signs in at its vector store and at a search service with secrets that change every month, by a key of
# the account, and that one role may read.

resource "aws_secretsmanager_secret" "pinecone" {
  name       = "handbook/pinecone"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_rotation" "pinecone" {
  secret_id           = aws_secretsmanager_secret.pinecone.id
  rotation_lambda_arn = aws_lambda_function.rotate.arn
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_secretsmanager_secret" "search" {
  name       = "assistant/search"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_rotation" "search" {
  secret_id           = aws_secretsmanager_secret.search.id
  rotation_lambda_arn = aws_lambda_function.rotate.arn
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_secretsmanager_secret_policy" "search" {
  secret_arn = aws_secretsmanager_secret.search.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.assistant.arn }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "secrets" {
  description         = "What the assistant signs in with"
  enable_key_rotation = true
}

resource "aws_lambda_function" "rotate" {
  function_name = "rotate"
  role          = aws_iam_role.rotate.arn
  runtime       = "python3.13"
  handler       = "rotate.handler"
  filename      = "rotate.zip"
}

resource "aws_bedrockagent_knowledge_base" "handbook" {
  name     = "handbook"
  role_arn = aws_iam_role.handbook.arn
  knowledge_base_configuration {
    type = "VECTOR"
    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }
  storage_configuration {
    type = "PINECONE"
    pinecone_configuration {
      connection_string      = "https://handbook.svc.example.pinecone.io"
      credentials_secret_arn = aws_secretsmanager_secret.pinecone.arn
      field_mapping {
        metadata_field = "metadata"
        text_field     = "text"
      }
    }
  }
}

resource "aws_ecs_task_definition" "assistant" {
  family             = "assistant"
  execution_role_arn = aws_iam_role.assistant.arn
  container_definitions = jsonencode([{
    name    = "llm"
    image   = "vllm/vllm-openai:v0.9.0"
    secrets = [{ name = "SEARCH_TOKEN", valueFrom = aws_secretsmanager_secret.search.arn }]
  }])
}

resource "aws_iam_role" "handbook" {
  name = "handbook"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "bedrock.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role" "assistant" {
  name = "assistant"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role" "rotate" {
  name = "rotate"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
