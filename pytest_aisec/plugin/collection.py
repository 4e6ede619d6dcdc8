"""Collection: policies become items, marks are checked, filters select."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from pytest_aisec.findings import severity_rank
from pytest_aisec.marks import made
from pytest_aisec.plugin import frameworks, mark_expression, options, settings, taken_in
from pytest_aisec.plugin.completeness import NAME as SOURCES
from pytest_aisec.plugin.peers import names_by
from pytest_aisec.plugin.policy import Said, complaints, controls_by, severity_by
from pytest_aisec.plugin.recognition import (
    Configured,
    Fault,
    Judged,
    hidden,
    id_of,
    let_stand,
    parametrize,
    stand_for,
    stand_in,
    supply,
    written_at,
)
from pytest_aisec.plugin.refusal import refuse
from pytest_aisec.plugin.run import RUN
from pytest_aisec.plugin.subjects import subjects_of
from pytest_aisec.plugin.supplied import is_taken

COLLECTED = pytest.StashKey[list[pytest.Item]]()


def check(config: pytest.Config) -> None:
    """Raise UsageError for controls that do not exist."""
    _wanted_controls(config)


@pytest.hookimpl(wrapper=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Iterator[None]:
    """One item per policy, or with `--aisec-items=resource` one per policy and resource."""
    stands = {
        name: _settings(metafunc, each) if isinstance(each, Configured) else each for name, each in stand_for(metafunc)
    }
    taken = [name for name in stands if is_taken(name, metafunc.definition)]
    for name in taken:
        supply(metafunc, name, _stand_ins(metafunc.config, stands[name]))
    yield
    is_policy = any(isinstance(each, Judged | Fault) for each in stands.values())
    per_resource = options.value(metafunc.config, "--aisec-items") == "resource"
    for name in [name for name in stands if name not in taken]:
        if not is_policy or (per_resource and isinstance(stands[name], Judged)):
            parametrize(metafunc, name, _stand_ins(metafunc.config, stands[name]))
    if is_policy:
        let_stand(metafunc, stands)


def _settings(metafunc: pytest.Metafunc, asked: Configured) -> object:
    try:
        return settings.of(metafunc.config, asked.kind).section
    except pytest.UsageError as error:
        return Fault(str(error))


def _stand_ins(config: pytest.Config, stands: object) -> Sequence[object]:
    """What is to stand for a parameter in each of the items."""
    if not isinstance(stands, Judged) or options.value(config, "--aisec-items") != "resource":
        return [hidden(stands)]
    return _per_resource(config, stands)


def _per_resource(config: pytest.Config, judged: Judged) -> Sequence[object]:
    try:
        subjects = subjects_of(judged.kind, config.stash[RUN].inventory())
    except pytest.UsageError:
        return [hidden(judged)]  # raised again when all is collected: here it would count as a faulty test file
    keys = sorted({(subject.resource.declaration.source, subject.resource.address) for subject in subjects})
    if not keys:
        return [hidden(judged)]
    several = len({source for source, _ in keys}) > 1
    return [
        pytest.param(Judged(judged.kind, (source, address)), id=f"{source}/{address}" if several else address)
        for source, address in keys
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check the marks, derive `control` marks for -m, apply our own filters."""
    config.stash[COLLECTED] = policies = [item for item in items if stand_in(item) is not None]
    named = {id_of(item) for item in items if isinstance(item, pytest.Function) and stand_in(item) is not None}
    config.stash[RUN].known = frozenset(named)
    said: Said = {}
    wrong = [f"{_name(item)}: {complaint}" for item in items for complaint in _marked(item, said)]
    wrong += taken_in.complaints(session, policies)
    if wrong:
        refuse(config, items, "\n".join(f"aisec: {line}" for line in dict.fromkeys(wrong)))
    expression = str(config.getoption("markexpr") or "")
    for item in items if "control" in expression else ():
        for framework, controls in controls_by(item.iter_markers(), config).items():
            for control in controls:
                item.add_marker(_control(framework, control))
    unknown = list(dict.fromkeys(mark_expression.complaints(expression, config, items))) if expression else []
    if unknown and not session.testsfailed:  # what could not be imported may have the marks
        refuse(config, items, "\n".join(f"aisec: -m {expression!r}: {complaint}" for complaint in unknown))
        return
    _select(config, items)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """A selection that leaves nothing of policies that are there is a mistake, most often a misspelt mark."""
    config = session.config
    policies = config.stash.get(COLLECTED, [])
    if not policies or any(item.name != SOURCES for item in session.items):
        return
    marks = str(config.getoption("markexpr") or "")
    chosen = [f"-m {marks!r}"] if marks else []
    chosen += [f"-k {config.getoption('keyword')!r}"] if config.getoption("keyword") else []
    if chosen:
        why = mark_expression.counted(marks, policies) if marks else ""
        refuse(config, session.items, f"aisec: no policy is left by {' and '.join(chosen)}{why}")


def _marked(item: pytest.Item, said: Said) -> list[str]:
    """Mark a policy with the controls that take it in, as if it were marked with them; what is wrong with its marks.

    `said` is that of `policy.complaints`.
    """
    known, marks = frameworks.of(item.config), list(item.iter_markers())
    is_policy = isinstance(item, pytest.Function) and stand_in(item) is not None
    if is_policy:
        for name, controls in known.taken_in(names_by(item, marks), controls_by(marks, item.config)).items():
            item.add_marker(made(name, *controls))
    return complaints(marks, known, said, is_policy=is_policy)


@cache
def _control(framework: str, control: str) -> pytest.MarkDecorator:
    """A mark for -m, made once: dozens of policies have the same, and making it takes longer than adding it."""
    return pytest.mark.control(**{framework: control})


def _name(item: pytest.Item) -> str:
    if not isinstance(item, pytest.Function):
        return item.nodeid
    return f"{written_at(inspect.unwrap(item.function), item.config.rootpath)}: {item.originalname}"


def _select(config: pytest.Config, items: list[pytest.Item]) -> None:
    controls = _wanted_controls(config)
    severity = options.value(config, "--aisec-severity")
    if not controls and severity is None:
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        (kept if _is_wanted(item, controls, severity) else dropped).append(item)
    if not kept:
        asked = [*options.value(config, "--aisec-control"), *([severity] if severity else [])]
        refuse(config, items, f"aisec: no policy is left by {' and '.join(asked)}")
        return
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _wanted_controls(config: pytest.Config) -> set[tuple[str, str]]:
    wanted: set[tuple[str, str]] = set()
    for pattern in options.value(config, "--aisec-control"):
        try:
            wanted |= frameworks.of(config).selected(pattern)
        except ValueError as error:
            raise pytest.UsageError(f"aisec: --aisec-control {pattern}: {error}") from None
    return wanted


def _is_wanted(item: pytest.Item, controls: set[tuple[str, str]], severity: str | None) -> bool:
    found = stand_in(item)
    if found is not None and isinstance(found[1], Fault):
        return True
    if controls:
        given = controls_by(item.iter_markers(), item.config)
        own = {(name, control) for name, ids in given.items() for control in ids}
        if not own & controls:
            return False
    return severity is None or severity_rank(severity_by(item.iter_markers())) <= severity_rank(severity)
