"""A moto server on the loopback interface that a test may slow down, interrupt, or have refuse what it likes."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any
from xml.sax.saxutils import escape

import botocore.session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.estates.live import example

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
HEADER = "X-Operation"
"""What a labelled session says of each request: `s3:GetBucketPolicy`. On the wire AWS's protocols differ."""
QUERY = frozenset({"iam", "sts", "elbv2", "autoscaling", "sns", "cloudwatch", "rds", "redshift", "elb"})


@dataclass(frozen=True)
class Reply:
    """An answer instead of moto's: an error, as the service says it if it has a code; or `body` as it is.

    Of which `cut` bytes are not sent although they are announced.
    """

    status: int
    code: str = ""
    body: bytes = b""
    cut: int = 0

    def give(self, service: str, start: Any) -> Iterable[bytes]:
        kind, body = ("application/json", self.body) if self.body else self._error(service)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start(f"{self.status} Told", [*headers, ("x-amzn-ErrorType", self.code)] if self.code else headers)
        return [body[: len(body) - self.cut]]

    def _error(self, service: str) -> tuple[str, bytes]:
        if not self.code:
            return "text/html", b""
        error = f"<Code>{escape(self.code)}</Code><Message>as told by the test</Message>"
        if service == "ec2":
            return "text/xml", f"<Response><Errors><Error>{error}</Error></Errors></Response>".encode()
        if service == "s3":
            return "text/xml", f"<Error>{error}</Error>".encode()
        if service in QUERY:
            return "text/xml", f"<ErrorResponse><Error>{error}</Error></ErrorResponse>".encode()
        return "application/json", json.dumps({"__type": self.code, "message": "as told by the test"}).encode()


@dataclass(frozen=True)
class Asked:
    """A request: its operation (`s3:GetBucketPolicy`) if the session is labelled, how often it came, its fields."""

    operation: str
    number: int
    attempt: int
    environment: dict[str, Any]
    body: bytes


Fault = Callable[[Asked], Reply | None]


@dataclass
class Server:
    """moto's application behind faults. `asked` counts the requests by operation."""

    latency: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    url: str = ""
    _moto: Application = field(default_factory=lambda: DomainDispatcherApplication(create_backend_app))
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        operation = environment.get("HTTP_" + HEADER.upper().replace("-", "_"), "")
        with self._lock:
            self.asked[operation] += 1
            number = self.asked[operation]
        time.sleep(self.latency)
        body = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
        said = environment.get("HTTP_AMZ_SDK_REQUEST", "attempt=1")
        attempt = int(said.partition("attempt=")[2].partition(";")[0])
        for fault in self.faults:
            reply = fault(Asked(operation, number, attempt, environment, body))
            if reply is not None:
                return reply.give(operation.partition(":")[0], start)
        service, _, name = operation.partition(":")
        nothing = _unused(service, environment["REQUEST_METHOD"], environment["PATH_INFO"], name)
        if nothing is not None:
            start("200 OK", [("Content-Type", nothing[0])])
            return [nothing[1]]
        environment["wsgi.input"] = _Body(body)
        return self._moto(environment, start)


_unused = example("unused").empty_answer
"""What moto does not know, answered as by an account that has nothing of it."""


class _Body:
    def __init__(self, body: bytes) -> None:
        self._left = body

    def read(self, size: int = -1) -> bytes:
        size = len(self._left) if size < 0 else size
        part, self._left = self._left[:size], self._left[size:]
        return part


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[Server]:
    """Serve as long as the block runs."""
    application = Server()
    listening = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Silent)
    thread = Thread(target=listening.serve_forever)
    thread.start()
    application.url = f"http://127.0.0.1:{listening.port}"
    try:
        yield application
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def labelled(profile: str | None) -> botocore.session.Session:
    """A session whose requests say which operation they are."""
    session = botocore.session.Session(profile=profile)
    events: Any = session.get_component("event_emitter")
    events.register("before-call.*.*", _label)
    return session


def _label(model: Any, params: dict[str, Any], **_: object) -> None:
    params["headers"][HEADER] = f"{model.service_model.service_name}:{model.name}"
