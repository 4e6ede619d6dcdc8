"""The terraform binary as the judge of expressions: it evaluates configurations without providers offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.sources.terraform.functions.formatting import LEFT_OPEN
from pytest_aisec.values import Unknown

REFUSED = "refused"

FULL = os.environ.get("AISEC_FUZZ") == "full"
"""Whether all is compared that is claimed: 20,000 expressions and 300 programs, which takes minutes."""

SEED = int(os.environ.get("AISEC_FUZZ_SEED", "20261"))
"""What the generated expressions and programs start from; failures name the one that made them."""

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform to compare with")


def run(folder: Path, *arguments: str) -> str:
    """What terraform prints. It must not look for updates or personal settings."""
    (folder / "cli.rc").write_text("")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(folder / "cli.rc"), "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def planned(folder: Path) -> Any:
    """The plan for a folder as JSON."""
    run(folder, "plan", "-input=false", "-refresh=false", "-out=plan", "-lock=false")
    return json.loads(run(folder, "show", "-json", "plan"))


def guarded(expression: str) -> str:
    """The value as JSON, or a word where Terraform refuses it."""
    return f'try(jsonencode([{expression}\n]), "{REFUSED}")'


def theirs(folder: Path, expressions: Iterable[str], rest: str = "") -> list[str]:
    """Terraform's values."""
    lines = [f"output o{i} {{\n  value = {guarded(e)}\n}}\n" for i, e in enumerate(expressions)]
    (folder / "main.tf").write_bytes(("".join(lines) + rest).encode())
    outputs = planned(folder)["planned_values"]["outputs"]
    return [outputs[f"o{i}"].get("value", "known after apply") for i in range(len(lines))]


def _shown(value: object) -> object:
    """Where Terraform gives no value although all is known, neither do we, and say so."""
    if isinstance(value, Unknown):
        return "known after apply" if value.reason == LEFT_OPEN else f"unknown: {value.reason}"
    return value


def ours(folder: Path, expressions: Iterable[str], rest: str = "") -> list[object]:
    """Our values of the same, an unknown as its reason."""
    lines = [f"v{i} = {guarded(e)}\n" for i, e in enumerate(expressions)]
    inner = folder / "ours"
    inner.mkdir(exist_ok=True)
    (inner / "main.tf").write_bytes(('resource "x" "y" {\n' + "".join(lines) + "}\n" + rest).encode())
    contents = TerraformSource(inner, inner).read()
    assert not contents.unread, contents.unread
    body = contents.declarations[0].body.value
    assert isinstance(body, dict)
    found = [body[f"v{i}"].value for i in range(len(lines))]
    return [_shown(value) for value in found]


def differences(folder: Path, expressions: list[str], rest: str = "") -> list[str]:
    """Where the two differ, for people."""
    pairs = zip(expressions, ours(folder, expressions, rest), theirs(folder, expressions, rest), strict=True)
    return [f"{expression}\n   ours {a}\n theirs {b}" for expression, a, b in pairs if a != b]
