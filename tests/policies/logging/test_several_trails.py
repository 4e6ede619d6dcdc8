"""What several trails and lakes record together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts
from tests.policies.logging.test_trails import ACCOUNT, BUCKETS, LAKE, TRAIL, USE, WITHOUT_KMS, advanced, classic

EVERYWHERE = "management_events_are_recorded_in_every_region"
ORGANIZATION = "organization_has_a_trail_of_every_account"
READS, WRITES = 'event_selector { read_write_type = "ReadOnly" }', 'event_selector { read_write_type = "WriteOnly" }'
EVERY_BUCKET = '"arn:aws:s3"'
ONLY_READS = 'field_selector {\nfield = "readOnly"\nequals = ["true"]\n}'


def another(stated: str, name: str = "u") -> str:
    return f'resource "aws_cloudtrail" "{name}" {{\nname = "{name}"\ns3_bucket_name = "logs"\n{stated}\n}}\n'


@pytest.mark.parametrize(
    ("one", "more", "expected"),
    [
        (classic(EVERY_BUCKET, "ReadOnly"), another(classic(EVERY_BUCKET, "WriteOnly")), "passed"),
        (classic(EVERY_BUCKET, "ReadOnly"), another(classic(EVERY_BUCKET, "ReadOnly")), "violated"),
        (classic(EVERY_BUCKET, "WriteOnly"), LAKE % advanced(ONLY_READS), "passed"),
        (classic(EVERY_BUCKET, "ReadOnly"), LAKE % advanced(ONLY_READS), "violated"),
        (
            classic(EVERY_BUCKET, "ReadOnly"),
            another("enable_logging = false\n" + classic(EVERY_BUCKET, "WriteOnly")),
            "violated",
        ),
    ],
)
def test_use_of_buckets(tmp_path: Path, one: str, more: str, expected: str) -> None:
    assert verdicts(USE, terraform(tmp_path, BUCKETS % one + more)) == {"aws_s3_bucket.weights": expected}


ALL = "is_multi_region_trail = true\n"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (ALL + READS, ALL + WRITES, "passed"),
        (ALL + READS, ALL + READS, "violated"),
        (ALL + READS, WRITES, "violated"),
        (ALL + READS, ALL + WRITES + "\nenable_logging = false", "violated"),
        (ALL + READS, ALL + WRITES + "\nenable_logging = var.on", "undetermined"),
        (ALL + READS, "is_organization_trail = true\n" + ALL + WRITES, "passed"),
    ],
)
def test_calls_that_manage(tmp_path: Path, one: str, other: str, expected: str) -> None:
    text = 'variable "on" { type = bool }\n' + another(one, "t") + another(other)
    found = verdicts(EVERYWHERE, terraform(tmp_path, text))
    assert found == {"aws_cloudtrail.t": expected, "aws_cloudtrail.u": expected}


def test_one_that_records_everything_is_enough_whatever_is_not_known(tmp_path: Path) -> None:
    unknown = 'dynamic "event_selector" {\nfor_each = var.selectors\ncontent {\nread_write_type = "ReadOnly"\n}\n}'
    text = 'variable "selectors" {}\n' + another(ALL + unknown, "t") + another(ALL)
    assert set(verdicts(EVERYWHERE, terraform(tmp_path, text)).values()) == {"passed"}


def test_calls_that_manage_in_cloudformation(tmp_path: Path) -> None:
    trail = (
        "{{Type: AWS::CloudTrail::Trail, Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true,"
        " EventSelectors: [{{ReadWriteType: {}}}]}}}}"
    )
    text = f"\n    One: {trail.format('ReadOnly')}\n    Other: {trail.format('WriteOnly')}\n"
    assert verdicts(EVERYWHERE, cloudformation(tmp_path, text)) == {"One": "passed", "Other": "passed"}


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([{"ReadWriteType": "ReadOnly"}, {"ReadWriteType": "WriteOnly"}], "passed"),
        ([WITHOUT_KMS, {"ReadWriteType": "WriteOnly"}], "violated"),
        ([WITHOUT_KMS, {"ReadWriteType": "All"}], "passed"),
    ],
)
def test_calls_that_manage_in_an_account(selectors: list[dict[str, object]], expected: str) -> None:
    estate = [live("sts:Account", "123456789012", Account="123456789012")]
    estate += [
        live("AWS::CloudTrail::Trail", f"arn:{n}", **{**TRAIL, "GetEventSelectors": {"EventSelectors": [each]}})
        for n, each in enumerate(selectors)
    ]
    assert verdicts(ACCOUNT, estate) == {"123456789012": expected}


@pytest.mark.parametrize(("organizations", "expected"), [("true", "passed"), ("false", "violated")])
def test_trails_of_the_organization(tmp_path: Path, organizations: str, expected: str) -> None:
    text = 'resource "aws_organizations_organization" "o" {}\n'
    text += another("is_organization_trail = true\n" + ALL + READS, "t")
    text += another(f"is_organization_trail = {organizations}\n" + ALL + WRITES)
    assert verdicts(ORGANIZATION, terraform(tmp_path, text)) == {"aws_organizations_organization.o": expected}
