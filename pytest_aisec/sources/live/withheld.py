"""What an answer says it could not tell: a service may refuse a part of what it answers, and say so in the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pytest_aisec.sources.live.failures import Failure
from pytest_aisec.values import Location, Unknown

_ERROR = "Error"


def withheld(plain: Any, shape: Any, action: str) -> list[Failure]:
    """Why parts of an answer were withheld; each part that is missing beside such a reason becomes unknown.

    Variables of functions are, from a caller who may not decrypt them with the key of the function:
    https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentResponse.html
    """
    return list(_withheld(plain, shape, action)) if shape is not None and _may_withhold(shape) else []


def refused_accounts(answer: Mapping[str, Any], action: str) -> Failure | None:
    """Why a listing of accounts leaves one out: the service does not fail then, but says so beside the others.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_FailedAccount.html
    """
    for each in answer.get("failedAccounts") or ():
        return Failure(str(each.get("errorCode") or "UnnamedError"), action, str(each.get("errorMessage") or ""))
    return None


def _withheld(plain: Any, shape: Any, action: str) -> Iterator[Failure]:
    match shape.type_name:
        case "structure" if isinstance(plain, dict):
            if _says_why(shape) and plain.get(_ERROR):
                said = plain[_ERROR]
                failure = Failure(str(said.get("ErrorCode") or "UnnamedError"), action, str(said.get("Message") or ""))
                for name in shape.members.keys() - plain.keys():
                    plain[name] = Unknown(reason=failure.reason, location=Location(api=action))
                yield failure
                return
            for name, part in plain.items():
                if name in shape.members:
                    yield from _withheld(part, shape.members[name], action)
        case "list" if isinstance(plain, list):
            for item in plain:
                yield from _withheld(item, shape.member, action)


def _says_why(shape: Any) -> bool:
    error = shape.members.get(_ERROR)
    return error is not None and error.type_name == "structure" and "ErrorCode" in error.members


@lru_cache(maxsize=1024)
def _may_withhold(shape: Any) -> bool:
    seen: set[str] = set()
    waiting = [shape]
    while waiting:
        each = waiting.pop()
        if each.name in seen:
            continue
        seen.add(each.name)
        if each.type_name == "list":
            waiting.append(each.member)
        elif each.type_name == "structure":
            if _says_why(each):
                return True
            waiting += each.members.values()
    return False
