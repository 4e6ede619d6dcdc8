"""What trails record, how they are kept, and in which accounts there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

EVERYWHERE = "management_events_are_recorded_in_every_region"
ACCOUNT = "account_has_a_trail_of_every_region"
VALIDATED = "trail_validates_its_log_files"
ENCRYPTED = "trail_is_encrypted_with_a_customer_managed_key"
USE = "use_of_ai_buckets_is_recorded"

READS_ONLY = 'event_selector { read_write_type = "ReadOnly" }'
ADVANCED = """advanced_event_selector {
  field_selector {
    field  = "eventCategory"
    equals = ["Management"]
  }
}"""
WRITES_ONLY = READS_ONLY.replace("Read", "Write")
WITHOUT_KEYS = ADVANCED.replace(
    "\n}", '\n  field_selector {\n    field = "eventSource"\n    not_equals = ["kms.amazonaws.com"]\n  }\n}', 1
)


def excluding(service: str) -> str:
    return f'event_selector {{\nexclude_management_event_sources = ["{service}.amazonaws.com"]\n}}'


ADVANCED_WRITES = ADVANCED.replace(
    "\n}", '\n  field_selector {\n    field = "readOnly"\n    equals = ["false"]\n  }\n}', 1
)
DATA_ONLY = ADVANCED.replace("Management", "Data")


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (EVERYWHERE, "is_multi_region_trail = true", "passed"),
        (EVERYWHERE, "", "violated"),
        (EVERYWHERE, "is_multi_region_trail = var.elsewhere", "undetermined"),
        (EVERYWHERE, "is_multi_region_trail = true\nenable_logging = false", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{READS_ONLY}", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{ADVANCED}", "passed"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{ADVANCED_WRITES}", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{DATA_ONLY}", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{READS_ONLY}\n{WRITES_ONLY}", "passed"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{WITHOUT_KEYS}", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{WITHOUT_KEYS}\n{ADVANCED}", "passed"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{excluding('kms')}", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{excluding('rdsdata')}", "violated"),
        (EVERYWHERE, f"is_multi_region_trail = true\n{excluding('kms')}\nevent_selector {{}}", "passed"),
        (
            EVERYWHERE,
            "is_multi_region_trail = true\nevent_selector {\nexclude_management_event_sources = []\n}",
            "passed",
        ),
        (VALIDATED, "enable_log_file_validation = true", "passed"),
        (VALIDATED, "", "violated"),
        (VALIDATED, "enable_log_file_validation = var.elsewhere", "undetermined"),
        (ENCRYPTED, "kms_key_id = aws_kms_key.k.arn", "passed"),
        (ENCRYPTED, "", "violated"),
        (ENCRYPTED, "kms_key_id = var.elsewhere", "undetermined"),
        (ENCRYPTED, 'kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/of-the-archive"', "passed"),
        (ENCRYPTED, 'kms_key_id = "alias/aws/s3"', "violated"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_cloudtrail" "t" {{
      name           = "t"
      s3_bucket_name = "logs"
      {stated}
    }}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


def test_one_trail_of_every_region_is_enough(tmp_path: Path) -> None:
    text = """
    resource "aws_cloudtrail" "data" {
      name           = "data"
      s3_bucket_name = "logs"
    }
    resource "aws_cloudtrail" "all" {
      name                  = "all"
      s3_bucket_name        = "logs"
      is_multi_region_trail = true
    }
    """
    assert set(verdicts(EVERYWHERE, terraform(tmp_path, text)).values()) == {"passed"}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (EVERYWHERE, "IsMultiRegionTrail: true", "passed"),
        (EVERYWHERE, "IsMultiRegionTrail: false", "violated"),
        (
            EVERYWHERE,
            "IsMultiRegionTrail: true\n        EventSelectors: [{ExcludeManagementEventSources: [kms.amazonaws.com]}]",
            "violated",
        ),
        (VALIDATED, "EnableLogFileValidation: true", "passed"),
        (VALIDATED, "IncludeGlobalServiceEvents: true", "violated"),
        (ENCRYPTED, "KMSKeyId: !GetAtt Key.Arn", "passed"),
        (ENCRYPTED, "KMSKeyId: alias/aws/cloudtrail", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"""
    Key:
      Type: AWS::KMS::Key
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: logs
        IsLogging: true
        {stated}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"Trail": expected}


WITHOUT_KMS = {"ReadWriteType": "All", "ExcludeManagementEventSources": ["kms.amazonaws.com"]}
TRAIL = {
    "TrailARN": "arn:t",
    "IsMultiRegionTrail": True,
    "GetTrailStatus": {"IsLogging": True},
    "GetEventSelectors": {},
}


@pytest.mark.parametrize(
    ("trails", "expected"),
    [
        ([TRAIL], "passed"),
        ([], "violated"),
        ([{**TRAIL, "IsMultiRegionTrail": False}], "violated"),
        ([{**TRAIL, "GetTrailStatus": {"IsLogging": False}}], "violated"),
        ([{**TRAIL, "GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "WriteOnly"}]}}], "violated"),
        ([{**TRAIL, "GetEventSelectors": {"EventSelectors": [WITHOUT_KMS]}}], "violated"),
    ],
)
def test_account(trails: list[dict[str, object]], expected: str) -> None:
    estate = [live("sts:Account", "123456789012", Account="123456789012")]
    estate += [live("AWS::CloudTrail::Trail", "arn:t", **trail) for trail in trails]
    assert verdicts(ACCOUNT, estate) == {"123456789012": expected}


BUCKETS = """
    variable "elsewhere" {}
    data "aws_partition" "here" {}
    resource "aws_s3_bucket" "weights" {}
    resource "aws_s3_bucket" "other" {}
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://${aws_s3_bucket.weights.id}/model.tar.gz"
      }
    }
    resource "aws_cloudtrail" "t" {
      name           = "t"
      s3_bucket_name = "logs"
      %s
    }
"""


def classic(values: str, kind: str = "All") -> str:
    data = f'data_resource {{\ntype = "AWS::S3::Object"\nvalues = [{values}]\n}}'
    return f'event_selector {{\nread_write_type = "{kind}"\n{data}\n}}'


def advanced(arn: str) -> str:
    fields = f"""
      field_selector {{
        field  = "eventCategory"
        equals = ["Data"]
      }}
      field_selector {{
        field  = "resources.type"
        equals = ["AWS::S3::Object"]
      }}
      {arn}
    """
    return f"advanced_event_selector {{ {fields} }}"


def arns(values: str, how: str = "starts_with") -> str:
    return f'field_selector {{\nfield = "resources.ARN"\n{how} = [{values}]\n}}'


PARTITION = "${data.aws_partition.here.partition}"
LAKE = """
    resource "aws_cloudtrail_event_data_store" "e" {
      name = "e"
      %s
    }
"""


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "violated"),
        (classic('"arn:aws:s3"'), "passed"),
        (classic('"arn:aws:s3:::"'), "passed"),
        (classic('"${aws_s3_bucket.weights.arn}/"'), "passed"),
        (classic('"${aws_s3_bucket.other.arn}/"'), "violated"),
        (classic('"arn:aws:s3"', "WriteOnly"), "violated"),
        (classic('"arn:aws:s3"', "WriteOnly") + "\n" + classic('"arn:aws:s3"', "ReadOnly"), "passed"),
        (classic("var.elsewhere"), "undetermined"),
        ("enable_logging = false\n" + classic('"arn:aws:s3"'), "violated"),
        (advanced(""), "passed"),
        (advanced(arns('"${aws_s3_bucket.weights.arn}/"')), "passed"),
        (advanced(arns('"${aws_s3_bucket.other.arn}/"')), "violated"),
        (classic('"arn:aws-us-gov:s3"'), "passed"),
        (classic(f'"arn:{PARTITION}:s3"'), "passed"),
        (classic(f'"arn:{PARTITION}:s3:::"'), "passed"),
        (classic('"arn:aws:s3:::other"'), "violated"),
        (advanced(arns('"${aws_s3_bucket.other.arn}/"', "not_starts_with")), "passed"),
        (advanced(arns('"${aws_s3_bucket.weights.arn}/"', "not_starts_with")), "violated"),
        (advanced(arns('"${aws_s3_bucket.other.arn}/cache/"', "not_starts_with")), "undetermined"),
    ],
)
def test_use_of_buckets(tmp_path: Path, stated: str, expected: str) -> None:
    assert verdicts(USE, terraform(tmp_path, BUCKETS % stated)) == {"aws_s3_bucket.weights": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(advanced(""), "passed"), (advanced(arns('"${aws_s3_bucket.other.arn}/"')), "violated"), ("", "violated")],
)
def test_use_of_buckets_in_a_lake(tmp_path: Path, stated: str, expected: str) -> None:
    text = BUCKETS[: BUCKETS.index('resource "aws_cloudtrail"')] + LAKE % stated
    assert verdicts(USE, terraform(tmp_path, text)) == {"aws_s3_bucket.weights": expected}


def test_without_a_trail_in_the_files_the_use_of_buckets_is_not_judged(tmp_path: Path) -> None:
    text = BUCKETS[: BUCKETS.index('resource "aws_cloudtrail"')]
    assert verdicts(USE, terraform(tmp_path, text)) == {"aws_s3_bucket.weights": "not_applicable"}


REGIONS = """
    provider "aws" { region = "us-east-1" }
    provider "aws" {
      alias  = "eu"
      region = "eu-west-1"
    }
    variable "region" {}
    provider "aws" {
      alias  = "open"
      region = var.region
    }
"""


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "passed"),
        ("provider = aws.eu", "violated"),
        ('region = "eu-west-1"', "violated"),
        ("provider = aws.open", "passed"),
        ("provider = aws.eu\nis_multi_region_trail = true", "passed"),
    ],
)
def test_a_trail_of_one_region_records_nothing_of_others(tmp_path: Path, stated: str, expected: str) -> None:
    text = REGIONS + BUCKETS % f"{stated}\n{classic(chr(34) + 'arn:aws:s3' + chr(34))}"
    assert verdicts(USE, terraform(tmp_path, text)) == {"aws_s3_bucket.weights": expected}
