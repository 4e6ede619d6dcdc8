"""Where GuardDuty keeps findings for longer than ninety days."""

from __future__ import annotations

from pytest_aisec.aws import kms, s3
from pytest_aisec.aws.guardduty.detectors import Detector
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class PublishingDestination(
    Resource,
    terraform="aws_guardduty_publishing_destination",
    cloudformation="AWS::GuardDuty::PublishingDestination",
    live=Listing(
        "guardduty",
        "ListPublishingDestinations",
        "Destinations",
        id="DestinationId",
        per="AWS::GuardDuty::Detector",
        per_parameters={"DetectorId": "DetectorId"},
        describe=Call(
            "guardduty",
            "DescribePublishingDestination",
            {"DetectorId": "DetectorId", "DestinationId": "DestinationId"},
        ),
    ),
    names=Names(cloudformation=("Id",), live=("DestinationId",)),
):
    """The bucket that a detector writes its findings to.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html
    """

    detector = link(lambda: Detector, terraform="detector_id", cloudformation="DetectorId")
    bucket = link(
        lambda: s3.Bucket,
        terraform="destination_arn",
        cloudformation="DestinationProperties.DestinationArn",
        reads=s3.bucket_name,
    )
    kms_key = link(lambda: kms.Key, terraform="kms_key_arn", cloudformation="DestinationProperties.KmsKeyArn")
    works = boolean(
        default=True,
        switch=switch(
            PUBLISHING=True,
            PENDING_VERIFICATION=True,
            UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY=False,
            STOPPED=False,
        ),
        terraform=never("whether it works is seen once it runs"),
        cloudformation=never("whether it works is seen once it runs"),
        live="Status",
    )
