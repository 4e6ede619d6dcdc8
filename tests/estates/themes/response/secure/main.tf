# What GuardDuty finds runs a function that takes keys away and a runbook that stops machines. They may do nothing else.

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

resource "aws_cloudwatch_event_target" "stop" {
  rule     = aws_cloudwatch_event_rule.contain.name
  arn      = "arn:aws:ssm:us-east-1:111122223333:automation-definition/${aws_ssm_document.stop.name}:$DEFAULT"
  role_arn = aws_iam_role.start.arn
  input_transformer {
    input_paths    = { machine = "$.detail.resource.instanceDetails.instanceId" }
    input_template = jsonencode({ InstanceId = ["<machine>"] })
  }
}

resource "aws_ssm_document" "stop" {
  name          = "StopMachine"
  document_type = "Automation"
  content = jsonencode({
    schemaVersion = "0.3"
    assumeRole    = aws_iam_role.stop.arn
    parameters    = { InstanceId = { type = "StringList" } }
    mainSteps = [{
      name   = "stop"
      action = "aws:changeInstanceState"
      inputs = { InstanceIds = "{{ InstanceId }}", DesiredState = "stopped" }
    }]
  })
}

resource "aws_iam_role" "stop" {
  name = "stop"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ssm.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "stop" {
  name = "stop"
  role = aws_iam_role.stop.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:StopInstances", "ec2:DescribeInstanceStatus"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role" "start" {
  name = "start"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
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
  rule_status = "ENABLED"
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
