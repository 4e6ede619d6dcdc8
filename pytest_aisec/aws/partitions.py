"""The parts of AWS that know nothing of each other: ARNs begin with their names."""

from __future__ import annotations

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""


def bucket_arns(name: str) -> tuple[str, ...]:
    """The ARNs that a bucket of this name may have; which one, its own configuration does not say."""
    return tuple(f"arn:{partition}:s3:::{name}" for partition in PARTITIONS)
