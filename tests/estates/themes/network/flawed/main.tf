# A model server as it was set up for a first demonstration: on the internet, behind firewalls that let everything through,
# and with the internet as its own way to the models of Bedrock. Beside it a trainer that was meant to be closed off, and a
# cluster that anybody may talk to.

resource "aws_vpc" "ai" { # violates: ai-vpc-has-private-ways-to-the-models-it-calls
  cidr_block = "10.20.0.0/16"
}

resource "aws_default_security_group" "ai" { # violates: default-security-group-of-an-ai-vpc-has-no-rules
  vpc_id = aws_vpc.ai.id
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_internet_gateway" "ai" {
  vpc_id = aws_vpc.ai.id
}

resource "aws_subnet" "models" {
  vpc_id                  = aws_vpc.ai.id
  cidr_block              = "10.20.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_route_table" "models" {
  vpc_id = aws_vpc.ai.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.ai.id
  }
}

resource "aws_route_table_association" "models" {
  subnet_id      = aws_subnet.models.id
  route_table_id = aws_route_table.models.id
}

resource "aws_instance" "server" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "g5.xlarge"
  subnet_id                   = aws_subnet.models.id # violates: model-host-subnet-has-its-own-network-acl model-host-is-filtered-by-network-acl-and-security-group model-host-is-not-in-a-public-subnet model-host-subnet-does-not-assign-public-ips
  vpc_security_group_ids      = [aws_security_group.server.id] # violates: model-host-restricts-egress model-host-names-where-it-sends model-host-admits-only-security-groups
  associate_public_ip_address = true # violates: model-host-has-no-public-ip
  iam_instance_profile        = aws_iam_instance_profile.server.name
  metadata_options {
    http_tokens                 = "optional" # violates: model-host-requires-imdsv2
    http_put_response_hop_limit = 5          # violates: model-host-keeps-its-metadata-to-itself
  }
}

resource "aws_security_group" "server" {
  name   = "server"
  vpc_id = aws_vpc.ai.id
  ingress {
    description = "vLLM"
    from_port   = 8000
    to_port     = 8000
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"] # violates: security-group-does-not-open-model-serving-ports-to-the-internet
  }
  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"] # violates: security-group-does-not-open-admin-ports-to-the-internet
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
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

resource "aws_network_acl" "endpoints" {
  vpc_id     = aws_vpc.ai.id
  subnet_ids = [aws_subnet.endpoints.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0" # violates: network-acl-does-not-let-everything-in network-acl-does-not-open-admin-ports-to-the-internet
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0" # violates: network-acl-does-not-let-everything-out
  }
}

resource "aws_vpc_endpoint" "bedrock" { # violates: endpoint-to-models-limits-what-passes
  vpc_id              = aws_vpc.ai.id
  subnet_ids          = [aws_subnet.endpoints.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  service_name        = "com.amazonaws.us-east-1.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = false
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = aws_vpc.ai.id
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"] # violates: security-group-does-not-open-model-serving-ports-to-the-internet security-group-does-not-open-admin-ports-to-the-internet security-group-does-not-open-every-port-to-the-internet
  }
}

resource "aws_vpc_endpoint" "sagemaker" {
  vpc_id              = aws_vpc.ai.id
  subnet_ids          = [aws_subnet.endpoints.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  service_name        = "com.amazonaws.us-east-1.sagemaker.runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # violates: endpoint-to-models-names-its-callers
      Action    = "sagemaker:InvokeEndpoint"
      Resource  = "*" # violates: endpoint-to-models-names-what-is-reached
    }]
  })
}

resource "aws_subnet" "training" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.20.3.0/24"
}

resource "aws_network_acl" "training" {
  vpc_id     = aws_vpc.ai.id
  subnet_ids = [aws_subnet.training.id]
  ingress {
    rule_no    = 100 # violates: network-acl-lets-answers-out
    action     = "allow"
    protocol   = "tcp"
    from_port  = 6006
    to_port    = 6006
    cidr_block = "0.0.0.0/0"
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "10.20.0.0/16"
  }
}

resource "aws_instance" "trainer" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "p4d.24xlarge"
  subnet_id                   = aws_subnet.training.id # violates: model-host-network-acl-closes-serving-ports
  vpc_security_group_ids      = [aws_security_group.trainer.id] # violates: model-host-admits-no-other-machines
  associate_public_ip_address = false
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_security_group" "trainer" {
  name   = "trainer"
  vpc_id = aws_vpc.ai.id
  ingress {
    description     = "TensorBoard, through the jump host"
    from_port       = 6006
    to_port         = 6006
    protocol        = "tcp"
    security_groups = [aws_security_group.jump.id]
  }
  egress {
    description     = "SageMaker"
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.endpoints.id]
  }
}

resource "aws_instance" "jump" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.endpoints.id
  vpc_security_group_ids = [aws_security_group.jump.id]
}

resource "aws_security_group" "jump" {
  name   = "jump"
  vpc_id = aws_vpc.ai.id
}

resource "aws_eks_cluster" "training" {
  name     = "training"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config { # violates: cluster-api-is-not-open-to-the-internet
    subnet_ids = [aws_subnet.endpoints.id]
  }
}
