"""Plans and states: what `terraform show -json` prints of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_aisec.sources.source import Contents, Declaration, Dialect, Unread
from pytest_aisec.sources.terraform.folder import is_configuration, shown
from pytest_aisec.sources.terraform.joining import Computed, joined
from pytest_aisec.sources.terraform.numbers import number
from pytest_aisec.sources.terraform.root import TerraformSource
from pytest_aisec.values import Located, Location

_MOST_BYTES = 500_000_000


class _Printed:
    """A file that `terraform show -json` or `tofu show -json` wrote.

    `directory` is the root module it was made from, whose lines and references are joined to it; without it
    the file's own folder is taken if it holds configuration.
    """

    kind: str

    def __init__(self, file: Path, relative_to: Path, directory: Path | None = None) -> None:
        self.file = file.resolve()
        self.relative_to = relative_to.resolve()
        self.directory = directory

    @property
    def location(self) -> str:
        """The file, relative."""
        return shown(self.file, self.relative_to)

    @property
    def id(self) -> str:
        """`plan:FILE` or `state:FILE`."""
        return f"{self.kind}:{self.location}"

    def read(self) -> Contents:
        """All managed resources. What cannot be read is in `unread`; nothing is raised."""
        at = Location(self.location)
        try:
            if self.file.stat().st_size > _MOST_BYTES:
                return Contents(unread=(Unread(f"larger than {_MOST_BYTES} bytes", at),))
            printed = json.loads(self.file.read_bytes(), parse_float=number)
        except OSError as error:
            return Contents(unread=(Unread(f"not read: {error.strerror}", at),))
        except json.JSONDecodeError as error:
            place = Location(self.location, error.lineno, error.colno)
            return Contents(unread=(Unread(f"not JSON, expected {self.wanted}: {error.msg}", place),))
        except (UnicodeDecodeError, RecursionError, ValueError):
            return Contents(unread=(Unread(f"not JSON, expected {self.wanted}", at),))
        if not isinstance(printed, dict) or not self.fits(printed):
            return Contents(unread=(Unread(f"expected {self.wanted}", at),))
        return self._contents(printed)

    wanted = ""

    def fits(self, printed: Mapping[str, Any]) -> bool:
        """Whether the JSON is of the kind that is wanted."""
        raise NotImplementedError

    def resources(self, printed: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Computed]]:
        """Address, type and mode of each resource, and its values."""
        raise NotImplementedError

    def incomplete(self, printed: Mapping[str, Any]) -> Iterator[str]:
        """Reasons why the file may not tell everything."""
        del printed
        return iter(())

    def _contents(self, printed: Mapping[str, Any]) -> Contents:
        at = Location(self.location)
        unread = [Unread(reason, at) for reason in self.incomplete(printed)]
        written = self._written(printed)
        declarations = []
        for resource, computed in self.resources(printed):
            address, type_ = resource.get("address"), resource.get("type")
            if not isinstance(address, str) or not isinstance(type_, str):
                unread.append(Unread("a resource has no address or no type", at))
                continue
            if resource.get("mode", "managed") != "managed":
                continue
            source = written.get(address)
            place = source.location if source is not None else at
            body = joined(computed, source.body if source is not None else None, place, address)
            if not isinstance(body.value, dict):
                unread.append(Unread(f"{address} has no values", at))
                continue
            body = Located(body.value, place)
            declarations.append(Declaration(self.id, Dialect.TERRAFORM, type_, address, body, place))
        return Contents(
            tuple(declarations), tuple(unread), {"terraform_version": str(printed.get("terraform_version"))}
        )

    def _written(self, printed: Mapping[str, Any]) -> dict[str, Declaration]:
        """The configuration's declarations by address. It only adds to the file, so what it lacks is no gap."""
        directory = self.directory
        if directory is None:
            names = [path.name for path in self.file.parent.iterdir()]
            directory = self.file.parent if any(map(is_configuration, names)) else None
        if directory is None:
            return {}
        variables = printed.get("variables")
        given = variables.items() if isinstance(variables, dict) else ()
        texts = {name: _text(entry.get("value")) for name, entry in given if isinstance(entry, dict)}
        known = {name: text for name, text in texts.items() if text is not None}
        contents = TerraformSource(directory, self.relative_to, known).read()
        return {declaration.address: declaration for declaration in contents.declarations}


def _text(value: object) -> str | None:
    """A variable's value as on a command line; None for null."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


class PlanSource(_Printed):
    """The planned values of `terraform show -json PLAN`: all resources as they will be after apply.

    https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
    """

    kind = "plan"
    wanted = "what `terraform show -json PLAN` prints"

    def fits(self, printed: Mapping[str, Any]) -> bool:
        return isinstance(printed.get("resource_changes", []), list) and "planned_values" in printed

    def resources(self, printed: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Computed]]:
        for resource in printed.get("resource_changes", []):
            change = resource.get("change", {}) if isinstance(resource, dict) else {}
            if change.get("after") is None and not change.get("after_unknown"):
                continue
            yield (
                resource,
                Computed(change.get("after") or {}, change.get("after_unknown"), change.get("after_sensitive")),
            )

    def incomplete(self, printed: Mapping[str, Any]) -> Iterator[str]:
        if printed.get("errored") is True:
            yield "the plan ended with an error and lacks what came after it"
        if printed.get("deferred_changes"):
            yield "the plan defers some resources to a later one"


class StateSource(_Printed):
    """The values of `terraform show -json` of a state: all resources as Terraform last saw them.

    https://developer.hashicorp.com/terraform/internals/json-format#state-representation
    """

    kind = "state"
    wanted = "what `terraform show -json` prints of a state"

    def fits(self, printed: Mapping[str, Any]) -> bool:
        return "format_version" in printed and "planned_values" not in printed and "resources" not in printed

    def resources(self, printed: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Computed]]:
        values = printed.get("values")
        root = values.get("root_module") if isinstance(values, dict) else None
        yield from _of_module(root)


def _of_module(module: object) -> Iterator[tuple[Mapping[str, Any], Computed]]:
    if not isinstance(module, dict):
        return
    for resource in module.get("resources", []):
        if isinstance(resource, dict):
            yield resource, Computed(resource.get("values"), None, resource.get("sensitive_values"))
    for child in module.get("child_modules", []):
        yield from _of_module(child)
