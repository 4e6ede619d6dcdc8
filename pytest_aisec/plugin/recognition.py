"""Which test functions are policies: those with a parameter that is annotated with something to judge."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Judged:
    """Stands in an item for the thing to judge. `only`: the one (source, address) the item is about, if it is one."""

    kind: type
    only: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return self.kind.__name__ if self.only is None else self.only[1]


@dataclass(frozen=True, slots=True)
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


def judged_parameters(metafunc: pytest.Metafunc) -> dict[str, Judged | Fault]:
    """The parameters that stand for things to judge; a fault instead where the policy is not sound.

    Annotations are evaluated only once something of the model has been imported: before, none can mean it.
    """
    if "pytest_aisec.model.resource" not in sys.modules:
        return {}
    function = metafunc.function
    found: dict[str, Judged | Fault] = {}
    for name, annotation in _annotated(function):
        if name not in metafunc.fixturenames or name in _parametrized(metafunc.definition):
            continue
        try:
            kind = eval(annotation, function.__globals__) if isinstance(annotation, str) else annotation  # noqa: S307
        except Exception as error:  # noqa: BLE001 -- whatever the annotation does is the author's mistake
            if not _supplied(name, function, metafunc.config):
                message = f"the annotation {annotation!r} of {name} cannot be resolved: {error}"
                found[name] = Fault(f"{_place(function)}: {message}")
            continue
        if is_population(kind) and not _supplied(name, function, metafunc.config):
            found[name] = Judged(kind)
    judged = [name for name, stands in found.items() if isinstance(stands, Judged)]
    if len(judged) > 1:
        message = f"{_place(function)}: a policy judges one thing, this one has {' and '.join(judged)}"
        found.update(dict.fromkeys(judged, Fault(message)))
    return found


def _annotated(function: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.annotation is not parameter.empty and parameter.default is parameter.empty:
            yield name, parameter.annotation


def _parametrized(definition: pytest.Item) -> set[str]:
    names: set[str] = set()
    for mark in definition.iter_markers("parametrize"):
        given = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
        names.update(part.strip() for part in given.split(",")) if isinstance(given, str) else names.update(given)
    return names


def _supplied(name: str, function: Callable[..., Any], config: pytest.Config) -> bool:
    """Whether a fixture of the module, of a conftest or of a plugin supplies the parameter."""
    return any(
        _is_fixture(owner.get(name) if isinstance(owner, dict) else getattr(owner, name, None))
        for owner in _owners(function, config)
    )


def _owners(function: Callable[..., Any], config: pytest.Config) -> Iterable[Any]:
    yield function.__globals__
    yield from config.pluginmanager.get_plugins()


def _is_fixture(candidate: object) -> bool:
    return type(candidate).__name__ == "FixtureFunctionDefinition"


def _place(function: Callable[..., Any]) -> str:
    code = inspect.unwrap(function).__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def stand_in(item: pytest.Item) -> tuple[str, Judged | Fault] | None:
    """The parameter of an item that stands for something to judge, and what stands there."""
    callspec = getattr(item, "callspec", None)
    if callspec is not None:
        for name, value in callspec.params.items():
            if isinstance(value, Judged | Fault):
                return name, value
    return None
