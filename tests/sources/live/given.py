"""The inventory of an account of which only some answers are given."""

from __future__ import annotations

from typing import Any

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.model.resource import Resource
from pytest_aisec.sources.live import LiveSource
from tests.sources.live.answers import Answers


def read(answers: Answers, *kinds: type[Resource], **given: Any) -> Inventory:
    """The inventory of some types; `given` is the answer, or what makes it, of each `service__Operation`."""
    for name, answer in {"ec2__GetInstanceMetadataDefaults": {}, **given}.items():
        service, operation = name.split("__")
        answers.give(service.replace("_", "-"), operation, answer)
    source = LiveSource(None, ["us-east-1"], collection_plan(set(kinds)), session=answers.session)
    return Inventory([SourceRecord(source.id, source.kind, source.location, source.read())])


def unread(estate: Inventory) -> frozenset[str]:
    """The types that were not read."""
    return frozenset(name for source in estate.sources for each in source.contents.unread for name in each.types or ())
