"""Expressions: against terraform itself, and what becomes of unknowns in them."""

from __future__ import annotations

import random
from pathlib import Path

from .expression_cases import CASES
from .generate import Generator
from .oracle import differences, needs_terraform

SEED = 20_261
COUNT = 400


@needs_terraform
def test_values_are_those_of_terraform(tmp_path: Path) -> None:
    found = differences(tmp_path, CASES)
    assert not found, "\n".join(found)


@needs_terraform
def test_generated_expressions_have_the_values_of_terraform(tmp_path: Path) -> None:
    generator = Generator(random.Random(SEED))
    expressions = [generator.expression() for _ in range(COUNT)]
    found = differences(tmp_path, expressions, generator.declarations)
    assert not found, f"seed {SEED}\n" + "\n".join(found)
