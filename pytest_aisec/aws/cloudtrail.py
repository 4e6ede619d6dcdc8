"""AWS CloudTrail."""

from __future__ import annotations

from pytest_aisec.aws import kms, s3
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource


class Trail(
    Resource,
    terraform="aws_cloudtrail",
    cloudformation="AWS::CloudTrail::Trail",
    live=Listing("cloudtrail", "DescribeTrails", "trailList", id="TrailARN"),
    names=Names(terraform=("name",), cloudformation=("TrailName",), live=("TrailARN", "Name")),
):
    """A trail: the account's record of API calls."""

    multi_region = boolean(default=False, terraform="is_multi_region_trail", cloudformation="IsMultiRegionTrail")
    log_file_validation = boolean(
        default=False,
        terraform="enable_log_file_validation",
        cloudformation="EnableLogFileValidation",
        live="LogFileValidationEnabled",
    )
    logging = boolean(
        default=PerDialect(terraform=True, cloudformation=REQUIRED, live=REQUIRED),
        terraform="enable_logging",
        cloudformation="IsLogging",
        live=call("cloudtrail", "GetTrailStatus", {"Name": "TrailARN"}) / "IsLogging",
    )
    """On unless Terraform says otherwise; CloudFormation wants it said.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html
    """
    bucket = link(lambda: s3.Bucket, terraform="s3_bucket_name", cloudformation="S3BucketName")
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KMSKeyId", live="KmsKeyId")
