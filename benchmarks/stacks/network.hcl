# The network that several teams share: two public and two private subnets, ways out, firewall, records.

locals {
  NETWORK_public  = { for index, zone in local.zones : zone => cidrsubnet("10.ORDINAL.0.0/16", 8, index) }
  NETWORK_private = { for index, zone in local.zones : zone => cidrsubnet("10.ORDINAL.0.0/16", 8, index + 10) }
}

resource "aws_vpc" "NETWORK" {
  cidr_block           = "10.ORDINAL.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = "${local.prefix}-NETWORK" })
}

resource "aws_internet_gateway" "NETWORK" {
  vpc_id = aws_vpc.NETWORK.id
  tags   = local.tags
}

resource "aws_subnet" "NETWORK_public" {
  for_each                = local.NETWORK_public
  vpc_id                  = aws_vpc.NETWORK.id
  cidr_block              = each.value
  availability_zone       = each.key
  map_public_ip_on_launch = true
  tags                    = merge(local.tags, { Tier = "public" })
}

resource "aws_subnet" "NETWORK_private" {
  for_each          = local.NETWORK_private
  vpc_id            = aws_vpc.NETWORK.id
  cidr_block        = each.value
  availability_zone = each.key
  tags              = merge(local.tags, { Tier = "private" })
}

resource "aws_eip" "NETWORK" {
  domain = "vpc"
  tags   = local.tags
}

resource "aws_nat_gateway" "NETWORK" {
  allocation_id = aws_eip.NETWORK.id
  subnet_id     = aws_subnet.NETWORK_public[local.zones[0]].id
  depends_on    = [aws_internet_gateway.NETWORK]
}

resource "aws_route_table" "NETWORK_public" {
  vpc_id = aws_vpc.NETWORK.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.NETWORK.id
  }
}

resource "aws_route_table" "NETWORK_private" {
  vpc_id = aws_vpc.NETWORK.id
}

resource "aws_route" "NETWORK_out" {
  route_table_id         = aws_route_table.NETWORK_private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.NETWORK.id
}

resource "aws_route_table_association" "NETWORK_public" {
  for_each       = aws_subnet.NETWORK_public
  subnet_id      = each.value.id
  route_table_id = aws_route_table.NETWORK_public.id
}

resource "aws_route_table_association" "NETWORK_private" {
  for_each       = aws_subnet.NETWORK_private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.NETWORK_private.id
}

resource "aws_network_acl" "NETWORK" {
  vpc_id     = aws_vpc.NETWORK.id
  subnet_ids = [for subnet in aws_subnet.NETWORK_private : subnet.id]
}

resource "aws_network_acl_rule" "NETWORK" {
  for_each       = { in = false, out = true }
  network_acl_id = aws_network_acl.NETWORK.id
  rule_number    = 100
  egress         = each.value
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_flow_log" "NETWORK" {
  vpc_id          = aws_vpc.NETWORK.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.NETWORK.arn
}

resource "aws_cloudwatch_log_group" "NETWORK" {
  name              = "/network/${local.prefix}/NETWORK"
  retention_in_days = var.retention_days
}
