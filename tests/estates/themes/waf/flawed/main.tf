# A chat service with web ACLs that count instead of blocking, stand in front of half of its doors, and can be walked around.

resource "aws_apigatewayv2_api" "chat" { # violates: http-api-in-front-of-models-is-behind-a-web-acl http-api-in-front-of-models-refuses-direct-calls
  name          = "chat"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "chat" {
  api_id                 = aws_apigatewayv2_api.chat.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.chat.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_lb" "chat" { # violates: load-balancer-of-model-hosts-has-a-web-acl
  name     = "chat"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"]
  internal = false
}

resource "aws_lb_listener" "chat" {
  load_balancer_arn = aws_lb.chat.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:us-east-1:111122223333:certificate/chat"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.chat.arn
  }
}

resource "aws_lb_target_group" "chat" {
  name        = "chat"
  target_type = "lambda"
}

resource "aws_lb_target_group_attachment" "chat" {
  target_group_arn = aws_lb_target_group.chat.arn
  target_id        = aws_lambda_function.chat.arn
}

resource "aws_cloudfront_distribution" "customers" {
  enabled    = true
  web_acl_id = aws_wafv2_web_acl.customers.arn
  origin {
    origin_id   = "chat"
    domain_name = aws_lb.chat.dns_name # violates: distribution-of-an-inference-api-cannot-be-passed-by
  }
  default_cache_behavior {
    target_origin_id       = "chat"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/chat"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}

resource "aws_cloudfront_distribution" "partners" { # violates: distribution-of-an-inference-api-has-a-web-acl
  enabled = true
  origin {
    origin_id   = "chat"
    domain_name = aws_lb.chat.dns_name # violates: distribution-of-an-inference-api-cannot-be-passed-by
  }
  default_cache_behavior {
    target_origin_id       = "chat"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/chat"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}

resource "aws_wafv2_web_acl" "customers" { # violates: web-acl-logs-requests web-acl-looks-at-whole-prompts
  name  = "customers"
  scope = "CLOUDFRONT"
  default_action {
    allow {}
  }
  visibility_config {
    metric_name                = "customers"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
  rule {
    name     = "office" # violates: web-acl-lets-nothing-past-its-protection
    priority = 0
    action {
      allow {}
    }
    statement {
      ip_set_reference_statement {
        arn = "arn:aws:wafv2:us-east-1:111122223333:global/ipset/office/o1"
      }
    }
    visibility_config {
      metric_name                = "office"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "rate"
    priority = 2
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit = 300
        scope_down_statement { # violates: web-acl-blocks-floods
          geo_match_statement {
            country_codes = ["KP"]
          }
        }
      }
    }
    visibility_config {
      metric_name                = "rate"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "common"
    priority = 1
    override_action {
      count {} # violates: web-acl-refuses-bodies-that-it-cannot-see web-acl-rules-do-not-only-count
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet" # violates: web-acl-enforces-the-baseline
      }
    }
    visibility_config {
      metric_name                = "common"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }
}

resource "aws_appsync_graphql_api" "search" { # violates: graphql-api-in-front-of-models-has-a-web-acl
  name                = "search"
  authentication_type = "AWS_IAM"
}

resource "aws_appsync_datasource" "search" {
  api_id           = aws_appsync_graphql_api.search.id
  name             = "model"
  type             = "AMAZON_BEDROCK_RUNTIME"
  service_role_arn = aws_iam_role.chat.arn
}

resource "aws_bedrockagentcore_gateway" "catalogue" { # violates: gateway-of-agents-has-a-web-acl
  name            = "catalogue"
  role_arn        = aws_iam_role.chat.arn
  authorizer_type = "AWS_IAM"
  protocol_type   = "MCP"
}

resource "aws_bedrockagentcore_gateway" "orders" {
  name            = "orders"
  role_arn        = aws_iam_role.chat.arn
  authorizer_type = "AWS_IAM"
  protocol_type   = "MCP"
}

resource "aws_wafv2_web_acl_association" "orders" {
  resource_arn = aws_bedrockagentcore_gateway.orders.gateway_arn
  web_acl_arn  = aws_wafv2_web_acl.services.arn
}

resource "aws_wafv2_web_acl" "services" {
  name  = "services"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    metric_name                = "services"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
  dynamic "rule" {
    for_each = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
    content {
      name     = rule.value
      priority = rule.key
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value
        }
      }
      visibility_config {
        metric_name                = rule.value
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
      }
    }
  }
  rule {
    name     = "rate"
    priority = 9
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit = 300
      }
    }
    visibility_config {
      metric_name                = "rate"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }
}

resource "aws_wafv2_web_acl_logging_configuration" "services" { # violates: web-acl-log-hides-credentials
  resource_arn            = aws_wafv2_web_acl.services.arn
  log_destination_configs = ["arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-services"]
}

resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = aws_iam_role.chat.arn
  runtime       = "python3.13"
  handler       = "chat.answer"
  filename      = "chat.zip"
}

resource "aws_iam_role" "chat" {
  name = "chat"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "chat" {
  role = aws_iam_role.chat.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    }]
  })
}

resource "aws_fms_policy" "edges" {
  name                  = "edges"
  exclude_resource_tags = false
  remediation_enabled   = false
  resource_type         = "AWS::CloudFront::Distribution"
  security_service_policy_data {
    type = "WAFV2"
    managed_service_data = jsonencode({ # violates: web-acl-logs-requests
      type = "WAFV2"
      preProcessRuleGroups = [
        { ruleGroupType = "ManagedRuleGroup", overrideAction = { type = "COUNT" }, managedRuleGroupIdentifier = { vendorName = "AWS", managedRuleGroupName = "AWSManagedRulesAmazonIpReputationList" } }, # violates: web-acl-rules-do-not-only-count
        { ruleGroupType = "ManagedRuleGroup", overrideAction = { type = "COUNT" }, managedRuleGroupIdentifier = { vendorName = "AWS", managedRuleGroupName = "AWSManagedRulesCommonRuleSet" } },
        { ruleGroupType = "ManagedRuleGroup", overrideAction = { type = "COUNT" }, managedRuleGroupIdentifier = { vendorName = "AWS", managedRuleGroupName = "AWSManagedRulesKnownBadInputsRuleSet" } },
        { ruleGroupType = "RuleGroup", overrideAction = { type = "COUNT" }, ruleGroupArn = aws_wafv2_rule_group.floods.arn }, # violates: web-acl-blocks-floods web-acl-enforces-the-baseline web-acl-refuses-bodies-that-it-cannot-see
      ]
      postProcessRuleGroups = []
      defaultAction         = { type = "ALLOW" }
    })
  }
}

resource "aws_wafv2_rule_group" "floods" {
  name     = "floods"
  scope    = "CLOUDFRONT"
  capacity = 2
  rule {
    name     = "rate"
    priority = 1
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit              = 300
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      sampled_requests_enabled   = true
      cloudwatch_metrics_enabled = true
      metric_name                = "floods"
    }
  }
  visibility_config {
    sampled_requests_enabled   = true
    cloudwatch_metrics_enabled = true
    metric_name                = "floods"
  }
}
