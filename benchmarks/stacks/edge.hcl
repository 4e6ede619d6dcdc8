# A load balancer for the team's applications, with its firewall.

resource "aws_security_group" "TEAM_edge" {
  name   = "${local.TEAM_name}-edge"
  vpc_id = aws_vpc.NETWORK.id
}

resource "aws_vpc_security_group_ingress_rule" "TEAM_edge" {
  security_group_id = aws_security_group.TEAM_edge.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_lb" "TEAM" {
  name                       = "${local.TEAM_name}-edge"
  internal                   = false
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.TEAM_edge.id]
  subnets                    = [for subnet in aws_subnet.NETWORK_public : subnet.id]
  drop_invalid_header_fields = true
  tags                       = local.TEAM_tags
}

resource "aws_lb_target_group" "TEAM" {
  name     = "${local.TEAM_name}-apps"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.NETWORK.id

  health_check {
    path    = "/health"
    matcher = "200-299"
  }
}

resource "aws_lb_listener" "TEAM" {
  load_balancer_arn = aws_lb.TEAM.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.TEAM.arn
  }
}

resource "aws_instance" "TEAM_app" {
  for_each               = toset(["blue", "green"])
  ami                    = var.image_id
  instance_type          = "m7i.large"
  subnet_id              = aws_subnet.NETWORK_private[local.zones[1]].id
  vpc_security_group_ids = [aws_security_group.TEAM_edge.id]

  metadata_options {
    http_tokens = "required"
  }

  tags = merge(local.TEAM_tags, { Colour = each.value })
}

resource "aws_lb_target_group_attachment" "TEAM" {
  for_each         = aws_instance.TEAM_app
  target_group_arn = aws_lb_target_group.TEAM.arn
  target_id        = each.value.id
}

resource "aws_wafv2_web_acl_association" "TEAM" {
  resource_arn = aws_lb.TEAM.arn
  web_acl_arn  = aws_wafv2_web_acl.shared.arn
}
