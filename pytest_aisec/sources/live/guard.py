"""The read-only guard: no call leaves a session unless the plan declares it and it cannot return secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NoReturn

import botocore.session

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.live.failures import CREDENTIAL_OPERATIONS
from pytest_aisec.sources.live.never import NEVER

Operation = tuple[str, str]
"""A boto3 service name and the API's own operation name."""

READ_PREFIXES = (
    "BatchDescribe",
    "BatchGet",
    "Check",
    "Describe",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Search",
    "Select",
    "Simulate",
    "Validate",
)
READS = frozenset({("iam", "GenerateCredentialReport"), ("iam", "GenerateServiceLastAccessedDetails")})
"""Reads whose names do not say so; the reports they make are only kept for the caller's own account to fetch."""

IDENTITY: Operation = ("sts", "GetCallerIdentity")
REGION_LISTINGS: tuple[Operation, ...] = (("ec2", "DescribeRegions"), ("account", "ListRegions"))

_BEARER_OR_SIGNED = frozenset({"aws.auth#sigv4", "smithy.api#httpBearerAuth"})


class RefusedCall(Exception):
    """A call that the guard stopped before anything left the machine."""


def never_permitted(service: str, operation: str) -> bool:
    """Whether the operation returns secrets or customer data, or by its name is no read at all."""
    if any(fnmatchcase(operation, pattern) for pattern in NEVER.get(service, ())):
        return True
    return not operation.startswith(READ_PREFIXES) and (service, operation) not in READS


def declared_operations(plan: Sequence[Collected]) -> Iterator[Operation]:
    """Every operation that collecting the plan may call, repeats included."""
    for collected in plan:
        listing = collected.listing
        yield listing.service, listing.operation
        for call in filter(None, (listing.first, listing.describe)):
            yield call.service, call.operation
        for call in collected.calls:
            yield call.service, call.operation


class Permitted:
    """An explicit list of operations, enforced on every client of the sessions it is installed on."""

    def __init__(self, permitted: Iterable[Operation]) -> None:
        self.permitted = frozenset(permitted)
        self._names = frozenset(operation for _service, operation in self.permitted)

    def install(self, session: botocore.session.Session) -> None:
        """Guard every client that the session makes from now on, resources and raw presigning included."""
        events = session.get_component("event_emitter")
        events.register_first("before-call.*.*", self._before_call)
        events.register_first("choose-signer.*.*", self._choose_signer)
        events.register_last("creating-client-class", _without_presigning)

    def check(self, service: str, operation: str) -> None:
        """Raise RefusedCall unless the operation is permitted."""
        if (service, operation) not in self.permitted:
            raise RefusedCall(f"{service}:{operation} is refused: this session only reads what was declared")

    def _before_call(self, model: Any, **_: object) -> None:
        self.check(model.service_model.service_name, model.name)

    def _choose_signer(self, event_name: str, context: Mapping[str, Any], **_: object) -> str | None:
        """Signing is what a presigned URL needs, and it happens without a call; events name the service by its id.

        What may be signed is signed with the session's credentials: botocore would take a bearer token of the
        environment (`AWS_BEARER_TOKEN_BEDROCK`) instead, which may be that of another account than is read.
        """
        operation = event_name.rpartition(".")[2]
        if operation not in self._names:
            raise RefusedCall(f"signing a {operation} request is refused: this session only reads what was declared")
        return "v4" if frozenset(context.get("auth_options") or ()) >= _BEARER_OR_SIGNED else None


class Guard(Permitted):
    """The permitted operations of a session that reads.

    Raises ValueError for a list that holds an operation that may never be called.
    """

    def __init__(self, permitted: Iterable[Operation]) -> None:
        super().__init__(permitted)
        wrong = sorted(f"{service}:{name}" for service, name in self.permitted if never_permitted(service, name))
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)}: no source may call this, it writes or returns secrets or customer data; "
                "take it out of the declaration that asks for it"
            )

    def check(self, service: str, operation: str) -> None:
        super().check(service, operation)
        if never_permitted(service, operation):
            raise RefusedCall(f"{service}:{operation} is refused: it writes or returns secrets or customer data")


CREDENTIALS_ONLY = Permitted((service, operation) for operation, service in CREDENTIAL_OPERATIONS.items())
"""For the sessions that get credentials and do nothing else: the operations that botocore itself calls for that."""


def _without_presigning(class_attributes: dict[str, Any], **_: object) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise RefusedCall("presigned URLs and tokens are refused: they are access that outlives this session")

    for name in list(class_attributes):
        if name.startswith("generate_presigned") or name.endswith("_auth_token"):
            class_attributes[name] = refuse
