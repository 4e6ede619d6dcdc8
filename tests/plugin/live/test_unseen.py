"""What an account refuses is counted, and kept in reports and snapshots."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category
from tests.sources.live.server import Asked, Reply, Server


def test_refusals_are_counted_by_operation(live: Project, server: Server) -> None:
    server.faults.append(
        lambda asked: Reply(403, "AccessDenied") if asked.operation == "s3:GetBucketVersioning" else None
    )
    live.policies("def test_either(b: s3.Bucket): assert b.public_acls_blocked or b.versioned")
    result = live.run("--aisec-source=aws:", "-k", "either", "--aisec-snapshot=s.json", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.OK, "nothing hangs on the versioning"
    result.stdout.fnmatch_lines(["*could not see 3 answers of the API*"])
    facts = live.read("s.json")["sources"][0]["facts"]
    assert facts["could not see"] == "3"
    assert facts["could not see s3:GetBucketVersioning"] == facts["call s3:GetBucketVersioning"] == "AccessDenied 3"
    assert facts["call s3:ListBuckets"] == "ok 1"
    assert live.read("out.json")["sources"][0]["facts"] == facts


def test_what_is_not_configured_was_seen(live: Project, server: Server) -> None:
    result = live.run("--aisec-source=aws:", "-k", "names", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.OK
    assert "could not see" not in live.read("out.json")["sources"][0]["facts"]


def test_refusals_in_several_regions_are_told_once(live: Project, server: Server) -> None:
    def refuse(asked: Asked) -> Reply | None:
        return Reply(403, "UnauthorizedOperation") if asked.operation == "ec2:DescribeVpcs" else None

    server.faults.append(refuse)
    result = live.run("-v", "--aisec-source=aws:@us-east-1,eu-west-1,eu-west-2", "-k", "egress")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_egress") == "UNDETERMINED"
    shown = result.outlines[result.outlines.index(next(line for line in result.outlines if "NOT READ " in line)) :]
    assert sum("ec2:DescribeVpcs" in line for line in shown) == 1
    result.stdout.fnmatch_lines(["*3 not read, could not see 3 answers of the API"])


@pytest.mark.parametrize(("age", "ends"), [("1d", pytest.ExitCode.OK), ("0m", pytest.ExitCode.TESTS_FAILED)])
def test_old_snapshots_are_refused(live: Project, age: str, ends: pytest.ExitCode) -> None:
    live.run("--aisec-source=aws:", "-k", "acls", "--aisec-snapshot=s.json")
    result = live.run("--aisec-source=snapshot:s.json", "-k", "acls", f"--aisec-max-age={age}")
    assert result.ret == ends
    assert ("is too old" in " ".join(" ".join(result.outlines).split())) == (age == "0m")


def test_an_age_is_a_number_and_a_unit(live: Project) -> None:
    assert live.run("--aisec-source=aws:", "--aisec-max-age=week").ret == pytest.ExitCode.USAGE_ERROR
    assert live.run("--aisec-source=aws:", "--aisec-max-age=").ret == pytest.ExitCode.USAGE_ERROR
