resource "aws_security_group" "load_balancer" {
  name        = "${local.prefix}-load-balancer"
  description = "Public HTTPS"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "HTTPS from everywhere"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description = "To the model servers"
    protocol    = "tcp"
    from_port   = local.server_port
    to_port     = local.server_port
    cidr_blocks = [var.vpc_cidr]
  }

  tags = {
    Name = "load_balancer"
  }
}

resource "aws_security_group" "server" {
  name        = "${local.prefix}-server"
  description = "vLLM"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "server"
  }
}

resource "aws_security_group_rule" "server_api" {
  type                     = "ingress"
  description              = "The vLLM API, for the load balancer"
  security_group_id        = aws_security_group.server.id
  protocol                 = "tcp"
  from_port                = local.server_port
  to_port                  = local.server_port
  source_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_security_group_rule" "server_out" {
  type              = "egress"
  description       = "HTTPS to everywhere"
  security_group_id = aws_security_group.server.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group" "trainer" {
  name        = "${local.prefix}-trainer"
  description = "Training hosts"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "trainer"
  }
}

resource "aws_vpc_security_group_ingress_rule" "trainer_tensorboard" {
  description       = "TensorBoard, for the team"
  security_group_id = aws_security_group.trainer.id
  ip_protocol       = "tcp"
  from_port         = 6006
  to_port           = 6006
  cidr_ipv4         = var.team_cidr
}

resource "aws_vpc_security_group_egress_rule" "trainer_out" {
  description       = "HTTPS to everywhere"
  security_group_id = aws_security_group.trainer.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "sagemaker" {
  name        = "${local.prefix}-sagemaker"
  description = "Notebooks and endpoints: nothing comes in"
  vpc_id      = aws_vpc.main.id

  egress {
    description = "HTTPS to everywhere"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = {
    Name = "sagemaker"
  }
}
