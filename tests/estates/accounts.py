"""Accounts written down as the answers of the API, and read as accounts are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.calls import Collected, Listing
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.sources.live import LiveSource
from tests.sources.live.answers import Answers, Refusal, model_of

REGION = "us-east-1"
CALLER = {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:role/auditor", "UserId": "AROA:auditor"}
DENIED = Refusal("AccessDeniedException")


@dataclass(frozen=True)
class Account:
    """What a file says of an account: its answers, and the addresses that each policy finds wrong.

    `answers`: `service:Operation` to a payload, to `{error: CODE}`, perhaps with a `message`, or to a list of
    `{when: PARAMETERS, then: PAYLOAD}` of which the first is given whose parameters the call has; `region` is one of
    them; a call about several has the answers about each. A listing without an answer finds nothing there; other calls without one are denied, so that what needs them
    is unknown. `regions`: those that are read.
    """

    answers: dict[str, Any]
    findings: dict[str, list[str]]
    regions: tuple[str, ...] = (REGION,)

    @classmethod
    def read(cls, path: Path) -> Account:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert set(raw) <= {"answers", "findings", "regions"}, path
        return cls(raw.get("answers") or {}, raw.get("findings") or {}, tuple(raw.get("regions") or (REGION,)))

    def inventory(self, kinds: Iterable[type]) -> Inventory:
        """The account as a run reads it whose policies are about these kinds."""
        plan = collection_plan(kinds)
        given = self._given(plan)
        source = LiveSource(None, list(self.regions), plan, session=given.session, threads=4)
        contents = source.read()
        return Inventory([SourceRecord(source.id, "aws", source.location, contents)])

    def _given(self, plan: Iterable[Collected]) -> Answers:
        answers = _AnswersByRegion()
        for each in plan:
            for call in each.calls:
                answers.give(call.service, call.operation, DENIED)
        nothing: dict[tuple[str, str], Any] = {}
        for each in plan:
            called = each.listing.service, each.listing.operation
            nothing[called] = _nothing(each.listing)
            answers.give(*called, nothing[called])
        answers.give("sts", "GetCallerIdentity", CALLER)
        answers.give("ec2", "DescribeAvailabilityZones", lambda given: {"AvailabilityZones": [_zone(given["region"])]})
        for name, answer in self.answers.items():
            service, _, operation = name.partition(":")
            given = _in_bytes(service, operation, answer)
            cases = given if isinstance(given, list) else [{"when": {}, "then": given}]
            answers.give(service, operation, partial(_first, cases, nothing.get((service, operation), DENIED)))
        return answers


def _in_bytes(service: str, operation: str, answer: Any) -> Any:
    """An answer with its files as the bytes that the API gives: a credential report."""
    shape: Any = model_of(service).operation_model(operation).output_shape
    if not isinstance(answer, dict):
        return answer
    files = {name for name, member in shape.members.items() if member.type_name == "blob"}
    return {name: part.encode() if name in files else part for name, part in answer.items()}


def _nothing(listing: Listing) -> dict[str, Any]:
    """The answer that there is none, with the members that the operation always gives."""
    model = model_of(listing.service)
    return {name: _empty(shape) for name, shape in _required(model.operation_model(listing.operation).output_shape)}


def _required(shape: Any) -> list[tuple[str, Any]]:
    return [(name, shape.members[name]) for name in shape.required_members]


def _empty(shape: Any) -> Any:
    if shape.type_name == "structure":
        return {name: _empty(member) for name, member in _required(shape)}
    return {"list": [], "map": {}, "boolean": False, "integer": 0, "string": ""}[shape.type_name]


def _first(cases: list[dict[str, Any]], otherwise: Any, given: dict[str, Any]) -> Any:
    for case in cases:
        if case["when"].items() <= given.items():
            then = case["then"]
            refused = "error" in then and set(then) <= {"error", "message"}
            return Refusal(then["error"], then.get("message", "")) if refused else then
    parts = [case["then"] for case in cases if _about_some(case["when"], given)]
    return {name: [item for part in parts for item in part[name]] for name in parts[0]} if parts else otherwise


def _about_some(when: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether a case is about some of what a batch asks about."""
    return all(
        set(wanted) <= set(given[name]) if isinstance(wanted, list) and name in given else given.get(name) == wanted
        for name, wanted in when.items()
    )


def _zone(region: str) -> dict[str, str]:
    return {"RegionName": region, "ZoneName": f"{region}a"}


class _AnswersByRegion(Answers):
    """Answers for which the region is one of the parameters of a call."""

    def _answer(self, model: Any, context: dict[str, Any], **more: object) -> Any:
        parameters = {**context.get("parameters_of_the_call", {}), "region": context.get("client_region")}
        return super()._answer(model, {**context, "parameters_of_the_call": parameters}, **more)
