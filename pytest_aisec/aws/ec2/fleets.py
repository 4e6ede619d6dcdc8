"""Fleets of instances that are requested at once: EC2 fleets and Spot fleets."""

from __future__ import annotations

from pytest_aisec.aws import ec2, elbv2, iam
from pytest_aisec.aws.ec2.defaults import DefaultVolumeKey, EncryptionByDefault, MetadataDefaults
from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.networks import Subnet
from pytest_aisec.aws.ec2.requirements import required
from pytest_aisec.aws.ec2.volumes import FleetDevice
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.links import blocks, fellows, link, links
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Resource, statement
from pytest_aisec.values import Unknown

_SPECIFIED = "launch_template_config.*.launch_template_specification"
_SPECIFIED_CFN = "LaunchTemplateConfigs.*.LaunchTemplateSpecification"
_REQUEST = "SpotFleetRequestConfigData"
_DEFAULT = Unknown(reason="it names no subnet, and the account's default one is not declared here", is_set=True)


class EC2Fleet(Resource, terraform="aws_ec2_fleet", cloudformation="AWS::EC2::EC2Fleet"):
    """Instances that are requested at once, from launch templates. Of an account its instances themselves are read.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-ec2fleet.html
    """

    launch_templates = links(
        lambda: ec2.LaunchTemplate,
        terraform=every(f"{_SPECIFIED}.launch_template_id", f"{_SPECIFIED}.launch_template_name"),
        cloudformation=every(f"{_SPECIFIED_CFN}.LaunchTemplateId", f"{_SPECIFIED_CFN}.LaunchTemplateName"),
    )
    instance_types = texts(
        terraform="launch_template_config.*.override.*.instance_type",
        cloudformation="LaunchTemplateConfigs.*.Overrides.*.InstanceType",
    )
    """What it launches instead of the types of its templates, where it says so."""
    accelerators = required(
        "launch_template_config.*.override.*.instance_requirements",
        "LaunchTemplateConfigs.*.Overrides.*.InstanceRequirements",
    )
    subnets = links(
        lambda: Subnet,
        terraform=every("launch_template_config.*.override.*.subnet_id"),
        cloudformation=every("LaunchTemplateConfigs.*.Overrides.*.SubnetId"),
    )


class LaunchSpecification(Block):
    """What instances of a Spot fleet are like, where no launch template says it.

    It cannot say anything of the metadata service.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotFleetLaunchSpecification.html
    """

    instance_type = text(default=None, terraform="instance_type", cloudformation="InstanceType")
    image = text(default=None, terraform="ami", cloudformation="ImageId")
    specified_subnets = links(
        lambda: Subnet,
        terraform=every("subnet_id"),
        cloudformation=every("SubnetId", "NetworkInterfaces.*.SubnetId"),
    )
    security_groups = links(
        lambda: SecurityGroup,
        terraform="vpc_security_group_ids",
        cloudformation=every("SecurityGroups.*.GroupId", "NetworkInterfaces.*.Groups.*"),
    )
    public_ip_requested = boolean(
        default=None,
        terraform="associate_public_ip_address",
        cloudformation="NetworkInterfaces.0.AssociatePublicIpAddress",
    )
    devices = blocks(
        FleetDevice,
        terraform=every("root_block_device", "ebs_block_device"),
        cloudformation="BlockDeviceMappings.*.Ebs",
    )
    instance_profile = link(
        lambda: iam.InstanceProfile,
        terraform=either("iam_instance_profile_arn", "iam_instance_profile"),
        cloudformation="IamInstanceProfile.Arn",
    )

    @property
    def subnets(self) -> list[Subnet]:
        """The subnets of its interfaces; where it names none, the default one, which is not to be seen here."""
        return list(self.specified_subnets) or [
            Subnet.unseen_one(self.resource, f"({self!r}: the default subnet)", _DEFAULT)
        ]


class SpotFleet(Resource, terraform="aws_spot_fleet_request", cloudformation="AWS::EC2::SpotFleet"):
    """Spot instances that are requested at once. Of an account its instances themselves are read.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-spotfleet.html
    """

    specifications = blocks(
        LaunchSpecification, terraform="launch_specification", cloudformation=f"{_REQUEST}.LaunchSpecifications"
    )
    launch_templates = links(
        lambda: ec2.LaunchTemplate,
        terraform=every(f"{_SPECIFIED}.id", f"{_SPECIFIED}.name"),
        cloudformation=every(
            f"{_REQUEST}.{_SPECIFIED_CFN}.LaunchTemplateId", f"{_REQUEST}.{_SPECIFIED_CFN}.LaunchTemplateName"
        ),
    )
    instance_types = texts(
        terraform="launch_template_config.*.overrides.*.instance_type",
        cloudformation=f"{_REQUEST}.LaunchTemplateConfigs.*.Overrides.*.InstanceType",
    )
    """What it launches instead of the types of its templates, where it says so."""
    accelerators = required(
        "launch_template_config.*.overrides.*.instance_requirements",
        f"{_REQUEST}.LaunchTemplateConfigs.*.Overrides.*.InstanceRequirements",
    )
    subnets = links(
        lambda: Subnet,
        terraform=every("launch_template_config.*.overrides.*.subnet_id"),
        cloudformation=every(f"{_REQUEST}.LaunchTemplateConfigs.*.Overrides.*.SubnetId"),
    )
    """Those that it names for what it launches from templates."""
    target_groups = links(
        lambda: elbv2.TargetGroup,
        terraform="target_group_arns",
        cloudformation=f"{_REQUEST}.LoadBalancersConfig.TargetGroupsConfig.TargetGroups.*.Arn",
    )
    """The target groups that its instances are registered with."""
    metadata_defaults = fellows(lambda: MetadataDefaults)
    encryption_defaults = fellows(lambda: EncryptionByDefault)
    default_keys = fellows(lambda: DefaultVolumeKey)

    @property
    def instance_profile(self) -> iam.InstanceProfile | None:
        """That of the first of what it launches without a template; they are to be alike."""
        return next((each.instance_profile for each in self.specifications), None)

    @property
    def own_subnets(self) -> list[Subnet]:
        """The subnets of what it launches without a template."""
        return list(dict.fromkeys(subnet for each in self.specifications for subnet in each.subnets))

    @property
    def security_groups(self) -> list[SecurityGroup]:
        """The security groups of what it launches without a template."""
        return list(dict.fromkeys(group for each in self.specifications for group in each.security_groups))

    @statement
    def imdsv2_required(self) -> bool:
        """The account requires sessions of whoever says nothing of the metadata service, as its instances cannot."""
        return any(each.tokens == "required" for each in self.metadata_defaults)

    @statement
    def is_encrypted_by_default(self) -> bool:
        """Disks that are made with its instances are encrypted whatever it says."""
        return any(each.enabled for each in self.encryption_defaults)
