"""Which names the code of policies mentions, however far: an account is not asked for what none of them can read."""

from __future__ import annotations

import dis
import inspect
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from pytest_aisec.analysis.roles.registry import Role, finder_of
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.surroundings import Referrers

OWN = ("pytest_aisec.aws", "pytest_aisec.ai", "pytest_aisec.analysis")
"""Where the code is that reads settings on behalf of policies."""
ANYTHING = frozenset({"getattr", "attrgetter", "eval", "exec", "vars", "settings", "body", "import_module"})
"""Names with which code of a user's may read settings that it does not mention."""
NO_POLICIES = sys.stdlib_module_names | {"pytest", "_pytest"}
"""Top-level modules whose code reads no settings: assertions mention pytest's, once they are rewritten."""
_IMPORT = dis.opmap["IMPORT_NAME"]
_WORD = Regex(r"\w+")
_DEPTH = 4
"""How deep texts are looked for in the tables that code mentions."""


def mentioned(
    policies: Iterable[tuple[Callable[..., Any], type]], beside: Iterable[object] = ()
) -> frozenset[str] | None:
    """Every name that some policies, given with what each judges, may read a setting by; None: it cannot be told.

    `beside`: what they have besides their code, as their classes and what they are parametrized with.

    A name counts wherever code mentions it: as an attribute, a global, or a word of a text. From each name the search
    goes on in whatever the package, or the module of the policy, calls so, and from what is judged in how it is found.
    What a user's code reads by other ways is unknown to it then, and never taken for absent.
    """
    steps = _steps(len(sys.modules))
    begun = _Met()
    for function, kind in policies:
        begun.follow(function)
        begun.stands_for(kind, ())
    for value in beside:
        begun.stands_for(value, ())
    names: set[str] = set()
    functions: set[int] = set()
    by_users: set[str] = set()
    waiting = [begun.step()]
    while waiting:
        step = waiting.pop()
        by_users |= step.by_users
        fresh = step.names - names
        names |= fresh
        waiting.extend(map(steps.from_name, fresh))
        for function in step.functions:
            if id(function) not in functions:
                functions.add(id(function))
                waiting.append(steps.from_function(function))
    return None if by_users & ANYTHING else frozenset(names)


class _Step(NamedTuple):
    """Where one name, or one function, leads: to names, those of them that a user's code mentions, and to functions."""

    names: frozenset[str]
    by_users: frozenset[str]
    functions: tuple[FunctionType, ...]


class _Steps:
    """All steps that were taken, which many policies have in common. `definitions`: what is called by each name."""

    def __init__(self, definitions: Mapping[str, list[object]]) -> None:
        self._definitions = definitions
        self._from_names: dict[str, _Step] = {}
        self._from_functions: dict[int, tuple[FunctionType, _Step]] = {}

    def from_name(self, name: str) -> _Step:
        """Into whatever the package calls so."""
        if name not in self._from_names:
            met = _Met()
            for definition in self._definitions.get(name, ()):
                met.expand(definition)
            self._from_names[name] = met.step()
        return self._from_names[name]

    def from_function(self, function: FunctionType) -> _Step:
        """Into what its code mentions; the function is kept, so that its id is that of no other."""
        if id(function) not in self._from_functions:
            self._from_functions[id(function)] = function, _step_from(function)
        return self._from_functions[id(function)][1]


def _step_from(function: FunctionType) -> _Step:
    known = function.__globals__
    ours = str(known.get("__name__", "")).startswith(OWN)
    found = frozenset(_names_in(function.__code__, known))
    met = _Met(found)
    for name in found:
        value = known.get(name)
        if not ours or isinstance(value, type | ModuleType):
            met.stands_for(value, found)
    for value in _enclosed(function):
        met.stands_for(value, ())
    if ours:
        return met.step()
    later = set()
    for name in filter(_may_be_a_users, _imported(function.__code__)):
        if name in sys.modules:
            met.stands_for(sys.modules[name], found)
        else:
            later.add("import_module")  # it may bring anything
    return met.step(found | later)


class _Met:
    """What is met in one step."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = set(names)
        self._functions: dict[int, FunctionType] = {}
        self._under_way: set[int] = set()

    def step(self, by_users: frozenset[str] = frozenset()) -> _Step:
        """All of it."""
        return _Step(frozenset(self._names), by_users, tuple(self._functions.values()))

    def stands_for(self, value: object, near: Iterable[str]) -> None:
        """Go on in what a name stands for in a module; of a module that is mentioned, in all whose names stand near."""
        if id(value) in self._under_way:
            return
        self._under_way.add(id(value))
        if isinstance(value, ModuleType):
            for name in near:
                found = vars(value).get(name)
                if _may_read(value.__name__) or (isinstance(found, type) and value.__name__.startswith(OWN)):
                    self.stands_for(found, ())
        elif isinstance(value, list | tuple | set | frozenset | dict | partial):
            for item in _held(value):
                self.stands_for(item, ())
        elif isinstance(value, type):
            self.expand(value)
            for each in vars(value).values() if _may_read(value.__module__) else ():
                self.expand(each)
        elif _may_read(getattr(value, "__module__", None)):
            self.expand(value)
            self.stands_for(type(value), ())
        self._under_way.discard(id(value))

    def expand(self, definition: object) -> None:
        """Go on in the code of a function, property or decorated method; in how the members of a class are found."""
        if isinstance(definition, type):
            role = getattr(definition, "role", None)
            if isinstance(role, Role):
                self._names.add(role.name)
                self.follow(finder_of(role))
            for parent in definition.__mro__:
                self.expand(vars(parent).get("subjects"))
        elif isinstance(definition, Referrers):
            self._names.add(definition.by)
        else:
            for function in _functions(definition):
                self.follow(function)

    def follow(self, function: Callable[..., Any]) -> None:
        """Look at the code of a function afterwards, and at that of a user's that is wrapped around it."""
        innermost = inspect.unwrap(function)
        while True:
            plain = getattr(function, "__func__", function)
            is_told = function is innermost or _may_read(getattr(plain, "__globals__", {}).get("__name__"))
            if isinstance(plain, FunctionType) and is_told:
                self._functions[id(plain)] = plain
            if function is innermost:
                return
            function = getattr(function, "__wrapped__", innermost)


def _held(
    value: list[object] | tuple[object, ...] | set[object] | frozenset[object] | dict[object, object] | partial[object],
) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case partial():
            return (value.func, *value.args, *value.keywords.values())
    return value


def _imported(code: CodeType) -> Iterator[str]:
    """The modules that code imports when it runs; of relative ones, what is written behind the dots."""
    if _IMPORT in code.co_code[::2]:
        yield from (each.argval for each in dis.get_instructions(code) if each.opcode == _IMPORT)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _imported(constant)


def _may_be_a_users(module: str) -> bool:
    return not module or _may_read(module)


def _enclosed(function: Callable[..., Any]) -> Iterator[object]:
    """What a function has from the functions around it, as far as that is there yet."""
    for cell in getattr(function, "__closure__", None) or ():
        with suppress(ValueError):
            yield cell.cell_contents


def _may_read(module: str | None) -> bool:
    """Whether a module is a user's, where settings may be read."""
    top = (module or "pytest").partition(".")[0]
    return top not in NO_POLICIES and top != "pytest_aisec"


@lru_cache(maxsize=1)
def _steps(_modules: int) -> _Steps:
    """The steps through what is imported. `_modules`: how many are; of more there may be more to find."""
    return _Steps(_definitions())


def _definitions() -> dict[str, list[object]]:
    """What the package calls by each name: functions, and what is defined in classes; roles by their names.

    This module is none of it: it names whatever can be named, and reads nothing for a policy.
    """
    found: dict[str, list[object]] = defaultdict(list)
    for module in [module for name, module in sys.modules.items() if name.startswith(OWN) and name != __name__]:
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != module.__name__:
                continue
            if not isinstance(value, type):
                found[name].append(value)
                continue
            for inner, member in vars(value).items():
                if inner != "subjects":
                    found[inner].append(member)
    for role in Role:
        found[role.name].append(finder_of(role))
    return found


def _functions(definition: object) -> Iterator[FunctionType]:
    """The functions that a definition is made of: of a property, a decorated method, a partial, what it holds."""
    match definition:
        case FunctionType():
            yield definition
        case classmethod() | staticmethod():
            yield from _functions(definition.__func__)
        case property():
            yield from _functions(definition.fget)
        case partial():
            yield from _functions(definition.func)
        case _ if not isinstance(definition, type | ModuleType):
            held = getattr(definition, "__dict__", {}).values()
            yield from (each for each in held if isinstance(each, FunctionType))


def _names_in(code: CodeType, names: Mapping[str, Any]) -> Iterator[str]:
    """Every name that code mentions, in what is nested in it too, and the words of the texts that it uses."""
    for name in code.co_names:
        yield name
        yield from _words(names.get(name))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant, names)
        else:
            yield from _words(constant)


def _words(value: object, depth: int = 0) -> Iterator[str]:
    """The words of a text, or of the texts in a table; sentences name no settings."""
    if isinstance(value, str):
        yield from () if " " in value else _WORD.findall(value)
    elif isinstance(value, tuple | list | set | frozenset) and depth < _DEPTH:
        for item in value:
            yield from _words(item, depth + 1)
    elif isinstance(value, dict) and depth < _DEPTH:
        for key, item in value.items():
            yield from _words(key, depth + 1)
            yield from _words(item, depth + 1)
