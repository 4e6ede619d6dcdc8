# A chat application that knows who calls, lets each ask so much and no more, and speaks TLS 1.2.

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

resource "aws_lambda_permission" "chat" {
  function_name = aws_lambda_function.chat.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.chat.execution_arn}/*/*"
}

resource "aws_lambda_function_url" "chat" {
  function_name      = aws_lambda_function.chat.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_apigatewayv2_api" "chat" {
  name          = "chat"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "chat" {
  api_id                 = aws_apigatewayv2_api.chat.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.chat.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_authorizer" "users" {
  api_id           = aws_apigatewayv2_api.chat.id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    issuer   = "https://${aws_cognito_user_pool.users.endpoint}"
    audience = ["chat"]
  }
}

resource "aws_apigatewayv2_route" "history" {
  api_id             = aws_apigatewayv2_api.chat.id
  route_key          = "GET /history"
  target             = "integrations/${aws_apigatewayv2_integration.chat.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.users.id
}

resource "aws_apigatewayv2_route" "chat" {
  api_id             = aws_apigatewayv2_api.chat.id
  route_key          = "POST /chat"
  target             = "integrations/${aws_apigatewayv2_integration.chat.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.users.id
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.chat.id
  name        = "live"
  auto_deploy = true
  default_route_settings {
    throttling_rate_limit  = 10
    throttling_burst_limit = 20
  }
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111122223333:log-group:api"
    format          = "$context.requestId $context.identity.sourceIp"
  }
}

resource "aws_cognito_user_pool" "users" {
  name              = "users"
  mfa_configuration = "ON"
}

resource "aws_cognito_identity_pool" "visitors" {
  identity_pool_name               = "visitors"
  allow_unauthenticated_identities = false
}

resource "aws_api_gateway_rest_api" "summary" {
  name = "summary"
}

resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.summary.id
  resource_id          = aws_api_gateway_rest_api.summary.root_resource_id
  http_method          = "POST"
  authorization        = "AWS_IAM"
  api_key_required     = true
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.text.name }
}

resource "aws_api_gateway_request_validator" "body" {
  rest_api_id           = aws_api_gateway_rest_api.summary.id
  name                  = "body"
  validate_request_body = true
}

resource "aws_api_gateway_model" "text" {
  rest_api_id  = aws_api_gateway_rest_api.summary.id
  name         = "text"
  content_type = "application/json"
  schema       = jsonencode({ type = "object", required = ["inputText"], additionalProperties = false })
}

resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.summary.id
  resource_id             = aws_api_gateway_rest_api.summary.root_resource_id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "AWS"
  uri                     = "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/amazon.nova-lite-v1:0/invoke"
  credentials             = "arn:aws:iam::111122223333:role/summary"
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id   = aws_api_gateway_rest_api.summary.id
  deployment_id = aws_api_gateway_deployment.summary.id
  stage_name    = "live"
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111122223333:log-group:api"
    format          = "$context.requestId $context.identity.sourceIp"
  }
}

resource "aws_api_gateway_deployment" "summary" {
  rest_api_id = aws_api_gateway_rest_api.summary.id
}

resource "aws_api_gateway_method_settings" "live" {
  rest_api_id = aws_api_gateway_rest_api.summary.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "*/*"
  settings {
    logging_level      = "ERROR"
    data_trace_enabled = false
  }
}

resource "aws_api_gateway_usage_plan" "partners" {
  name = "partners"
  api_stages {
    api_id = aws_api_gateway_rest_api.summary.id
    stage  = aws_api_gateway_stage.live.stage_name
  }
  throttle_settings {
    rate_limit  = 5
    burst_limit = 10
  }
  quota_settings {
    limit  = 20000
    period = "MONTH"
  }
}

resource "aws_wafv2_web_acl_association" "live" {
  resource_arn = aws_api_gateway_stage.live.arn
  web_acl_arn  = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/services/s1"
}

resource "aws_api_gateway_domain_name" "summary" {
  domain_name              = "summary.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/summary"
  security_policy          = "TLS_1_2"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "summary" {
  api_id      = aws_api_gateway_rest_api.summary.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  domain_name = aws_api_gateway_domain_name.summary.domain_name
}

resource "aws_cloudfront_distribution" "chat" {
  enabled = true
  origin {
    origin_id   = "chat"
    domain_name = "${aws_apigatewayv2_api.chat.id}.execute-api.us-east-1.amazonaws.com"
  }
  default_cache_behavior {
    target_origin_id       = "chat"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/chat"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_lb" "chat" {
  name    = "chat"
  subnets = ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"]
  access_logs {
    bucket  = "access-logs-111122223333"
    enabled = true
  }
}

resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.chat.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.chat.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
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

resource "aws_appsync_graphql_api" "search" {
  name                = "search"
  authentication_type = "AWS_IAM"
}

resource "aws_appsync_datasource" "search" {
  api_id           = aws_appsync_graphql_api.search.id
  name             = "model"
  type             = "AMAZON_BEDROCK_RUNTIME"
  service_role_arn = "arn:aws:iam::111122223333:role/search"
}
