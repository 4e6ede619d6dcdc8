# A help desk of agents on the network of AWS, or beside an internet gateway, open to tokens that were made for anybody.

resource "aws_bedrockagentcore_agent_runtime" "desk" {
  agent_runtime_name = "desk"
  role_arn           = "arn:aws:iam::111122223333:role/desk"
  agent_runtime_artifact {
    container_configuration {
      container_uri = "111122223333.dkr.ecr.us-east-1.amazonaws.com/desk:7"
    }
  }
  authorizer_configuration {
    custom_jwt_authorizer {                                                          # violates: agent-host-names-whose-tokens-it-takes
      discovery_url = "http://idp.example.com/desk/.well-known/openid-configuration" # violates: agent-tokens-are-checked-over-https
    }
  }
  network_configuration {
    network_mode = "PUBLIC" # violates: agent-runtime-is-in-a-vpc
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
      subnets         = [aws_subnet.agents.id] # violates: agent-subnets-are-private
      security_groups = [aws_security_group.agents.id]
    }
  }
}

resource "aws_bedrockagentcore_gateway" "tickets" { # violates: agent-gateway-is-encrypted-with-a-customer-managed-key
  name            = "tickets"
  role_arn        = "arn:aws:iam::111122223333:role/tools"
  protocol_type   = "MCP"
  authorizer_type = "CUSTOM_JWT"
  authorizer_configuration {
    custom_jwt_authorizer { # violates: agent-gateway-names-whose-tokens-it-takes
      discovery_url = "https://idp.example.com/desk/.well-known/openid-configuration"
    }
  }
}

resource "aws_bedrockagentcore_gateway" "search" {
  name            = "search"
  role_arn        = "arn:aws:iam::111122223333:role/tools"
  protocol_type   = "MCP"
  authorizer_type = "NONE" # violates: agent-gateway-authorizes-its-callers
  kms_key_arn     = aws_kms_key.tools.arn
}

resource "aws_bedrockagentcore_browser" "reader" {
  name = "reader"
  network_configuration {
    network_mode = "PUBLIC" # violates: agent-browser-is-in-a-vpc
  }
}

resource "aws_bedrockagentcore_code_interpreter" "sums" {
  name = "sums"
  network_configuration {
    network_mode = "SANDBOX" # violates: agent-code-interpreter-is-in-a-vpc
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

resource "aws_internet_gateway" "agents" {
  vpc_id = aws_vpc.agents.id
}

resource "aws_route_table" "agents" {
  vpc_id = aws_vpc.agents.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.agents.id
  }
}

resource "aws_route_table_association" "agents" {
  subnet_id      = aws_subnet.agents.id
  route_table_id = aws_route_table.agents.id
}
