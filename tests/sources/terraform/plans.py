"""Plans as the AWS provider would make them, which cannot run offline: from our own evaluation of a configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_aisec.sources.source import Declaration
from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.values import JsonText, Located, Unknown, unknown_parts


def entry(
    address: str,
    values: Mapping[str, Any],
    unknown: object = None,
    sensitive: object = None,
    module: str = "",
) -> dict[str, Any]:
    """A resource that is created, as `planned_values` and `resource_changes` both have it."""
    type_, name = address.removeprefix(f"{module}.").split("[")[0].split(".")
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "module": module,
        "values": dict(values),
        "unknown": unknown or {},
        "sensitive": sensitive or {},
    }


def plan(*entries: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """A whole plan of such resources, in the shape of Terraform 1.11."""
    modules: dict[str, dict[str, Any]] = {"": {"resources": []}}
    changes = []
    for each in entries:
        known = {key: each[key] for key in ("address", "mode", "type", "name", "values")}
        inside = modules.setdefault(each["module"], {"address": each["module"], "resources": []})
        inside["resources"].append({**known, "sensitive_values": each["sensitive"]})
        change = {
            "actions": ["create"],
            "before": None,
            "after": each["values"],
            "after_unknown": each["unknown"],
            "after_sensitive": each["sensitive"],
        }
        changes.append({key: each[key] for key in ("address", "mode", "type", "name")} | {"change": change})
    root = modules.pop("")
    root["child_modules"] = list(modules.values())
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": root},
        "resource_changes": changes,
        "complete": True,
        "errored": False,
        **more,
    }


def plan_of(directory: Path) -> dict[str, Any]:
    """What the provider would plan for new resources: ids, ARNs and what refers to them are known after apply."""
    return plan(*(_entry(declaration) for declaration in TerraformSource(directory, directory).read().declarations))


def _entry(declaration: Declaration) -> dict[str, Any]:
    values, unknown = _split(declaration.body)
    assert isinstance(values, dict)
    assert isinstance(unknown, dict)
    for computed in ("id", "arn"):
        if values.get(computed) is None:
            unknown[computed] = True
    values.setdefault("timeouts", None)
    module = declaration.address.rpartition(f".{declaration.type}.")[0]
    return entry(declaration.address, values, unknown, module=module)


def _split(value: Located) -> tuple[Any, Any]:
    """What is known, and the marks of what is not. A set that has an unknown element is unknown as a whole."""
    match value.value:
        case Unknown():
            return None, True
        case JsonText() as text:
            return str(text), False
        case dict() as entries:
            parts = {name: _split(item) for name, item in entries.items()}
            known = {name: plain for name, (plain, mark) in parts.items() if mark is not True}
            return known, {name: mark for name, (_, mark) in parts.items() if mark}
        case list() as items:
            if any(True for _ in unknown_parts(value)) and not any(isinstance(item.value, dict) for item in items):
                return None, True
            split = [_split(item) for item in items]
            return [plain for plain, _ in split], [mark for _, mark in split]
    return value.value, False


def as_json(content: object) -> str:
    """The text that `terraform show -json` would print."""
    return json.dumps(content)
