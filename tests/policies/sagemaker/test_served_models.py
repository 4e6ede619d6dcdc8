"""Whether what endpoints serve comes from the registry."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.inventory import Inventory
from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.values import Unknown
from tests.model.declared import live
from tests.policies.judged import read, terraform, verdicts

POLICY = "served_model_comes_from_the_registry"
ADDRESS = "aws_sagemaker_model.m"

OWN = 'image = "1.dkr.ecr.us-east-1.amazonaws.com/serve:1"\nmodel_data_url = "s3://weights/model.tar.gz"'
LARGE = """
image = "1.dkr.ecr.us-east-1.amazonaws.com/serve:1"
model_data_source {
  s3_data_source {
    s3_uri           = "s3://jumpstart-private-cache-prod-us-east-1/llama/"
    s3_data_type     = "S3Prefix"
    compression_type = "None"
  }
}
"""
DYNAMIC = """
dynamic "container" {
  for_each = var.elsewhere
  content {
    image              = container.value.image
    model_package_name = container.value.package
  }
}
"""
UNREAD = """
module "unread" {
  source = "example.com/missing/aws"
  model  = aws_sagemaker_model.m.name
}
"""


def package(value: str) -> str:
    return f"model_package_name = {value}"


VERSION = package('"arn:aws:sagemaker:us-east-1:1:model-package/chat/3"')


def block(name: str, *stated: str) -> str:
    return "".join(f"{name} {{\n{each}\n}}\n" for each in stated)


def primary(stated: str) -> str:
    return block("primary_container", stated)


def config(name: str = "aws_sagemaker_model.m.name", stated: str = "") -> str:
    variant = block("production_variants", f"model_name = {name}")
    return f'resource "aws_sagemaker_endpoint_configuration" "c" {{\nname = "chat"\n{variant}{stated}}}\n'


def endpoint(name: str = "aws_sagemaker_endpoint_configuration.c.name", stated: str = "") -> str:
    return f'resource "aws_sagemaker_endpoint" "e" {{\n{stated}\nname = "chat"\nendpoint_config_name = {name}\n}}\n'


SERVED = config() + endpoint()
SERVERLESS = "serverless_config {\nmemory_size_in_mb = 2048\nmax_concurrency = 5\n}"
ASYNCHRONOUS = 'async_inference_config {\noutput_config {\ns3_output_path = "s3://answers"\n}\n}\n'
SHADOW = block("shadow_production_variants", "model_name = aws_sagemaker_model.m.name")
IN_BULK = 'resource "aws_sagemaker_transform_job" "j" {\nmodel_name = aws_sagemaker_model.m.name\n}\n'


@pytest.mark.parametrize(
    ("stated", "beside", "expected"),
    [
        (primary(OWN), SERVED, "violated"),
        (primary(LARGE), SERVED, "violated"),
        (primary(VERSION), SERVED, "passed"),
        (block("container", VERSION, VERSION), SERVED, "passed"),
        (block("container", VERSION, OWN), SERVED, "violated"),
        ("", SERVED, "violated"),
        (primary(package("var.elsewhere")), SERVED, "undetermined"),
        (primary(package("data.aws_ssm_parameter.p.value")), SERVED, "undetermined"),
        (primary(package("module.unread.package")), SERVED + UNREAD, "undetermined"),
        (primary(package("awscc_sagemaker_model_package.p.model_package_arn")), SERVED, "passed"),
        (primary(package('""')), SERVED, "violated"),
        (primary(package("null")), SERVED, "violated"),
        (block("container", OWN, package("var.elsewhere")), SERVED, "violated"),
        (DYNAMIC, SERVED, "undetermined"),
        (primary(OWN), "", "not_applicable"),
        (primary(VERSION), "", "not_applicable"),
        (primary(OWN), config(), "not_applicable"),
        (primary(OWN), IN_BULK, "not_applicable"),
        (primary(OWN), config('"another"') + endpoint(), "not_applicable"),
        (primary(OWN), config('"chat"') + endpoint(), "violated"),
        (primary(OWN), config('"another"', SHADOW) + endpoint(), "violated"),
        (primary(OWN), config(stated=ASYNCHRONOUS) + endpoint(), "violated"),
        (primary(OWN), config(f"aws_sagemaker_model.m.name\n{SERVERLESS}") + endpoint(), "violated"),
        (primary(OWN), config("var.elsewhere") + endpoint(), "undetermined"),
        (primary(VERSION), config("var.elsewhere") + endpoint(), "passed"),
        (primary(OWN), config() + endpoint("var.elsewhere"), "undetermined"),
        (primary(OWN), config() + endpoint('"another"'), "not_applicable"),
        (primary(OWN), config() + endpoint(stated="count = 0"), "not_applicable"),
        (primary(OWN), config() + endpoint(stated="count = var.elsewhere"), "undetermined"),
        (primary(OWN), UNREAD, "undetermined"),
        (primary(OWN), SERVED + UNREAD, "violated"),
        (primary(VERSION), UNREAD, "passed"),
    ],
)
def test_terraform(tmp_path: Path, stated: str, beside: str, expected: str) -> None:
    model = f'variable "elsewhere" {{}}\nresource "aws_sagemaker_model" "m" {{\nname = "chat"\n{stated}\n}}\n'
    other = 'resource "awscc_sagemaker_model_package" "p" {}\n'
    assert verdicts(POLICY, terraform(tmp_path, model + beside + other)) == {ADDRESS: expected}


def test_a_model_of_another_module(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "main.tf").write_text(
        f'resource "aws_sagemaker_model" "m" {{\nname_prefix = "c"\n{primary(OWN)}}}\n'
        'output "name" { value = aws_sagemaker_model.m.name }\n'
    )
    text = 'module "model" { source = "./model" }\n' + config("module.model.name") + endpoint()
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"module.model.aws_sagemaker_model.m": "violated"}


OWN_CONTAINER = "PrimaryContainer: {Image: i, ModelDataUrl: s3://weights/model.tar.gz}"
REGISTERED = "PrimaryContainer: {ModelPackageName: !GetAtt P.ModelPackageArn}"
VARIANT = "ProductionVariants: [{ModelName: !GetAtt M.ModelName}]"
GIVEN = """
Parameters:
  Elsewhere: {Type: String}
Conditions:
  Registered: !Equals [!Ref Elsewhere, "yes"]
"""


@pytest.mark.parametrize(
    ("stated", "variants", "expected"),
    [
        (OWN_CONTAINER, VARIANT, "violated"),
        (OWN_CONTAINER, "ProductionVariants: [{ModelName: chat}]", "violated"),
        (OWN_CONTAINER, "ProductionVariants: [{ModelName: !Ref Elsewhere}]", "undetermined"),
        (OWN_CONTAINER, "ProductionVariants: [{ModelName: other}]", "not_applicable"),
        (OWN_CONTAINER, "ShadowProductionVariants: [{ModelName: !GetAtt M.ModelName}]", "violated"),
        (OWN_CONTAINER, "ProductionVariants: [{InstancePools: [{ModelNameOverride: chat}]}]", "violated"),
        (REGISTERED, VARIANT, "passed"),
        ("Containers: [{ModelPackageName: !Ref P}, {Image: i}]", VARIANT, "violated"),
        ("PrimaryContainer: {ModelPackageName: !Ref Elsewhere}", VARIANT, "undetermined"),
        ("PrimaryContainer: {ModelPackageName: !ImportValue package}", VARIANT, "passed"),
        ("PrimaryContainer: {ModelPackageName: !If [Registered, !Ref P, !Ref AWS::NoValue]}", VARIANT, "undetermined"),
        ("PrimaryContainer: !If [Registered, {ModelPackageName: !Ref P}, {Image: i}]", VARIANT, "undetermined"),
    ],
)
def test_templates(tmp_path: Path, stated: str, variants: str, expected: str) -> None:
    text = f"""
    P: {{Type: AWS::SageMaker::ModelPackage, Properties: {{ModelApprovalStatus: Approved}}}}
    M: {{Type: AWS::SageMaker::Model, Properties: {{ModelName: chat, {stated}}}}}
    C: {{Type: AWS::SageMaker::EndpointConfig, Properties: {{{variants}}}}}
    E: {{Type: AWS::SageMaker::Endpoint, Properties: {{EndpointConfigName: !GetAtt C.EndpointConfigName}}}}
    """
    assert verdicts(POLICY, template(tmp_path, text)) == {"M": expected}


def template(folder: Path, text: str) -> Inventory:
    return read(CloudFormationSource(written(folder, text), folder))


def written(folder: Path, text: str) -> Path:
    path = folder / "given.yaml"
    path.write_text(GIVEN + "Resources:\n" + indent(dedent(text), "  "))
    return path


@pytest.mark.parametrize(
    ("specification", "model", "component"),
    [
        ("Specification: {ModelName: !GetAtt M.ModelName}", "violated", "not_applicable"),
        ("Specification: {ModelName: !Ref Elsewhere}", "undetermined", "not_applicable"),
        ("Specifications: [{InstanceType: ml.g5.xlarge, ModelName: chat}]", "violated", "not_applicable"),
        ("Specification: {Container: {Image: i, ArtifactUrl: s3://weights/1}}", "not_applicable", "violated"),
        ("Specifications: [{ModelName: chat}, {Container: {Image: i}}]", "violated", "violated"),
        (
            "Specification: {BaseInferenceComponentName: b, Container: {ArtifactUrl: s3://weights/1}}",
            "not_applicable",
            "not_applicable",
        ),
        (
            "Specification: {Container: !If [Registered, {Image: i}, !Ref AWS::NoValue]}",
            "not_applicable",
            "undetermined",
        ),
    ],
)
def test_components_in_templates(tmp_path: Path, specification: str, model: str, component: str) -> None:
    text = f"""
    M: {{Type: AWS::SageMaker::Model, Properties: {{ModelName: chat, {OWN_CONTAINER}}}}}
    I: {{Type: AWS::SageMaker::InferenceComponent, Properties: {{EndpointName: chat, {specification}}}}}
    """
    assert verdicts(POLICY, template(tmp_path, text)) == {"M": model, "I": component}


ARN = "arn:aws:sagemaker:a-1:1:model-package/chat/3"


def account(variants: dict[str, Any], **stated: Any) -> list[Declaration]:
    return [
        live("AWS::SageMaker::Model", "m", ModelName="chat", ModelArn="m", **stated),
        live("AWS::SageMaker::EndpointConfig", "c", EndpointConfigName="c", **variants),
        live("AWS::SageMaker::Endpoint", "e", EndpointName="e", EndpointArn="e", EndpointConfigName="c"),
    ]


SERVING = {"ProductionVariants": [{"VariantName": "all", "ModelName": "chat"}]}
ANOTHER = [{"VariantName": "all", "ModelName": "another"}]


@pytest.mark.parametrize(
    ("variants", "stated", "expected"),
    [
        (SERVING, {"PrimaryContainer": {"Image": "i", "ModelDataUrl": "s3://weights/1"}}, "violated"),
        (SERVING, {"PrimaryContainer": {"ModelPackageName": ARN}}, "passed"),
        (SERVING, {"Containers": [{"ModelPackageName": ARN}, {"Image": "i"}]}, "violated"),
        ({"ProductionVariants": ANOTHER}, {"PrimaryContainer": {"Image": "i"}}, "not_applicable"),
        (
            {"ProductionVariants": ANOTHER, "ShadowProductionVariants": SERVING["ProductionVariants"]},
            {"PrimaryContainer": {"Image": "i"}},
            "violated",
        ),
        (SERVING, {"PrimaryContainer": Unknown(reason="AccessDenied: sagemaker:DescribeModel")}, "undetermined"),
        (
            {"ProductionVariants": Unknown(reason="AccessDenied: sagemaker:DescribeEndpointConfig")},
            {"PrimaryContainer": {"Image": "i"}},
            "undetermined",
        ),
    ],
)
def test_accounts(variants: dict[str, Any], stated: dict[str, Any], expected: str) -> None:
    assert verdicts(POLICY, account(variants, **stated)) == {"m": expected}


@pytest.mark.parametrize(
    ("specification", "model", "component"),
    [
        ({"ModelName": "chat"}, "violated", "not_applicable"),
        ({"Container": {"DeployedImage": {"SpecifiedImage": "i"}}}, "not_applicable", "violated"),
        (
            {"BaseInferenceComponentName": "b", "Container": {"ArtifactUrl": "s3://w"}},
            "not_applicable",
            "not_applicable",
        ),
    ],
)
def test_components_in_accounts(specification: dict[str, Any], model: str, component: str) -> None:
    found = account({"ProductionVariants": [{"VariantName": "all"}]}, PrimaryContainer={"Image": "i"})
    found.append(live("AWS::SageMaker::InferenceComponent", "i", EndpointName="e", Specification=specification))
    assert verdicts(POLICY, found) == {"m": model, "i": component}
