# A model is trained further on tickets of customers, and nobody looks for what is personal in them: Macie is paused, and
# its one job ran before most of the tickets were there.

resource "aws_macie2_account" "this" { # violates: macie-keeps-its-results
  status = "PAUSED" # violates: macie-is-not-paused
}

resource "aws_macie2_classification_job" "tickets" {
  name     = "tickets"
  job_type = "ONE_TIME"
  s3_job_definition {
    bucket_definitions {
      account_id = "111122223333"
      buckets    = [aws_s3_bucket.tickets.id]
    }
  }
}

resource "aws_s3_bucket" "tickets" { # violates: macie-job-looks-into-ai-buckets
  bucket = "tickets-for-training"
}

resource "aws_s3_bucket" "metrics" { # violates: macie-job-looks-into-ai-buckets
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
