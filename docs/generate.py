"""Write the generated pages: the policies, and the resource types with their attributes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest_aisec_policies

import pytest_aisec.aws  # noqa: F401 -- describes the resource types
from pytest_aisec.compliance import catalogue
from pytest_aisec.declarations import Dialect
from pytest_aisec.docstrings import SNIPPET, sections
from pytest_aisec.findings import severity_rank
from pytest_aisec.model.links import Blocks
from pytest_aisec.model.paths import Companion
from pytest_aisec.model.paths import Path as SettingPath
from pytest_aisec.model.resource import Resource, View
from pytest_aisec.plugin.peers import equivalents
from pytest_aisec.plugin.policy import DEFAULT_SEVERITY

DOCS = Path(__file__).parent

LANGUAGES = {"hcl": "Terraform", "yaml": "CloudFormation"}
"""What the fenced blocks of a docstring show."""


def policies() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every bundled policy with its theme."""
    for module in pkgutil.walk_packages(pytest_aisec_policies.__path__, "pytest_aisec_policies."):
        theme = module.name.split(".")[1]
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("test_") and inspect.isfunction(function):
                yield theme, function


def marks(function: Callable[..., Any]) -> dict[str, list[str]]:
    """The marks of a policy by name."""
    return {mark.name: [str(arg) for arg in mark.args] for mark in getattr(function, "pytestmark", [])}


def identifier(function: Callable[..., Any]) -> str:
    """A policy's id."""
    return function.__name__.removeprefix("test_").replace("_", "-")


MISSION = {
    "Model hosts in isolated networks, NACLs with security groups": ("network",),
    "WAF and authorization in front of inference APIs": ("waf", "api"),
    "Flow logs, trails and prompts on record, and their way into a SIEM": ("logging", "siem"),
    "GuardDuty's AI protection, removed guardrails, changed data": ("guardduty", "detection"),
    "Macie on training data": ("macie",),
    "Inspector's risk scores, images": ("inspector", "ecr"),
    "Identity, secrets, stolen credentials": ("identity", "secrets"),
    "Encryption everywhere": ("encryption", "filesystems"),
    "SageMaker: where models are built, trained, served": ("sagemaker",),
    "Bedrock, agents, AgentCore": ("bedrock", "agentcore"),
    "Data poisoning, retrieval, pipelines": ("datasets", "rag", "pipelines"),
    "Shadow AI, assistants, ownership": ("governance", "assistants"),
    "The accounts around it": ("accounts",),
    "Automated response": ("response",),
}
"""What the project is for, and the themes of the policies that judge it."""

NAMED = 5
"""How many policies of each part the README names; the page of policies has them all."""

BEGIN, END = "<!-- mission: made by `make docs` -->", "<!-- end of mission -->"


def by_part() -> dict[str, list[Callable[..., Any]]]:
    """The policies of each part of the mission, most severe first. Raises ValueError for a theme in no part."""
    found = sorted(policies(), key=lambda pair: severity_rank(_severity(pair[1])))
    lost = {theme for theme, _ in found} - {theme for themes in MISSION.values() for theme in themes}
    if lost:
        raise ValueError(f"no part of the mission has {', '.join(sorted(lost))}")
    return {part: [policy for theme, policy in found if theme in themes] for part, themes in MISSION.items()}


def policies_page() -> str:
    """The index: one table per part of the mission."""
    parts = by_part()
    lines = [
        "# The bundled policies",
        "",
        f"{sum(map(len, parts.values()))} policies. `make docs` generates this page from their docstrings and marks.",
    ]
    for part, found in parts.items():
        lines += ["", f"## {part}", "", "| policy | severity | requirement |", "|---|---|---|"]
        for function in found:
            said = sections(inspect.getdoc(function) or "")
            link = f"[{identifier(function)}](policies/{identifier(function)}.md)"
            lines.append(f"| {link} | {_severity(function)} | {_cell(said[''])} |")
    return "\n".join(lines) + "\n"


def readme_page(text: str) -> str:
    """The README with the table of what is judged between its marks."""
    parts = by_part()
    lines = [BEGIN, "", "| what | policies | such as |", "|---|---:|---|"]
    for part, found in parts.items():
        names = [identifier(function) for function in found[:NAMED]]
        shown = ", ".join(f"[{name}](docs/policies/{name}.md)" for name in names)
        lines.append(f"| {part} | [{len(found)}](docs/policies.md#{_anchor(part)}) | {shown} |")
    kinds = len({kind.canonical_type for kind in Resource.by_type.values()})
    total = sum(map(len, parts.values()))
    lines += ["", f"[{total} policies](docs/policies.md) over {kinds} [resource types](docs/resources.md).", "", END]
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    return before + "\n".join(lines) + after


def _anchor(heading: str) -> str:
    """Where GitHub puts a heading of a page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _severity(function: Callable[..., Any]) -> str:
    return marks(function).get("severity", [DEFAULT_SEVERITY])[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def policy_page(function: Callable[..., Any]) -> str:
    """All about one policy. Snippets are the fenced blocks of its docstring."""
    docstring = inspect.getdoc(function) or ""
    said = sections(docstring)
    judged = next(iter(inspect.signature(function).parameters.values())).annotation
    lines = [
        f"# {identifier(function)}",
        "",
        f"**{said['']}**",
        "",
        f"Severity: {_severity(function)}. Judges every `{judged}`.",
    ]
    for title in ("why", "fix"):
        if said.get(title):
            lines += ["", f"## {title.capitalize()}", "", said[title][:1].upper() + said[title][1:]]
    for snippet in SNIPPET.finditer(docstring):
        name = LANGUAGES.get(snippet["language"], snippet["language"])
        code = textwrap.dedent(snippet["code"]).rstrip()
        lines += ["", f"{name}:", "", f"```{snippet['language']}", code, "```"]
    lines += [*_controls(function), *_equivalents(function)]
    return "\n".join([*lines, "", "[All policies](../policies.md)"]) + "\n"


def controls(function: Callable[..., Any]) -> dict[str, list[str]]:
    """The controls that a policy gives evidence for, by framework: by its marks, or taken in without one."""
    known = catalogue.bundled()
    marked = {name: ids for name, ids in marks(function).items() if name in known.ids}
    taken = known.taken_in([identifier(function), *chain(*_peers(function).values())], marked)
    return {
        name: list(dict.fromkeys([*marked.get(name, ()), *taken.get(name, ())])) for name in sorted({*marked, *taken})
    }


def _controls(function: Callable[..., Any]) -> Iterator[str]:
    named = controls(function)
    if not named:
        return
    yield from ("", "## Controls", "", "| framework | control | title |", "|---|---|---|")
    for name, ids in named.items():
        known = catalogue.bundled().framework(name)
        for control in ids:
            title = known.controls[control].title if control in known.controls else ""
            yield f"| {_cell(known.name)} | {control} | {_cell(title)} |"


def _peers(function: Callable[..., Any]) -> dict[str, list[str]]:
    return equivalents(getattr(function, "pytestmark", []))


def _equivalents(function: Callable[..., Any]) -> Iterator[str]:
    found = _peers(function)
    if found:
        yield from ("", "## Equivalents in other tools", "", "| tool | id |", "|---|---|")
        yield from (f"| {tool} | {', '.join(f'`{id_}`' for id_ in ids)} |" for tool, ids in found.items())


def resources_page() -> str:
    """One table per resource type: the attributes, and where each source keeps them."""
    kinds = {kind.canonical_type: kind for kind in Resource.by_type.values()}
    lines = [
        "# Resource types",
        "",
        f"{len(kinds)} types have a class. Resources of every other type are in the inventory too, to be read by path:",
        "`resource['path.to.setting']`. This page is generated by `make docs`.",
    ]
    for kind in sorted(kinds.values(), key=_name):
        lines += ["", f"## {_name(kind)}", "", (inspect.getdoc(kind) or "").splitlines()[0], ""]
        listed = kind.listing.action if kind.listing else "not read"
        lines.append(
            f"{', '.join(f'`{name}`' for name in kind.terraform_types)} · `{kind.canonical_type}` · `{listed}`"
        )
        lines += ["", *_settings(kind)]
    return "\n".join(lines) + "\n"


def _name(kind: type[View]) -> str:
    return f"{kind.__module__.split('.')[2]}.{kind.__name__}"


def _settings(kind: type[View], prefix: str = "") -> Iterator[str]:
    if not prefix:
        yield "| attribute | Terraform | CloudFormation | API |"
        yield "|---|---|---|---|"
    for name, setting in kind.settings().items():
        cells = [_paths(setting.path(dialect)) for dialect in Dialect]
        yield f"| {prefix}{name} | {' | '.join(cells)} |"
        if isinstance(setting, Blocks):
            yield from _settings(setting.kind, f"{prefix}{name}[].")


def _paths(path: SettingPath) -> str:
    shown = []
    for place in path.places():
        where = f"{'/'.join(place.types)}: " if place.types else f"{place.call.action}: " if place.call else ""
        shown.append(f"{where}`{place.steps}`" if place.steps else where.removesuffix(": "))
    by = [f"by `{place.steps}`" for place in path.by_places()] if isinstance(path, Companion) else []
    return ", ".join([*shown, *by]) or "-"


def main() -> int:
    """Write the pages, or with `--check` say which are not in step with the code."""
    pages = {"policies.md": policies_page(), "resources.md": resources_page()}
    pages |= {f"policies/{identifier(function)}.md": policy_page(function) for _, function in policies()}
    readme = DOCS.parent / "README.md"
    pages["../README.md"] = readme_page(readme.read_text(encoding="utf-8"))
    stale = [name for name, text in pages.items() if not _is(DOCS / name, text)]
    left = sorted(f"policies/{path.name}" for path in (DOCS / "policies").glob("*.md"))
    left = [name for name in left if name not in pages]
    if "--check" in sys.argv:
        for name in [*stale, *left]:
            print(f"docs/{name} is not in step with the code: make docs", file=sys.stderr)  # noqa: T201
        return 1 if stale or left else 0
    (DOCS / "policies").mkdir(exist_ok=True)
    for name in stale:
        (DOCS / name).write_text(pages[name], encoding="utf-8")
    for name in left:
        (DOCS / name).unlink()
    return 0


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
