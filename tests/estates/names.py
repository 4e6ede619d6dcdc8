"""Which resource of the platform is which: its name in Terraform, in CloudFormation and in an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jmespath

Variant = Literal["secure", "flawed"]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "ai-platform"
TERRAFORM: dict[Variant, Path] = {
    "secure": ROOT / "tests" / "estates" / "secure" / "terraform",
    "flawed": EXAMPLE / "terraform",
}
CLOUDFORMATION: dict[Variant, Path] = {
    "secure": ROOT / "tests" / "estates" / "secure" / "cloudformation.yaml",
    "flawed": EXAMPLE / "cloudformation" / "platform.yaml",
}

PREFIX = "assistant-prod"

POLICIES = (
    "model-host-is-not-in-a-public-subnet",
    "model-host-has-no-public-ip",
    "model-host-requires-imdsv2",
    "security-group-does-not-open-model-serving-ports-to-the-internet",
    "model-host-subnet-has-its-own-network-acl",
    "load-balancer-of-model-hosts-has-a-web-acl",
    "ai-vpc-keeps-flow-logs",
    "ai-bucket-is-encrypted-with-a-customer-managed-key",
    "ai-bucket-blocks-public-access",
    "notebook-has-no-direct-internet-access",
    "guardrail-blocks-prompt-attacks-at-high-strength",
    "agent-has-a-guardrail",
)
"""The policies that the flawed platform violates, each at lines marked `# violates: ID [ID...]`."""

_MARK = re.compile(r"\S +# violates: (?P<ids>.+)$")


def marks(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """Every (file, line, policy) that is marked in the Terraform files and templates below a folder."""
    for file in sorted(folder.rglob("*.*")):
        if file.suffix not in {".tf", ".yaml"}:
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found = _MARK.search(line)
            assert ("violates" in line) == (found is not None), f"{file}:{number}"
            if found:
                yield from ((file, number, policy) for policy in found["ids"].split())


_TAG = "Tags[?Key=='Name'].Value | [0]"


@dataclass(frozen=True, slots=True)
class Found:
    """How a resource is recognised in an account: `path` (JMESPath) in its listed or described item gives `value`."""

    path: str
    value: str

    def fits(self, item: dict[str, Any]) -> bool:
        """Whether the item, in the API's own field names, is the resource."""
        return bool(jmespath.search(self.path, item) == self.value)


@dataclass(frozen=True, slots=True)
class Twins:
    """One resource in its three forms.

    `type` is the CloudFormation name, `cloudformation` the logical id, `terraform` the address. None: this
    dialect has no resource for it, what it says stands in the resource at the Terraform address `part_of`
    (a route is part of its table, a bucket's encryption part of the bucket). `only`: the one variant that has it.
    """

    type: str
    terraform: str
    cloudformation: str | None
    live: Found | None
    part_of: str | None = None
    only: Variant | None = None

    def addresses(self) -> tuple[str, str | None]:
        """The address in Terraform and the logical id in CloudFormation."""
        return self.terraform, self.cloudformation


def _tagged(type_: str, terraform: str, cloudformation: str, tag: str, *, only: Variant | None = None) -> Twins:
    return Twins(type_, terraform, cloudformation, Found(_TAG, tag), only=only)


def _named(type_: str, terraform: str, cloudformation: str, path: str, value: str) -> Twins:
    return Twins(type_, terraform, cloudformation, Found(path, value))


def _part(type_: str, terraform: str, cloudformation: str | None, of: str, only: Variant | None = None) -> Twins:
    return Twins(type_, terraform, cloudformation, None, of, only)


_NETWORK = (
    _tagged("AWS::EC2::VPC", "aws_vpc.main", "Vpc", "main"),
    _tagged("AWS::EC2::Subnet", "aws_subnet.public_a", "PublicSubnetA", "public_a"),
    _tagged("AWS::EC2::Subnet", "aws_subnet.public_b", "PublicSubnetB", "public_b"),
    _tagged("AWS::EC2::Subnet", "aws_subnet.private_a", "PrivateSubnetA", "private_a"),
    _tagged("AWS::EC2::Subnet", "aws_subnet.private_b", "PrivateSubnetB", "private_b"),
    _tagged("AWS::EC2::InternetGateway", "aws_internet_gateway.main", "InternetGateway", "main"),
    _tagged("AWS::EC2::RouteTable", "aws_route_table.public", "PublicRouteTable", "public"),
    _tagged("AWS::EC2::RouteTable", "aws_route_table.private", "PrivateRouteTable", "private"),
    _part("AWS::EC2::Route", "aws_route.public_internet", "PublicInternetRoute", "aws_route_table.public"),
    _part("AWS::EC2::Route", "aws_route.private_nat", "PrivateNatRoute", "aws_route_table.private"),
    *(
        _part(
            "AWS::EC2::SubnetRouteTableAssociation",
            f"aws_route_table_association.{subnet}",
            logical,
            f"aws_route_table.{subnet[:-2]}",
        )
        for subnet, logical in (
            ("public_a", "PublicSubnetARoutes"),
            ("public_b", "PublicSubnetBRoutes"),
            ("private_a", "PrivateSubnetARoutes"),
            ("private_b", "PrivateSubnetBRoutes"),
        )
    ),
    _tagged("AWS::EC2::EIP", "aws_eip.nat", "NatAddress", "nat"),
    _tagged("AWS::EC2::NatGateway", "aws_nat_gateway.main", "NatGateway", "main"),
    _tagged("AWS::EC2::NetworkAcl", "aws_network_acl.private", "PrivateNetworkAcl", "private"),
    *(
        _part("AWS::EC2::NetworkAclEntry", f"aws_network_acl_rule.{terraform}", logical, "aws_network_acl.private")
        for terraform, logical in (
            ("private_from_vpc", "PrivateFromVpc"),
            ("private_from_team", "PrivateFromTeam"),
            ("private_replies", "PrivateReplies"),
            ("private_out", "PrivateOut"),
        )
    ),
    _named(
        "AWS::Logs::LogGroup",
        "aws_cloudwatch_log_group.flow_logs",
        "FlowLogGroup",
        "logGroupName",
        f"/{PREFIX}/flow-logs",
    ),
    _tagged("AWS::EC2::FlowLog", "aws_flow_log.main", "FlowLog", "main", only="secure"),
)

_FIREWALL = (
    _tagged(
        "AWS::EC2::SecurityGroup", "aws_security_group.load_balancer", "LoadBalancerSecurityGroup", "load_balancer"
    ),
    _tagged("AWS::EC2::SecurityGroup", "aws_security_group.server", "ServerSecurityGroup", "server"),
    _tagged("AWS::EC2::SecurityGroup", "aws_security_group.trainer", "TrainerSecurityGroup", "trainer"),
    _tagged("AWS::EC2::SecurityGroup", "aws_security_group.sagemaker", "SageMakerSecurityGroup", "sagemaker"),
    _part(
        "AWS::EC2::SecurityGroupIngress",
        "aws_security_group_rule.server_api",
        "ServerApi",
        "aws_security_group.server",
    ),
    _part("AWS::EC2::SecurityGroupEgress", "aws_security_group_rule.server_out", None, "aws_security_group.server"),
    _part(
        "AWS::EC2::SecurityGroupIngress",
        "aws_vpc_security_group_ingress_rule.trainer_tensorboard",
        "TrainerTensorBoard",
        "aws_security_group.trainer",
    ),
    _part(
        "AWS::EC2::SecurityGroupEgress",
        "aws_vpc_security_group_egress_rule.trainer_out",
        None,
        "aws_security_group.trainer",
    ),
)

_HOSTS = (
    _tagged("AWS::EC2::Instance", "aws_instance.server", "Server", "server"),
    _tagged("AWS::EC2::Volume", "aws_ebs_volume.models", "ModelsVolume", "models"),
    _part(
        "AWS::EC2::VolumeAttachment",
        "aws_volume_attachment.models",
        "ModelsVolumeAttachment",
        "aws_ebs_volume.models",
    ),
    _named(
        "AWS::EC2::LaunchTemplate",
        "aws_launch_template.trainer",
        "TrainerLaunchTemplate",
        "LaunchTemplateName",
        f"{PREFIX}-trainer",
    ),
)

_EDGE = (
    _named("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb.main", "LoadBalancer", "LoadBalancerName", PREFIX),
    Twins(
        "AWS::ElasticLoadBalancingV2::Listener",
        "aws_lb_listener.https",
        "HttpsListener",
        Found("to_string(Port)", "443"),
    ),
    _named(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "aws_lb_target_group.server",
        "ServerTargetGroup",
        "TargetGroupName",
        f"{PREFIX}-server",
    ),
    _part(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "aws_lb_target_group_attachment.server",
        None,
        "aws_lb_target_group.server",
    ),
    _named("AWS::WAFv2::WebACL", "aws_wafv2_web_acl.main", "WebAcl", "Name", PREFIX),
    _part(
        "AWS::WAFv2::WebACLAssociation",
        "aws_wafv2_web_acl_association.main",
        "WebAclAssociation",
        "aws_lb.main",
        "secure",
    ),
)


def _bucket(name: str, logical: str, *settings: tuple[str, Variant | None]) -> Iterator[Twins]:
    bucket = f"aws_s3_bucket.{name}"
    yield _named("AWS::S3::Bucket", bucket, logical, "Name", f"{PREFIX}-{name}")
    for setting, only in settings:
        yield _part("AWS::S3::Bucket", f"aws_s3_bucket_{setting}.{name}", None, bucket, only)


_STORAGE = (
    Twins("AWS::KMS::Key", "aws_kms_key.main", "Key", Found("Description", "Models and training data")),
    *_bucket(
        "training",
        "TrainingBucket",
        ("server_side_encryption_configuration", None),
        ("public_access_block", "secure"),
        ("versioning", None),
    ),
    _part("AWS::S3::BucketPolicy", "aws_s3_bucket_policy.training", "TrainingBucketPolicy", "aws_s3_bucket.training"),
    *_bucket(
        "artefacts",
        "ArtefactsBucket",
        ("server_side_encryption_configuration", "secure"),
        ("public_access_block", None),
        ("versioning", None),
    ),
    *_bucket(
        "trail",
        "TrailBucket",
        ("server_side_encryption_configuration", None),
        ("public_access_block", None),
    ),
    _part("AWS::S3::BucketPolicy", "aws_s3_bucket_policy.trail", "TrailBucketPolicy", "aws_s3_bucket.trail"),
)

_AI = (
    _named(
        "AWS::SageMaker::NotebookInstance",
        "aws_sagemaker_notebook_instance.research",
        "ResearchNotebook",
        "NotebookInstanceName",
        f"{PREFIX}-research",
    ),
    _named("AWS::SageMaker::Model", "aws_sagemaker_model.embedder", "EmbedderModel", "ModelName", f"{PREFIX}-embedder"),
    _named(
        "AWS::SageMaker::EndpointConfig",
        "aws_sagemaker_endpoint_configuration.embedder",
        "EmbedderEndpointConfig",
        "EndpointConfigName",
        f"{PREFIX}-embedder",
    ),
    _named(
        "AWS::SageMaker::Endpoint",
        "aws_sagemaker_endpoint.embedder",
        "EmbedderEndpoint",
        "EndpointName",
        f"{PREFIX}-embedder",
    ),
    _named("AWS::Bedrock::Guardrail", "aws_bedrock_guardrail.support", "SupportGuardrail", "name", f"{PREFIX}-support"),
    _part(
        "AWS::Bedrock::GuardrailVersion",
        "aws_bedrock_guardrail_version.support",
        "SupportGuardrailVersion",
        "aws_bedrock_guardrail.support",
    ),
    _named("AWS::Bedrock::Agent", "aws_bedrockagent_agent.support", "SupportAgent", "agentName", f"{PREFIX}-support"),
)


def _role(name: str, logical: str) -> Twins:
    hyphenated = name.replace("_", "-")
    return _named("AWS::IAM::Role", f"aws_iam_role.{name}", logical, "RoleName", f"{PREFIX}-{hyphenated}")


def _inline(role: str) -> Twins:
    return _part("AWS::IAM::Role", f"aws_iam_role_policy.{role}", None, f"aws_iam_role.{role}")


def _profile(name: str, logical: str) -> Twins:
    address = f"aws_iam_instance_profile.{name}"
    return _named("AWS::IAM::InstanceProfile", address, logical, "InstanceProfileName", f"{PREFIX}-{name}")


_IAM = (
    _role("server", "ServerRole"),
    _role("trainer", "TrainerRole"),
    _role("notebook", "NotebookRole"),
    _role("embedder", "EmbedderRole"),
    _role("agent", "AgentRole"),
    _role("flow_logs", "FlowLogsRole"),
    *(_inline(role) for role in ("server", "notebook", "embedder", "agent", "flow_logs")),
    _profile("server", "ServerInstanceProfile"),
    _profile("trainer", "TrainerInstanceProfile"),
    _named("AWS::IAM::ManagedPolicy", "aws_iam_policy.training", "TrainingPolicy", "PolicyName", f"{PREFIX}-training"),
    _part("AWS::IAM::Role", "aws_iam_role_policy_attachment.trainer", None, "aws_iam_role.trainer"),
)

_AUDIT = (
    _named("AWS::CloudTrail::Trail", "aws_cloudtrail.main", "Trail", "Name", PREFIX),
    Twins("AWS::GuardDuty::Detector", "aws_guardduty_detector.main", "Detector", Found("Tags.Name", "main")),
)

RESOURCES: tuple[Twins, ...] = (*_NETWORK, *_FIREWALL, *_HOSTS, *_EDGE, *_STORAGE, *_AI, *_IAM, *_AUDIT)
"""Every resource that Terraform declares, in the order of its files."""

CLOUDFORMATION_ONLY = {
    "InternetGatewayAttachment": "aws_internet_gateway.main",
    "PrivateSubnetANetworkAcl": "aws_network_acl.private",
    "PrivateSubnetBNetworkAcl": "aws_network_acl.private",
}
"""Logical ids for which Terraform has no resource of its own, and the address of the resource that says it there."""


def resources(variant: Variant) -> tuple[Twins, ...]:
    """Every resource of one variant."""
    return tuple(twins for twins in RESOURCES if twins.only in (None, variant))


LIVE_ONLY: dict[str, tuple[Found, ...]] = {
    "sts:Account": (Found("Account", "123456789012"),),
    "iam:AccountSummary": (Found("to_string(SummaryMap != null)", "true"),),
    "ec2:Region": (Found("RegionName", "us-east-1"),),
    "ec2:MetadataDefaults": (Found('"$source".Region', "us-east-1"),),
    "ec2:EncryptionByDefault": (Found('"$source".Region', "us-east-1"),),
    "ec2:DefaultVolumeKey": (Found('"$source".Region', "us-east-1"),),
    "AWS::EC2::VPCBlockPublicAccessOptions": (Found('"$source".Region', "us-east-1"),),
    "AWS::XRay::TransactionSearchConfig": (Found('"$source".Region', "us-east-1"),),
    "AWS::ECR::RegistryScanningConfiguration": (Found("registryId", "123456789012"),),
    "AWS::Macie::Session": (Found("status", "ENABLED"),),
    "bedrock:ModelInvocationLogging": (Found("to_string(s3Config)", "null"),),
    "bedrock:DataRetention": (Found('"$source".Region', "us-east-1"),),
    "bedrock:PublishedGuardrail": (Found("version", "1"),),
    "bedrock-agentcore-control:TokenVault": (Found('"$source".Region', "us-east-1"),),
    "inspector2:Enabler": (Found("accountId", "123456789012"),),
    "resourcegroupstaggingapi:TaggedResource": (Found("to_string(ResourceARN != null)", "true"),),
    "AWS::EC2::RouteTable": (Found("to_string(Associations[0].Main)", "true"),),
    "AWS::EC2::NetworkAcl": (Found("to_string(IsDefault)", "true"),),
    "AWS::EC2::SecurityGroup": (Found("GroupName", "default"),),
    "AWS::EC2::NetworkInterface": (Found("to_string(Attachment != null || InterfaceType != null)", "true"),),
    "AWS::Events::EventBus": (Found("Name", "default"),),
    "AWS::EC2::PrefixList": (Found("OwnerId", "aws"), Found("OwnerId", "AWS")),
    "AWS::EC2::Volume": (Found("Attachments[0].Device", "/dev/sda1"),),
    "AWS::KMS::Alias": (Found("to_string(starts_with(AliasName, 'alias/aws/'))", "true"),),
}
"""What stands in the account without being declared: the VPC's own defaults, the server's root volume, AWS's keys, what a
published version of a guardrail says."""
