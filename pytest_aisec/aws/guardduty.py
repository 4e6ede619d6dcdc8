"""Amazon GuardDuty."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean
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
        default=True,
        switch=switch(ENABLED=True, DISABLED=False),
        terraform="enable",
        cloudformation="Enable",
        live="Status",
    )
