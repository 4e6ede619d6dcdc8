# An assistant for the people of a company: it searches a handbook and a wiki, by who asks, and a model of its own sorts
# what they ask. All of it is encrypted with a key of the account.

resource "aws_qbusiness_application" "helper" {
  display_name                 = "helper"
  identity_center_instance_arn = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
  attachments_configuration {
    attachments_control_mode = "DISABLED"
  }
  encryption_configuration {
    kms_key_id = aws_kms_key.assistant.arn
  }
}

resource "aws_kendra_index" "handbook" {
  name                = "handbook"
  role_arn            = aws_iam_role.search.arn
  user_context_policy = "USER_TOKEN"
  user_token_configurations {
    json_token_type_configuration {
      group_attribute_field     = "groups"
      user_name_attribute_field = "username"
    }
  }
  server_side_encryption_configuration {
    kms_key_id = aws_kms_key.assistant.arn
  }
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
          web_crawler_mode = "HOST_ONLY"
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
    s3_configuration {
      bucket_name = aws_s3_bucket.wiki.bucket
      access_control_list_configuration {
        key_path = "s3://acme-wiki/access.json"
      }
    }
  }
}

resource "aws_s3_bucket" "wiki" {
  bucket = "acme-wiki"
}

resource "aws_comprehend_document_classifier" "questions" {
  name                 = "questions"
  language_code        = "en"
  data_access_role_arn = aws_iam_role.search.arn
  model_kms_key_id     = aws_kms_key.assistant.arn
  volume_kms_key_id    = aws_kms_key.assistant.arn
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

resource "aws_kms_key" "assistant" {
  description         = "What the assistant knows, and what people ask it"
  enable_key_rotation = true
}

resource "aws_datazone_domain" "studio" {
  name                  = "studio"
  domain_version        = "V2"
  domain_execution_role = aws_iam_role.search.arn
  kms_key_identifier    = aws_kms_key.assistant.arn
}
