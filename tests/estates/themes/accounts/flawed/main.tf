# What an account decides for everything in it: nothing is safe unless somebody asks for it, the recorder of settings is
# switched off and would keep buckets alone, and backups can be deleted by whoever takes the account over.

resource "aws_ebs_encryption_by_default" "all" {
  enabled = false # violates: new-disks-are-encrypted-by-default
}

resource "aws_ec2_instance_metadata_defaults" "all" {
  http_tokens = "optional" # violates: new-machines-require-session-tokens-by-default
}

resource "aws_config_configuration_recorder" "settings" {
  name     = "settings"
  role_arn = aws_iam_role.config.arn
  recording_group {
    all_supported  = false
    resource_types = ["AWS::S3::Bucket"] # violates: config-recorder-records-the-ai-estate
  }
}

resource "aws_config_delivery_channel" "settings" {
  name           = "settings"
  s3_bucket_name = "settings-history"
  depends_on     = [aws_config_configuration_recorder.settings]
}

resource "aws_config_configuration_recorder_status" "settings" {
  name       = aws_config_configuration_recorder.settings.name
  is_enabled = false # violates: config-recorder-is-running
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

resource "aws_backup_vault" "training" { # violates: backup-vault-is-locked
  name = "training"
}
