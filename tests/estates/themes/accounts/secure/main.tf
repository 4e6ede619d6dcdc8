# What an account decides for everything in it: disks and machines are safe when nobody asks for it, the history of
# every setting is kept, and backups cannot be deleted.

resource "aws_ebs_encryption_by_default" "all" {
  enabled = true
}

resource "aws_ec2_instance_metadata_defaults" "all" {
  http_tokens = "required"
}

resource "aws_config_configuration_recorder" "settings" {
  name     = "settings"
  role_arn = aws_iam_role.config.arn
  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "settings" {
  name           = "settings"
  s3_bucket_name = "settings-history"
  depends_on     = [aws_config_configuration_recorder.settings]
}

resource "aws_config_configuration_recorder_status" "settings" {
  name       = aws_config_configuration_recorder.settings.name
  is_enabled = true
  depends_on = [aws_config_delivery_channel.settings]
}

resource "aws_iam_role" "config" {
  name = "config"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_backup_vault" "training" {
  name = "training"
}

resource "aws_backup_vault_lock_configuration" "training" {
  backup_vault_name   = aws_backup_vault.training.name
  changeable_for_days = 7
  min_retention_days  = 30
}
