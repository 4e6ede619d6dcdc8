"""Recorded-shape answers for API operations, held against the output shapes of botocore's own models."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """An error as the service gives it."""

    code: str
    message: str = "as told by the test"
    status: int = 400


@dataclass
class Answers:
    """Answers given instead of the network; what has none goes on to moto.

    A payload that the service could not give raises ValueError when it is registered (or, if a function makes it, when
    it is asked for). `asked` is every call that left the guard, as (service, operation, parameters), and `regions` where each went.
    """

    given: dict[tuple[str, str], Any] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def give(
        self, service: str, operation: str, answer: Payload | Refusal | Exception | Callable[[dict[str, Any]], Any]
    ) -> None:
        """Answer an operation; a function is given the parameters and may return any of the others."""
        if isinstance(answer, Mapping):
            hold_against_shape(service, operation, answer)
        self.given[service, operation] = answer

    def count(self, operation: str) -> int:
        """How often an operation was asked for."""
        return sum(name == operation for _service, name, _parameters in self.asked)

    def session(self, profile: str | None = None) -> botocore.session.Session:
        """A session for `LiveSource(session=...)`."""
        session = botocore.session.Session(profile=profile)
        events: Any = session.get_component("event_emitter")
        events.register("provide-client-params", self._remember)
        events.register("before-call", self._answer)
        return session

    def _remember(self, params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        context["parameters_of_the_call"] = dict(params)

    def _answer(self, model: Any, context: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        service, parameters = model.service_model.service_name, context.get("parameters_of_the_call", {})
        with self._lock:
            self.asked.append((service, model.name, parameters))
            self.regions.append(context.get("client_region", ""))
        answer = self.given.get((service, model.name))
        if callable(answer):
            answer = answer(parameters)
            if isinstance(answer, Mapping):
                hold_against_shape(service, model.name, answer)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            return None
        if isinstance(answer, Refusal):
            error = {"Error": {"Code": answer.code, "Message": answer.message}}
            return _http(answer.status), {**error, "ResponseMetadata": {"HTTPStatusCode": answer.status}}
        return _http(200), {**answer, "ResponseMetadata": {"HTTPStatusCode": 200}}


def _http(status: int) -> AWSResponse:
    return AWSResponse("https://recorded.invalid/", status, {}, None)  # type: ignore[arg-type]


@functools.cache
def model_of(service: str) -> Any:
    """Botocore's model of a service, read once."""
    return botocore.session.get_session().get_service_model(service)


def hold_against_shape(service: str, operation: str, payload: Payload) -> None:
    """Raise ValueError unless the payload is one that the operation can answer."""
    model = model_of(service)
    shape: Any = model.operation_model(operation).output_shape
    report = ParamValidator().validate(dict(payload), shape)
    problems = [report.generate_report()] if report.has_errors() else []
    problems += strange_parts(payload, shape, operation)
    if problems:
        raise ValueError("; ".join(problems))


def strange_parts(value: Any, shape: Any, path: str) -> Iterator[str]:
    """What a payload holds that its shape does not know: members, enumeration values, unions with two members."""
    match shape.type_name:
        case "structure" if isinstance(value, Mapping) and not getattr(shape, "is_document_type", False):
            if getattr(shape, "is_tagged_union", False) and len(value) != 1:
                yield f"{path}: a union has one member"
            for name, part in value.items():
                if name in shape.members:
                    yield from strange_parts(part, shape.members[name], f"{path}.{name}")
                else:
                    yield f"{path}.{name}: no such member, there are {', '.join(sorted(shape.members))}"
        case "list" if isinstance(value, list):
            for index, part in enumerate(value):
                yield from strange_parts(part, shape.member, f"{path}[{index}]")
        case "map" if isinstance(value, Mapping):
            for name, part in value.items():
                yield from strange_parts(part, shape.value, f"{path}.{name}")
        case "string" if shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is none of {', '.join(shape.enum)}"
