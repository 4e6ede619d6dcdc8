# What every team has: its settings, a key, a place for its logs.

variable "TEAM" {
  description = "The settings of TEAM."
  type = object({
    owner         = string
    instance_type = string
    serving_port  = number
    serving_cidrs = list(string)
    tokens        = optional(string, "required")
    block_public  = optional(bool, true)
    key_arn       = optional(string)
  })
}

locals {
  TEAM_name = "${local.prefix}-${replace("TEAM", "_", "-")}"
  TEAM_tags = merge(local.tags, { Owner = var.TEAM.owner })
}

resource "aws_kms_key" "TEAM" {
  description             = "Data of ${var.TEAM.owner}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = local.TEAM_tags
}

resource "aws_kms_alias" "TEAM" {
  name          = "alias/${local.TEAM_name}"
  target_key_id = aws_kms_key.TEAM.key_id
}

resource "aws_cloudwatch_log_group" "TEAM" {
  name              = "/teams/${local.TEAM_name}"
  retention_in_days = var.retention_days
  kms_key_id        = aws_kms_key.TEAM.arn
}
