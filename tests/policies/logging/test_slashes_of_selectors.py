"""What a classic selector means that names a bucket with a slash, and without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, terraform, verdicts
from tests.policies.logging.test_trails import BUCKETS, USE, advanced, arns, classic

NAMED = BUCKETS.replace('"weights" {}', '"weights" { bucket = "weights-1" }')


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (classic("aws_s3_bucket.weights.arn"), "violated"),
        (classic('"${aws_s3_bucket.weights.arn}/"'), "passed"),
        (classic('"arn:aws:s3:::${aws_s3_bucket.weights.id}"'), "violated"),
        (classic('"arn:aws:s3:::${aws_s3_bucket.weights.id}/"'), "passed"),
        (classic('"arn:aws:s3:::weights-1"'), "violated"),
        (classic('"arn:aws:s3:::weights-1/"'), "passed"),
        (classic("aws_s3_bucket.weights.arn, var.elsewhere"), "undetermined"),
        (advanced(arns("aws_s3_bucket.weights.arn")), "passed"),
    ],
)
@pytest.mark.parametrize("buckets", [BUCKETS, NAMED])
def test_terraform(tmp_path: Path, buckets: str, stated: str, expected: str) -> None:
    if buckets is BUCKETS and "weights-1" in stated:
        pytest.skip("its name is not known")
    assert verdicts(USE, terraform(tmp_path, buckets % stated)) == {"aws_s3_bucket.weights": expected}


@pytest.mark.parametrize(("value", "expected"), [("!GetAtt B.Arn", "violated"), ('!Sub "${B.Arn}/"', "passed")])
def test_cloudformation(tmp_path: Path, value: str, expected: str) -> None:
    text = f"""
    B: {{Type: AWS::S3::Bucket}}
    Model:
      Type: AWS::SageMaker::Model
      Properties: {{PrimaryContainer: {{ModelDataUrl: !Sub "s3://${{B}}/model.tar.gz"}}}}
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: logs
        IsLogging: true
        EventSelectors: [{{DataResources: [{{Type: "AWS::S3::Object", Values: [{value}]}}]}}]
    """
    assert verdicts(USE, cloudformation(tmp_path, text)) == {"B": expected}
