"""Who comes to models from applications."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2", "CC6.6", "CC7.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_graphql_api_in_front_of_models_asks_each_caller(api: ai.GraphQLApi) -> None:
    """A GraphQL API that leads to a model takes no key that callers share.

    Why: the key is in every copy of the application. Whoever takes it out uses the model at your cost, and nobody
    knows who it was.

    Fix: set `authentication_type`, and those of `additional_authentication_provider`, to `AWS_IAM`,
    `AMAZON_COGNITO_USER_POOLS` or `OPENID_CONNECT` in Terraform, `AuthenticationType` in CloudFormation.

    ```hcl
    resource "aws_appsync_graphql_api" "chat" {
      name                = "chat"
      authentication_type = "AWS_IAM"
    }
    resource "aws_appsync_datasource" "model" {
      api_id = aws_appsync_graphql_api.chat.id
      name   = "model"
      type   = "AMAZON_BEDROCK_RUNTIME"
    }
    ```

    ```yaml
    Chat:
      Type: AWS::AppSync::GraphQLApi
      Properties: {Name: chat, AuthenticationType: AWS_IAM}
    Model:
      Type: AWS::AppSync::DataSource
      Properties: {ApiId: !GetAtt Chat.ApiId, Name: model, Type: AMAZON_BEDROCK_RUNTIME}
    ```
    """
    assert api.asks_each_caller


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2", "CC6.6", "CC7.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_guests_do_not_call_models(pool: ai.GuestPool) -> None:
    """Whoever has not signed in to an application gets no credentials with which models can be called.

    Why: anybody on the internet may ask the identity pool for them, with its id from the application's code, and call
    models of the account at once, past every API.

    Fix: set `allow_unauthenticated_identities = false`, or take the permission from the role `unauthenticated` in
    `aws_cognito_identity_pool_roles_attachment` in Terraform; `AllowUnauthenticatedIdentities: false` in
    CloudFormation.

    ```hcl
    resource "aws_cognito_identity_pool" "app" {
      identity_pool_name               = "app"
      allow_unauthenticated_identities = false
    }
    ```

    ```yaml
    App:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: false}
    ```
    """
    assert not pool.lets_guests_call_models


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="cognito_user_pool_mfa_enabled", kics="74a18d1a")
def test_user_pool_of_an_inference_api_requires_mfa(pool: ai.UserPool) -> None:
    """Whoever signs in to an application in front of models has a second factor.

    Why: passwords that were lost elsewhere are tried everywhere. What users have told the model is read back to
    whoever gets in.

    Fix: set `mfa_configuration = "ON"` in `aws_cognito_user_pool` in Terraform, `MfaConfiguration: "ON"` in
    CloudFormation.

    ```hcl
    resource "aws_cognito_user_pool" "app" {
      name              = "app"
      mfa_configuration = "ON"
    }
    ```

    ```yaml
    App:
      Type: AWS::Cognito::UserPool
      Properties: {MfaConfiguration: "ON"}
    ```
    """
    assert pool.mfa == "ON"


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2", "CC6.6", "CC7.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(security_hub="Lambda.1")
def test_function_that_calls_models_is_not_open_to_everybody(function: ai.ModelFunction) -> None:
    """Nobody but known services and accounts may invoke a function that calls models.

    Why: with the principal `*` every account of AWS may invoke the function by its ARN, past the API in front of it,
    and use the model at your cost.

    Fix: name a service or an account in `principal`, and `source_arn` for a service, in `aws_lambda_permission` in
    Terraform, `Principal` and `SourceArn` in `AWS::Lambda::Permission` in CloudFormation.

    ```hcl
    resource "aws_iam_role" "chat" {
      name = "chat"
      assume_role_policy = jsonencode({
        Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
      })
    }
    resource "aws_iam_role_policy" "chat" {
      role = aws_iam_role.chat.id
      policy = jsonencode({
        Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }]
      })
    }
    resource "aws_lambda_function" "chat" {
      function_name = "chat"
      role          = aws_iam_role.chat.arn
    }
    resource "aws_lambda_permission" "api" {
      function_name = aws_lambda_function.chat.function_name
      action        = "lambda:InvokeFunction"
      principal     = "apigateway.amazonaws.com"
      source_arn    = "${aws_api_gateway_rest_api.chat.execution_arn}/*/POST/chat"
    }
    ```

    ```yaml
    ChatRole:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
        Policies:
          - PolicyName: call
            PolicyDocument:
              Statement: [{Effect: Allow, Action: "bedrock:InvokeModel", Resource: "*"}]
    Chat:
      Type: AWS::Lambda::Function
      Properties:
        Role: !GetAtt ChatRole.Arn
        Code: {ZipFile: "pass"}
    Api:
      Type: AWS::Lambda::Permission
      Properties:
        FunctionName: !Ref Chat
        Action: lambda:InvokeFunction
        Principal: apigateway.amazonaws.com
        SourceArn: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${RestApi}/*/POST/chat"
    ```
    """
    assert not function.is_open_to_everybody
