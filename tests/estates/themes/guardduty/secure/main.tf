# GuardDuty watches calls, machines and documents of both regions, and hears of prompt injection.

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "eu"
  region = "eu-west-1"
}

resource "aws_guardduty_detector" "us" {}

resource "aws_guardduty_detector_feature" "plans" {
  for_each = toset([
    "S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS", "EBS_MALWARE_PROTECTION", "AI_PROTECTION",
  ])
  detector_id = aws_guardduty_detector.us.id
  name        = each.key
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "runtime" {
  detector_id = aws_guardduty_detector.us.id
  name        = "RUNTIME_MONITORING"
  status      = "ENABLED"
  additional_configuration {
    name   = "EC2_AGENT_MANAGEMENT"
    status = "ENABLED"
  }
  additional_configuration {
    name   = "EKS_ADDON_MANAGEMENT"
    status = "ENABLED"
  }
  additional_configuration {
    name   = "ECS_FARGATE_AGENT_MANAGEMENT"
    status = "ENABLED"
  }
}

resource "aws_guardduty_detector" "eu" {
  provider = aws.eu
}

resource "aws_guardduty_detector_feature" "plans_eu" {
  provider = aws.eu
  for_each = toset([
    "S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS", "EBS_MALWARE_PROTECTION", "AI_PROTECTION",
  ])
  detector_id = aws_guardduty_detector.eu.id
  name        = each.key
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "runtime_eu" {
  provider    = aws.eu
  detector_id = aws_guardduty_detector.eu.id
  name        = "RUNTIME_MONITORING"
  status      = "ENABLED"
  additional_configuration {
    name   = "EC2_AGENT_MANAGEMENT"
    status = "ENABLED"
  }
  additional_configuration {
    name   = "EKS_ADDON_MANAGEMENT"
    status = "ENABLED"
  }
  additional_configuration {
    name   = "ECS_FARGATE_AGENT_MANAGEMENT"
    status = "ENABLED"
  }
}

resource "aws_guardduty_organization_configuration" "all" {
  detector_id                      = aws_guardduty_detector.us.id
  auto_enable_organization_members = "ALL"
}

resource "aws_guardduty_organization_configuration_feature" "ai" {
  detector_id = aws_guardduty_detector.us.id
  name        = "AI_PROTECTION"
  auto_enable = "ALL"
}

resource "aws_guardduty_filter" "scanner" {
  detector_id = aws_guardduty_detector.us.id
  name        = "scanner"
  rank        = 1
  action      = "ARCHIVE"
  finding_criteria {
    criterion {
      field  = "type"
      equals = ["Recon:EC2/Portscan"]
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "documents" {
  role = aws_iam_role.desk.arn
  protected_resource {
    s3_bucket {
      bucket_name = aws_s3_bucket.documents.id
    }
  }
  actions {
    tagging {
      status = "ENABLED"
    }
  }
}

resource "aws_s3_bucket" "documents" {
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
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
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
