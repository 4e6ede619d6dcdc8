"""`--aisec-iam-policy [FILE]`: what collection needs to be allowed, instead of collecting."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.gathering import iam_policies
from pytest_aisec.plugin import options
from pytest_aisec.plugin.explain import stay_in_one_process
from pytest_aisec.plugin.options import TERMINAL
from pytest_aisec.plugin.run import RUN

WHOLE = pytest.StashKey[bool]()


def prepare(config: pytest.Config) -> None:
    """Raise UsageError for a file that policies cannot be written to, or where no account is asked for."""
    name = options.value(config, "--aisec-iam-policy")
    if name is None:
        return
    if name != TERMINAL and not name.endswith(".json"):
        raise pytest.UsageError(
            f"aisec: --aisec-iam-policy {name}: the file it writes ends in .json; to print, put the option last"
        )
    if name != TERMINAL and not _file(config).parent.is_dir():
        raise pytest.UsageError(f"aisec: --aisec-iam-policy: there is no folder {_file(config).parent}")
    if not any(request.kind == "aws" for request in config.stash[RUN].asked):
        raise pytest.UsageError("aisec: --aisec-iam-policy is about accounts: name one with --aisec-source aws:")
    config.stash[WHOLE] = _is_distributed(config) or options.value(config, "--aisec-items") == "resource"
    stay_in_one_process(config)


def _is_distributed(config: pytest.Config) -> bool:
    """Whether workers would judge: what they select is not known when the inventory is read for them."""
    return getattr(config.option, "dist", "no") != "no"


def _file(config: pytest.Config) -> Path:
    name: str = options.value(config, "--aisec-iam-policy")
    return options.folder_of(config, "--aisec-iam-policy") / name


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Say what to allow, and run nothing. Raises UsageError for a file that cannot be written."""
    config = session.config
    name = options.value(config, "--aisec-iam-policy")
    if name is None or session.testsfailed or config.getoption("collectonly"):
        return None
    run = config.stash[RUN]
    whole = config.stash[WHOLE]
    found = iam_policies(run.asked, None if whole else run.selected, None if whole else run.mentioned)
    lines = (
        _text(found).splitlines() if name == TERMINAL else _write(_file(config), found, config.invocation_params.dir)
    )
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.ensure_newline()
        for line in lines:
            reporter.write_line(line)
    return True


def _text(policies: list[dict[str, Any]]) -> str:
    """One policy as it is; several, which the size limit or several principals make, as a list."""
    return json.dumps(policies[0] if len(policies) == 1 else policies, indent=2)


def _write(path: Path, policies: list[dict[str, Any]], folder: Path) -> list[str]:
    """Each policy in a file that IAM takes: FILE.json, or FILE-1.json and so on."""
    many = len(policies) > 1
    lines = []
    for number, policy in enumerate(policies, 1):
        file = path.with_name(f"{path.stem}-{number}{path.suffix}") if many else path
        try:
            file.write_text(_text([policy]) + "\n", encoding="utf-8")
        except OSError as error:
            raise pytest.UsageError(f"aisec: could not write {file}: {error.strerror}") from None
        lines.append(f"aisec: wrote {os.path.relpath(file, folder)}")
    return lines
