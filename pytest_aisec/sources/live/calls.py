"""Making API calls: each request once, on a thread pool, to the last page, with the answer or the reason for none."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import field, replace
from queue import SimpleQueue
from typing import Any, Protocol

from botocore.parsers import ResponseParserError

from pytest_aisec.sources.live.answers import mark_sensitive
from pytest_aisec.sources.live.failures import Failure, failure_of
from pytest_aisec.sources.live.pages import pages
from pytest_aisec.sources.live.paths import compiled
from pytest_aisec.sources.live.whole import ATTEMPTS, PAUSE
from pytest_aisec.sources.live.withheld import withheld
from pytest_aisec.value_classes import value_class

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 14.5, 15.0, 15.0)
"""Seconds between repetitions of a question whose answer is not ready: a minute in all."""


@value_class(frozen=True, slots=True)
class Request:
    """One question to the API. Equal requests are asked once."""

    service: str
    operation: str
    region: str
    key: str
    parameters: Mapping[str, Any] = field(compare=False)
    until: str | None = None
    """A JMESPath that must be true in the answer; the question is repeated until then."""
    unless: str | None = None
    """A JMESPath: where it is true in the answer, the other will never be."""

    @property
    def action(self) -> str:
        """`ec2:DescribeVpcs`."""
        return f"{self.service}:{self.operation}"


def request(
    service: str,
    operation: str,
    region: str,
    parameters: Mapping[str, Any],
    until: str | None = None,
    unless: str | None = None,
) -> Request:
    """A request; the order in which parameters are given does not matter."""
    key = json.dumps(parameters, sort_keys=True, default=str)
    return Request(service, operation, region, key, parameters, until, unless)


@value_class(frozen=True, slots=True)
class Answer:
    """What came. With a `failure`, `value` holds what came before it, or None. `withheld`: why a part was not told."""

    value: dict[str, Any] | None
    failure: Failure | None = None
    statuses: tuple[str, ...] = ()
    withheld: Failure | None = None


class ClientSource(Protocol):
    """What gives clients; it is only asked in the calling thread."""

    def get(self, service: str, region: str, /) -> Any:
        """The client of a service in a region."""

    def close(self, region: str | None = None) -> None:
        """Close the connections of the clients in a region, or of all."""


class Calls:
    """Asks requests on an executor and gives each answer to whoever waits for it, in the thread that calls `run`.

    `pulse` hears of each answer: how many there are, of how many that were asked for by then.
    """

    def __init__(
        self, clients: ClientSource, executor: Executor, pulse: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        self._pulse = pulse
        self._clients = clients
        self._executor = executor
        self._waiting: dict[Request, list[Callable[[Answer], None]]] = {}
        self._answers: dict[Request, Answer] = {}
        self._ready: deque[tuple[Callable[[Answer], None], Answer]] = deque()
        self._done: SimpleQueue[tuple[Request, Answer]] = SimpleQueue()
        self._unreachable: dict[tuple[str, str], Failure] = {}
        self.statuses: Counter[tuple[str, str]] = Counter()
        """How often which action ended how: `("s3:GetBucketPolicy", "ok")`."""
        self._under_way: defaultdict[str, int] = defaultdict(int)
        self.rest: Callable[[], bool] = lambda: False

    def tell(self, then: Callable[[Answer], None], answer: Answer) -> None:
        """Have `then` called with an answer that is there already."""
        self._ready.append((then, answer))

    def ask(self, asked: Request, then: Callable[[Answer], None]) -> None:
        """Have `then` called with the answer. The same request as an earlier one shares its answer."""
        if asked in self._answers:
            self._ready.append((then, self._answers[asked]))
        elif asked in self._waiting:
            self._waiting[asked].append(then)
        else:
            self._waiting[asked] = [then]
            self._under_way[asked.region] += 1
            self._submit(asked)

    def run(self, finished: Callable[[str], None] = lambda _region: None) -> None:
        """Return when every request is answered, those asked by the callbacks and by `rest` included.

        Each time nothing is under way in a region, `rest` asks what was put off, and says whether there was anything;
        if there was not, `finished` is told the region's name. It may ask for more.
        """
        while True:
            while self._ready:
                then, answer = self._ready.popleft()
                then(answer)
            idle = [region for region, count in self._under_way.items() if count == 0]
            if (idle or not self._waiting) and self.rest():
                continue
            for region in idle:
                del self._under_way[region]
                finished(region)
            if self._waiting:
                self._accept(*self._done.get())
            elif not self._ready:
                return

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region. Raises what botocore raises for unknown ones."""
        return self._clients.get(service, region)

    def close(self, region: str | None = None) -> None:
        """Close the connections to a region in which nothing is under way, or all."""
        self._clients.close(region)

    def _submit(self, asked: Request) -> None:
        unreachable = self._unreachable.get((asked.service, asked.region))
        if unreachable is not None:
            self._done.put((asked, Answer(None, replace(unreachable, action=asked.action))))
            return
        try:
            client = self._clients.get(asked.service, asked.region)
        except Exception as error:  # noqa: BLE001 - an unknown service or region is an answer like any other
            self._done.put((asked, _failed(error, asked)))
            return
        self._executor.submit(invoke, client, asked).add_done_callback(lambda future: self._put(asked, future))

    def _put(self, asked: Request, future: Future[Answer]) -> None:
        if future.cancelled():
            answer = Answer(None, Failure("Cancelled", asked.action), ("Cancelled",))
        elif (error := future.exception()) is not None:
            answer = _failed(error, asked)
        else:
            answer = future.result()
        self._done.put((asked, answer))

    def _accept(self, asked: Request, answer: Answer) -> None:
        self._answers[asked] = answer
        if answer.failure is not None and answer.failure.unreachable:
            self._unreachable[asked.service, asked.region] = answer.failure
        self.statuses.update((asked.action, status) for status in answer.statuses)
        self._ready.extend((then, answer) for then in self._waiting.pop(asked))
        self._under_way[asked.region] -= 1
        self._pulse(len(self._answers), len(self._answers) + len(self._waiting))


def invoke(client: Any, asked: Request) -> Answer:
    """Make one request, again and again while it says that it may get ready; see `PAUSES`. Never raises."""
    statuses: list[str] = []
    for pause in (*PAUSES, None):
        answer = _invoke_once(client, asked)
        statuses += answer.statuses
        if answer.failure is not None or asked.until is None or compiled(asked.until).search(answer.value or {}):
            return Answer(answer.value, answer.failure, tuple(statuses), answer.withheld)
        if asked.unless is not None and compiled(asked.unless).search(answer.value or {}):
            return _gave_up(_why(asked, answer.value or {}), statuses)
        if pause is not None:
            time.sleep(pause)
    return _gave_up(Failure("NotReady", asked.action, f"not after {sum(PAUSES):g} seconds"), statuses)


def _why(asked: Request, said: Mapping[str, Any]) -> Failure:
    """Why a job failed, as the answer to the question about it says.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ErrorDetails.html
    """
    error = said.get("Error") or {}
    return Failure(str(error.get("Code") or "JobFailed"), asked.action, str(error.get("Message") or ""))


def _gave_up(failure: Failure, statuses: list[str]) -> Answer:
    return Answer(None, failure, (*statuses[:-1], failure.status))


def _invoke_once(client: Any, asked: Request) -> Answer:
    """Make one request, again where botocore cannot parse what came: XML that was cut short on its way, for one."""
    for attempt in range(1, ATTEMPTS):
        answer = _ask(client, asked)
        if answer.failure is None or answer.failure.code != ResponseParserError.__name__:
            return answer
        time.sleep(PAUSE * attempt)
    return _ask(client, asked)


def _ask(client: Any, asked: Request) -> Answer:
    """Make one request to its last page. Never raises: any exception is a failure, also of a stand-in's code."""
    statuses: list[str] = []
    value: dict[str, Any] | None = None
    failure: Failure | None = None
    try:
        model = client.meta.service_model.operation_model(asked.operation)
        for value in pages(client, asked.operation, fit(asked.parameters, model.input_shape)):  # noqa: B007 - the last one is wanted
            statuses.append("ok")
        value = value or {}
    except Exception as error:  # noqa: BLE001
        failure = failure_of(error, asked.action)
        statuses.append(failure.status)
    reasons: list[Failure] = []
    if value:
        value = mark_sensitive(value, model.output_shape)
        reasons = withheld(value, model.output_shape, asked.action)
    return Answer(value, failure, tuple(statuses), next(iter(reasons), None))


def _failed(error: BaseException, asked: Request) -> Answer:
    failure = failure_of(error, asked.action)
    return Answer(None, failure, (failure.status,))


def fit(parameters: Mapping[str, Any], shape: Any) -> dict[str, Any]:
    """The parameters in the types that the operation takes: a list of one where it wants a list, numbers from text.

    What an older SDK does not know to ask for besides (`IncludeManagedResources`) is left out.
    """
    if shape is None:
        return dict(parameters)
    return {
        name: _fit_value(value, shape.members[name]) if name in shape.members else value
        for name, value in parameters.items()
        if name in shape.members or not name.startswith("Include")
    }


def _fit_value(value: Any, shape: Any) -> Any:
    if shape.type_name == "list" and not isinstance(value, list):
        return [_fit_value(value, shape.member)]
    if isinstance(value, str):
        match shape.type_name:
            case "boolean" if value in {"true", "false"}:
                return value == "true"
            case "integer" | "long" if value.isdecimal():
                return int(value)
    return value
