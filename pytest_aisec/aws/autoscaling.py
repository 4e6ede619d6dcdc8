"""Amazon EC2 Auto Scaling."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.aws import ec2, elbv2, iam
from pytest_aisec.aws.ec2.defaults import Launching, metadata_hops_in, metadata_tokens_in
from pytest_aisec.aws.ec2.requirements import required
from pytest_aisec.aws.ec2.volumes import Device
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.paths import companion, either, every, unmapped
from pytest_aisec.model.resource import Names, Resource

_NOT_LISTED = unmapped("the groups of an account are not listed: its instances themselves are")
_MIXED = "mixed_instances_policy.launch_template.launch_template_specification"
_MIXED_CFN = "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification"


class AutoScalingGroup(
    Resource,
    terraform="aws_autoscaling_group",
    cloudformation="AWS::AutoScaling::AutoScalingGroup",
    names=Names(terraform=("name",), cloudformation=("AutoScalingGroupName",)),
):
    """What keeps a number of instances running. Of an account it is not read: there its instances themselves are.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
    """

    launch_template = link(
        lambda: ec2.LaunchTemplate,
        terraform=either(
            "launch_template.id",
            "launch_template.name",
            f"{_MIXED}.launch_template_id",
            f"{_MIXED}.launch_template_name",
        ),
        cloudformation=either(
            "LaunchTemplate.LaunchTemplateId",
            "LaunchTemplate.LaunchTemplateName",
            f"{_MIXED_CFN}.LaunchTemplateId",
            f"{_MIXED_CFN}.LaunchTemplateName",
        ),
        live=_NOT_LISTED,
    )
    launch_configuration = link(
        lambda: LaunchConfiguration,
        terraform="launch_configuration",
        cloudformation="LaunchConfigurationName",
        live=_NOT_LISTED,
    )
    """The older way to say what is launched."""
    instance_types = texts(
        terraform="mixed_instances_policy.launch_template.override.*.instance_type",
        cloudformation="MixedInstancesPolicy.LaunchTemplate.Overrides.*.InstanceType",
        live=_NOT_LISTED,
    )
    """What it launches instead of the template's type, where it says so."""
    accelerators = required(
        "mixed_instances_policy.launch_template.override.*.instance_requirements",
        "MixedInstancesPolicy.LaunchTemplate.Overrides.*.InstanceRequirements",
    )

    subnets = links(
        lambda: ec2.Subnet, terraform="vpc_zone_identifier", cloudformation="VPCZoneIdentifier", live=_NOT_LISTED
    )
    target_groups = links(
        lambda: elbv2.TargetGroup,
        terraform=every(
            "target_group_arns",
            "traffic_source.*.identifier",
            companion("aws_autoscaling_attachment", by="autoscaling_group_name") / "lb_target_group_arn",
            companion("aws_autoscaling_traffic_source_attachment", by="autoscaling_group_name")
            / "traffic_source.identifier",
        ),
        cloudformation=every("TargetGroupARNs", "TrafficSources.*.Identifier"),
        live=_NOT_LISTED,
    )
    """The target groups that its instances are registered with."""


class LaunchConfiguration(
    Launching,
    terraform="aws_launch_configuration",
    cloudformation="AWS::AutoScaling::LaunchConfiguration",
    live=Listing("autoscaling", "DescribeLaunchConfigurations", "LaunchConfigurations", id="LaunchConfigurationARN"),
    names=Names(
        terraform=("name",),
        cloudformation=("LaunchConfigurationName",),
        live=("LaunchConfigurationName", "LaunchConfigurationARN"),
    ),
):
    """What a group launches its instances from, as it was before there were launch templates.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html
    """

    instance_type = text(default=None)
    image = text(default=None, terraform="image_id", cloudformation="ImageId")
    public_ip_requested = boolean(
        default=None, terraform="associate_public_ip_address", cloudformation="AssociatePublicIpAddress"
    )
    """None where the subnet decides."""
    metadata_tokens = metadata_tokens_in()
    metadata_hops = metadata_hops_in()
    metadata_endpoint = text(
        among=("enabled", "disabled"),
        default="enabled",
        terraform="metadata_options.http_endpoint",
        cloudformation="MetadataOptions.HttpEndpoint",
    )
    security_groups = links(lambda: ec2.SecurityGroup)
    instance_profile = link(
        lambda: iam.InstanceProfile, terraform="iam_instance_profile", cloudformation="IamInstanceProfile"
    )
    devices = blocks(
        Device,
        terraform=every("root_block_device", "ebs_block_device"),
        cloudformation="BlockDeviceMappings.*.Ebs",
    )
    groups = referrers(lambda: AutoScalingGroup, by="launch_configuration")
    """The groups that launch from it; those of an account are not listed."""

    @property
    def subnets(self) -> Sequence[ec2.Subnet]:
        """The subnets of the groups that launch from it."""
        return [subnet for group in self.groups for subnet in group.subnets]
