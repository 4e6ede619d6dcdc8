"""Whatever fails, and in whatever order answers come: nothing is lost in silence and nothing is invented."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live.calls import Calls
from pytest_aisec.sources.live.collect import Collection, collect_regions
from pytest_aisec.sources.live.results import declarations, unread
from pytest_aisec.sources.source import Declaration, Unread
from pytest_aisec.values import Unknown

BASES = [f"KB{number:08}" for number in range(5)]
SOURCES = {base: [f"{base[2:]}DS{number}" for number in range(index)] for index, base in enumerate(BASES)}
REGIONS = ("us-east-1", "eu-west-1")
BASE = Collected(
    "AWS::Bedrock::KnowledgeBase",
    Listing(
        "bedrock-agent",
        "ListKnowledgeBases",
        "knowledgeBaseSummaries",
        "knowledgeBaseId",
        describe=Call("bedrock-agent", "GetKnowledgeBase", {"knowledgeBaseId": "knowledgeBaseId"}),
        described="knowledgeBase",
    ),
    (Call("bedrock-agent", "ListTagsForResource", {"resourceArn": "knowledgeBaseArn"}, absent=("NoTags",)),),
)
SOURCE = Collected(
    "AWS::Bedrock::DataSource",
    Listing(
        "bedrock-agent",
        "ListDataSources",
        "dataSourceSummaries",
        "dataSourceId",
        per=BASE.type,
        per_parameters={"knowledgeBaseId": "knowledgeBaseId"},
    ),
)
SERVICE = botocore.session.get_session().get_service_model("bedrock-agent")


class Account:
    """A service with two items a page, in which chosen calls fail and every answer takes its own time."""

    def __init__(self, failing: set[tuple[str, ...]], seed: int) -> None:
        self.failing = failing
        self.clock = random.Random(seed)

    def get(self, _service: str, region: str) -> Any:
        meta = SimpleNamespace(service_model=SERVICE)
        methods = {
            "list_knowledge_bases": lambda **asked: self.pages("ListKnowledgeBases", region, "", asked, self.bases),
            "list_data_sources": lambda **asked: self.pages(
                "ListDataSources", region, asked["knowledgeBaseId"], asked, self.sources
            ),
            "get_knowledge_base": lambda **asked: self.one("GetKnowledgeBase", region, asked["knowledgeBaseId"]),
            "list_tags_for_resource": lambda **asked: self.one("ListTagsForResource", region, asked["resourceArn"]),
        }
        return SimpleNamespace(meta=meta, can_paginate=lambda _method: False, **methods)

    def close(self, region: str | None = None) -> None:
        pass

    def fail(self, *call: str) -> None:
        time.sleep(self.clock.random() / 2000)
        if call in self.failing:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, call[0])

    @staticmethod
    def bases(_of: str) -> tuple[str, list[dict[str, str]]]:
        return "knowledgeBaseSummaries", [{"knowledgeBaseId": base} for base in BASES]

    @staticmethod
    def sources(of: str) -> tuple[str, list[dict[str, str]]]:
        return "dataSourceSummaries", [{"dataSourceId": each} for each in SOURCES[of]]

    def pages(self, name: str, region: str, of: str, asked: dict[str, Any], items: Any) -> dict[str, Any]:
        page = int(asked.get("nextToken", 0))
        self.fail(name, region, of, str(page))
        key, every = items(of)
        more = {"nextToken": str(page + 1)} if len(every) > 2 * page + 2 else {}
        return {key: every[2 * page : 2 * page + 2], **more}

    def one(self, name: str, region: str, of: str) -> dict[str, Any]:
        self.fail(name, region, of)
        if name == "GetKnowledgeBase":
            return {"knowledgeBase": {"knowledgeBaseId": of, "knowledgeBaseArn": f"arn:{of}", "roleArn": f"role:{of}"}}
        return {"tags": {"of": of}}


def collect(account: Account) -> tuple[tuple[Declaration, ...], tuple[Unread, ...]]:
    plan = [SOURCE, BASE]
    with ThreadPoolExecutor(4) as executor:
        calls = Calls(account, executor)
        collection = Collection(plan, calls, REGIONS[0], {"Account": "1", "Partition": "aws"})
        collect_regions(collection, calls, REGIONS, lambda _region: None)
    return declarations("aws:", collection.found), (*unread(collection.failed, plan), *collection.unread)


def every_call() -> Iterator[tuple[str, ...]]:
    for region in REGIONS:
        yield from (("ListKnowledgeBases", region, "", str(page)) for page in range(3))
        for base in BASES:
            yield from (("ListDataSources", region, base, str(page)) for page in range(2))
            yield "GetKnowledgeBase", region, base
            yield "ListTagsForResource", region, f"arn:{base}"


def truth() -> dict[tuple[str, str, str], dict[str, object]]:
    """What is in the account, by type, region and id."""
    found: dict[tuple[str, str, str], dict[str, object]] = {}
    for region in REGIONS:
        for base in BASES:
            tags = {"tags": {"of": f"arn:{base}"}}
            found[BASE.type, region, base] = {
                "knowledgeBaseId": base,
                "knowledgeBaseArn": f"arn:{base}",
                "roleArn": f"role:{base}",
                "ListTagsForResource": tags,
            }
            for each in SOURCES[base]:
                found[SOURCE.type, region, each] = {"dataSourceId": each, "knowledgeBaseId": base}
    return found


@settings(max_examples=60, deadline=None)
@given(failing=st.sets(st.sampled_from(list(every_call())), max_size=12), seed=st.integers(0, 2**16))
def test_every_resource_is_there_or_its_type_is_unread_and_every_entry_is_true_or_unknown(
    failing: set[tuple[str, ...]], seed: int
) -> None:
    told, missing = collect(Account(failing, seed))
    hidden = {
        (kind, region) for each in missing for kind in each.types or () for region in REGIONS if region in each.reason
    }
    seen: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in told:
        plain: Any = each.body.plain
        seen[each.type, plain["$source"]["Region"], each.address.rpartition("/")[2]] = plain
    assert len(seen) == len(told) == len({each.address for each in told})
    for key, entries in truth().items():
        if key not in seen:
            assert key[:2] in hidden
            continue
        for name, value in entries.items():
            stated = seen[key].get(name)
            assert isinstance(stated, Unknown) or stated == value, (key, name)
    assert seen.keys() <= truth().keys()
    if not failing:
        assert missing == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_result_does_not_depend_on_which_answer_comes_first(seed: int) -> None:
    failing = {("GetKnowledgeBase", "us-east-1", BASES[1]), ("ListDataSources", "eu-west-1", BASES[4], "1")}
    assert collect(Account(failing, seed)) == collect(Account(failing, seed + 100))
