"""The journal gives back what a unit gave, and refuses what is another run's."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from pytest_aisec.sources.encoding import MASKED
from pytest_aisec.sources.live import exclusive
from pytest_aisec.sources.live.answers import SensitiveText
from pytest_aisec.sources.live.exclusive import remove_unless_in_use
from pytest_aisec.sources.live.failures import Failure, Kind
from pytest_aisec.sources.live.found import Failed, Found
from pytest_aisec.sources.live.journal import Journal, OtherJournal
from pytest_aisec.sources.live.units import Harvest, Unit
from pytest_aisec.values import Unknown
from tests.sources.live.plans import FLOW_LOG, VPC

PLAN = (VPC, FLOW_LOG)
UNIT = Unit(None, None, "eu-west-1", 1, PLAN, {}, 1)
OTHER = Unit(None, None, "us-east-1", 0, PLAN, {}, 1)
ARN = "arn:aws:sts::1:assumed-role/audit/"


def harvest() -> Harvest:
    entries: dict[str, Any] = {"VpcId": "vpc-1", "Hidden": Unknown(reason="denied"), "Word": SensitiveText("hunter2")}
    found = Found(VPC, "eu-west-1", (0, 1, 0), entries, dict.fromkeys(entries, "ec2:DescribeVpcs"), "vpc-1")
    failed = Failed(Failure("AccessDenied", "ec2:DescribeFlowLogs"), "eu-west-1", FLOW_LOG)
    return Harvest([found], [failed], [], Counter(), Counter({("ec2:DescribeVpcs", "ok"): 1}))


def written(path: Path) -> Path:
    journal = Journal(path, PLAN, ["aws:"])
    journal.keep("aws:", UNIT, ARN + "run-1", harvest())
    journal.close()
    return path


def finished(path: Path, unit: Unit, caller: str) -> Harvest | None:
    journal = Journal(path, PLAN, ["aws:"])
    try:
        return journal.finished("aws:", unit, caller)
    finally:
        journal.close()


def test_what_is_kept_comes_back_without_secrets(tmp_path: Path) -> None:
    path = written(tmp_path / "j")
    kept = finished(path, UNIT, ARN + "run-2")
    assert kept is not None
    assert (kept.failed, kept.statuses) == (harvest().failed, harvest().statuses)
    body = kept.found[0].body().value
    assert isinstance(body, dict)
    assert body["VpcId"] == harvest().found[0].body().value["VpcId"]  # type: ignore[call-overload,index]
    assert body["Hidden"].value == Unknown(reason="denied")
    assert isinstance(body["Word"].value, Unknown)
    assert (body["Word"].value.reason, body["Word"].sensitive) == (MASKED, True)
    assert b"hunter2" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert finished(path, OTHER, ARN) is None


def test_a_torn_record_is_missing_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path / "j")
    path.write_bytes(path.read_bytes()[:-9])
    assert finished(path, UNIT, ARN) is None
    written(path)
    assert finished(path, UNIT, ARN) is not None


@pytest.mark.parametrize("harvest", [{}, [], None, {"found": [["AWS::Gone::Type"]]}, {"found": [[]]}])
def test_a_record_that_says_nothing_is_damage(tmp_path: Path, harvest: object) -> None:
    path = written(tmp_path / "j")
    header, line = path.read_text().splitlines()
    path.write_text(f"{header}\n{json.dumps(json.loads(line) | {'harvest': harvest})}\n")
    with pytest.raises(OtherJournal, match="damaged"):
        finished(path, UNIT, ARN)
    path.write_text(f"{header}\n{{}}\n")
    with pytest.raises(OtherJournal, match="damaged"):
        finished(path, UNIT, ARN)


def test_damage_in_the_middle_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "j")
    path.write_bytes(b"no journal\n" + path.read_bytes())
    with pytest.raises(OtherJournal, match="damaged"):
        Journal(path, PLAN, ["aws:"])


def test_another_run_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "j")
    with pytest.raises(OtherJournal, match="other policies"):
        Journal(path, (VPC,), ["aws:"])
    with pytest.raises(OtherJournal, match="other sources or regions"):
        Journal(path, PLAN, ["aws:@eu-west-1"])
    with pytest.raises(OtherJournal, match="was read as"):
        finished(path, UNIT, "arn:aws:iam::2:user/ann")


def test_what_nobody_answered_is_asked_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", PLAN, ["aws:"])
    refused = harvest()
    refused.failed = [Failed(Failure("ExpiredToken", "ec2:DescribeVpcs", "", Kind.CREDENTIALS), "eu-west-1", VPC)]
    journal.keep("aws:", UNIT, ARN, refused)
    journal.keep("aws:", OTHER, ARN, Harvest())
    journal.close()
    assert finished(tmp_path / "j", UNIT, ARN) is None
    assert finished(tmp_path / "j", OTHER, ARN) is None


def test_what_was_taken_from_it_is_as_old_as_when_it_was_read(tmp_path: Path) -> None:
    path = written(tmp_path / "journal")
    line = path.read_text().splitlines()[1]
    moment = json.loads(line)["written"]
    path.write_text(path.read_text().replace(moment, "2026-01-01T00:00:00+00:00"))
    journal = Journal(path, PLAN, ["aws:"])
    assert journal.oldest("aws:") == ""
    assert journal.finished("aws:", UNIT, ARN + "run-2") is not None
    assert journal.oldest("aws:") == "2026-01-01T00:00:00+00:00"
    journal.close()


def test_a_second_run_is_refused_while_the_first_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    first = Journal(path, PLAN, ["aws:"])
    with pytest.raises(OtherJournal, match="is being written by another run"):
        Journal(path, PLAN, ["aws:"])
    remove_unless_in_use(path)
    first.keep("aws:", UNIT, ARN, harvest())
    first.close()
    assert finished(path, UNIT, ARN) is not None
    remove_unless_in_use(path)
    assert not path.exists()


def test_a_run_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    holding = (
        "import sys; from pathlib import Path; from pytest_aisec.sources.live.exclusive import open_exclusive as o"
    )
    holding += "; o(Path(sys.argv[1])); print(flush=True); sys.stdin.read()"
    with Popen([sys.executable, "-c", holding, path], stdin=PIPE, stdout=PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline()
        with pytest.raises(OtherJournal, match="is being written by another run"):
            Journal(path, PLAN, ["aws:"])
        run.kill()
    Journal(path, PLAN, ["aws:"]).close()


def test_a_file_that_was_removed_while_it_was_opened_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal"
    lock = exclusive._lock

    def late(descriptor: int) -> None:
        monkeypatch.setattr(exclusive, "_lock", lock)
        path.unlink()
        lock(descriptor)

    monkeypatch.setattr(exclusive, "_lock", late)
    journal = Journal(path, PLAN, ["aws:"])
    journal.keep("aws:", UNIT, ARN, harvest())
    journal.close()
    assert finished(path, UNIT, ARN) is not None
