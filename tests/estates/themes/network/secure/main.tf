# A model server in a private subnet, with two firewalls that each let in only the front door, and a private way to the
# models of Bedrock. Beside it a cluster that answers inside the network alone.

resource "aws_vpc" "ai" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.ai.id
}

resource "aws_subnet" "models" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.ai.id
}

resource "aws_route_table" "models" {
  vpc_id = aws_vpc.ai.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_vpn_gateway.office.id # by way of the office, not of an internet gateway
  }
}

resource "aws_route_table_association" "models" {
  subnet_id      = aws_subnet.models.id
  route_table_id = aws_route_table.models.id
}

resource "aws_network_acl" "models" {
  vpc_id     = aws_vpc.ai.id
  subnet_ids = [aws_subnet.models.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 8000
    to_port    = 8000
    cidr_block = "10.20.0.0/24" # where the load balancer is
  }
  ingress {
    rule_no    = 200
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = "10.20.2.0/24" # answers of the endpoints
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 65535
    cidr_block = "10.20.0.0/16"
  }
}

resource "aws_instance" "server" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "g5.xlarge"
  subnet_id                   = aws_subnet.models.id
  vpc_security_group_ids      = [aws_security_group.server.id]
  associate_public_ip_address = false
  iam_instance_profile        = aws_iam_instance_profile.server.name
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

resource "aws_security_group" "front_door" {
  name   = "front-door"
  vpc_id = aws_vpc.ai.id
  ingress {
    description = "HTTPS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "server" {
  name   = "server"
  vpc_id = aws_vpc.ai.id
  ingress {
    description     = "vLLM, for the load balancer"
    from_port       = 8000
    to_port         = 8000
    protocol        = "tcp"
    security_groups = [aws_security_group.front_door.id]
  }
  egress {
    description     = "Bedrock"
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.endpoints.id]
  }
}

resource "aws_iam_instance_profile" "server" {
  name = "server"
  role = aws_iam_role.server.name
}

resource "aws_iam_role" "server" {
  name = "server"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "server" {
  role = aws_iam_role.server.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
    }]
  })
}

resource "aws_subnet" "endpoints" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.20.2.0/24"
}

resource "aws_vpc_endpoint" "bedrock" {
  vpc_id              = aws_vpc.ai.id
  subnet_ids          = [aws_subnet.endpoints.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  service_name        = "com.amazonaws.us-east-1.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "bedrock:InvokeModel"
      Resource  = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-0123456789" } }
    }]
  })
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = aws_vpc.ai.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id            = aws_security_group.endpoints.id
  referenced_security_group_id = aws_security_group.server.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_eks_cluster" "training" {
  name     = "training"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids              = [aws_subnet.models.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}
