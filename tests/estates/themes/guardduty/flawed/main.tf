# GuardDuty is suspended in one region and half blind in the other, which has what the desk answers from.

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "eu"
  region = "eu-west-1"
}

resource "aws_guardduty_detector" "us" {} # violates: guardduty-hears-of-prompt-attacks

resource "aws_guardduty_detector_feature" "s3_data_events" {
  detector_id = aws_guardduty_detector.us.id
  name        = "S3_DATA_EVENTS"
  status      = "DISABLED" # violates: guardduty-protects-s3
}

resource "aws_guardduty_detector_feature" "eks_audit_logs" {
  detector_id = aws_guardduty_detector.us.id
  name        = "EKS_AUDIT_LOGS"
  status      = "DISABLED" # violates: guardduty-watches-clusters
}

resource "aws_guardduty_detector_feature" "lambda_network_logs" {
  detector_id = aws_guardduty_detector.us.id
  name        = "LAMBDA_NETWORK_LOGS"
  status      = "DISABLED" # violates: guardduty-watches-functions
}

resource "aws_guardduty_detector_feature" "rds_login_events" {
  detector_id = aws_guardduty_detector.us.id
  name        = "RDS_LOGIN_EVENTS"
  status      = "DISABLED" # violates: guardduty-watches-databases
}

resource "aws_guardduty_detector_feature" "ebs_malware_protection" {
  detector_id = aws_guardduty_detector.us.id
  name        = "EBS_MALWARE_PROTECTION"
  status      = "DISABLED" # violates: guardduty-scans-volumes
}

resource "aws_guardduty_detector_feature" "ai_protection" {
  detector_id = aws_guardduty_detector.us.id
  name        = "AI_PROTECTION"
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "runtime_monitoring" {
  detector_id = aws_guardduty_detector.us.id
  name        = "RUNTIME_MONITORING"
  status      = "DISABLED" # violates: guardduty-monitors-what-runs-on-hosts guardduty-installs-its-agent-on-instances guardduty-installs-its-agent-on-clusters guardduty-installs-its-agent-beside-fargate-tasks
}

resource "aws_guardduty_detector" "eu" {
  provider = aws.eu
  enable   = false # violates: guardduty-detector-is-on guardduty-protects-ai guardduty-protects-s3 guardduty-monitors-what-runs-on-hosts guardduty-installs-its-agent-on-instances guardduty-installs-its-agent-on-clusters guardduty-installs-its-agent-beside-fargate-tasks guardduty-watches-clusters guardduty-watches-functions guardduty-watches-databases guardduty-scans-volumes
}

resource "aws_guardduty_organization_configuration" "all" { # violates: guardduty-ai-protection-is-switched-on-for-every-account
  detector_id                      = aws_guardduty_detector.us.id
  auto_enable_organization_members = "NEW" # violates: guardduty-is-switched-on-for-every-account
}

resource "aws_guardduty_filter" "scanner" {
  detector_id = aws_guardduty_detector.us.id
  name        = "scanner"
  rank        = 1
  action      = "ARCHIVE"
  finding_criteria {
    criterion {
      field   = "type"
      matches = ["UnauthorizedAccess:IAMUser/*", "CredentialAccess:*"] # violates: guardduty-filter-hides-no-finding-that-matters
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "uploads" {
  role = aws_iam_role.desk.arn
  protected_resource {
    s3_bucket {
      bucket_name = aws_s3_bucket.uploads.id
    }
  }
  actions {
    tagging {
      status = "DISABLED" # violates: malware-scan-tags-what-it-scanned
    }
  }
}

resource "aws_s3_bucket" "uploads" {
  bucket = "desk-uploads"
}

resource "aws_s3_bucket" "documents" { # violates: ai-bucket-is-scanned-for-malware
  bucket = "desk-documents"
}

resource "aws_bedrockagent_data_source" "documents" {
  name              = "documents"
  knowledge_base_id = aws_bedrockagent_knowledge_base.desk.id
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn = aws_s3_bucket.documents.arn
    }
  }
}

resource "aws_bedrockagent_knowledge_base" "desk" {
  name     = "desk"
  role_arn = aws_iam_role.desk.arn
  knowledge_base_configuration {
    type = "VECTOR"
  }
}

resource "aws_bedrock_guardrail" "desk" {
  name                      = "desk"
  blocked_input_messaging   = "That is not something this desk does."
  blocked_outputs_messaging = "That is not something this desk does."
  content_policy_config {
    filters_config {
      type            = "INSULTS"
      input_strength  = "HIGH"
      output_strength = "HIGH"
    }
  }
}

resource "aws_iam_role" "desk" {
  name = "desk"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["bedrock.amazonaws.com", "malware-protection-plan.guardduty.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}
