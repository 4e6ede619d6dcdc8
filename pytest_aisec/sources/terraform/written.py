"""The configuration behind a plan or state: where each resource is written, and what it refers to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from pytest_aisec.model.instances import without_keys
from pytest_aisec.sources.source import Contents, Declaration, Unread
from pytest_aisec.sources.terraform.folder import configuration, shown
from pytest_aisec.sources.terraform.root import TerraformSource
from pytest_aisec.sources.terraform.variables import given_values
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Location

_ENVIRONMENT = "TF_VAR_"
_MOST_NAMED = 3
"""How many addresses a note names before it only counts."""


@value_class(frozen=True, slots=True)
class Origin:
    """The folder that a plan or state was made from, and the variables it is evaluated with."""

    directory: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    variable_files: Sequence[Path] = ()

    def problem(self, relative_to: Path) -> Unread | None:
        """Why it cannot be joined: a mistake of who named it. Nothing hides in it, since the file has all resources."""
        name = shown(self.directory, relative_to)
        if not self.directory.is_dir():
            reason = f"there is no folder {name} to take lines and references from"
        elif not configuration(path.name for path in self.directory.iterdir()):
            reason = f"there is no Terraform file in {name} to take lines and references from"
        else:
            return None
        return Unread(reason, Location(name), types=frozenset(), mentions=frozenset())

    def read(self, relative_to: Path, variables: Mapping[str, str]) -> Written:
        """Evaluate the configuration; `variables` win over its own."""
        source = TerraformSource(self.directory, relative_to, {**self.variables, **variables}, self.variable_files)
        return Written(source.location, source.read())


class Written:
    """What a folder of configuration declares, by address."""

    def __init__(self, folder: str, contents: Contents) -> None:
        self.folder = folder
        self._unread = contents.unread
        self._by_address = {declaration.address: declaration for declaration in contents.declarations}
        self._uncounted = {
            declaration.address: declaration
            for declaration in contents.declarations
            if declaration.conditional is not None
        }

    def of(self, address: str) -> Declaration | None:
        """The declaration of a resource. One whose number the folder does not tell stands for all its instances."""
        found = self._by_address.get(address)
        return found if found is not None else self._uncounted.get(without_keys(address))

    def lacks(self, addresses: Iterable[str]) -> list[str]:
        """Those that it does not declare."""
        return [address for address in addresses if self.of(address) is None]

    def notes(self, addresses: Sequence[str], kind: str) -> dict[str, str]:
        """What a report says of the join: the folder, and how it differs. The plan's values count in any case."""
        notes = {"configuration": self.folder}
        known = {*addresses, *(without_keys(address) for address in addresses)}
        further = [address for address in self._by_address if address not in known]
        differences = [
            _counted(self.lacks(addresses), f"{self.folder} lacks"),
            _counted([each for each in further if each not in self._uncounted], f"the {kind} lacks"),
        ]
        if any(differences):
            notes["configuration_differs"] = "; ".join(filter(None, differences))
        if self._unread:
            first = self._unread[0]
            notes["configuration_unread"] = f"{len(self._unread)}, first {first.location}: {first.reason}"
        return notes


def _counted(addresses: list[str], intro: str) -> str:
    named = ", ".join(addresses[:_MOST_NAMED])
    more = len(addresses) - _MOST_NAMED
    return f"{intro} {named}{f' and {more} more' if more > 0 else ''}" if addresses else ""


def planned_variables(origin: Origin, plan: Mapping[str, Any], *, trust: bool) -> dict[str, str]:
    """The values of a plan's variables, as on a command line.

    With `trust`, without those that the folder gives by itself, so that their places are those in the folder.
    """
    given = plan.get("variables")
    values = {name: entry.get("value") for name, entry in given.items()} if isinstance(given, dict) else {}
    own: set[str] = set()
    if trust:
        declared = _declared(plan)
        own.update(name for name, value in values.items() if _default(declared.get(name)) == (value,))
        own.difference_update(name.removeprefix(_ENVIRONMENT) for name in os.environ)
        own.update(given_values(origin.directory, origin.directory, {}, origin.variable_files, {}, []))
    return {name: _text(value) for name, value in values.items() if name not in own and value is not None}


def _declared(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    found: object = plan
    for step in ("configuration", "root_module", "variables"):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _default(variable: object) -> tuple[object] | None:
    return (variable["default"],) if isinstance(variable, dict) and "default" in variable else None


def _text(value: object) -> str:
    """A value as on a command line: a string as it is, anything else as an expression without templates."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
