"""AWS Security Hub CSPM."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Names, Resource


class Hub(
    Resource,
    terraform="aws_securityhub_account",
    cloudformation="AWS::SecurityHub::Hub",
    live=Listing(
        "securityhub",
        "DescribeHub",
        "[@]",
        id="HubArn",
        absent=("InvalidAccessException", "ResourceNotFoundException"),
    ),
    names=Names(cloudformation=("ARN",), live=("HubArn",)),
):
    """Security Hub in one region of the account.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
    """

    enables_new_controls = boolean(
        default=True, terraform="auto_enable_controls", cloudformation="AutoEnableControls", live="AutoEnableControls"
    )


class Standard(
    Resource,
    terraform="aws_securityhub_standards_subscription",
    cloudformation="AWS::SecurityHub::Standard",
    live=Listing(
        "securityhub",
        "GetEnabledStandards",
        "StandardsSubscriptions",
        id="StandardsSubscriptionArn",
        absent=("InvalidAccessException",),
    ),
    names=Names(cloudformation=("StandardsSubscriptionArn",), live=("StandardsSubscriptionArn",)),
):
    """A standard by which Security Hub judges."""

    standard = text(terraform="standards_arn", cloudformation="StandardsArn", live="StandardsArn")
