"""What AWS has: one module per service, declarations only. Importing the package describes every type."""

from pytest_aisec.aws import (
    account,
    autoscaling,
    batch,
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
    "batch",
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
