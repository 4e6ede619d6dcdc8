# What all teams share.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

variable "environment" {
  description = "The stage; names begin with it."
  type        = string
}

variable "region" {
  description = "The region of the estate."
  type        = string
  default     = "eu-central-1"
}

variable "image_id" {
  description = "The machine image with drivers and model servers."
  type        = string
  default     = "ami-0c2b8ca1dad447f8a"
}

variable "foundation_model" {
  description = "The model behind the agents."
  type        = string
  default     = "anthropic.claude-sonnet-4-20250514-v1:0"
}

variable "retention_days" {
  description = "How long records and old versions are kept."
  type        = number
  default     = 365
}

variable "certificate_arn" {
  description = "The certificate of the public names, given by the pipeline that deploys."
  type        = string
}

locals {
  prefix   = "ai-${var.environment}"
  zones    = [for letter in ["a", "b"] : "${var.region}${letter}"]
  registry = "763104351884.dkr.ecr.${var.region}.amazonaws.com"
  tags     = { Environment = var.environment, Estate = "benchmark" }
}

resource "aws_wafv2_web_acl" "shared" {
  name  = "${local.prefix}-web"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 1

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 1000
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "web"
    sampled_requests_enabled   = true
  }
}

resource "aws_guardduty_detector" "shared" {
  enable = true
}
