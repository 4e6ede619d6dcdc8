"""What AWS has: one module per service, declarations only. Importing the package describes every type."""

from pytest_aisec.aws import (
    account,
    autoscaling,
    bedrock,
    bedrock_agent,
    cloudtrail,
    ec2,
    eks,
    elbv2,
    guardduty,
    iam,
    kms,
    s3,
    sagemaker,
    wafv2,
)

__all__ = [
    "account",
    "autoscaling",
    "bedrock",
    "bedrock_agent",
    "cloudtrail",
    "ec2",
    "eks",
    "elbv2",
    "guardduty",
    "iam",
    "kms",
    "s3",
    "sagemaker",
    "wafv2",
]
