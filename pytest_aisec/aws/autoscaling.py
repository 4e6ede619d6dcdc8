"""Amazon EC2 Auto Scaling."""

from __future__ import annotations

from pytest_aisec.aws import ec2, elbv2
from pytest_aisec.model.attribute import texts
from pytest_aisec.model.links import link, links
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
    instance_types = texts(
        terraform="mixed_instances_policy.launch_template.override.*.instance_type",
        cloudformation="MixedInstancesPolicy.LaunchTemplate.Overrides.*.InstanceType",
        live=_NOT_LISTED,
    )
    """What it launches instead of the template's type, where it says so."""

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
