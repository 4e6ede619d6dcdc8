resource "aws_instance" "server" {
  ami                         = var.gpu_image
  instance_type               = "g5.xlarge"
  subnet_id                   = aws_subnet.private_a.id
  associate_public_ip_address = false
  vpc_security_group_ids      = [aws_security_group.server.id]
  iam_instance_profile        = aws_iam_instance_profile.server.name
  monitoring                  = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 200
    encrypted   = true
    kms_key_id  = aws_kms_key.main.arn
  }

  tags = {
    Name = "server"
  }
}

resource "aws_ebs_volume" "models" {
  availability_zone = "${var.region}a"
  type              = "gp3"
  size              = 500
  encrypted         = true
  kms_key_id        = aws_kms_key.main.arn

  tags = {
    Name = "models"
  }
}

resource "aws_volume_attachment" "models" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.models.id
  instance_id = aws_instance.server.id
}

resource "aws_launch_template" "trainer" {
  name          = "${local.prefix}-trainer"
  image_id      = var.gpu_image
  instance_type = "p4d.24xlarge"

  iam_instance_profile {
    arn = aws_iam_instance_profile.trainer.arn
  }

  network_interfaces {
    device_index                = 0
    subnet_id                   = aws_subnet.private_b.id
    associate_public_ip_address = false
    security_groups             = [aws_security_group.trainer.id]
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/sda1"

    ebs {
      volume_type = "gp3"
      volume_size = 1000
      encrypted   = true
      kms_key_id  = aws_kms_key.main.arn
    }
  }

  tags = {
    Name = "trainer"
  }
}
