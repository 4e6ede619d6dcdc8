"""Calls of modules: where their files are, and what their instances are given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.expansion import Expansion, Member, expanded
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.syntax import Block
from pytest_aisec.sources.terraform.unknowns import Whole, references_in, released, texts_in
from pytest_aisec.values import Located, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.modules import Argument, Module

_META_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})
_OF_ITS_OWN = frozenset({"name", "name_prefix", "description", "tags", "environment"})
"""Arguments that say what a module calls its own, by their customary names: they name nothing that is there."""

MOST_LEVELS = 40
"""How deep modules may call modules."""


class Called:
    """One `module` block in one module, with all its instances."""

    def __init__(self, caller: Module, name: str, block: Block) -> None:
        self.caller = caller
        self.name = name
        self.block = block
        self.address = f"{caller.prefix}module.{name}"
        self._expansion: Expansion | None = None
        self._modules: list[Module] | None = None
        self._missing: str | None = None

    def modules(self) -> list[Module]:
        """The instances; none if the module's files are not there, which is then reported."""
        if self._modules is None:
            found = self._folder()
            if isinstance(found, str):
                self._missing = found
                self._modules = []
                self.caller.reading.report(Unread(found, self.block.at, mentions=self._mentions()))
            else:
                self._expansion = Expansion("unknown", (Member(),))
                self._expansion = expanded(self.block.body, Scope(self.caller))
                self._modules = self._instances(found, self._expansion.members)
        return self._modules

    def _instances(self, folder: Path, members: Sequence[Member]) -> list[Module]:
        made: list[Module] = []
        for member in members:
            self._missing = self.caller.reading.effort.module(self.block.at)
            if self._missing is not None:
                break
            made.append(self._instance(folder, member))
        return made

    def read(self) -> list[Module]:
        """The instances that were needed so far."""
        return self._modules or []

    def forget(self) -> None:
        """Let go of the instances."""
        self._modules = self._expansion = None

    def value(self) -> Located:
        """What `module.name` means in an expression."""
        at = self.block.at
        modules = self.modules()
        expansion = self._expansion
        if self._missing is not None or expansion is None:
            return Located(Unknown(reason=self._missing or "", location=at, identity=self.address), at)
        values = [self._value(module, uncounted=expansion.form == "unknown") for module in modules]
        match expansion.form:
            case "count":
                return Located(list(values), at)
            case "for_each":
                pairs = zip(expansion.members, values, strict=True)
                return Located({str(member.key): value for member, value in pairs if member.key is not None}, at)
        if not values:
            return Located(Unknown(reason=f"{self.address} depends on itself", location=at), at)
        return values[0]

    def _value(self, module: Module, *, uncounted: bool) -> Located:
        from pytest_aisec.sources.terraform.modules import Outputs  # noqa: PLC0415 - modules hold their calls

        at = self.block.at
        reason = f"{self.address} is known after apply"
        whole = Whole(reason=reason, location=at, is_set=True, lazy=Outputs(module), uncounted=uncounted)
        return Located(whole, at)

    def _instance(self, folder: Path, member: Member) -> Module:
        from pytest_aisec.sources.terraform.modules import Module  # noqa: PLC0415 - modules hold their calls

        scope = Scope(self.caller, member.names)
        arguments: dict[str, Argument] = {}
        for name, argument in self.block.body.arguments.items():
            if name not in _META_ARGUMENTS:
                arguments[name] = partial(evaluated, argument.expression, scope)
        own = member.conditional
        unknown = released(Located(own)).value if own is not None else None
        return Module(
            self.caller.reading,
            self.caller.reading.folder(folder),
            arguments,
            prefix=f"{self.address}{member.suffix}.",
            callers=(*self.caller.callers, self.caller.folder.path),
            call=(self.caller, self.block),
            conditional=unknown if isinstance(unknown, Unknown) else self.caller.conditional,
        )

    def _folder(self) -> Path | str:
        """The folder of the module's files, or why they cannot be read."""
        source = self.block.body.arguments.get("source")
        value = evaluated(source.expression, Scope(self.caller)).value if source is not None else None
        if not isinstance(value, str):
            return f"{self.address} is not read: its source is not a known string"
        if value.startswith(("./", "../", ".\\", "..\\")) or value in (".", ".."):
            folder = (self.caller.folder.path / value).resolve()
            if not folder.is_dir():
                return f"{self.address} is not read: there is no folder {value}"
        else:
            downloaded = self.caller.reading.downloaded(self.address)
            if downloaded is None:
                return (
                    f"{self.address} is not read: {value} is not downloaded "
                    "(`terraform init -backend=false` downloads it)"
                )
            folder = downloaded
        chain = [*self.caller.callers, self.caller.folder.path]
        if folder in chain or len(chain) > MOST_LEVELS:
            return f"{self.address} is not read: the modules call each other in a circle"
        return folder

    def _mentions(self) -> frozenset[str]:
        """The resources that the module is told of, and the texts, which may be names of resources."""
        mentioned: set[str] = set()
        scope = Scope(self.caller)
        for name, argument in self.block.body.arguments.items():
            if name not in _META_ARGUMENTS:
                value = released(evaluated(argument.expression, scope))
                mentioned.update(references_in(value))
                if name not in _OF_ITS_OWN:
                    mentioned.update(texts_in(value))
        return frozenset(mentioned)
