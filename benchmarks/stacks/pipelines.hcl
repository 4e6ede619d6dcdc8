# Pipelines that prepare training data, by the module.

resource "aws_security_group" "TEAM_pipelines" {
  name   = "${local.TEAM_name}-pipelines"
  vpc_id = aws_vpc.NETWORK.id
}

module "TEAM_pipelines" {
  source   = "./modules/pipeline"
  for_each = { clean = "rate(1 day)", label = "rate(6 hours)" }

  name              = "${local.TEAM_name}-${each.key}"
  schedule          = each.value
  subnet_ids        = values(aws_subnet.NETWORK_private)[*].id
  security_group_id = aws_security_group.TEAM_pipelines.id
}
