# A chat application that asks nobody who calls, lets everybody ask as much as they want, and speaks plain HTTP.

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
  principal     = "*" # violates: function-that-calls-models-is-not-open-to-everybody
}

resource "aws_lambda_function_url" "chat" {
  function_name      = aws_lambda_function.chat.function_name
  authorization_type = "NONE" # violates: function-that-calls-models-asks-who-calls
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
  authorization_type = "NONE" # violates: inference-route-requires-authorization
}

resource "aws_apigatewayv2_stage" "live" { # violates: inference-stage-limits-bursts inference-stage-limits-rates inference-stage-logs-access
  api_id      = aws_apigatewayv2_api.chat.id
  name        = "live"
  auto_deploy = true
}

resource "aws_cognito_user_pool" "users" {
  name              = "users"
  mfa_configuration = "OFF" # violates: user-pool-of-an-inference-api-requires-mfa
}

resource "aws_cognito_identity_pool" "visitors" {
  identity_pool_name               = "visitors"
  allow_unauthenticated_identities = true
}

resource "aws_cognito_identity_pool_roles_attachment" "visitors" {
  identity_pool_id = aws_cognito_identity_pool.visitors.id
  roles            = { unauthenticated = aws_iam_role.chat.arn } # violates: guests-do-not-call-models
}

resource "aws_api_gateway_rest_api" "summary" {
  name = "summary"
}

resource "aws_api_gateway_method" "post" { # violates: inference-method-validates-bodies
  rest_api_id   = aws_api_gateway_rest_api.summary.id
  resource_id   = aws_api_gateway_rest_api.summary.root_resource_id
  http_method   = "POST"
  authorization = "NONE" # violates: inference-route-requires-authorization relay-to-a-model-asks-who-calls
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

resource "aws_api_gateway_stage" "live" { # violates: inference-stage-logs-access rest-api-in-front-of-models-has-a-web-acl rest-api-in-front-of-models-has-quotas rest-api-in-front-of-models-limits-bursts rest-api-in-front-of-models-limits-rates
  rest_api_id   = aws_api_gateway_rest_api.summary.id
  deployment_id = aws_api_gateway_deployment.summary.id
  stage_name    = "live"
}

resource "aws_api_gateway_deployment" "summary" {
  rest_api_id = aws_api_gateway_rest_api.summary.id
}

resource "aws_api_gateway_method_settings" "live" {
  rest_api_id = aws_api_gateway_rest_api.summary.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "*/*"
  settings {
    logging_level      = "INFO"
    data_trace_enabled = true # violates: inference-stage-does-not-trace-data
  }
}

resource "aws_api_gateway_domain_name" "summary" {
  domain_name              = "summary.example.com"
  regional_certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/summary"
  security_policy          = "TLS_1_0" # violates: domain-of-an-inference-api-requires-tls-1-2
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
    viewer_protocol_policy = "allow-all" # violates: distribution-of-an-inference-api-speaks-only-https
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
    minimum_protocol_version = "TLSv1" # violates: distribution-of-an-inference-api-requires-tls-1-2
  }
}

resource "aws_lb" "chat" { # violates: load-balancer-of-model-hosts-logs-access
  name    = "chat"
  subnets = ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"]
}

resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.chat.arn
  port              = 80
  protocol          = "HTTP" # violates: listener-in-front-of-models-speaks-tls
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.chat.arn
  }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.chat.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08" # violates: listener-in-front-of-models-requires-tls-1-2
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
  authentication_type = "API_KEY" # violates: graphql-api-in-front-of-models-asks-each-caller
}

resource "aws_appsync_datasource" "search" {
  api_id           = aws_appsync_graphql_api.search.id
  name             = "model"
  type             = "AMAZON_BEDROCK_RUNTIME"
  service_role_arn = "arn:aws:iam::111122223333:role/search"
}
