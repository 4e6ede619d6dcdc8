"""Jobs of Macie that the account runs which administers it for others."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec import ai
from pytest_aisec.aws import macie2
from pytest_aisec.declarations import Contents, Declaration, SourceRecord, Unread
from pytest_aisec.inventory import Inventory
from tests.estates.accounts import Account
from tests.model.declared import live
from tests.policies.judged import verdicts
from tests.policies.macie.test_discovery import JOB, LIVE_JOB
from tests.policies.macie.test_results import OPEN

KEEPS = "macie_keeps_its_results"
OWN, OTHER = "111111111111", "222222222222"


def of(number: str, *declared: Declaration, unread: tuple[Unread, ...] = (), region: str = "a-1") -> SourceRecord:
    """An account of which one region was read."""
    told = live("sts:Account", number, Account=number), at(region, live("ec2:Region", region, RegionName=region))
    here = [each._replace(source=f"aws:{number}/{region}") for each in (*told, *declared)]
    return SourceRecord(f"aws:{number}/{region}", "aws", number, Contents(tuple(here), unread))


def at(region: str, declared: Declaration) -> Declaration:
    return declared._replace(region=region)


def administrator(status: str = "Enabled", number: str = OTHER, region: str = "a-1") -> Declaration:
    return at(region, live("macie2:Administrator", "a", accountId=number, relationshipStatus=status))


def job(region: str = "a-1", **more: Any) -> Declaration:
    return at(region, live("macie2:ClassificationJob", "j", **{**LIVE_JOB, **more}))


def member(*more: Declaration, unread: tuple[Unread, ...] = ()) -> SourceRecord:
    source = {"dataSourceConfiguration": {"s3Configuration": {"bucketArn": "arn:aws:s3:::docs"}}}
    bucket = at("a-1", live("AWS::S3::Bucket", "docs", Name="docs"))
    return of(OWN, bucket, live("AWS::Bedrock::DataSource", "d", **source), *more, unread=unread)


def chosen(key: str, *values: str) -> dict[str, Any]:
    criterion = {"simpleCriterion": {"comparator": "EQ", "key": key, "values": list(values)}}
    return {"s3JobDefinition": {"bucketCriteria": {"includes": {"and": [criterion]}}}}


NOT_TOLD = Unread("access denied", types=frozenset({"macie2:ClassificationJob"}))


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([member()], "violated"),
        ([member(administrator())], "undetermined"),
        ([member(administrator("Removed"))], "violated"),
        ([member(administrator(number=OWN))], "violated"),
        ([member(administrator(region="b-1"))], "violated"),
        ([member(job())], "passed"),
        ([member(job("b-1"))], "violated"),
        ([member(job("b-1", **chosen("ACCOUNT_ID", OWN)))], "violated"),
        ([member(administrator(), job())], "passed"),
        ([member(administrator()), of(OTHER, job())], "passed"),
        ([member(administrator()), of(OTHER, job("b-1"))], "violated"),
        ([member(administrator()), of(OTHER)], "violated"),
        ([member(administrator()), of(OTHER, region="b-1")], "undetermined"),
        ([member(administrator()), of(OTHER, region="b-1"), of(OTHER, job())], "passed"),
        ([member(administrator()), of(OTHER, region="b-1"), of(OTHER)], "violated"),
        ([member(administrator()), of(OTHER, unread=(NOT_TOLD,))], "undetermined"),
        ([member(administrator()), of(OTHER, job(initialRun=False))], "violated"),
        ([member(administrator()), of(OTHER, job(**chosen("ACCOUNT_ID", OWN)))], "passed"),
        ([member(administrator()), of(OTHER, job(**chosen("ACCOUNT_ID", OTHER)))], "violated"),
        ([member(administrator()), of(OTHER, job(**chosen("S3_BUCKET_NAME", "docs")))], "passed"),
        ([member(administrator()), of(OTHER, job(**chosen("TAG", "x")))], "undetermined"),
        ([member(), of(OTHER, job())], "violated"),
    ],
)
def test_jobs_of_an_administrator(sources: list[SourceRecord], expected: str) -> None:
    assert verdicts(JOB, Inventory(sources)) == {"docs": expected}


def finding(bucket: str = "docs", made: str = "2020-01-01T00:00:00Z") -> Declaration:
    told = {"type": "SensitiveData:S3Object/Credentials", "createdAt": made}
    return at("a-1", live("macie2:Finding", "f", resourcesAffected={"s3Bucket": {"name": bucket}}, **told))


UNTOLD = Unread("access denied", types=frozenset({"macie2:Finding"}))


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([member()], "passed"),
        ([member(administrator())], "undetermined"),
        ([member(administrator("Removed"))], "passed"),
        ([member(administrator(region="b-1"))], "passed"),
        ([member(administrator(), finding())], "violated"),
        ([member(administrator()), of(OTHER)], "passed"),
        ([member(administrator()), of(OTHER, finding())], "violated"),
        ([member(administrator()), of(OTHER, finding("website"))], "passed"),
        ([member(administrator()), of(OTHER, finding(made="2999-01-01T00:00:00Z"))], "passed"),
        ([member(administrator()), of(OTHER, region="b-1")], "undetermined"),
        ([member(administrator()), of(OTHER, unread=(UNTOLD,))], "undetermined"),
        ([member(), of(OTHER, finding())], "passed"),
    ],
)
def test_findings_of_an_administrator(sources: list[SourceRecord], expected: str) -> None:
    assert verdicts(OPEN, Inventory(sources)) == {"docs": expected}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], "violated"),
        ([administrator()], "not_applicable"),
        ([administrator("Resigned")], "violated"),
        ([administrator(), job()], "violated"),
        ([administrator(), at("a-1", live("macie2:ResultStore", "e", bucketName="r"))], "passed"),
    ],
)
def test_results_of_an_administrator(more: list[Declaration], expected: str) -> None:
    session = at("a-1", live("AWS::Macie::Session", "m", status="ENABLED"))
    assert verdicts(KEEPS, Inventory([of(OWN, session, *more)])) == {"m": expected}


def test_an_account_tells_who_administers_it() -> None:
    told = {"administrator": {"accountId": OTHER, "relationshipStatus": "Enabled"}}
    off = {"error": "AccessDeniedException", "message": "Macie is not enabled"}
    for answer, expected in (
        (told, [(OTHER, True)]),
        ({}, []),
        ({"error": "ResourceNotFoundException"}, []),
        (off, []),
    ):
        found = Account({"macie2:GetAdministratorAccount": answer}, {}).inventory([ai.ClassifiedBucket])
        assert [(each.account, each.looks_after) for each in found.of(macie2.Administrator)] == expected
        reasons = [unread.reason for source in found.sources for unread in source.contents.unread]
        assert [reason for reason in reasons if "GetAdministratorAccount" in reason] == []
