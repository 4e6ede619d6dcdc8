"""The references that a plan's `configuration` lists: what an unknown value comes from, without the HCL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pytest_aisec.model.instances import KEY
from pytest_aisec.sources.terraform.printed import Printed
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown, located

_STEP = re.compile(rf"([^.\[\]]+)((?:{KEY})*)(?:\.|$)")
"""One step of an address with its keys: `m["p"]`."""

_LISTS = ("_ids", "_arns", "subnets", "groups")
"""How the names of those arguments end that hold lists of other resources."""

_KNOWN_ROOTS = frozenset({"var", "path", "terraform", "count", "self"})
"""What a plan never lacks the value of: what is unknown does not come from there."""

_MOST_MODULES = 50
"""How many modules a value is followed through."""

_Config = Mapping[str, Any]


class _Target(NamedTuple):
    address: str
    attribute: str


class _Module(NamedTuple):
    """A module instance: what its addresses start with, its configuration, and the call that it comes from."""

    prefix: str
    config: _Config
    caller: _Module | None = None
    call: _Config | None = None


class _Unclear(Exception):
    """The list of references does not tell what a value is."""


class PlanReferences:
    """The references of every resource, as far as a list of them tells what an unknown value is.

    A plan lists what an expression mentions, not what it does with it, and not for each instance of `count` and
    `for_each`. So a value is related to another resource only if nothing else in its expression can be unknown.
    https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
    """

    def __init__(self, configuration: object, at: Location) -> None:
        root = configuration.get("root_module") if isinstance(configuration, dict) else None
        self._root = _Module("", _object(root))
        self._at = at
        self._known: dict[str, tuple[_Module | None, dict[str, _Config]]] = {}

    def of(self, printed: Printed) -> Located | None:
        """What the arguments of a resource are related to, in the shape of its body; None if it is not there."""
        module, resources = self._of_module(printed.module)
        resource = resources.get(f"{printed.type}.{printed.name}")
        if module is None or resource is None:
            return None
        return self._block(_object(resource.get("expressions")), module)

    def _of_module(self, address: str) -> tuple[_Module | None, dict[str, _Config]]:
        """A module instance, and its resources by type and name."""
        if address not in self._known:
            module = self._module(address)
            listed = _list(module.config, "resources") if module is not None else []
            found = {f"{each.get('type')}.{each.get('name')}": each for each in listed if each.get("mode") == "managed"}
            self._known[address] = (module, found)
        return self._known[address]

    def _module(self, address: str) -> _Module | None:
        module, steps = self._root, [(found[1], found[2]) for found in _STEP.finditer(address)]
        for (word, _), (name, key) in zip(steps[::2], steps[1::2], strict=False):
            called = _called(module, name, key) if word == "module" else None
            if called is None:
                return None
            module = called
        return module

    def _block(self, expressions: _Config, module: _Module) -> Located:
        found = {name: self._value(name, expression, module) for name, expression in expressions.items()}
        return Located({name: value for name, value in found.items() if value is not None}, self._at)

    def _value(self, name: str, expression: object, module: _Module) -> Located | None:
        match expression:
            case list():
                blocks = [self._block(block, module) for block in expression if isinstance(block, dict)]
                return Located(list(blocks), self._at)
            case {"constant_value": constant}:
                return located(constant, self._at)
            case {"references": list() as references}:
                return self._related(name, references, module)
            case dict() if expression:
                return self._block(expression, module)
        return None

    def _related(self, name: str, references: list[object], module: _Module) -> Located | None:
        try:
            targets = list(dict.fromkeys(_targets(references, module, 0)))
        except _Unclear:
            return None
        parts = [self._text_with(target) for target in targets]
        if not parts:
            return None
        if name.endswith(_LISTS):
            first = targets[0]
            more = Unknown(reason=f"{first.address}.{first.attribute} is known after apply", location=self._at)
            return Located([*(Located(part, self._at) for part in parts), Located(more, self._at)], self._at)
        return Located(parts[0], self._at) if len(parts) == 1 and not name.endswith("s") else None

    def _text_with(self, target: _Target) -> PartlyKnown:
        """A text that contains an attribute: all of it, as far as is known, or a part."""
        path = f"{target.address}.{target.attribute}"
        reason = f"{path} is known after apply"
        around = Unknown(reason=reason, location=self._at)
        reference = Reference(
            reason=reason,
            location=self._at,
            identity=path,
            is_set=True,
            target=target.address,
            attribute=target.attribute,
        )
        return PartlyKnown(reason=reason, location=self._at, is_set=True, parts=(around, reference, around))


def _targets(references: list[object], module: _Module, depth: int) -> Iterator[_Target]:
    """The attributes that an expression mentions, those behind module inputs and outputs among them."""
    if depth > _MOST_MODULES:
        raise _Unclear
    texts = [text for text in references if isinstance(text, str)]
    for text in texts:
        if any(other.startswith((f"{text}.", f"{text}[")) for other in texts):
            continue
        steps = [(found[1], found[2]) for found in _STEP.finditer(text)]
        match steps:
            case [("var", _), (name, _), *_] if module.caller is not None:
                given = _object(_object(_object(module.call).get("expressions")).get(name))
                yield from _targets(_references(given), module.caller, depth + 1)
            case [("each", _), ("key", _)]:
                continue
            case [(root, _), *_] if root in _KNOWN_ROOTS:
                continue
            case [("module", _), (name, key), (output, _), *_]:
                called = _called(module, name, key)
                if called is None:
                    raise _Unclear
                stated = _object(_object(called.config.get("outputs")).get(output))
                yield from _targets(_references(_object(stated.get("expression"))), called, depth + 1)
            case [(root, _), (name, key), _, *_] if root not in ("data", "local", "each", "module", "ephemeral"):
                address = f"{root}.{name}{key}"
                yield _Target(module.prefix + address, text[len(address) + 1 :])
            case _:
                raise _Unclear


def _references(expression: _Config) -> list[object]:
    """What an expression mentions; nothing for a constant. Raises _Unclear for what is not there."""
    listed = expression.get("references")
    if isinstance(listed, list):
        return listed
    if "constant_value" in expression:
        return []
    raise _Unclear


def _called(module: _Module, name: str, key: str) -> _Module | None:
    call = _object(module.config.get("module_calls")).get(name)
    config = call.get("module") if isinstance(call, dict) else None
    if not isinstance(config, dict):
        return None
    return _Module(f"{module.prefix}module.{name}{key}.", config, module, call)


def _object(value: object) -> _Config:
    return value if isinstance(value, dict) else {}


def _list(config: _Config, key: str) -> list[_Config]:
    listed = config.get(key)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
