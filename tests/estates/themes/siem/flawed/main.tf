# Findings and logs come together and nobody looks: a rule without a target, a lake that nobody reads.

resource "aws_securityhub_account" "this" { # violates: security-hub-judges-by-the-ai-standard
  enable_default_standards = false          # violates: security-hub-judges-by-the-foundational-standard
}

resource "aws_securityhub_standards_subscription" "old" {
  standards_arn = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0"
}

resource "aws_cloudwatch_event_rule" "findings" { # violates: rule-about-security-findings-reaches-somebody
  name = "findings"
  event_pattern = jsonencode({
    source        = ["aws.securityhub"]
    "detail-type" = ["Security Hub Findings - Imported"]
  })
}

resource "aws_securitylake_data_lake" "this" { # violates: security-lake-takes-in-what-an-investigation-needs security-lake-has-a-subscriber
  meta_store_manager_role_arn = aws_iam_role.lake.arn
  configuration {
    region = "us-east-1"
    encryption_configuration {
      kms_key_id = "S3_MANAGED_KEY" # violates: security-lake-is-encrypted-with-a-customer-managed-key
    }
  }
}

resource "aws_securitylake_aws_log_source" "calls" {
  source {
    regions     = ["us-east-1"]
    source_name = "CLOUD_TRAIL_MGMT"
  }
}

resource "aws_iam_role" "lake" {
  name = "lake"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
