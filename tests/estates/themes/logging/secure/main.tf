# An assistant whose calls, traffic and prompts are recorded, kept for a year, and read by few.

resource "aws_organizations_organization" "this" {
  aws_service_access_principals = ["cloudtrail.amazonaws.com"]
}

resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = aws_s3_bucket.records.id
  is_multi_region_trail      = true
  is_organization_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = aws_kms_key.logs.arn
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.calls.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.records.arn
  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }
  dynamic "advanced_event_selector" {
    for_each = [
      "AWS::Bedrock::KnowledgeBase", "AWS::SageMaker::Endpoint",
      "AWS::BedrockAgentCore::Runtime", "AWS::BedrockAgentCore::Gateway",
    ]
    content {
      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }
      field_selector {
        field  = "resources.type"
        equals = [advanced_event_selector.value]
      }
    }
  }
}

resource "aws_s3_bucket" "records" {
  bucket = "desk-records"
}

resource "aws_s3_bucket_public_access_block" "records" {
  bucket                  = aws_s3_bucket.records.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "records" {
  bucket = aws_s3_bucket.records.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "records" {
  bucket        = aws_s3_bucket.records.id
  target_bucket = "desk-access"
  target_prefix = "records/"
}

resource "aws_cloudwatch_log_group" "calls" {
  name                        = "calls"
  kms_key_id                  = aws_kms_key.logs.arn
  retention_in_days           = 365
  deletion_protection_enabled = true
}

resource "aws_vpc" "desk" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "desk" {
  vpc_id     = aws_vpc.desk.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "desk" {
  vpc_id = aws_vpc.desk.id
}

resource "aws_flow_log" "network" {
  vpc_id                   = aws_vpc.desk.id
  traffic_type             = "ALL"
  log_destination          = aws_cloudwatch_log_group.flows.arn
  iam_role_arn             = aws_iam_role.records.arn
  max_aggregation_interval = 60
  log_format               = "$${srcaddr} $${dstaddr} $${action} $${vpc-id} $${subnet-id} $${instance-id}"
}

resource "aws_cloudwatch_log_group" "flows" {
  name                        = "flows"
  kms_key_id                  = aws_kms_key.logs.arn
  retention_in_days           = 365
  deletion_protection_enabled = true
}

resource "aws_flow_log" "models" {
  subnet_id                = aws_subnet.desk.id
  traffic_type             = "ALL"
  log_destination          = aws_s3_bucket.flows.arn
  log_destination_type     = "s3"
  max_aggregation_interval = 60
  log_format               = "$${srcaddr} $${dstaddr} $${action} $${vpc-id} $${subnet-id} $${instance-id}"
}

resource "aws_s3_bucket" "flows" {
  bucket = "desk-flows"
}

resource "aws_s3_bucket_public_access_block" "flows" {
  bucket                  = aws_s3_bucket.flows.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_route53_resolver_query_log_config" "desk" {
  name            = "desk"
  destination_arn = aws_s3_bucket.flows.arn
}

resource "aws_route53_resolver_query_log_config_association" "desk" {
  resolver_query_log_config_id = aws_route53_resolver_query_log_config.desk.id
  resource_id                  = aws_vpc.desk.id
}

resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  logging_config {
    text_data_delivery_enabled      = true
    image_data_delivery_enabled     = true
    embedding_data_delivery_enabled = true
    video_data_delivery_enabled     = true
    cloudwatch_config {
      log_group_name = aws_cloudwatch_log_group.prompts.name
      role_arn       = aws_iam_role.records.arn
    }
    s3_config {
      bucket_name = aws_s3_bucket.prompts.id
    }
  }
}

resource "aws_cloudwatch_log_group" "prompts" {
  name                        = "prompts"
  kms_key_id                  = aws_kms_key.logs.arn
  retention_in_days           = 365
  deletion_protection_enabled = true
}

resource "aws_s3_bucket" "prompts" {
  bucket = "desk-prompts"
}

resource "aws_s3_bucket_lifecycle_configuration" "prompts" {
  bucket = aws_s3_bucket.prompts.id
  rule {
    id     = "end"
    status = "Enabled"
    filter {}
    expiration {
      days = 400
    }
  }
}

resource "aws_cloudwatch_log_group" "agent" {
  name                        = "/aws/bedrock-agentcore/runtimes/desk"
  kms_key_id                  = aws_kms_key.logs.arn
  retention_in_days           = 365
  deletion_protection_enabled = true
}

resource "aws_cloudwatch_log_account_policy" "mask" {
  policy_name = "mask"
  policy_type = "DATA_PROTECTION_POLICY"
  policy_document = jsonencode({
    Name    = "mask"
    Version = "2021-06-01"
    Statement = [{
      Sid            = "mask"
      DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
      Operation      = { Deidentify = { MaskConfig = {} } }
    }]
  })
}

resource "aws_bedrockagentcore_agent_runtime" "desk" {
  agent_runtime_name = "desk"
  role_arn           = aws_iam_role.desk.arn
  agent_runtime_artifact {
    container_configuration {
      container_uri = "111122223333.dkr.ecr.us-east-1.amazonaws.com/desk:v7"
    }
  }
  network_configuration {
    network_mode = "VPC"
    network_mode_config {
      security_groups = [aws_security_group.desk.id]
      subnets         = [aws_subnet.desk.id]
    }
  }
}

resource "aws_bedrockagentcore_gateway" "tools" {
  name            = "tools"
  role_arn        = aws_iam_role.desk.arn
  authorizer_type = "AWS_IAM"
  protocol_type   = "MCP"
}

resource "aws_cloudwatch_log_delivery_source" "desk" {
  name         = "desk"
  log_type     = "APPLICATION_LOGS"
  resource_arn = aws_bedrockagentcore_agent_runtime.desk.agent_runtime_arn
}

resource "aws_cloudwatch_log_delivery_source" "tools" {
  name         = "tools"
  log_type     = "APPLICATION_LOGS"
  resource_arn = aws_bedrockagentcore_gateway.tools.gateway_arn
}

resource "aws_cloudwatch_log_delivery_destination" "agent" {
  name = "agent"
  delivery_destination_configuration {
    destination_resource_arn = aws_cloudwatch_log_group.agent.arn
  }
}

resource "aws_cloudwatch_log_delivery" "desk" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.desk.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.agent.arn
}

resource "aws_cloudwatch_log_delivery" "tools" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.tools.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.agent.arn
}

resource "aws_bedrockagent_knowledge_base" "desk" {
  name     = "desk"
  role_arn = aws_iam_role.desk.arn
  knowledge_base_configuration {
    type = "VECTOR"
  }
}

resource "aws_sagemaker_model" "ranking" {
  name               = "ranking"
  execution_role_arn = aws_iam_role.desk.arn
  vpc_config {
    security_group_ids = [aws_security_group.desk.id]
    subnets            = [aws_subnet.desk.id]
  }
}

resource "aws_sagemaker_endpoint_configuration" "ranking" {
  name = "ranking"
  production_variants {
    model_name             = aws_sagemaker_model.ranking.name
    initial_instance_count = 1
    instance_type          = "ml.g5.xlarge"
  }
}

resource "aws_iam_role" "desk" {
  name = "desk"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role" "records" {
  name = "records"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["bedrock.amazonaws.com", "cloudtrail.amazonaws.com", "vpc-flow-logs.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_kms_key" "logs" {
  description         = "Records of the desk"
  enable_key_rotation = true
}
