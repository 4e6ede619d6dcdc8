"""The scripts that instances start with, which an account tells one instance at a time."""

from __future__ import annotations

from pytest_aisec.aws.ec2.instances import Instance
from pytest_aisec.model.attribute import text
from pytest_aisec.model.paths import call


class StartedInstance(Instance):
    """An instance with its user data, in base64 where it is read in an account.

    Costs a call for each instance, so that it is a class of its own.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html
    """

    user_data = text(
        default=None,
        live=call("ec2", "DescribeInstanceAttribute", {"InstanceId": "InstanceId", "Attribute": "=userData"})
        / "UserData.Value",
    )
