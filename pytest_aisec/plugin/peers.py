"""What other tools call a policy: the mark `equivalent`, and `--aisec-policy`."""

from __future__ import annotations

import difflib
import fnmatch
import inspect
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pytest

from pytest_aisec.plugin import options
from pytest_aisec.plugin.recognition import Fault, id_of, stand_in, written_at
from pytest_aisec.plugin.refusal import refuse
from pytest_aisec.waivers import plain_id

MARK = "equivalent"


class Form(NamedTuple):
    """How a tool writes the ids of its rules, as a pattern for all of an id and as an example for people."""

    pattern: str
    example: str


FORMS: dict[str, Form] = {
    "checkov": Form(r"CKV2?_[A-Z0-9]+_\d+", "CKV_AWS_98"),
    "prowler": Form(r"[a-z0-9]+(_[a-z0-9]+)+", "s3_bucket_kms_encryption"),
    "trivy": Form(r"(AVD-)?[A-Z]+-\d{4}", "AVD-AWS-0107"),
    "kics": Form(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}", "a UUID, or its first eight digits"),
    "security_hub": Form(r"[A-Z][A-Za-z0-9]*\.\d+", "SageMaker.1"),
    "cfn_guard": Form(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+", "S3_BUCKET_LOGGING_ENABLED"),
    "config": Form(r"[a-z0-9]+(-[a-z0-9]+)+", "subnet-auto-assign-public-ip-disabled"),
}
"""The tools that the mark takes as keywords."""


def equivalents(marks: Iterable[pytest.Mark]) -> dict[str, list[str]]:
    """What the marks of a policy say of its equivalents: their ids by tool, each once, in the order of `FORMS`."""
    asked = [mark.kwargs for mark in marks if mark.name == MARK]
    found: dict[str, list[str]] = {}
    for tool in FORMS if asked else ():
        given = [ids[tool] for ids in asked if tool in ids]
        if given and (ids := list(dict.fromkeys(str(id_) for each in given for id_ in _ids(each)))):
            found[tool] = ids
    return found


def _ids(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def complaints(mark: pytest.Mark) -> list[str]:
    """What is wrong with a mark `equivalent`, each with what is expected."""
    found = []
    if mark.args or not mark.kwargs:
        found.append(f"the mark {MARK} takes ids by tool, e.g. checkov='CKV_AWS_98', and nothing else")
    for tool, value in mark.kwargs.items():
        form = FORMS.get(tool)
        if form is None:
            near = difflib.get_close_matches(tool, FORMS, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; it knows {', '.join(FORMS)}"
            found.append(f"the mark {MARK} knows no tool {tool!r}{hint}")
            continue
        if not _ids(value):
            found.append(f"the mark {MARK} names no id of {tool}")
        wrong = [id_ for id_ in _ids(value) if not isinstance(id_, str) or not re.fullmatch(form.pattern, id_)]
        found += [f"{id_!r} has not the form of an id of {tool}: {form.example}" for id_ in wrong]
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check the marks of policies, and apply `--aisec-policy`."""
    wrong = [
        f"aisec: {_place(item)}: {complaint}"
        for item in items
        if stand_in(item) is not None
        for mark in item.iter_markers(MARK)
        for complaint in complaints(mark)
    ]
    if wrong:
        refuse(config, items, "\n".join(dict.fromkeys(wrong)))
    patterns = options.value(config, "--aisec-policy")
    if patterns and (items or not session.testsfailed):
        _select(config, items, patterns)


def _place(item: pytest.Item) -> str:
    assert isinstance(item, pytest.Function)
    return f"{written_at(inspect.unwrap(item.function), item.config.rootpath)}: {item.originalname}"


def _select(config: pytest.Config, items: list[pytest.Item], patterns: list[str]) -> None:
    names = {id(item): names_by(item, item.iter_markers(MARK)) for item in items}
    known = set().union(*names.values())
    unknown = [pattern for pattern in patterns if not _matches(known, [pattern])]
    if unknown:
        refuse(config, items, "\n".join(_unknown(pattern, known) for pattern in unknown))
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        found = stand_in(item)
        is_faulty = found is not None and isinstance(found[1], Fault)
        (kept if is_faulty or _matches(names[id(item)], patterns) else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def names_by(item: pytest.Item, marks: Iterable[pytest.Mark]) -> set[str]:
    """What a policy may be called: its own id, and its equivalents', both as they are spelt and plain."""
    if not isinstance(item, pytest.Function):
        return set()
    others = [id_ for ids in equivalents(marks).values() for id_ in ids]
    return {id_of(item), *others, *map(plain_id, others)}


def _matches(names: set[str], patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, plain_id(pattern)) for pattern in patterns for name in names)


def _unknown(pattern: str, known: set[str]) -> str:
    by_case: Mapping[str, str] = {name.lower(): name for name in sorted(known)}
    near = difflib.get_close_matches(plain_id(pattern).lower(), by_case, n=1)
    hint = f"; did you mean {by_case[near[0]]}?" if near else ""
    return f"aisec: --aisec-policy {pattern}: no policy has this id, nor an equivalent with it{hint}"
