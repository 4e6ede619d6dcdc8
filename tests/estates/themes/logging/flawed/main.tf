# An assistant whose calls, traffic and prompts are recorded by halves, where everybody may read or delete them.

resource "aws_organizations_organization" "this" { # violates: organization-has-a-trail-of-every-account
  aws_service_access_principals = ["cloudtrail.amazonaws.com"]
}

resource "aws_cloudtrail" "main" { # violates: management-events-are-recorded-in-every-region trail-is-encrypted-with-a-customer-managed-key trail-validates-its-log-files trail-can-be-watched
  name           = "main"
  s3_bucket_name = aws_s3_bucket.records.id
}

resource "aws_s3_bucket" "records" { # violates: trail-bucket-blocks-public-access trail-bucket-keeps-what-was-written trail-bucket-is-access-logged
  bucket = "desk-records"
}

resource "aws_vpc" "desk" { # violates: ai-vpc-keeps-flow-logs ai-vpc-flow-logs-are-written-every-minute ai-vpc-flow-logs-name-the-machine ai-vpc-flow-logs-record-all-traffic ai-vpc-keeps-queries-for-names
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
  vpc_id          = aws_vpc.desk.id
  traffic_type    = "REJECT"
  log_destination = aws_cloudwatch_log_group.flows.arn # violates: flow-log-group-is-encrypted-with-a-customer-managed-key flow-log-group-keeps-its-records
  iam_role_arn    = aws_iam_role.records.arn
}

resource "aws_cloudwatch_log_group" "flows" {
  name              = "flows"
  retention_in_days = 30
}

resource "aws_flow_log" "models" {
  subnet_id            = aws_subnet.desk.id
  traffic_type         = "REJECT"
  log_destination      = aws_s3_bucket.flows.arn # violates: flow-log-bucket-blocks-public-access
  log_destination_type = "s3"
}

resource "aws_s3_bucket" "flows" {
  bucket = "desk-flows"
}

resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  logging_config {
    text_data_delivery_enabled      = false # violates: model-invocation-logging-keeps-requests
    image_data_delivery_enabled     = false
    embedding_data_delivery_enabled = false
    video_data_delivery_enabled     = false # violates: invocation-logging-keeps-what-is-not-text
    cloudwatch_config {
      log_group_name = aws_cloudwatch_log_group.prompts.name # violates: invocation-log-group-is-encrypted-with-a-customer-managed-key invocation-log-group-ends-its-records invocation-log-group-masks-sensitive-data
      role_arn       = aws_iam_role.records.arn
    }
    s3_config {
      bucket_name = aws_s3_bucket.prompts.id # violates: invocation-log-bucket-ends-its-records
    }
  }
}

resource "aws_cloudwatch_log_group" "prompts" {
  name = "prompts"
}

resource "aws_s3_bucket" "prompts" { # violates: use-of-ai-buckets-is-recorded
  bucket = "desk-prompts"
}

resource "aws_cloudwatch_log_group" "agent" { # violates: ai-log-group-is-encrypted-with-a-customer-managed-key ai-log-group-is-protected-from-deletion ai-log-group-masks-sensitive-data
  name              = "/aws/bedrock-agentcore/runtimes/desk"
  retention_in_days = 30 # violates: ai-log-group-keeps-its-records
}

resource "aws_bedrockagentcore_agent_runtime" "desk" { # violates: agent-runtime-delivers-its-logs use-of-agentcore-is-recorded
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

resource "aws_bedrockagentcore_gateway" "tools" { # violates: agent-gateway-delivers-its-logs use-of-agentcore-is-recorded
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

resource "aws_bedrockagent_knowledge_base" "desk" { # violates: use-of-bedrock-is-recorded
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

resource "aws_sagemaker_endpoint_configuration" "ranking" { # violates: use-of-sagemaker-endpoints-is-recorded
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
