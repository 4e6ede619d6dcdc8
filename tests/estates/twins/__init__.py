"""Applications of SAM and of the CDK, and which of their resources is which in the Terraform twin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_aisec.requests import Request

HERE = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Application:
    """One application in both dialects.

    `names`: the address in CloudFormation to the one in Terraform, of what is a resource by itself in both. `parts`: the
    addresses whose content is part of such a resource in the model (a route is part of its table). `plain`: for types
    that no class describes, settings by their paths in CloudFormation and in Terraform, with the value that both have.
    """

    name: str
    template: str
    names: dict[str, str]
    parts: dict[str, str]
    plain: dict[str, dict[tuple[str, str], Any]]

    @property
    def requests(self) -> dict[str, Request]:
        """What to ask for, relative to this folder."""
        return {
            "cloudformation": Request("cloudformation", f"{self.name}/{self.template}"),
            "terraform": Request("terraform", f"{self.name}/terraform"),
        }


SAM = Application(
    "sam",
    "template.yaml",
    names={
        "Prompts": "aws_s3_bucket.prompts",
        "Key": "aws_kms_key.prompts",
        "Guardrail": "aws_bedrock_guardrail.answers",
        "Infer": "aws_lambda_function.infer",
        "InferRole": "aws_iam_role.infer",
        "InferAskPermissionProd": "aws_lambda_permission.ask",
        "ServerlessRestApi": "aws_api_gateway_rest_api.main",
        "ServerlessRestApiDeployment586c9b129c": "aws_api_gateway_deployment.main",
        "ServerlessRestApiProdStage": "aws_api_gateway_stage.prod",
    },
    parts={
        "aws_s3_bucket_server_side_encryption_configuration.prompts": "aws_s3_bucket.prompts",
        "aws_s3_bucket_public_access_block.prompts": "aws_s3_bucket.prompts",
        "aws_iam_role_policy.infer": "aws_iam_role.infer",
        "aws_iam_role_policy_attachment.infer": "aws_iam_role.infer",
    },
    plain={
        "aws_lambda_function.infer": {
            ("Runtime", "runtime"): "python3.12",
            ("Handler", "handler"): "app.handler",
            ("Timeout", "timeout"): 30,
            ("MemorySize", "memory_size"): 512,
            ("Code.S3Bucket", "s3_bucket"): "artifacts",
            ("Code.S3Key", "s3_key"): "infer.zip",
            ("Environment.Variables.MODEL", "environment.0.variables.MODEL"): "anthropic.claude-v2",
        },
        "aws_lambda_permission.ask": {
            ("Action", "action"): "lambda:InvokeFunction",
            ("Principal", "principal"): "apigateway.amazonaws.com",
        },
        "aws_api_gateway_stage.prod": {("StageName", "stage_name"): "Prod"},
    },
)

_ZONES = {f"{kind}Subnet{number + 1}": (kind, number) for kind in ("public", "private") for number in (0, 1)}

CDK = Application(
    "cdk",
    "cdk.out/manifest.json",
    names={
        "Research/Vpc/Resource": "aws_vpc.main",
        "Research/Vpc/IGW": "aws_internet_gateway.main",
        **{f"Research/Vpc/{name}/Subnet": f"aws_subnet.{kind}[{n}]" for name, (kind, n) in _ZONES.items()},
        **{f"Research/Vpc/{name}/RouteTable": f"aws_route_table.{kind}[{n}]" for name, (kind, n) in _ZONES.items()},
        "Research/Vpc/publicSubnet1/EIP": "aws_eip.nat",
        "Research/Vpc/publicSubnet1/NATGateway": "aws_nat_gateway.main",
        "Research/Key/Resource": "aws_kms_key.training",
        "Research/Training/Resource": "aws_s3_bucket.training",
        "Research/NotebookRole/Resource": "aws_iam_role.notebook",
        "Research/NotebookGroup/Resource": "aws_security_group.notebook",
        "Research/Notebook": "aws_sagemaker_notebook_instance.research",
        "Research/Guardrail": "aws_bedrock_guardrail.research",
    },
    parts={
        **{
            f"Research/Vpc/{name}/{part}": f"aws_route_table.{kind}[{n}]"
            for name, (kind, n) in _ZONES.items()
            for part in ("DefaultRoute", "RouteTableAssociation")
        },
        **{
            f"{part}.{kind}[{n}]": f"aws_route_table.{kind}[{n}]"
            for kind, n in _ZONES.values()
            for part in ("aws_route", "aws_route_table_association")
        },
        "Research/Vpc/VPCGW": "aws_internet_gateway.main",
        "Research/Training/Policy/Resource": "aws_s3_bucket.training",
        "aws_s3_bucket_policy.training": "aws_s3_bucket.training",
        "aws_s3_bucket_server_side_encryption_configuration.training": "aws_s3_bucket.training",
        "aws_s3_bucket_versioning.training": "aws_s3_bucket.training",
        "aws_s3_bucket_public_access_block.training": "aws_s3_bucket.training",
        "Research/NotebookRole/DefaultPolicy/Resource": "aws_iam_role.notebook",
        "aws_iam_role_policy.notebook": "aws_iam_role.notebook",
    },
    plain={},
)

APPLICATIONS = (SAM, CDK)
