# A model is trained further on tickets of customers; every day Macie looks into what is new in the bucket of the tickets,
# and into what comes out of the training.

resource "aws_macie2_account" "this" {
  status = "ENABLED"
}

resource "aws_macie2_classification_export_configuration" "this" {
  s3_destination {
    bucket_name = "results-of-macie"
    kms_key_arn = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
  }
}

resource "aws_macie2_classification_job" "training" {
  name        = "training"
  job_type    = "SCHEDULED"
  initial_run = true
  schedule_frequency {
    daily_schedule = true
  }
  s3_job_definition {
    bucket_definitions {
      account_id = "111122223333"
      buckets    = [aws_s3_bucket.tickets.id, aws_s3_bucket.metrics.id]
    }
  }
}

resource "aws_s3_bucket" "tickets" {
  bucket = "tickets-for-training"
}

resource "aws_s3_bucket" "metrics" {
  bucket = "training-metrics"
}

resource "aws_bedrock_custom_model" "support" {
  custom_model_name     = "support"
  job_name              = "support-1"
  base_model_identifier = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:300k"
  role_arn              = "arn:aws:iam::111122223333:role/training"
  hyperparameters       = { epochCount = "1" }
  training_data_config {
    s3_uri = "s3://${aws_s3_bucket.tickets.id}/2026.jsonl"
  }
  output_data_config {
    s3_uri = "s3://${aws_s3_bucket.metrics.id}/"
  }
}
