"""What real projects write: who is in a role because of it, and what looks alike and is in none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from pytest_aisec.sources.cloudformation import CloudFormationSource
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, read, terraform

TEMPLATE, TASK, ROLE = "aws_launch_template.x", "aws_ecs_task_definition.x", "aws_iam_role.r"


def certain(estate: Inventory, role: Role) -> set[str]:
    found = members(estate, role)
    assert not [each for each in found if each.doubt]
    return {each.resource.address for each in found}


def template(image: str, kind: str) -> str:
    return f"""
    variable "t" {{}}
    resource "aws_launch_template" "x" {{
      image_id      = {image}
      instance_type = {kind}
    }}
    """


def by_name(name: str, kind: str) -> str:
    found = f"""
    data "aws_ami" "a" {{
      most_recent = true
      owners      = ["amazon"]
      filter {{
        name   = "name"
        values = ["{name}"]
      }}
    }}
    """
    return found + template("data.aws_ami.a.id", kind)


def by_parameter(name: str, kind: str) -> str:
    return f'data "aws_ssm_parameter" "a" {{ name = "{name}" }}\n' + template("data.aws_ssm_parameter.a.value", kind)


@pytest.mark.parametrize(
    "name",
    [
        "amzn2-ami-ecs-gpu-hvm-*-x86_64-ebs",
        "al2023-ami-ecs-gpu-hvm-*",
        "al2023-ami-ecs-neuron-hvm-*",
        "amzn2-ami-ecs-inf-hvm-*",
        "amazon-eks-gpu-node-1.29-v*",
        "amazon-eks-node-al2023-x86_64-nvidia-1.33-*",
        "amazon-eks-node-al2023-x86_64-neuron-1.33-*",
        "bottlerocket-aws-k8s-1.29-nvidia-x86_64-v*",
        "bottlerocket-aws-ecs-2-nvidia-x86_64-v*",
        "Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.*",
        "Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04)*",
        "Deep Learning AMI Neuron (Ubuntu 22.04) *",
    ],
)
def test_images_for_accelerators_tell_where_the_type_is_not_known(tmp_path: Path, name: str) -> None:
    assert certain(terraform(tmp_path, by_name(name, "var.t")), Role.MODEL_HOST) == {TEMPLATE}


@pytest.mark.parametrize(
    "name",
    [
        "/aws/service/ecs/optimized-ami/amazon-linux-2/gpu/recommended/image_id",
        "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id",
        "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/recommended/image_id",
        "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/nvidia/recommended/image_id",
        "/aws/service/bottlerocket/aws-ecs-2-nvidia/x86_64/latest/image_id",
        "/aws/service/deeplearning/ami/x86_64/oss-nvidia-driver-gpu-pytorch-2.7-ubuntu-22.04/latest/ami-id",
    ],
)
def test_parameters_of_images_for_accelerators(tmp_path: Path, name: str) -> None:
    assert certain(terraform(tmp_path, by_parameter(name, "var.t")), Role.MODEL_HOST) == {TEMPLATE}


@pytest.mark.parametrize(
    "text",
    [
        by_name("amzn2-ami-ecs-hvm-*-x86_64-ebs", '"m5.large"'),
        by_name("al2023-ami-2023*-x86_64", '"m5.large"'),
        by_name("amazon-eks-node-1.29-v*", '"m5.large"'),
        by_name("bottlerocket-aws-k8s-1.29-x86_64-v*", '"m5.large"'),
        by_name("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*", '"m5.large"'),
        by_name("amazon-eks-node-infra-1.29-v*", '"m5.large"'),
        by_parameter("/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id", '"m5.large"'),
        by_parameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", '"m5.large"'),
        *(template('"ami-1"', f'"{kind}"') for kind in ("m7i.large", "vt1.3xlarge", "f1.2xlarge", "hpc7g.4xlarge", "mac2.metal", "i4g.large")),
    ],
)  # fmt: skip
def test_other_images_and_types_are_no_hosts(tmp_path: Path, text: str) -> None:
    assert certain(terraform(tmp_path, text), Role.MODEL_HOST) == set()


@pytest.mark.parametrize(
    "kind",
    ["g5.xlarge", "g6e.12xlarge", "g7e.2xlarge", "gr6.4xlarge", "g5g.xlarge", "p4de.24xlarge", "p5en.48xlarge",
     "p6-b200.48xlarge", "trn1n.32xlarge", "trn2.48xlarge", "inf2.xlarge", "dl1.24xlarge"],
)  # fmt: skip
def test_types_with_an_accelerator(tmp_path: Path, kind: str) -> None:
    assert certain(terraform(tmp_path, template('"ami-1"', f'"{kind}"')), Role.MODEL_HOST) == {TEMPLATE}


def task(image: str, more: str = "") -> str:
    return f"""
    resource "aws_ecs_task_definition" "x" {{
      family                = "x"
      container_definitions = jsonencode([{{ name = "a", image = "{image}" {more} }}])
    }}
    """


@pytest.mark.parametrize(
    "image",
    [
        "vllm/vllm-openai:v0.10.2",
        "public.ecr.aws/deep-learning-containers/vllm:0.9-gpu-py312-ec2",
        "763104351884.dkr.ecr.us-west-2.amazonaws.com/djl-inference:0.28.0-lmi10.0.0-cu124",
        "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.4.0-tgi2.3.1-gpu-py311",
        "763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference-neuronx:2.1",
        "public.ecr.aws/neuron/pytorch-inference-vllm-neuronx:0.7",
        "ghcr.io/huggingface/text-generation-inference:2.0",
        "ghcr.io/huggingface/text-embeddings-inference:1.5",
        "nvcr.io/nvidia/tritonserver:24.05-py3",
        "nvcr.io/nim/meta/llama3-8b-instruct:1.0.0",
        "lmsysorg/sglang:latest",
        "ollama/ollama",
        "ghcr.io/ggml-org/llama.cpp:server-cuda",
        "quay.io/go-skynet/local-ai:latest",
        "anyscale/ray-llm:2.46",
        "rayproject/ray-llm:2.46-py311-cu124",
        "docker.litellm.ai/berriai/litellm:main-stable",
        "ghcr.io/open-webui/open-webui:main",
        "langgenius/dify-api:0.15.3",
        "flowiseai/flowise:latest",
        "langflowai/langflow:1.1",
        "mintplexlabs/anythingllm",
        "yanwk/comfyui:cu124",
    ],
)
def test_images_that_serve_models_or_stand_before_them(tmp_path: Path, image: str) -> None:
    assert certain(terraform(tmp_path, task(image)), Role.MODEL_HOST) == {TASK}


@pytest.mark.parametrize(
    "text",
    [
        *map(task, ("nginx:latest", "myorg/ollama-client:1", "nvidia/dcgm-exporter:3", "nvcr.io/nvidia/k8s-device-plugin:v0.14",
                    "python:3.12", "postgres:16", "myorg/llama-index-docs:1", "myorg/comfyui-website:1", "langgenius/dify-web:1",
                    "vllm/production-stack-router-exporter")),
        task("me/x:1", ', linuxParameters = { devices = [{ hostPath = "/dev/fuse" }] }'),
        task("me/x:1", ", portMappings = [{ containerPort = 8000 }]"),
    ],
)  # fmt: skip
def test_other_tasks_are_no_hosts(tmp_path: Path, text: str) -> None:
    assert certain(terraform(tmp_path, text), Role.MODEL_HOST) == set()


INVOKE = 'Action = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], Resource = "*"'


def role(statement: str, principal: str, action: str = "sts:AssumeRole") -> str:
    return f"""
    resource "aws_iam_role" "r" {{
      name               = "r"
      assume_role_policy = jsonencode({{
        Statement = [{{ Effect = "Allow", Action = "{action}", Principal = {{ {principal} }} }}]
      }})
    }}
    resource "aws_iam_role_policy" "r" {{
      role   = aws_iam_role.r.id
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", {statement} }}] }})
    }}
    """


def service(name: str) -> str:
    return f'Service = "{name}.amazonaws.com"'


WEB = "sts:AssumeRoleWithWebIdentity"
CLUSTER = 'Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"'


@pytest.mark.parametrize(
    "text",
    [
        *(role(INVOKE, service(name)) for name in ("pods.eks", "tasks.apprunner", "states", "apigateway", "appsync", "glue", "scheduler")),
        role(INVOKE, CLUSTER, WEB),
        role(INVOKE, "Federated = aws_iam_openid_connect_provider.p.arn", WEB)
        + 'resource "aws_iam_openid_connect_provider" "p" { url = "https://x" }\n',
        role(INVOKE, 'Federated = "cognito-identity.amazonaws.com"', WEB),
        role('Action = "sagemaker:InvokeEndpoint", Resource = "*"', service("pods.eks")),
        role('Action = "s3:GetObject", Resource = "*"', service("sagemaker")),
    ],
)  # fmt: skip
def test_roles_through_which_models_are_called(tmp_path: Path, text: str) -> None:
    assert certain(terraform(tmp_path, text), Role.AI_PRINCIPAL) == {ROLE}


@pytest.mark.parametrize(
    "text",
    [
        role('Action = "s3:GetObject", Resource = "*"', CLUSTER, WEB),
        role('Action = "*", Resource = "*"', service("ec2")),
        role('Action = ["bedrock:List*", "bedrock:Get*"], Resource = "*"', service("pods.eks")),
        role(INVOKE, 'AWS = "arn:aws:iam::111122223333:root"'),
        role('Action = "ec2:*", Resource = "*"', service("tasks.apprunner")),
    ],
)
def test_other_roles_are_no_principals_of_models(tmp_path: Path, text: str) -> None:
    assert certain(terraform(tmp_path, text), Role.AI_PRINCIPAL) == set()


def test_template(tmp_path: Path) -> None:
    text = """
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: tasks.apprunner.amazonaws.com}}]
        Policies:
          - PolicyName: p
            PolicyDocument: {Statement: [{Effect: Allow, Action: 'bedrock:InvokeModel', Resource: '*'}]}
    Machines:
      Type: AWS::EC2::LaunchTemplate
      Properties:
        LaunchTemplateData:
          ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2/gpu/recommended/image_id}}'
    """
    estate = cloudformation(tmp_path, text)
    assert certain(estate, Role.AI_PRINCIPAL) == {"Role"}
    assert certain(estate, Role.MODEL_HOST) == {"Machines"}


def test_account() -> None:
    trust = {
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "pods.eks.amazonaws.com"}}
        ]
    }
    statement = {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}
    policies = [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}]
    estate = inventory(
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AssumeRolePolicyDocument=trust, RolePolicyList=policies),
        live("AWS::IAM::Role", "arn:o", Arn="arn:o", AssumeRolePolicyDocument=trust, RolePolicyList=[]),
    )
    assert certain(estate, Role.AI_PRINCIPAL) == {"arn:r"}


BEHIND = """
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
}
resource "aws_lambda_function_url" "u" {
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "AWS_IAM"
}
resource "aws_apigatewayv2_api" "a" {
  name          = "a"
  protocol_type = "HTTP"
  target        = aws_lambda_function.f.arn
}
resource "aws_lambda_function_url" "other" {
  function_name      = "other"
  authorization_type = "AWS_IAM"
}
resource "aws_cloudfront_distribution" "d" {
  enabled = true
  origin {
    origin_id   = "o"
    domain_name = %s
  }
}
"""
URL, FRONT = "aws_lambda_function_url.%s.function_url", "aws_cloudfront_distribution.d"


@pytest.mark.parametrize(
    ("domain", "leads"),
    [
        (f'replace(replace({URL % "u"}, "https://", ""), "/", "")', True),
        (f'trimsuffix(trimprefix({URL % "u"}, "https://"), "/")', True),
        (f'trim(replace({URL % "u"}, "https://", ""), "/")', True),
        ('"${aws_lambda_function_url.u.url_id}.lambda-url.us-east-1.on.aws"', True),
        ('trimprefix(aws_apigatewayv2_api.a.api_endpoint, "https://")', True),
        ('replace(aws_apigatewayv2_api.a.api_endpoint, "https://", "")', True),
        ('"${aws_apigatewayv2_api.a.id}.execute-api.us-east-1.amazonaws.com"', True),
        (f'trimsuffix(trimprefix({URL % "other"}, "https://"), "/")', False),
        ('"example.com"', False),
    ],
)
def test_distributions_name_hosts_in_many_ways(tmp_path: Path, domain: str, leads: bool) -> None:
    estate = terraform(tmp_path, role(INVOKE, service("lambda")) + BEHIND % domain)
    assert (FRONT in certain(estate, Role.INFERENCE_API)) is leads


EDGE = """
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  publish       = true
}
resource "aws_cloudfront_distribution" "d" {
  enabled = true
  default_cache_behavior {
    target_origin_id       = "o"
    viewer_protocol_policy = "https-only"
    lambda_function_association {
      event_type = "origin-request"
      lambda_arn = aws_lambda_function.f.qualified_arn
    }
  }
}
"""


@pytest.mark.parametrize(("statement", "leads"), [(INVOKE, True), ('Action = "s3:GetObject", Resource = "*"', False)])
def test_functions_on_the_edge(tmp_path: Path, statement: str, leads: bool) -> None:
    estate = terraform(tmp_path, role(statement, service("edgelambda")) + EDGE)
    assert (FRONT in certain(estate, Role.INFERENCE_API)) is leads


GIVEN = """
resource "aws_secretsmanager_secret" "key" { name = "key" }
resource "aws_secretsmanager_secret" "other" { name = "other" }
resource "aws_ecs_task_definition" "x" {
  family                = "x"
  task_role_arn         = aws_iam_role.r.arn
  container_definitions = jsonencode([{
    name = "a", image = "chat", secrets = [{ name = "KEY", valueFrom = aws_secretsmanager_secret.key.arn }]
  }])
}
resource "aws_lb_target_group" "g" { target_type = "ip" }
resource "aws_ecs_service" "s" {
  name            = "s"
  task_definition = aws_ecs_task_definition.x.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.g.arn
    container_name   = "a"
    container_port   = 80
  }
}
"""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [(INVOKE, {"aws_secretsmanager_secret.key"}), ('Action = "s3:GetObject", Resource = "*"', set())],
)
def test_secrets_that_gateways_are_given(tmp_path: Path, statement: str, expected: set[str]) -> None:
    estate = terraform(tmp_path, role(statement, service("ecs-tasks")) + GIVEN)
    assert certain(estate, Role.AI_SECRET) == expected


SERVERLESS = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.12
      CodeUri: s3://code/a
      Policies: [{Statement: [{Effect: Allow, Action: %s, Resource: '*'}]}]
      %s
"""


@pytest.mark.parametrize(
    ("action", "front", "expected"),
    [
        ("'bedrock:InvokeModel*'", "FunctionUrlConfig: {AuthType: NONE}", {"FnUrl"}),
        ("'bedrock:InvokeModel'", "Events: {A: {Type: Api, Properties: {Path: /, Method: post}}}", {"ServerlessRestApi"}),
        ("'bedrock:InvokeAgent'", "Events: {A: {Type: HttpApi, Properties: {Path: /, Method: post}}}", {"ServerlessHttpApi"}),
        ("'s3:GetObject'", "FunctionUrlConfig: {AuthType: NONE}", set()),
        ("'bedrock:ListFoundationModels'", "Events: {A: {Type: Api, Properties: {Path: /, Method: post}}}", set()),
    ],
)  # fmt: skip
def test_serverless_applications(tmp_path: Path, action: str, front: str, expected: set[str]) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(SERVERLESS % (action, front))
    assert certain(read(CloudFormationSource(path, tmp_path)), Role.INFERENCE_API) == expected
