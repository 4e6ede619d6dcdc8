# An assistant that signs in at its vector store and at a search service with secrets that never change, which AWS's own
# key opens for whoever may read them; one of them may be read by everybody.

resource "aws_secretsmanager_secret" "pinecone" { # violates: ai-secret-rotates ai-secret-is-encrypted-with-a-customer-managed-key
  name = "handbook/pinecone"
}

resource "aws_secretsmanager_secret" "search" { # violates: ai-secret-rotates ai-secret-is-encrypted-with-a-customer-managed-key
  name = "assistant/search"
}

resource "aws_secretsmanager_secret_policy" "search" {
  secret_arn = aws_secretsmanager_secret.search.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # violates: ai-secret-is-not-open-to-everybody
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }, {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" } # violates: ai-secret-is-shared-with-trusted-accounts-only
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
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
