# An assistant for the people of a company: it takes in whatever people upload and whatever its crawler finds, answers
# everybody from everything, and leaves its keys to AWS, as does the model that sorts what people ask.

resource "aws_qbusiness_application" "helper" { # violates: assistant-is-encrypted-with-a-customer-managed-key
  display_name                 = "helper"
  identity_center_instance_arn = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
  attachments_configuration {
    attachments_control_mode = "ENABLED" # violates: assistant-takes-no-files
  }
}

resource "aws_kendra_index" "handbook" { # violates: search-index-is-encrypted-with-a-customer-managed-key
  name                = "handbook"
  role_arn            = aws_iam_role.search.arn
  user_context_policy = "ATTRIBUTE_FILTER" # violates: search-index-answers-by-who-asks
}

resource "aws_kendra_data_source" "site" {
  index_id = aws_kendra_index.handbook.id
  name     = "site"
  role_arn = aws_iam_role.search.arn
  type     = "WEBCRAWLER"
  configuration {
    web_crawler_configuration {
      urls {
        seed_url_configuration {
          seed_urls        = ["https://docs.acme.example"]
          web_crawler_mode = "EVERYTHING" # violates: search-crawler-stays-on-its-sites
        }
      }
    }
  }
}

resource "aws_kendra_data_source" "wiki" {
  index_id = aws_kendra_index.handbook.id
  name     = "wiki"
  role_arn = aws_iam_role.search.arn
  type     = "S3"
  configuration {
    s3_configuration { # violates: search-documents-say-who-may-see-them
      bucket_name = aws_s3_bucket.wiki.bucket
    }
  }
}

resource "aws_s3_bucket" "wiki" {
  bucket = "acme-wiki"
}

resource "aws_comprehend_document_classifier" "questions" { # violates: text-model-is-encrypted-with-a-customer-managed-key text-model-is-trained-on-disks-with-a-customer-managed-key
  name                 = "questions"
  language_code        = "en"
  data_access_role_arn = aws_iam_role.search.arn
  input_data_config {
    s3_uri = "s3://acme-questions/labelled.csv"
  }
}

resource "aws_iam_role" "search" {
  name = "search"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["kendra.amazonaws.com", "comprehend.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_datazone_domain" "studio" { # violates: unified-studio-is-encrypted-with-a-customer-managed-key
  name                  = "studio"
  domain_version        = "V2"
  domain_execution_role = aws_iam_role.search.arn
}
