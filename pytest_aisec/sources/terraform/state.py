"""The state source: the resources that Terraform last saw, from `terraform show -json` or the state file itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.joining import Computed
from pytest_aisec.sources.terraform.printed import Printed, managed, version_problem
from pytest_aisec.sources.terraform.printed_source import PrintedSource
from pytest_aisec.values import Location

_VERSION = 4
"""The version of state files since Terraform 0.12."""

_DYNAMIC: Mapping[str, tuple[str, ...]] = {"terraform_data": ("input", "output", "triggers_replace")}
"""Attributes of any type, which a state file wraps with their type: `{"value": ..., "type": ...}`."""


class StateFile(PrintedSource):
    """`state:FILE[@FOLDER]`: a state as `terraform show -json` prints it, or a `terraform.tfstate`.

    https://developer.hashicorp.com/terraform/internals/json-format#state-representation
    """

    kind = "state"
    command = "terraform show -json > state.json"
    emptiness = "the state of another workspace or backend? Write it where the configuration is applied"

    def misfit(self, content: Mapping[str, Any]) -> str | None:
        """Why it is no state."""
        if "planned_values" in content:
            return f"a plan, not a state: ask for plan:{self.location}"
        if "encrypted_data" in content:
            return "an encrypted state: run `tofu show -json > state.json` and name that file"
        if _is_file(content):
            stated = content.get("version")
            return None if stated == _VERSION else f"version is {stated!r}, expected {_VERSION}: run `{self.command}`"
        if "format_version" not in content:
            return f"expected what `{self.command}` writes, or a terraform.tfstate"
        return version_problem(content, self.command)

    def resources(self, content: Mapping[str, Any], unread: list[Unread]) -> list[Printed]:
        """All managed resources with their values; what is not known does not occur in a state."""
        malformed: list[str] = []
        if _is_file(content):
            found = list(_stored(content, malformed))
        else:
            values = content.get("values")
            found = list(managed(values.get("root_module") if isinstance(values, dict) else values, malformed))
        unread += [Unread(f"not the shape of a state: {reason}", Location(self.location)) for reason in malformed]
        return found


def _is_file(content: Mapping[str, Any]) -> bool:
    """Whether it is a state file and not what is printed of one."""
    return "format_version" not in content and ("lineage" in content or "serial" in content or "version" in content)


def _stored(content: Mapping[str, Any], malformed: list[str]) -> Iterator[Printed]:
    """The managed resources of a state file; deposed objects are no longer part of the configuration."""
    listed = content.get("resources") or []
    for resource in listed if isinstance(listed, list) else [listed]:
        match resource:
            case {"mode": "managed", "type": str() as type_, "name": str() as name, "instances": list() as instances}:
                module = str(resource.get("module") or "")
                prefix = f"{module}." if module else ""
                for instance in instances:
                    if isinstance(instance, dict) and isinstance(instance.get("attributes"), dict):
                        if "deposed" not in instance:
                            address = f"{prefix}{type_}.{name}{_key(instance.get('index_key'))}"
                            yield Printed(address, type_, name, module, _computed(type_, instance))
                    else:
                        malformed.append(f"an instance of {prefix}{type_}.{name} has no attributes")
            case {"mode": "data"}:
                continue
            case _:
                malformed.append("a resource has no mode, type, name or instances")


def _key(key: object) -> str:
    """What an address ends in: nothing, `[0]` or `["key"]`."""
    if key is None:
        return ""
    return f"[{json.dumps(key, ensure_ascii=False)}]".replace("${", "$${").replace("%{", "%%{")


def _computed(type_: str, instance: Mapping[str, Any]) -> Computed:
    attributes = dict(instance["attributes"])
    for name in _DYNAMIC.get(type_, ()):
        match attributes.get(name):
            case {"value": value, "type": _}:
                attributes[name] = value
    marks: dict[str, Any] = {}
    listed = instance.get("sensitive_attributes")
    for path in listed if isinstance(listed, list) else []:
        _mark(marks, _steps(path))
    return Computed(attributes, None, marks)


def _steps(path: object) -> list[str]:
    """The names of a path up to its first index: the whole of a list or map with a sensitive part is masked."""
    steps: list[str] = []
    for step in path if isinstance(path, list) else []:
        match step:
            case {"type": "get_attr", "value": str() as name}:
                steps.append(name)
            case _:
                break
    return steps


def _mark(marks: dict[str, Any], steps: list[str]) -> None:
    for depth, step in enumerate(steps):
        if depth == len(steps) - 1:
            marks[step] = True
        inner = marks.setdefault(step, {})
        if inner is True:
            return
        marks = inner
