# A help desk of agents in private subnets, which opens to the tokens that were made for it alone.

locals {
  identity_provider = "https://idp.example.com/desk/.well-known/openid-configuration"
}

resource "aws_bedrockagentcore_agent_runtime" "desk" {
  agent_runtime_name = "desk"
  role_arn           = "arn:aws:iam::111122223333:role/desk"
  agent_runtime_artifact {
    container_configuration {
      container_uri = "111122223333.dkr.ecr.us-east-1.amazonaws.com/desk:7"
    }
  }
  authorizer_configuration {
    custom_jwt_authorizer {
      discovery_url   = local.identity_provider
      allowed_clients = ["desk"]
    }
  }
  network_configuration {
    network_mode = "VPC"
    network_mode_config {
      subnets         = [aws_subnet.agents.id]
      security_groups = [aws_security_group.agents.id]
    }
  }
}

resource "aws_bedrockagentcore_agent_runtime" "triage" {
  agent_runtime_name = "triage"
  role_arn           = "arn:aws:iam::111122223333:role/desk"
  agent_runtime_artifact {
    container_configuration {
      container_uri = "111122223333.dkr.ecr.us-east-1.amazonaws.com/triage:2"
    }
  }
  network_configuration {
    network_mode = "VPC"
    network_mode_config {
      subnets         = [aws_subnet.agents.id]
      security_groups = [aws_security_group.agents.id]
    }
  }
}

resource "aws_bedrockagentcore_gateway" "tickets" {
  name            = "tickets"
  role_arn        = "arn:aws:iam::111122223333:role/tools"
  protocol_type   = "MCP"
  authorizer_type = "CUSTOM_JWT"
  kms_key_arn     = aws_kms_key.tools.arn
  authorizer_configuration {
    custom_jwt_authorizer {
      discovery_url    = local.identity_provider
      allowed_audience = ["tickets"]
    }
  }
}

resource "aws_bedrockagentcore_gateway" "search" {
  name            = "search"
  role_arn        = "arn:aws:iam::111122223333:role/tools"
  protocol_type   = "MCP"
  authorizer_type = "AWS_IAM"
  kms_key_arn     = aws_kms_key.tools.arn
}

resource "aws_bedrockagentcore_browser" "reader" {
  name = "reader"
  network_configuration {
    network_mode = "VPC"
    vpc_config {
      subnets         = [aws_subnet.agents.id]
      security_groups = [aws_security_group.agents.id]
    }
  }
}

resource "aws_bedrockagentcore_code_interpreter" "sums" {
  name = "sums"
  network_configuration {
    network_mode = "VPC"
    vpc_config {
      subnets         = [aws_subnet.agents.id]
      security_groups = [aws_security_group.agents.id]
    }
  }
}

resource "aws_kms_key" "tools" {
  description         = "Tools of the help desk"
  enable_key_rotation = true
}

resource "aws_vpc" "agents" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "agents" {
  vpc_id     = aws_vpc.agents.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_security_group" "agents" {
  name   = "agents"
  vpc_id = aws_vpc.agents.id
}

resource "aws_route_table" "agents" {
  vpc_id = aws_vpc.agents.id
}

resource "aws_route_table_association" "agents" {
  subnet_id      = aws_subnet.agents.id
  route_table_id = aws_route_table.agents.id
}
