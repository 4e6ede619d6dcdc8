"""A WSGI layer in front of moto: what moto lacks or loses of the platform is answered as AWS would."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from account.amendments import JSON_ANSWERS, XML_ANSWERS, Memory, encryption_by_default
from account.bedrock import Bedrock
from account.unused import empty_answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/(?P<service>[^/]+)/aws4_request")
_OK = 200
_NOT_FOUND = 404
_NOT_IMPLEMENTED = 501


@dataclass(frozen=True)
class Asked:
    """A request: the service it is signed for, the operation where the protocol names it, and what it carries."""

    service: str
    operation: str
    method: str
    path: str
    query: Mapping[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, Any]:
        """The body's fields, in JSON or as a form; none when it is neither."""
        if self.service == "ec2":
            return dict(parse_qsl(self.body.decode()))
        return _mapping(self.body)


@dataclass
class Said:
    """An answer on its way back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def give(self, start_response: StartResponse) -> Iterable[bytes]:
        """Hand it to the server, with the length that it has now."""
        kept = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        kept.append(("Content-Length", str(len(self.body))))
        start_response(f"{self.status} {'OK' if self.status < _NOT_FOUND else 'Error'}", kept)
        return [self.body]


class Amended:
    """moto's application, with its answers amended where they differ from those of AWS."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._bedrock = Bedrock()
        self._memory = Memory()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: by ourselves what moto lacks, else by moto, amended."""
        asked = _asked(environ)
        own = self._own_answer(asked)
        if own is not None:
            return own.give(start_response)
        if asked.operation in Memory.NOTED:
            self._memory.note(asked.operation, asked.parameters)
        try:
            said = _said(self._app, environ)
        except Exception as error:  # noqa: BLE001 -- whatever moto stumbles over, it cannot answer this
            said = _not_implemented(asked, f"moto: {error!r}")
        if said.status == _NOT_FOUND and said.body.lstrip()[:9].lower() == b"<!doctype":
            said = _not_implemented(asked, "moto knows no such path")
        self._amend(asked, said)
        return said.give(start_response)

    def _own_answer(self, asked: Asked) -> Said | None:
        empty = empty_answer(asked.service, asked.method, asked.path, asked.operation)
        if empty is not None:
            return Said(_OK, [("Content-Type", empty[0])], empty[1])
        answer = None
        if asked.service == "bedrock":
            answer = self._bedrock.answer(asked.method, asked.path, asked.query, asked.parameters)
        elif asked.operation == "ListResourcesForWebACL":
            answer = _OK, self._memory.resources_of_web_acl(asked.parameters)
        return None if answer is None else _said_json(*answer)

    def _amend(self, asked: Asked, said: Said) -> None:
        if said.status == _NOT_FOUND and asked.service == "s3" and "encryption" in asked.query:
            encryption_by_default(said)
        if said.status != _OK:
            return
        if change_xml := XML_ANSWERS.get(asked.operation):
            said.body = change_xml(said.body, self._memory)
        if change_json := JSON_ANSWERS.get(asked.operation):
            answer = json.loads(said.body)
            change_json(answer, self._memory)
            said.body = json.dumps(answer).encode()


def _asked(environ: WSGIEnvironment) -> Asked:
    """The request; its body stays readable for the next application."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = signed["service"] if signed else ""
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    if service in {"ec2", "iam"}:
        operation = dict(parse_qsl(body.decode())).get("Action", "")
    elif service == "guardduty" and method == "GET" and re.fullmatch(r"/detector/[^/]+", path):
        operation = "GetDetector"
    return Asked(service, operation, method, path, query, body)


def _said(app: WSGIApplication, environ: WSGIEnvironment) -> Said:
    """The whole answer of an application."""
    said = Said(_OK, [], b"")

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        said.status, said.headers = int(status.split(maxsplit=1)[0]), headers

    said.body = b"".join(app(environ, start_response))
    return said


def _not_implemented(asked: Asked, reason: str) -> Said:
    """An error that nobody takes for an absent setting, and that clients do not try again."""
    code = "NotImplemented"
    if asked.service in {"ec2", "s3"} or b"Action=" in asked.body[:200]:
        error = f"<Error><Code>{code}</Code><Message>{escape(reason)}</Message></Error>"
        text = {"ec2": f"<Response><Errors>{error}</Errors></Response>", "s3": error}
        body = text.get(asked.service, f"<ErrorResponse>{error}</ErrorResponse>")
        return Said(_NOT_IMPLEMENTED, [("Content-Type", "text/xml")], body.encode())
    return _said_json(_NOT_IMPLEMENTED, {"__type": code, "message": reason})


def _said_json(status: int, answer: Mapping[str, Any]) -> Said:
    headers = [("Content-Type", "application/json")]
    if kind := answer.get("__type"):
        headers.append(("x-amzn-ErrorType", str(kind)))
    return Said(status, headers, json.dumps(answer).encode())


def _mapping(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
