"""Whole configurations against terraform's own plans."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.values import Unknown

from .conftest import at
from .oracle import FULL, SEED, needs_terraform, planned, run
from .programs import Program

SEEDS = range(SEED, SEED + (300 if FULL else 2))


def resources(module: Any) -> Iterator[tuple[str, Any]]:
    """Addresses and inputs of all resources of a plan."""
    for resource in module.get("resources", ()):
        yield resource["address"], resource["values"].get("input", "known after apply")
    for child in module.get("child_modules", ()):
        yield from resources(child)


def program_differences(folder: Path, program: Program) -> list[str]:
    for name, text in program.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    run(folder, "init", "-input=false")
    theirs = dict(resources(planned(folder)["planned_values"]["root_module"]))
    shutil.rmtree(folder / ".terraform")
    contents = TerraformSource(folder, folder).read()
    ours: dict[str, object] = {}
    for declaration in contents.declarations:
        value = at(declaration.body, "input").value
        ours[declaration.address] = f"unknown: {value.reason}" if isinstance(value, Unknown) else value
    addresses = sorted(theirs.keys() | ours.keys())
    return [f"{a}\n   ours {ours.get(a)}\n theirs {theirs.get(a)}" for a in addresses if ours.get(a) != theirs.get(a)]


@needs_terraform
@pytest.mark.parametrize("seed", SEEDS)
def test_generated_programs_have_the_values_of_terraform(tmp_path: Path, seed: int) -> None:
    found = program_differences(tmp_path, Program(random.Random(seed)))
    assert not found, f"seed {seed}\n" + "\n".join(found)
