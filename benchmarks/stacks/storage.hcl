# Training data, with everything that configures the bucket.

resource "aws_s3_bucket" "TEAM_training" {
  bucket        = "${local.TEAM_name}-training"
  force_destroy = false
  tags          = local.TEAM_tags
}

resource "aws_s3_bucket_versioning" "TEAM_training" {
  bucket = aws_s3_bucket.TEAM_training.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "TEAM_training" {
  bucket = aws_s3_bucket.TEAM_training.bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = coalesce(var.TEAM.key_arn, aws_kms_key.TEAM.arn)
    }
  }
}

resource "aws_s3_bucket_public_access_block" "TEAM_training" {
  bucket                  = aws_s3_bucket.TEAM_training.id
  block_public_acls       = var.TEAM.block_public
  block_public_policy     = var.TEAM.block_public
  ignore_public_acls      = var.TEAM.block_public
  restrict_public_buckets = var.TEAM.block_public
}

resource "aws_s3_bucket_lifecycle_configuration" "TEAM_training" {
  bucket = aws_s3_bucket.TEAM_training.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    noncurrent_version_expiration {
      noncurrent_days = var.retention_days
    }
  }
}

data "aws_iam_policy_document" "TEAM_training" {
  statement {
    sid       = "OnlyEncryptedTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.TEAM_training.arn, "${aws_s3_bucket.TEAM_training.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "TEAM_training" {
  bucket = aws_s3_bucket.TEAM_training.id
  policy = data.aws_iam_policy_document.TEAM_training.json
}
