"""A run that is killed or interrupted goes on from what it had finished."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.sources.live import units
from tests.plugin.conftest import Project
from tests.sources.live.server import Asked, Fault, Reply, Server, labelled

REGIONS = "us-east-1,eu-west-1,us-west-2,eu-central-1,ap-south-1,ca-central-1"
ASKED = (
    "--aisec",
    f"--aisec-source=aws:@{REGIONS}",
    "--aisec-threads=2",
    "--aisec-snapshot=s.json",
    "--aisec-pack=none",
)
REPORT = "--aisec-report=json=out.json"


def start(project: Project, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *ASKED, REPORT, *more]
    environment = {**os.environ, "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=project.path, env=environment, text=True, stdout=pipe, stderr=pipe)


def finished(journal: Path) -> int:
    return max(journal.read_bytes().count(b"\n") - 1, 0) if journal.exists() else 0


def verdicts(project: Project) -> bytes:
    policies: Any = project.read("out.json")["policies"]
    for policy in policies:
        policy.pop("duration", None)
    return json.dumps(policies, sort_keys=True).encode()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_resumed_run_asks_only_for_what_is_missing(live: Project, server: Server, how: signal.Signals) -> None:
    whole = start(live)
    whole.communicate(timeout=60)
    assert not (live.path / "s.json.part").exists()
    expected, needed = verdicts(live), server.asked.total()
    (live.path / "s.json").unlink()
    server.asked.clear()
    server.latency = 0.1
    with start(live, "--aisec-resume") as child:
        journal = live.path / "s.json.part"
        for _ in range(600):
            if finished(journal) >= 2 or child.poll() is not None:
                break
            time.sleep(0.05)
        server.latency = 2.0  # however late the signal comes, it is not the end that it meets
        child.send_signal(how)
        said = "".join(child.communicate(timeout=60))
    assert "Traceback" not in said
    assert not (live.path / "s.json").exists()
    kept = finished(journal)
    assert 2 <= kept < 7
    server.asked.clear()
    server.latency = 0.0
    resumed = start(live, "--aisec-resume")
    said = "".join(resumed.communicate(timeout=60))
    assert "Traceback" not in said
    assert verdicts(live) == expected, said
    assert (live.path / "s.json").exists()
    assert not journal.exists()
    assert server.asked.total() <= needed - kept, "each unit takes at least one call"


def expired(region: str = "") -> Fault:
    """All calls but the first, which tells who is calling, or those in a region."""

    def fault(asked: Asked) -> Reply | None:
        is_there = f"/{region}/" in asked.environment.get("HTTP_AUTHORIZATION", "") if region else True
        let_in = region and asked.operation == "sts:GetCallerIdentity"
        return Reply(400, "ExpiredTokenException") if is_there and not let_in else None

    return fault


@pytest.mark.parametrize("only", [(), ("--aisec-snapshot-only",)])
def test_credentials_that_end_lose_nothing_that_was_finished(
    live: Project, server: Server, only: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "plain_session", labelled)
    options = (*ASKED[1:-1], "--aisec-resume", *only)
    journal = live.path / "s.json.part"
    server.faults[:] = [expired("eu-west-1")]
    ended = live.run(*options)
    assert ended.ret == pytest.ExitCode.TESTS_FAILED
    ended.stdout.fnmatch_lines(["aisec: kept s.json.part, as parts are missing: the same command goes on from there"])
    assert finished(journal) == 6
    kept = journal.read_bytes()
    server.faults[:] = [expired()]
    assert live.run(*options).ret == pytest.ExitCode.TESTS_FAILED
    assert journal.read_bytes() == kept
    server.faults.clear()
    server.asked.clear()
    went_on = live.run(*options)
    assert not any("kept" in line for line in went_on.outlines)
    assert not journal.exists()
    assert server.asked["s3:ListBuckets"] == 0, "what the account has once was finished"
    assert server.asked["ec2:DescribeVpcs"] == 1


@pytest.mark.parametrize("only", [(), ("--aisec-snapshot-only",)])
def test_an_older_snapshot_in_which_parts_are_missing_keeps_no_journal(
    live: Project, server: Server, only: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With it the account would be read from the journal for ever."""
    monkeypatch.setattr(units, "plain_session", labelled)
    options = (*ASKED[1:-1], "--aisec-resume")
    server.faults[:] = [expired("eu-west-1")]
    live.run(*options)
    (live.path / "s.json").rename(live.path / "old.json")
    server.faults.clear()
    live.run(*options, *only, "--aisec-source=snapshot:old.json")
    assert (live.path / "s.json").exists()
    assert not (live.path / "s.json.part").exists()


def test_a_journal_does_not_outlive_what_is_refused_for_good(
    live: Project, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "plain_session", labelled)
    server.faults[:] = [lambda asked: Reply(403, "AccessDenied") if asked.operation == "ec2:DescribeVpcs" else None]
    live.run(*ASKED[1:-1], "--aisec-resume")
    assert (live.path / "s.json").exists()
    assert not (live.path / "s.json.part").exists()


def test_another_journal_is_refused_and_a_torn_line_is_not(live: Project, server: Server) -> None:
    journal = live.path / "s.json.part"
    journal.write_text('{"schema": "aisec-journal/1", "version": "0", "asked": [], "plan": ""}\n')
    refused = live.run(*ASKED[1:], "--aisec-resume")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*s.json.part was left by a run with other versions of this tool; remove it*"])
    journal.write_text('{"schema": "aisec-jou')
    live.run(*ASKED[1:], "--aisec-resume")
    assert (live.path / "s.json").exists()
    assert not journal.exists()


def test_resuming_needs_a_snapshot(live: Project) -> None:
    refused = live.run("--aisec-source=aws:", "--aisec-resume")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*--aisec-resume goes with --aisec-snapshot FILE*"])
