"""AWS Batch."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam
from pytest_aisec.model.attribute import texts
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import either, unmapped
from pytest_aisec.model.resource import Names, Resource

_NOT_LISTED = unmapped("the compute environments of an account are not listed: its instances themselves are")


class ComputeEnvironment(
    Resource,
    terraform="aws_batch_compute_environment",
    cloudformation="AWS::Batch::ComputeEnvironment",
    names=Names(terraform=("name",), cloudformation=("ComputeEnvironmentName", "ComputeEnvironmentArn")),
):
    """The machines on which jobs run. Of an account it is not read: there its instances themselves are.

    https://docs.aws.amazon.com/batch/latest/userguide/compute_environments.html
    """

    instance_types = texts(
        terraform="compute_resources.instance_type",
        cloudformation="ComputeResources.InstanceTypes",
        live=_NOT_LISTED,
    )
    """Types, families (`g5`), or a word for a choice of AWS's."""

    launch_template = link(
        lambda: ec2.LaunchTemplate,
        terraform=either(
            "compute_resources.launch_template.launch_template_id",
            "compute_resources.launch_template.launch_template_name",
        ),
        cloudformation=either(
            "ComputeResources.LaunchTemplate.LaunchTemplateId", "ComputeResources.LaunchTemplate.LaunchTemplateName"
        ),
        live=_NOT_LISTED,
    )
    subnets = links(
        lambda: ec2.Subnet,
        terraform="compute_resources.subnets",
        cloudformation="ComputeResources.Subnets",
        live=_NOT_LISTED,
    )
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="compute_resources.security_group_ids",
        cloudformation="ComputeResources.SecurityGroupIds",
        live=_NOT_LISTED,
    )
    instance_profile = link(
        lambda: iam.InstanceProfile,
        terraform="compute_resources.instance_role",
        cloudformation="ComputeResources.InstanceRole",
        live=_NOT_LISTED,
    )
