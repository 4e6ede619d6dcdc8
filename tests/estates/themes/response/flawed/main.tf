# Findings end in a mail or are suppressed as they come. What once acted on them was switched off, its role may do all.

resource "aws_cloudwatch_event_rule" "mail" {
  name = "mail"
  event_pattern = jsonencode({
    source        = ["aws.guardduty"]
    "detail-type" = ["GuardDuty Finding"]
  })
}

resource "aws_cloudwatch_event_target" "mail" {
  rule = aws_cloudwatch_event_rule.mail.name
  arn  = aws_sns_topic.mail.arn # violates: finding-sets-off-a-response
}

resource "aws_sns_topic" "mail" {
  name = "mail"
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.mail.arn
  protocol  = "email"
  endpoint  = "security@example.com"
}

resource "aws_cloudwatch_event_rule" "contain" {
  name  = "contain"
  state = "DISABLED" # violates: finding-sets-off-a-response
  event_pattern = jsonencode({
    source        = ["aws.guardduty"]
    "detail-type" = ["GuardDuty Finding"]
    detail        = { severity = [{ numeric = [">=", 7] }] }
  })
}

resource "aws_cloudwatch_event_target" "contain" {
  rule = aws_cloudwatch_event_rule.contain.name
  arn  = aws_lambda_function.contain.arn # violates: response-to-findings-is-no-administrator
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
      Action   = "*"
      Resource = "*"
    }]
  })
}

resource "aws_securityhub_automation_rule" "tests" {
  rule_name   = "tests"
  description = "The tests of last week were loud"
  rule_order  = 1
  rule_status = "ENABLED"
  criteria { # violates: automation-rule-hides-no-finding-that-matters
    product_name {
      comparison = "EQUALS"
      value      = "GuardDuty"
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
