# A model server that mounts its weights in plain text from a file system that is not encrypted, in a subnet with a
# way to the internet; beside it a fine-tuning that reads conversations which a key of AWS opens.

resource "aws_efs_file_system" "weights" { # violates: ai-file-system-is-encrypted ai-file-system-is-encrypted-with-a-customer-managed-key ai-file-system-is-not-reached-from-public-subnets
  performance_mode = "generalPurpose"
}

resource "aws_efs_mount_target" "weights" {
  file_system_id = aws_efs_file_system.weights.id
  subnet_id      = aws_subnet.public.id
}

resource "aws_ecs_task_definition" "llm" {
  family = "llm"
  container_definitions = jsonencode([{
    name        = "llm"
    image       = "vllm/vllm-openai:v0.9.0"
    mountPoints = [{ sourceVolume = "weights", containerPath = "/weights", readOnly = true }]
  }])
  volume {
    name = "weights"
    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.weights.id
      transit_encryption = "DISABLED" # violates: model-task-mounts-file-systems-with-tls
    }
  }
}

resource "aws_fsx_lustre_file_system" "conversations" { # violates: ai-file-system-is-encrypted-with-a-customer-managed-key
  storage_capacity            = 1200
  deployment_type             = "PERSISTENT_2"
  per_unit_storage_throughput = 125
  subnet_ids                  = [aws_subnet.private.id]
}

resource "aws_sagemaker_training_job" "tuning" {
  training_job_name = "tuning"
  role_arn          = aws_iam_role.tuning.arn
  algorithm_specification {
    training_image      = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.7.1-gpu-py312"
    training_input_mode = "File"
  }
  input_data_config {
    channel_name = "conversations"
    data_source {
      file_system_data_source {
        file_system_id          = aws_fsx_lustre_file_system.conversations.id
        file_system_type        = "FSxLustre"
        file_system_access_mode = "ro"
        directory_path          = "/fsx/conversations"
      }
    }
  }
  output_data_config {
    s3_output_path = "s3://tuned-models/tuning"
  }
  resource_config {
    instance_type     = "ml.g6e.2xlarge"
    instance_count    = 1
    volume_size_in_gb = 100
  }
  stopping_condition {
    max_runtime_in_seconds = 86400
  }
  vpc_config {
    subnets            = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.tuning.id]
  }
}

resource "aws_security_group" "tuning" {
  name   = "tuning"
  vpc_id = aws_vpc.ai.id
}

resource "aws_iam_role" "tuning" {
  name = "tuning"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sagemaker.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_vpc" "ai" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_internet_gateway" "ai" {
  vpc_id = aws_vpc.ai.id
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.ai.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.ai.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.20.2.0/24"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.ai.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}
