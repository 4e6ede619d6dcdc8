# A bank scores applications for loans with SageMaker: people build the model in Studio and a notebook, jobs train it, the
# registry keeps it, endpoints serve it. All of it stands in a private subnet, under the bank's own key, and a schedule
# looks at what the model answers.

# Where people work.

resource "aws_sagemaker_domain" "studio" {
  domain_name             = "scoring"
  auth_mode               = "IAM"
  vpc_id                  = aws_vpc.scoring.id
  subnet_ids              = [aws_subnet.private.id]
  app_network_access_type = "VpcOnly"
  kms_key_id              = aws_kms_key.scoring.arn
  default_user_settings {
    execution_role  = aws_iam_role.scoring.arn
    security_groups = [aws_security_group.scoring.id]
  }
}

resource "aws_sagemaker_notebook_instance" "research" {
  name                   = "research"
  instance_type          = "ml.t3.xlarge"
  role_arn               = aws_iam_role.scoring.arn
  subnet_id              = aws_subnet.private.id
  security_groups        = [aws_security_group.scoring.id]
  kms_key_id             = aws_kms_key.scoring.arn
  platform_identifier    = "notebook-al2023-v1"
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
}

# What is known of applicants.

resource "aws_sagemaker_feature_group" "applicants" {
  feature_group_name             = "applicants"
  record_identifier_feature_name = "id"
  event_time_feature_name        = "at"
  role_arn                       = aws_iam_role.scoring.arn
  feature_definition {
    feature_name = "id"
    feature_type = "String"
  }
  feature_definition {
    feature_name = "at"
    feature_type = "String"
  }
  feature_definition {
    feature_name = "income"
    feature_type = "Fractional"
  }
  online_store_config {
    enable_online_store = true
    security_config {
      kms_key_id = aws_kms_key.scoring.arn
    }
  }
  offline_store_config {
    s3_storage_config {
      s3_uri     = "s3://${aws_s3_bucket.scoring.id}/features"
      kms_key_id = aws_kms_key.scoring.arn
    }
  }
}

# How the model is made.

resource "aws_sagemaker_training_job" "scores" {
  training_job_name                         = "scores"
  role_arn                                  = aws_iam_role.scoring.arn
  enable_network_isolation                  = true
  enable_inter_container_traffic_encryption = true
  vpc_config {
    subnets            = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.scoring.id]
  }
  algorithm_specification {
    training_image      = "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:v3"
    training_input_mode = "File"
  }
  input_data_config {
    channel_name = "train"
    data_source {
      s3_data_source {
        s3_data_type = "S3Prefix"
        s3_uri       = "s3://${aws_s3_bucket.scoring.id}/features"
      }
    }
  }
  output_data_config {
    s3_output_path = "s3://${aws_s3_bucket.scoring.id}/weights"
    kms_key_id     = aws_kms_key.scoring.arn
  }
  resource_config {
    instance_type     = "ml.m5.4xlarge"
    instance_count    = 2
    volume_size_in_gb = 100
    volume_kms_key_id = aws_kms_key.scoring.arn
  }
  stopping_condition {
    max_runtime_in_seconds = 36000
  }
}

resource "aws_sagemaker_hyper_parameter_tuning_job" "depth" {
  name = "depth"
  config {
    strategy = "Bayesian"
    resource_limits {
      max_parallel_training_jobs = 2
    }
  }
  training_job_definition {
    role_arn                                  = aws_iam_role.scoring.arn
    enable_network_isolation                  = true
    enable_inter_container_traffic_encryption = true
    vpc_config {
      subnets            = [aws_subnet.private.id]
      security_group_ids = [aws_security_group.scoring.id]
    }
    algorithm_specification {
      training_image      = "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:v3"
      training_input_mode = "File"
    }
    output_data_config {
      s3_output_path = "s3://${aws_s3_bucket.scoring.id}/tuning"
      kms_key_id     = aws_kms_key.scoring.arn
    }
    resource_config {
      instance_type     = "ml.m5.4xlarge"
      instance_count    = 2
      volume_size_in_gb = 100
      volume_kms_key_id = aws_kms_key.scoring.arn
    }
    stopping_condition {
      max_runtime_in_seconds = 36000
    }
  }
}

# Which versions there are, and what is known of them.

resource "aws_sagemaker_model_package_group" "scores" {
  model_package_group_name = "scores"
}

resource "aws_sagemaker_model_package_group_policy" "scores" {
  model_package_group_name = aws_sagemaker_model_package_group.scores.model_package_group_name
  resource_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.scoring.arn }
      Action    = ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages", "sagemaker:CreateModel"]
      Resource  = "*"
    }]
  })
}

resource "aws_sagemaker_model_card" "scores" {
  model_card_name   = "scores"
  model_card_status = "Approved"
  content = jsonencode({
    model_overview = { model_name = aws_sagemaker_model.scores.name, model_description = "Scores applications for loans" }
  })
  security_config {
    kms_key_id = aws_kms_key.scoring.arn
  }
}

# How it is served: at once, and in bulk.

resource "aws_sagemaker_model" "scores" {
  name                     = "scores"
  execution_role_arn       = aws_iam_role.scoring.arn
  enable_network_isolation = true
  vpc_config {
    subnets            = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.scoring.id]
  }
  primary_container {
    model_package_name = "arn:aws:sagemaker:us-east-1:111122223333:model-package/scores/3"
  }
}

resource "aws_sagemaker_endpoint_configuration" "desk" {
  name        = "desk"
  kms_key_arn = aws_kms_key.scoring.arn
  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.scores.name
    instance_type          = "ml.m5.xlarge"
    initial_instance_count = 2
  }
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://${aws_s3_bucket.scoring.id}/captured"
    kms_key_id                  = aws_kms_key.scoring.arn
    capture_options {
      capture_mode = "InputAndOutput"
    }
  }
}

resource "aws_sagemaker_endpoint" "desk" {
  name                 = "desk"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.desk.name
}

resource "aws_sagemaker_data_quality_job_definition" "desk" {
  name     = "desk"
  role_arn = aws_iam_role.scoring.arn
  data_quality_app_specification {
    image_uri = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
  }
  data_quality_job_input {
    endpoint_input {
      endpoint_name = aws_sagemaker_endpoint.desk.name
    }
  }
  data_quality_job_output_config {
    kms_key_id = aws_kms_key.scoring.arn
    monitoring_outputs {
      s3_output {
        s3_uri = "s3://${aws_s3_bucket.scoring.id}/monitoring"
      }
    }
  }
  job_resources {
    cluster_config {
      instance_count    = 1
      instance_type     = "ml.m5.xlarge"
      volume_size_in_gb = 20
      volume_kms_key_id = aws_kms_key.scoring.arn
    }
  }
  network_config {
    vpc_config {
      subnets            = [aws_subnet.private.id]
      security_group_ids = [aws_security_group.scoring.id]
    }
  }
}

resource "aws_sagemaker_monitoring_schedule" "desk" {
  name = "desk"
  monitoring_schedule_config {
    monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.desk.name
    monitoring_type                = "DataQuality"
    schedule_config {
      schedule_expression = "cron(0 * ? * * *)"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "desk" {
  alarm_name          = "drift-desk"
  namespace           = "aws/sagemaker/Endpoints/data-metrics"
  metric_name         = "feature_baseline_drift_income"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 3600
  statistic           = "Maximum"
  threshold           = 0.2
  dimensions = {
    Endpoint           = aws_sagemaker_endpoint.desk.name
    MonitoringSchedule = aws_sagemaker_monitoring_schedule.desk.name
  }
  alarm_actions = [aws_sns_topic.model_owners.arn]
}

resource "aws_sns_topic" "model_owners" {
  name              = "model-owners"
  kms_master_key_id = aws_kms_key.scoring.id
}

resource "aws_sns_topic_subscription" "model_owners" {
  topic_arn = aws_sns_topic.model_owners.arn
  protocol  = "email"
  endpoint  = "model-owners@example.com"
}

resource "aws_sagemaker_endpoint_configuration" "bulk" {
  name        = "bulk"
  kms_key_arn = aws_kms_key.scoring.arn
  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.scores.name
    instance_type          = "ml.m5.xlarge"
    initial_instance_count = 1
  }
  async_inference_config {
    output_config {
      s3_output_path = "s3://${aws_s3_bucket.scoring.id}/answers"
      kms_key_id     = aws_kms_key.scoring.arn
    }
  }
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://${aws_s3_bucket.scoring.id}/captured"
    kms_key_id                  = aws_kms_key.scoring.arn
    capture_options {
      capture_mode = "InputAndOutput"
    }
  }
}

# Applications that the model is not sure about are looked at by people.

resource "aws_sagemaker_flow_definition" "review" {
  flow_definition_name = "review"
  role_arn             = aws_iam_role.scoring.arn
  human_loop_config {
    human_task_ui_arn = "arn:aws:sagemaker:us-east-1:111122223333:human-task-ui/review"
    workteam_arn      = "arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/lenders"
    task_count        = 1
    task_title        = "Review"
    task_description  = "Is the score right?"
  }
  output_config {
    s3_output_path = "s3://${aws_s3_bucket.scoring.id}/reviews"
    kms_key_id     = aws_kms_key.scoring.arn
  }
}

resource "aws_s3_bucket" "scoring" {
  bucket = "bank-scoring"
}

resource "aws_iam_role" "scoring" {
  name = "scoring"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sagemaker.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_vpc" "scoring" {
  cidr_block = "10.40.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.scoring.id
  cidr_block = "10.40.1.0/24"
}

resource "aws_security_group" "scoring" {
  name   = "scoring"
  vpc_id = aws_vpc.scoring.id
  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_vpc.scoring.cidr_block]
  }
}

resource "aws_kms_key" "scoring" {
  description         = "Scores, and what they come from"
  enable_key_rotation = true
}
