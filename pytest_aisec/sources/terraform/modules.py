"""Modules as they are evaluated: variables, locals, outputs, resources and calls of further modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform import expressions  # noqa: F401 - declares how each form is evaluated
from pytest_aisec.sources.terraform.calls import Called
from pytest_aisec.sources.terraform.constraints import constraint
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.folder import Folder
from pytest_aisec.sources.terraform.providers import provider
from pytest_aisec.sources.terraform.resources import Instance, Resource
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.syntax import Block
from pytest_aisec.sources.terraform.types import ANY, Type, Typed
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.reading import Reading

Argument = Callable[[], Located]


class Module:
    """One module with the arguments it is called with. `prefix` is what its addresses start with."""

    def __init__(
        self,
        reading: Reading,
        folder: Folder,
        arguments: Mapping[str, Argument],
        *,
        prefix: str = "",
        callers: tuple[Path, ...] = (),
        call: tuple[Module, Block] | None = None,
        conditional: Unknown | None = None,
    ) -> None:
        self.reading: Reading = reading
        self.folder: Folder = folder
        self.arguments = arguments
        self.prefix = prefix
        self.callers = callers
        self.call = call
        self._providers: dict[str, Located | None] = {}
        self.conditional = conditional
        self._variables: dict[str, Located] = {}
        self._locals: dict[str, Located] = {}
        self._outputs: dict[str, Located] = {}
        self._in_progress: list[str] = []
        self._resources = {key: Resource(self, key[0], key[1], block) for key, block in folder.resources.items()}
        self._calls = {name: Called(self, name, block) for name, block in folder.calls.items()}

    def variable(self, name: str, at: Location) -> Located:
        """The value of `var.name`. Raises Refused if it is not declared."""
        if name not in self._variables:
            block = self.folder.variables.get(name)
            if block is None:
                raise Refused(f"var.{name} is not declared", at)
            self._variables[name] = self._guarded(f"var.{name}", block.at, lambda: self._variable(name, block))
        return self._variables[name]

    def local(self, name: str, at: Location) -> Located:
        """The value of `local.name`. Raises Refused if it is not declared."""
        if name not in self._locals:
            argument = self.folder.locals.get(name)
            if argument is None:
                raise Refused(f"local.{name} is not declared", at)
            value = self._guarded(f"local.{name}", argument.at, lambda: evaluated(argument.expression, Scope(self)))
            if f"local.{name}" in self._in_progress:
                return value
            self._locals[name] = value
        return self._locals[name]

    def output(self, name: str, at: Location) -> Located:
        """The value of an output. Raises Refused if it is not declared."""
        if name not in self._outputs:
            block = self.folder.outputs.get(name)
            if block is None:
                raise Refused(f"the module has no output {name!r}", at)
            value = self._guarded(f"output.{name}", block.at, lambda: self._output(block))
            if f"output.{name}" in self._in_progress:
                return value
            self._outputs[name] = value
        return self._outputs[name]

    def _output(self, block: Block) -> Located:
        argument = block.body.arguments.get("value")
        if argument is None:
            return Located(Unknown(reason="the output has no value", location=block.at), block.at)
        value = evaluated(argument.expression, Scope(self))
        return Located(value.value, value.location, True) if self._flag(block, "sensitive") else value

    def called(self, name: str, at: Location) -> Located:
        """What `module.name` means. Raises Refused if there is no such call."""
        if name not in self._calls:
            raise Refused(f"module.{name} is not declared", at)
        return self._calls[name].value()

    def resource(self, kind: str, name: str, at: Location) -> Located:
        """What the address of a resource or data source means. Raises Refused if it is not declared."""
        resource = self._resources.get((kind, name))
        if resource is None:
            raise Refused(f"{kind}.{name} is not declared", at)
        return resource.value()

    def provider(self, name: str) -> Located | None:
        """A provider configuration, by `aws` or `aws.alias`."""
        if name not in self._providers:
            self._providers[name] = provider(self, name)
        return self._providers[name]

    def built_in(self, root: str, name: str, at: Location) -> Located:
        """`path.module`, `terraform.workspace` and their like. Raises Refused for others."""
        match root, name:
            case "path", "module":
                return Located(self.reading.path_of(self.folder.path), at)
            case "path", "root":
                return Located(".", at)
            case "path", "cwd":
                return Located(self.reading.directory.as_posix(), at)
            case "terraform", "workspace":
                return Located(self.reading.workspace, at)
            case "terraform", "applying":
                return Located(Unknown(reason="terraform.applying is known during apply", location=at), at)
        raise Refused(f"{root}.{name} does not exist", at)

    def instances(self) -> Iterator[Instance]:
        """All instances of managed resources, those of called modules after its own."""
        for resource in self._resources.values():
            if resource.managed:
                yield from resource.instances()
        for called in self._calls.values():
            for module in called.modules():
                yield from module.instances()

    def forget(self) -> None:
        """Let go of all that was evaluated: modules and resources hold each other, and would wait for the collector."""
        for called in self._calls.values():
            for module in called.read():
                module.forget()
            called.forget()
        for resource in self._resources.values():
            resource.forget()
        for known in (self._variables, self._locals, self._outputs, self._providers, self._calls, self._resources):
            known.clear()

    def _guarded(self, name: str, at: Location, evaluate: Callable[[], Located]) -> Located:
        """Evaluate something by name; if that needs itself, report the circle once."""
        if name in self._in_progress:
            circle = " -> ".join([*self._in_progress[self._in_progress.index(name) :], name])
            reason = f"{self.prefix}{name} refers to itself: {circle}"
            self.reading.report(Unread(reason, at, types=frozenset(), mentions=frozenset()))
            return Located(Unknown(reason=reason, location=at), at)
        self._in_progress.append(name)
        try:
            return self.reading.effort.bounded(f"{self.prefix}{name}", evaluate())
        finally:
            self._in_progress.pop()

    def _flag(self, block: Block, name: str, *, default: bool = False) -> bool:
        argument = block.body.arguments.get(name)
        if argument is None:
            return default
        value = evaluated(argument.expression, Scope(self)).value
        return value if isinstance(value, bool) else default

    def _variable(self, name: str, block: Block) -> Located:
        scope = Scope(self)
        nullable = self._flag(block, "nullable", default=True)
        default = block.body.arguments.get("default")
        value = self.arguments[name]() if name in self.arguments else None
        if default is not None and (value is None or (value.value is None and not nullable)):
            value = evaluated(default.expression, scope)
        if value is None:
            reason = f"var.{name} has no value"
            identity = f"{self.prefix}var.{name}"
            type_ = self.type_of_variable(block)
            unknown = Typed(
                reason=reason, location=block.at, identity=identity, is_set=not nullable, type=type_, given=True
            )
            value = Located(unknown, block.at)
        value = self._as_declared(value, block, name)
        return Located(value.value, value.location, True) if self._flag(block, "sensitive") else value

    def _as_declared(self, value: Located, block: Block, name: str) -> Located:
        try:
            return converted(value, self.type_of_variable(block))
        except Refused as refusal:
            reason = f"var.{name}: {refusal.reason}"
            return Located(Unknown(reason=reason, location=value.location), value.location)

    def type_of_variable(self, block: Block) -> Type:
        """The declared type of a variable, `any` if none is declared."""
        declared = block.body.arguments.get("type")
        if declared is None:
            return ANY
        scope = Scope(self)
        return constraint(declared.expression, lambda expression: evaluated(expression, scope))


class Outputs:
    """A called module as a value: its outputs, evaluated when they are asked for."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def attribute(self, name: str, at: Location) -> Located:
        """The output of that name."""
        return self.module.output(name, at)

    def whole(self, at: Location) -> Located:
        """All outputs as an object."""
        return Located({name: self.module.output(name, at) for name in self.module.folder.outputs}, at)
