# The documents that an assistant answers from: anybody may read them, a partner may change them, copies go to that partner,
# and what was overwritten is gone.

resource "aws_s3_bucket" "documents" { # violates: ai-bucket-can-lock-versions
  bucket = "assistant-documents"
}

resource "aws_s3_bucket_versioning" "documents" {
  bucket = aws_s3_bucket.documents.id
  versioning_configuration {
    status = "Suspended" # violates: ai-bucket-keeps-versions
  }
}

resource "aws_s3_bucket_acl" "documents" {
  bucket = aws_s3_bucket.documents.id
  acl    = "public-read" # violates: ai-bucket-acl-does-not-let-everybody-in
}

resource "aws_s3_bucket_policy" "documents" {
  bucket = aws_s3_bucket.documents.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::444455556666:root" } # violates: ai-bucket-is-not-written-by-other-accounts
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.documents.arn}/*"
      },
      {
        Effect    = "Allow"
        Principal = "*" # violates: ai-bucket-policy-does-not-let-everybody-in
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.documents.arn}/*"
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id
  role   = "arn:aws:iam::111122223333:role/replication"
  rule {
    status = "Enabled"
    destination {
      account = "444455556666" # violates: ai-bucket-is-copied-only-to-trusted-accounts
      bucket  = "arn:aws:s3:::partner-documents"
    }
  }
}

resource "aws_s3_access_point" "editors" { # violates: access-point-of-an-ai-bucket-is-in-a-vpc
  name   = "editors"
  bucket = aws_s3_bucket.documents.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" } # violates: access-point-of-an-ai-bucket-does-not-let-everybody-in
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:us-east-1:111122223333:accesspoint/editors/object/*"
    }, {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" } # violates: access-point-of-an-ai-bucket-is-not-written-by-other-accounts
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:us-east-1:111122223333:accesspoint/editors/object/*"
    }]
  })
}

resource "aws_bedrockagent_data_source" "documents" {
  name              = "documents"
  knowledge_base_id = "KB00000001"
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn = aws_s3_bucket.documents.arn
    }
  }
}
