# What surrounds the models: queues, topics, alarms, images, secrets.

locals {
  TEAM_queues = ["ingest", "train", "evaluate", "report"]
}

resource "aws_sqs_queue" "TEAM_dead" {
  for_each                  = toset(local.TEAM_queues)
  name                      = "${local.TEAM_name}-${each.key}-dead"
  message_retention_seconds = 14 * 24 * 3600
  kms_master_key_id         = aws_kms_key.TEAM.key_id
}

resource "aws_sqs_queue" "TEAM" {
  for_each          = toset(local.TEAM_queues)
  name              = "${local.TEAM_name}-${each.key}"
  kms_master_key_id = aws_kms_key.TEAM.key_id

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.TEAM_dead[each.key].arn
    maxReceiveCount     = 5
  })
}

resource "aws_sns_topic" "TEAM" {
  name              = "${local.TEAM_name}-alarms"
  kms_master_key_id = aws_kms_key.TEAM.key_id
}

resource "aws_cloudwatch_metric_alarm" "TEAM" {
  for_each            = aws_sqs_queue.TEAM_dead
  alarm_name          = "${local.TEAM_name}-${each.key}"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  statistic           = "Maximum"
  alarm_actions       = [aws_sns_topic.TEAM.arn]

  dimensions = {
    QueueName = each.value.name
  }
}

resource "aws_ecr_repository" "TEAM" {
  count                = 2
  name                 = join("/", [local.TEAM_name, ["server", "trainer"][count.index]])
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_secretsmanager_secret" "TEAM" {
  name       = "${local.TEAM_name}/registry"
  kms_key_id = aws_kms_key.TEAM.arn
}
