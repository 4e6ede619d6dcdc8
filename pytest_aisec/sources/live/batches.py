"""Requests about many resources at once, and each resource's part of what came."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any

from pytest_aisec.model.calls import Batch, Call
from pytest_aisec.sources.live.calls import Answer, Calls, request
from pytest_aisec.sources.live.failures import Failure
from pytest_aisec.sources.live.paths import value_at, wrapped
from pytest_aisec.value_classes import value_class

Then = Callable[[Answer], None]
LEFT_OUT = "LeftOut"
"""The code of a failure that the service did not state: it answered, and said nothing of what it was asked about."""


@value_class(frozen=True, slots=True)
class _Question:
    """What the requests have in common whose resources may share one."""

    service: str
    operation: str
    region: str
    batch: Batch
    key: str
    others: Mapping[str, Any] = field(compare=False)

    @property
    def action(self) -> str:
        return f"{self.service}:{self.operation}"


class Batches:
    """Gathers what is asked about single resources into as few requests as the operations take.

    A request leaves when it is full, at `send`, or when nothing else is under way. About the same thing is asked once.
    Where a request fails in a way that one of its resources may be to blame for, each half is asked again, so that it
    does not hide the others; any other failure is that of all of them.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._gathered: dict[_Question, list[str]] = {}
        self._waiting: dict[tuple[_Question, str], list[Then]] = {}
        self._answers: dict[tuple[_Question, str], Answer] = {}
        calls.rest = self.send

    def add(self, call: Call, batch: Batch, region: str, parameters: Mapping[str, Any], then: Then) -> None:
        """Have `then` called with what the answer says of one resource."""
        others = {name: value for name, value in parameters.items() if name != batch.parameter}
        key = json.dumps(others, sort_keys=True, default=str)
        question = _Question(call.service, call.operation, region, batch, key, others)
        given = parameters[batch.parameter]
        (member,) = given if isinstance(given, list) else [given]
        if (question, member) in self._answers:
            self._calls.tell(then, self._answers[question, member])
            return
        if (question, member) in self._waiting:
            self._waiting[question, member].append(then)
            return
        self._waiting[question, member] = [then]
        members = self._gathered.setdefault(question, [])
        members.append(member)
        if len(members) == batch.size:
            del self._gathered[question]
            self._ask(question, members)

    def send(self) -> bool:
        """Ask what was gathered; whether there was anything."""
        gathered, self._gathered = self._gathered, {}
        for question, members in gathered.items():
            self._ask(question, members)
        return bool(gathered)

    def _ask(self, question: _Question, members: Sequence[str]) -> None:
        parameters = {**question.others, question.batch.parameter: list(members)}
        asked = request(question.service, question.operation, question.region, parameters)
        self._calls.ask(asked, partial(self._answered, question, members))

    def _answered(self, question: _Question, members: Sequence[str], answer: Answer) -> None:
        if answer.failure is not None and answer.failure.may_be_about_one and len(members) > 1:
            half = len(members) // 2
            self._ask(question, members[:half])
            self._ask(question, members[half:])
            return
        told = dict(_parts(question, answer))
        for member in members:
            part = told.get(member) or _nothing(question, answer)
            self._answers[question, member] = part
            for then in self._waiting.pop((question, member)):
                self._calls.tell(then, part)


def _parts(question: _Question, answer: Answer) -> Iterator[tuple[str, Answer]]:
    """What a whole answer says of each resource, by what was asked by."""
    batch, value = question.batch, answer.value or {}
    if batch.refused:
        for entry in map(wrapped, value.get(batch.refused) or ()):
            code = (value_at(batch.code, entry) if batch.code else None) or batch.refused
            words = (value_at(batch.words, entry) if batch.words else None) or ""
            failure = Failure(str(code), question.action, str(words))
            yield str(value_at(batch.refused_key, entry)), Answer(None, failure)
    for item in value.get(batch.answers) or ():
        yield str(value_at(batch.key, item)), Answer({batch.answers: [item]})


def _nothing(question: _Question, answer: Answer) -> Answer:
    """The answer about a resource that is in no list: the failure of all, or that it was left out."""
    if answer.failure is not None:
        return answer
    return Answer(None, Failure(LEFT_OUT, question.action, "it was asked about and the answer does not mention it"))
