"""`--aisec-snapshot-only`: a snapshot without a verdict, and without the inventory in memory."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from pytest_aisec import gathering
from pytest_aisec.declarations import Contents, Declaration, SourceRecord
from pytest_aisec.gathering import ACCOUNTS_AT_ONCE
from pytest_aisec.sources import snapshot
from tests.model.declared import live
from tests.plugin.conftest import Project

POLICY = """
    from pytest_aisec.aws import s3

    def test_acls_are_blocked(bucket: s3.Bucket) -> None:
        assert bucket.public_acls_blocked
"""


@pytest.fixture
def one(project: Project) -> Project:
    project.write("test_own.py", POLICY)
    return project


def test_it_is_the_snapshot_that_a_judging_run_writes(one: Project) -> None:
    one.run("--aisec-snapshot=judged.json")
    result = one.run("--aisec-snapshot=only.json.gz", "--aisec-snapshot-only")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["4 resources in 1 source", "aisec: wrote only.json.gz"])
    result.stdout.no_fnmatch_line("*VIOLATED*")
    judged, only = one.path / "judged.json", one.path / "only.json.gz"
    assert snapshot.read(only)[0].contents.declarations == snapshot.read(judged)[0].contents.declarations
    found = one.run("--aisec-source=snapshot:only.json.gz")
    assert found.ret == pytest.ExitCode.TESTS_FAILED
    found.stdout.fnmatch_lines(["*main.tf:15*aws_s3_bucket.open*"])
    assert one.run("--aisec-source=snapshot:only.json.gz#terraform:.").ret == pytest.ExitCode.TESTS_FAILED
    missing = one.run("--aisec-source=snapshot:only.json.gz#aws:*")
    assert "only.json.gz has no source aws:*; it has terraform:." in " ".join(missing.stdout.str().split())


def test_without_policies_too(project: Project) -> None:
    result = project.run("--aisec-snapshot=only.json", "--aisec-snapshot-only")
    assert result.ret == pytest.ExitCode.OK
    assert len(snapshot.read(project.path / "only.json")[0].contents.declarations) == 4


def test_what_is_not_read_fails(one: Project) -> None:
    one.write("bad.tf", "resource {")
    result = one.run("--aisec-snapshot=only.json", "--aisec-snapshot-only")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*bad.tf:2*", "4 resources in 1 source, 1 not read"])
    assert one.run("--aisec-snapshot=o.json", "--aisec-snapshot-only", "--aisec-allow=unread").ret == pytest.ExitCode.OK


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--aisec-snapshot-only"], "*--aisec-snapshot-only goes with --aisec-snapshot FILE*"),
        (["--aisec-snapshot-only", "--aisec-snapshot=a.json", "--aisec-report=json=b"], "*there is nothing to report*"),
    ],
)
def test_what_does_not_go_together(one: Project, options: list[str], complaint: str) -> None:
    result = one.run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([complaint])


def test_memory_holds_only_the_accounts_under_way(tmp_path: Path) -> None:
    watched: list[weakref.ref[Any]] = []
    most = 0

    class Account:
        kind = "aws"

        def __init__(self, number: int) -> None:
            self.id = self.location = f"aws:{number}"

        def read(self) -> Contents:
            nonlocal most
            plain = live("AWS::S3::Bucket", "b")
            found = Declaration(self.id, plain.dialect, plain.type, plain.address, plain.body, plain.location)
            contents = Contents((found,))
            watched.append(weakref.ref(contents))
            most = max(most, sum(each() is not None for each in watched))
            return contents

    def records() -> Iterator[SourceRecord]:
        yield from gathering._ahead(map(Account, range(200)))

    snapshot.write(tmp_path / "org.json", records(), str)
    assert len(snapshot.read(tmp_path / "org.json")) == len(watched) == 200
    assert most <= 2 * ACCOUNTS_AT_ONCE


def test_who_ends_early_does_not_wait_for_accounts() -> None:
    go_on, released = threading.Event(), SimpleQueue[bool]()

    class Account:
        kind = "aws"

        def __init__(self, number: int) -> None:
            self.id = self.location = f"aws:{number}"

        def read(self) -> Contents:
            if self.id != "aws:0":
                released.put(go_on.wait(20))
            return Contents()

    records: Any = gathering._ahead(map(Account, range(ACCOUNTS_AT_ONCE)))
    assert next(records).id == "aws:0"
    records.close()
    go_on.set()
    assert released.get(), "else the accounts had to end by themselves first"
