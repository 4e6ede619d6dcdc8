"""Which test functions are policies: those with a parameter that is annotated with something to judge."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from pytest_aisec.plugin.supplied import is_supplied
from pytest_aisec.value_classes import value_class

STANDING = pytest.StashKey[dict[str, Mapping[str, object]]]()
"""What stands for the parameters of the policies of a module or class, by the names of their functions."""

MEANT = frozenset({"pytest_aisec.model.resource", "pytest_aisec.settings"})
"""The modules of which one is imported wherever an annotation stands for something."""


@value_class(frozen=True)
class Judged:
    """Stands in an item for the thing to judge. `only`: the one (source, address) the item is about, if it is one."""

    kind: type
    only: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return self.kind.__name__ if self.only is None else self.only[1]


@value_class(frozen=True)
class Configured:
    """Stands in an item for the settings that it asks for."""

    kind: type


@value_class(frozen=True)
class Fault:
    """Stands in an item for a mistake in the policy, which the item then reports."""

    message: str


def is_population(kind: object) -> bool:
    """Whether a class is something that policies judge: a resource type, or a part of the AI estate."""
    if not isinstance(kind, type):
        return False
    if hasattr(kind, "subjects") and hasattr(kind, "filled_by"):
        return True
    model = sys.modules.get("pytest_aisec.model.resource")
    return model is not None and issubclass(kind, model.Resource)


def is_section(kind: object) -> bool:
    """Whether a class is a section of settings."""
    settings = sys.modules.get("pytest_aisec.settings")
    return settings is not None and isinstance(kind, type) and issubclass(kind, settings.Section)


def stand_for(metafunc: pytest.Metafunc) -> Iterator[tuple[str, Judged | Configured | Fault]]:
    """The parameters that stand for things to judge or for settings; a fault where the policy is not sound.

    Annotations are evaluated only once something of the model has been imported: before, none can mean it.
    """
    if not MEANT & sys.modules.keys():
        return
    function = inspect.unwrap(metafunc.function)
    place = partial(written_at, function, metafunc.config.rootpath)
    found: dict[str, Judged | Configured | Fault] = {}
    for name, annotation in _annotated(function):
        if name not in metafunc.fixturenames or name in _parametrized(metafunc.definition):
            continue
        try:
            kind = eval(_code(annotation), function.__globals__) if isinstance(annotation, str) else annotation  # noqa: S307
        except Exception as error:  # noqa: BLE001 -- whatever the annotation does is the author's mistake
            if not is_supplied(name, metafunc.definition):
                said = f"the annotation {annotation!r} of {name} cannot be resolved: {error}"
                found[name] = Fault(f"{place()}: {said}")
            continue
        if is_population(kind) and not is_supplied(name, metafunc.definition):
            found[name] = Judged(kind)
        elif is_section(kind):
            found[name] = Configured(kind)
    judged = [name for name, stands in found.items() if isinstance(stands, Judged)]
    if len(judged) > 1:
        fault = Fault(f"{place()}: a policy judges one thing, this one has {' and '.join(judged)}")
        found.update(dict.fromkeys(judged, fault))
    yield from found.items()


@cache
def _code(annotation: str) -> CodeType:
    """The code of an annotation, of which dozens of policies have the same. Raises SyntaxError for what is none."""
    return compile(annotation.lstrip(" \t"), "<string>", "eval")


def parametrize(metafunc: pytest.Metafunc, name: str, stand_ins: Sequence[object]) -> None:
    """Give a parameter its stand-ins, unless a `pytest_generate_tests` of the user's has given it something."""
    with contextlib.suppress(pytest.Collector.CollectError):
        metafunc.parametrize(name, stand_ins)


def hidden(stands: object) -> object:
    """The one parameter of an item whose node id does not show it."""
    return pytest.param(stands, id=pytest.HIDDEN_PARAM)


def let_stand(metafunc: pytest.Metafunc, stands: Mapping[str, object]) -> None:
    """Give the parameters of a policy what stands for them, each the same in all of its items.

    Not by `parametrize`, which makes three fixtures of every parameter, for hundreds of policies.
    """
    assert metafunc.definition.parent is not None
    metafunc.definition.parent.stash.setdefault(STANDING, {})[metafunc.definition.name] = stands


def supply(metafunc: pytest.Metafunc, name: str, stand_ins: Sequence[object]) -> None:
    """Give a parameter its stand-ins although there is a fixture of its name, before pytest goes on from that.

    What is parametrized by a mark has neither the fixture's own parameters, nor what that needs.
    """
    metafunc.definition.add_marker(pytest.mark.parametrize(name, stand_ins))


def standing(item: pytest.Item) -> Mapping[str, object]:
    """What stands for the parameters of an item. What a test file parametrizes itself is what it says."""
    return {**let_stand_for(item), **parametrized(item)}


def not_supplied(item: pytest.Item) -> Mapping[str, object]:
    """What stands for the parameters that neither a fixture nor a parametrization gives anything."""
    given = parametrized(item)
    return {name: stands for name, stands in let_stand_for(item).items() if name not in given}


def let_stand_for(item: pytest.Item) -> Mapping[str, object]:
    """What was let stand for the parameters of an item."""
    if not isinstance(item, pytest.Function) or item.parent is None:
        return {}
    return item.parent.stash.get(STANDING, {}).get(item.originalname, {})


def parametrized(item: pytest.Item) -> Mapping[str, object]:
    """The values that parametrizations have for an item, of which fixtures may make something else."""
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec is not None else {}


def parameters(function: Any) -> Collection[str]:
    """The names of a function's parameters, without what takes `inspect` most of its time."""
    code = getattr(function, "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        return inspect.signature(function).parameters
    names: tuple[str, ...] = code.co_varnames
    return names[: code.co_argcount + code.co_kwonlyargcount]


def _annotated(function: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """The parameters with an annotation and without a default."""
    code = function.__code__
    positional = code.co_varnames[: code.co_argcount]
    required = positional[: len(positional) - len(function.__defaults__ or ())]
    by_name = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    annotations = inspect.get_annotations(function)
    for name in (*required, *(name for name in by_name if name not in (function.__kwdefaults__ or ()))):
        if name in annotations:
            yield name, annotations[name]


def _parametrized(definition: pytest.Item) -> set[str]:
    names: set[str] = set()
    for mark in definition.iter_markers("parametrize"):
        given = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
        names.update(part.strip() for part in given.split(",")) if isinstance(given, str) else names.update(given)
    return names


def written_at(function: Callable[..., Any], root: Path) -> str:
    """Where a function is written: `path:line`."""
    path = Path(function.__code__.co_filename)
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return f"{shown}:{function.__code__.co_firstlineno}"


STAND_IN = pytest.StashKey["tuple[str, Judged | Fault] | None"]()


def stand_in(item: pytest.Item) -> tuple[str, Judged | Fault] | None:
    """The parameter of an item that stands for something to judge, and what stands there."""
    if STAND_IN not in item.stash:
        item.stash[STAND_IN] = next(
            ((name, value) for name, value in standing(item).items() if isinstance(value, Judged | Fault)), None
        )
    return item.stash[STAND_IN]


def id_of(item: pytest.Function) -> str:
    """The id of the policy: the name of its function."""
    return item.originalname.removeprefix("test_").replace("_", "-")
