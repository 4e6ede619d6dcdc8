"""Amazon GuardDuty."""

from __future__ import annotations

from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.resource import Names, Resource


class Detector(
    Resource,
    terraform="aws_guardduty_detector",
    cloudformation="AWS::GuardDuty::Detector",
    live=Listing(
        "guardduty",
        "ListDetectors",
        "DetectorIds[].{DetectorId: @}",
        id="DetectorId",
        describe=Call("guardduty", "GetDetector", {"DetectorId": "DetectorId"}),
    ),
    names=Names(cloudformation=("Id",), live=("DetectorId",)),
):
    """The detector of one region."""

    enabled = boolean(
        default=PerDialect(terraform=True, cloudformation=REQUIRED, live=REQUIRED),
        switch=switch(ENABLED=True, DISABLED=False),
        terraform="enable",
        cloudformation="Enable",
        live="Status",
    )
    """On unless Terraform says otherwise; CloudFormation wants it said.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-guardduty-detector.html
    """
