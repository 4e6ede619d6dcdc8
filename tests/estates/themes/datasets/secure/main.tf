# The documents that an assistant answers from: its editors change them, from inside their network, and what was overwritten
# can be brought back.

resource "aws_s3_bucket" "documents" {
  bucket              = "assistant-documents"
  object_lock_enabled = true
}

resource "aws_s3_bucket_versioning" "documents" {
  bucket = aws_s3_bucket.documents.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "documents" {
  bucket = aws_s3_bucket.documents.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/editors" }
      Action    = ["s3:GetObject", "s3:PutObject"]
      Resource  = "${aws_s3_bucket.documents.arn}/*"
    }]
  })
}

resource "aws_s3_bucket" "copy" {
  bucket = "assistant-documents-copy"
}

resource "aws_s3_bucket_replication_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id
  role   = "arn:aws:iam::111122223333:role/replication"
  rule {
    status = "Enabled"
    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}

resource "aws_s3_access_point" "editors" {
  name   = "editors"
  bucket = aws_s3_bucket.documents.id
  vpc_configuration {
    vpc_id = aws_vpc.editors.id
  }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/editors" }
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:us-east-1:111122223333:accesspoint/editors/object/*"
    }]
  })
}

resource "aws_vpc" "editors" {
  cidr_block = "10.30.0.0/16"
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
