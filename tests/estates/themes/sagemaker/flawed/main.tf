# A bank scores applications for loans with SageMaker: people build the model in Studio and a notebook, jobs train it, the
# registry keeps it, endpoints serve it. All of it stands in the internet, under AWS's own keys, and nobody looks at what
# the model answers.

# Where people work.

resource "aws_sagemaker_domain" "studio" { # violates: domain-storage-is-encrypted-with-a-customer-managed-key
  domain_name             = "scoring"
  auth_mode               = "IAM"
  vpc_id                  = aws_vpc.scoring.id
  subnet_ids              = [aws_subnet.public.id] # violates: domain-subnets-are-private
  app_network_access_type = "PublicInternetOnly"   # violates: domain-traffic-stays-in-the-vpc
  default_user_settings {                          # violates: domain-has-security-groups-of-the-account
    execution_role = aws_iam_role.scoring.arn
  }
}

resource "aws_sagemaker_notebook_instance" "research" { # violates: notebook-is-in-a-vpc notebook-volume-is-encrypted-with-a-customer-managed-key
  name                   = "research"
  instance_type          = "ml.t3.xlarge"
  role_arn               = aws_iam_role.scoring.arn
  platform_identifier    = "notebook-al1-v1" # violates: notebook-runs-on-a-supported-platform
  direct_internet_access = "Enabled"         # violates: notebook-has-no-direct-internet-access
  root_access            = "Enabled"         # violates: notebook-gives-no-root-access
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
  online_store_config { # violates: online-features-are-encrypted-with-a-customer-managed-key
    enable_online_store = true
  }
  offline_store_config {
    s3_storage_config { # violates: offline-features-are-encrypted-with-a-customer-managed-key
      s3_uri = "s3://${aws_s3_bucket.scoring.id}/features"
    }
  }
}

# How the model is made.

resource "aws_sagemaker_training_job" "scores" { # violates: job-runs-in-a-vpc job-is-isolated-from-the-network training-traffic-is-encrypted
  training_job_name = "scores"
  role_arn          = aws_iam_role.scoring.arn
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
  output_data_config { # violates: training-output-is-encrypted-with-a-customer-managed-key
    s3_output_path = "s3://${aws_s3_bucket.scoring.id}/weights"
  }
  resource_config { # violates: training-volumes-are-encrypted-with-a-customer-managed-key
    instance_type     = "ml.m5.4xlarge"
    instance_count    = 2
    volume_size_in_gb = 100
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
  training_job_definition { # violates: job-runs-in-a-vpc job-is-isolated-from-the-network job-traffic-is-encrypted
    role_arn = aws_iam_role.scoring.arn
    algorithm_specification {
      training_image      = "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:v3"
      training_input_mode = "File"
    }
    output_data_config { # violates: job-output-is-encrypted-with-a-customer-managed-key
      s3_output_path = "s3://${aws_s3_bucket.scoring.id}/tuning"
    }
    resource_config { # violates: job-volumes-are-encrypted-with-a-customer-managed-key
      instance_type     = "ml.m5.4xlarge"
      instance_count    = 2
      volume_size_in_gb = 100
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
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*" # violates: model-package-group-does-not-let-everybody-in
        Action    = ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"]
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::444455556666:root" } # violates: model-package-group-is-shared-with-trusted-accounts-only
        Action    = "sagemaker:CreateModel"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_sagemaker_model_card" "scores" { # violates: model-card-is-encrypted-with-a-customer-managed-key
  model_card_name   = "scores"
  model_card_status = "Draft"
  content = jsonencode({
    model_overview = { model_name = aws_sagemaker_model.scores.name, model_description = "Scores applications for loans" }
  })
}

# How it is served: at once, and in bulk.

resource "aws_sagemaker_model" "scores" { # violates: model-is-in-a-vpc model-is-isolated-from-the-network served-model-has-an-approved-card
  name               = "scores"
  execution_role_arn = aws_iam_role.scoring.arn
  primary_container { # violates: served-model-comes-from-the-registry
    image          = "111122223333.dkr.ecr.us-east-1.amazonaws.com/serve:v3"
    model_data_url = "s3://${aws_s3_bucket.scoring.id}/weights/model.tar.gz"
  }
}

resource "aws_sagemaker_model" "trial" { # violates: served-model-has-an-approved-card
  name                     = "trial"
  execution_role_arn       = aws_iam_role.scoring.arn
  enable_network_isolation = true
  vpc_config {
    subnets            = [aws_subnet.public.id] # violates: model-subnets-are-private
    security_group_ids = ["sg-0123456789abcdef0"]
  }
  primary_container {
    image          = "111122223333.dkr.ecr.us-east-1.amazonaws.com/serve:v3"
    model_data_url = "s3://${aws_s3_bucket.scoring.id}/weights/model.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "desk" { # violates: endpoint-storage-is-encrypted-with-a-customer-managed-key endpoint-captures-what-it-is-asked
  name = "desk"
  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.scores.name
    instance_type          = "ml.m5.xlarge"
    initial_instance_count = 2
  }
}

resource "aws_sagemaker_endpoint" "desk" { # violates: endpoint-is-monitored
  name                 = "desk"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.desk.name
}

resource "aws_sagemaker_endpoint_configuration" "bulk" { # violates: endpoint-storage-is-encrypted-with-a-customer-managed-key
  name = "bulk"
  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.scores.name
    instance_type          = "ml.m5.xlarge"
    initial_instance_count = 1
  }
  async_inference_config {
    output_config { # violates: asynchronous-answers-are-encrypted-with-a-customer-managed-key
      s3_output_path = "s3://${aws_s3_bucket.scoring.id}/answers"
    }
  }
  data_capture_config { # violates: captured-requests-are-encrypted-with-a-customer-managed-key
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://${aws_s3_bucket.scoring.id}/captured"
    capture_options {
      capture_mode = "InputAndOutput"
    }
  }
}

resource "aws_sagemaker_endpoint" "bulk" {
  name                 = "bulk"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.bulk.name
}

resource "aws_sagemaker_monitoring_schedule" "bulk" { # violates: what-monitoring-finds-reaches-somebody
  name = "bulk"
  monitoring_schedule_config {
    monitoring_type = "DataQuality"
    monitoring_job_definition {
      role_arn = aws_iam_role.scoring.arn
      monitoring_app_specification {
        image_uri = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
      }
      monitoring_inputs {
        endpoint_input {
          endpoint_name = aws_sagemaker_endpoint.bulk.name
          local_path    = "/opt/ml/processing/input"
        }
      }
      monitoring_output_config {
        monitoring_outputs {
          s3_output {
            local_path = "/opt/ml/processing/output"
            s3_uri     = "s3://${aws_s3_bucket.scoring.id}/monitoring"
          }
        }
      }
      monitoring_resources {
        cluster_config {
          instance_count    = 1
          instance_type     = "ml.m5.xlarge"
          volume_size_in_gb = 20
        }
      }
    }
    schedule_config {
      schedule_expression = "cron(0 * ? * * *)"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "bulk" {
  alarm_name          = "drift-bulk"
  namespace           = "aws/sagemaker/Endpoints/data-metrics"
  metric_name         = "feature_baseline_drift_income"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 3600
  statistic           = "Maximum"
  threshold           = 0.2
  dimensions = {
    Endpoint           = aws_sagemaker_endpoint.bulk.name
    MonitoringSchedule = aws_sagemaker_monitoring_schedule.bulk.name
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
  output_config { # violates: reviews-are-encrypted-with-a-customer-managed-key
    s3_output_path = "s3://${aws_s3_bucket.scoring.id}/reviews"
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

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.scoring.id
  cidr_block = "10.40.1.0/24"
}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.scoring.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.scoring.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
