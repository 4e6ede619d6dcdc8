"""Instances and launch templates with the images that they start from."""

from __future__ import annotations

from pytest_aisec.aws.ec2.instances import Instance
from pytest_aisec.aws.ec2.launch_templates import LaunchTemplate
from pytest_aisec.aws.ec2.requirements import required
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Batch
from pytest_aisec.model.derived import never
from pytest_aisec.model.paths import call

_IN_ACCOUNTS = never("files have the id of an image, or how it is looked up; an account tells its name")
_NO_IMAGE = ("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidAMIID.Malformed")
"""Codes for an image that was removed, that its owner does not share any more, or that a parameter names: its own name
is in the template. Steampipe and tflint take the same three for no image.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
"""
_OLD_ONES = {"IncludeDeprecated": "=true"}
"""Vendors deprecate images after two years at most, and machines go on with them.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
"""
_IMAGES = Batch("ImageIds", 100, "Images", "ImageId")


class ImagedInstance(Instance):
    """An instance with its image: apart, so that only who asks for that has images read. Each image is asked once."""

    image = text(default=None, terraform="ami", cloudformation="ImageId")
    image_name = text(
        default=None,
        terraform=_IN_ACCOUNTS,
        cloudformation=_IN_ACCOUNTS,
        live=call("ec2", "DescribeImages", {"ImageIds": "[ImageId]", **_OLD_ONES}, absent=_NO_IMAGE, batch=_IMAGES)
        / "Images.0.Name",
    )
    """What its image is called; None where that does not exist any more, or not for this account."""


class ImagedLaunchTemplate(LaunchTemplate):
    """A launch template with its image, as above."""

    image = text(default=None, terraform="image_id", cloudformation="LaunchTemplateData.ImageId")
    accelerators = required("instance_requirements", "LaunchTemplateData.InstanceRequirements")
    image_name = text(
        default=None,
        terraform=_IN_ACCOUNTS,
        cloudformation=_IN_ACCOUNTS,
        live=call(
            "ec2",
            "DescribeImages",
            {"ImageIds": "[LaunchTemplateData.ImageId]", **_OLD_ONES},
            absent=_NO_IMAGE,
            batch=_IMAGES,
        )
        / "Images.0.Name",
    )
