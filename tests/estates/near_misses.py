"""Estates of themes said otherwise: reading them, and comparing what is found with what was found before."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest_aisec.aws  # noqa: F401 -- describes the resource types
from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.terraform import TerraformSource
from tests.estates import templates_rewritten as templates
from tests.estates import terraform_rewritten as terraform
from tests.estates.judging import Findings, Key, findings, inventory_of
from tests.estates.names import Variant
from tests.estates.test_themes import BY_THEME, SETTINGS, WITH_ESTATES, folder

VARIANTS: tuple[Variant, ...] = ("flawed", "secure")
THEMES = WITH_ESTATES


class Told(NamedTuple):
    """A verdict, and the line of the estate as it is that tells it."""

    verdict: str
    line: int | None


def estate(theme: str, variant: Variant) -> terraform.Estate:
    return terraform.estate(folder(theme, variant) / terraform.MAIN)


def template(theme: str, variant: Variant) -> templates.Template:
    return templates.template(folder(theme, variant) / templates.TEMPLATE)


def judged(theme: str, files: terraform.Rewritten) -> Findings:
    """What a theme's policies say of Terraform files."""
    with tempfile.TemporaryDirectory() as name:
        files.write(Path(name))
        source = TerraformSource(Path(name), Path(name))
        return findings(BY_THEME[theme], inventory_of(source), SETTINGS)


def judged_template(theme: str, said: templates.Rewritten) -> Findings:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / said.name
        path.write_text(said.text, encoding="utf-8")
        source = CloudFormationSource(path, Path(name), said.parameters)
        return findings(BY_THEME[theme], inventory_of(source), SETTINGS)


def told(found: Findings, files: terraform.Rewritten) -> dict[Key, Told]:
    """Findings by the addresses and lines before the rewriting. Raises if two fall together."""
    result = {}
    for key, said in found.items():
        before = Key(key.policy, files.address(key.address))
        assert before not in result, before
        assert said.file is not None
        assert said.line is not None
        result[before] = Told(said.verdict, files.origins.get((said.file, said.line), -said.line))
    return result


def told_by_template(found: Findings, said: templates.Rewritten) -> dict[Key, Told]:
    return {
        key: Told(each.verdict, said.origins.get(each.line, -each.line) if each.line else None)
        for key, each in found.items()
    }


@functools.cache
def before(theme: str, variant: Variant) -> Mapping[Key, Told]:
    """What the policies say of the Terraform estate as it is."""
    files = terraform.rewritten(estate(theme, variant), [])
    return told(judged(theme, files), files)


@functools.cache
def template_before(theme: str, variant: Variant) -> Mapping[Key, Told]:
    said = templates.rewritten(template(theme, variant), [])
    return told_by_template(judged_template(theme, said), said)


def verdicts(given: Mapping[Key, Told]) -> dict[Key, str]:
    return {key: each.verdict for key, each in given.items()}


def differences(old: Mapping[Key, Told], new: Mapping[Key, Told]) -> list[str]:
    """What is said otherwise than before."""
    return [
        f"{' '.join(key)}: {old.get(key)}, and then {new.get(key)}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def turned(old: Mapping[Key, Told], new: Mapping[Key, Told]) -> set[Key]:
    """Where what is decided with less knowledge is not what was decided with more; and what could not be judged.

    What is violated may become undetermined, and nothing else; nothing else may become violated.
    """
    wrong = set()
    for key in old.keys() | new.keys():
        more = old[key].verdict if key in old else "not_applicable"
        less = new[key].verdict if key in new else "not_applicable"
        if less == "error" or (less != "undetermined" and (less == "violated") != (more == "violated")):
            wrong.add(key)
    return wrong


HINT = "an image tells by its name that it serves a model; one whose name is not known is taken for any other"

EXCEPTIONS: dict[str, tuple[str, frozenset[str]]] = {
    "filesystems": (
        HINT,
        frozenset(
            {
                "ai-file-system-is-encrypted",
                "ai-file-system-is-encrypted-with-a-customer-managed-key",
                "ai-file-system-is-not-reached-from-public-subnets",
                "model-task-mounts-file-systems-with-tls",
            }
        ),
    ),
    "secrets": (
        HINT,
        frozenset(
            {
                "ai-secret-is-encrypted-with-a-customer-managed-key",
                "ai-secret-is-not-open-to-everybody",
                "ai-secret-is-shared-with-trusted-accounts-only",
                "ai-secret-rotates",
            }
        ),
    ),
}
"""Theme -> why policies do not see what they saw before, and which these are. No more, no less."""

NAMELESS = frozenset({"no-values", "resources-without"})
"""The rewritings that leave the name of an image open."""


def excepted(theme: str, variant: Variant, way: str) -> set[str]:
    """The policies that may, and do, pass over what they found violated."""
    _, policies = EXCEPTIONS.get(theme, ("", frozenset()))
    return set(policies) if variant == "flawed" and way in NAMELESS else set()


def policies_of(keys: Iterable[Key]) -> set[str]:
    return {key.policy for key in keys}
