# Model servers on machines with an accelerator, and a template for training machines.

locals {
  TEAM_ports = {
    serving = var.TEAM.serving_port
    metrics = 9100
  }
}

resource "aws_security_group" "TEAM_server" {
  name        = "${local.TEAM_name}-server"
  description = "Model servers of ${var.TEAM.owner}"
  vpc_id      = aws_vpc.NETWORK.id

  dynamic "ingress" {
    for_each = local.TEAM_ports

    content {
      description = ingress.key
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ingress.key == "metrics" ? ["10.0.0.0/8"] : var.TEAM.serving_cidrs
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "TEAM_server" {
  count             = 2
  type              = "ingress"
  security_group_id = aws_security_group.TEAM_server.id
  from_port         = 22 + count.index
  to_port           = 22 + count.index
  protocol          = "tcp"
  cidr_blocks       = [format("10.%d.0.0/16", count.index)]
}

resource "aws_iam_role" "TEAM_server" {
  name = "${local.TEAM_name}-server"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

data "aws_iam_policy_document" "TEAM_server" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::${local.TEAM_name}-training", "arn:aws:s3:::${local.TEAM_name}-training/*"]
  }

  dynamic "statement" {
    for_each = { decrypt = "kms:Decrypt", sign = "kms:GenerateDataKey" }

    content {
      sid       = title(statement.key)
      actions   = [statement.value]
      resources = [aws_kms_key.TEAM.arn]
    }
  }
}

resource "aws_iam_role_policy" "TEAM_server" {
  name   = "models"
  role   = aws_iam_role.TEAM_server.id
  policy = data.aws_iam_policy_document.TEAM_server.json
}

resource "aws_iam_role_policy_attachment" "TEAM_server" {
  role       = aws_iam_role.TEAM_server.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "TEAM_server" {
  name = "${local.TEAM_name}-server"
  role = aws_iam_role.TEAM_server.name
}

resource "aws_instance" "TEAM_server" {
  count                       = 2
  ami                         = var.image_id
  instance_type               = var.TEAM.instance_type
  subnet_id                   = aws_subnet.NETWORK_TIER[element(local.zones, count.index)].id
  vpc_security_group_ids      = [aws_security_group.TEAM_server.id]
  iam_instance_profile        = aws_iam_instance_profile.TEAM_server.name
  associate_public_ip_address = false

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = var.TEAM.tokens
  }

  root_block_device {
    volume_size = 100
    encrypted   = true
    kms_key_id  = aws_kms_key.TEAM.arn
  }

  user_data = <<-SCRIPT
    #!/bin/sh
    export MODEL_BUCKET="${local.TEAM_name}-training"
    %{for name, port in local.TEAM_ports~}
    echo "${name} ${port}" >> /etc/ports
    %{endfor~}
    exec model-server --port ${var.TEAM.serving_port}
  SCRIPT

  tags = merge(local.TEAM_tags, { Name = "${local.TEAM_name}-${count.index}" })
}

resource "aws_ebs_volume" "TEAM_models" {
  for_each          = toset(local.zones)
  availability_zone = each.value
  size              = 500
  encrypted         = true
  kms_key_id        = aws_kms_key.TEAM.arn
}

resource "aws_launch_template" "TEAM_trainer" {
  name          = "${local.TEAM_name}-trainer"
  image_id      = var.image_id
  instance_type = "p5.48xlarge"

  network_interfaces {
    subnet_id                   = aws_subnet.NETWORK_private[local.zones[0]].id
    associate_public_ip_address = false
    security_groups             = [aws_security_group.TEAM_server.id]
  }

  metadata_options {
    http_tokens = var.TEAM.tokens
  }

  iam_instance_profile {
    name = aws_iam_instance_profile.TEAM_server.name
  }
}
