# Research: a notebook beside the training data.

resource "aws_sagemaker_notebook_instance" "research" {
  name                   = "${local.prefix}-research"
  instance_type          = "ml.t3.xlarge"
  role_arn               = aws_iam_role.notebook.arn
  subnet_id              = aws_subnet.private_b.id
  security_groups        = [aws_security_group.sagemaker.id]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
  kms_key_id             = aws_kms_key.main.id

  instance_metadata_service_configuration {
    minimum_instance_metadata_service_version = "2"
  }

  tags = {
    Name = "research"
  }
}

# The embedding model, served by SageMaker.

resource "aws_sagemaker_model" "embedder" {
  name                     = "${local.prefix}-embedder"
  execution_role_arn       = aws_iam_role.embedder.arn
  enable_network_isolation = true

  primary_container {
    image          = "${local.image_base}/huggingface-pytorch-inference:2.6.0-transformers4.49.0-gpu-py312"
    model_data_url = "s3://${aws_s3_bucket.artefacts.bucket}/embedder/model.tar.gz"
  }

  vpc_config {
    subnets            = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_group_ids = [aws_security_group.sagemaker.id]
  }

  tags = {
    Name = "embedder"
  }
}

resource "aws_sagemaker_endpoint_configuration" "embedder" {
  name        = "${local.prefix}-embedder"
  kms_key_arn = aws_kms_key.main.arn

  production_variants {
    variant_name           = "main"
    model_name             = aws_sagemaker_model.embedder.name
    instance_type          = "ml.g4dn.xlarge"
    initial_instance_count = 1
  }

  tags = {
    Name = "embedder"
  }
}

resource "aws_sagemaker_endpoint" "embedder" {
  name                 = "${local.prefix}-embedder"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.embedder.name

  tags = {
    Name = "embedder"
  }
}

# The agent that answers customers, and what it must not say or be told.

resource "aws_bedrock_guardrail" "support" {
  name                      = "${local.prefix}-support"
  description               = "What the support agent must not say or be told"
  blocked_input_messaging   = "I cannot help with that."
  blocked_outputs_messaging = "I cannot answer that."
  kms_key_arn               = aws_kms_key.main.arn

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }

    filters_config {
      type            = "HATE"
      input_strength  = "HIGH"
      output_strength = "HIGH"
    }
  }

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "EMAIL"
      action = "ANONYMIZE"
    }
  }

  tags = {
    Name = "support"
  }
}

resource "aws_bedrock_guardrail_version" "support" {
  guardrail_arn = aws_bedrock_guardrail.support.guardrail_arn
  description   = "The first version"
}

resource "aws_bedrockagent_agent" "support" {
  agent_name                  = "${local.prefix}-support"
  agent_resource_role_arn     = aws_iam_role.agent.arn
  foundation_model            = "anthropic.claude-sonnet-4-20250514-v1:0"
  instruction                 = "You answer questions of customers about their orders, politely and briefly."
  idle_session_ttl_in_seconds = 600
  customer_encryption_key_arn = aws_kms_key.main.arn

  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.support.guardrail_id
    guardrail_version    = aws_bedrock_guardrail_version.support.version
  }

  tags = {
    Name = "support"
  }
}
