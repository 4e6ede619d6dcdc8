"""A type that only the API has is collected, kept in snapshots, permitted and missed like any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.gathering import type_name
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.reads import collection_plan, left_out
from pytest_aisec.model.resource import Resource
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.permissions import permissions
from tests.sources.live.answers import Answers, Refusal

pytestmark = pytest.mark.usefixtures("account")
LISTED = Listing("macie2", "ListClassificationJobs", "items", "jobId")


@pytest.fixture
def job() -> Iterator[type[Resource]]:
    described = dict(Resource.by_type)

    class ScanJob(Resource, live=LISTED):
        pass

    yield ScanJob
    Resource.by_type.clear()
    Resource.by_type.update(described)


def test_it_is_collected_and_comes_back_from_a_snapshot(job: type[Resource], answers: Answers, tmp_path: Path) -> None:
    answers.give("macie2", "ListClassificationJobs", {"items": [{"jobId": "j-1", "name": "nightly"}]})
    plan = collection_plan({job})
    assert [each.type for each in plan] == ["macie2:ScanJob"]
    assert permissions(plan) == ("macie2:ListClassificationJobs",)
    contents = LiveSource(None, ["us-east-1"], plan, session=answers.session).read()
    snapshot.write(tmp_path / "s.json", [SourceRecord("aws:@us-east-1", "aws", "", contents)], type_name)
    for records in ([SourceRecord("aws:@us-east-1", "aws", "", contents)], snapshot.read(tmp_path / "s.json")):
        (found,) = Inventory(records).of(job)
        assert (found.address, found.type, found["name"]) == ("j-1", "macie2:ScanJob", "nightly")


def test_a_refused_listing_is_about_its_type(job: type[Resource], answers: Answers) -> None:
    answers.give("macie2", "ListClassificationJobs", Refusal("AccessDeniedException"))
    contents = LiveSource(None, ["us-east-1"], collection_plan({job}), session=answers.session).read()
    assert [each.types for each in contents.unread] == [frozenset({"macie2:ScanJob"})]


def test_a_plan_without_it_says_so(job: type[Resource]) -> None:
    assert "macie2:ScanJob" in left_out([])
    assert "macie2:ScanJob" not in left_out(collection_plan({job}))
