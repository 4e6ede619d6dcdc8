"""xdist: the controller reads, the workers judge what it read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.plugin.conftest import Project, category

pytest.importorskip("xdist")

COUNTING = """
import os
import os
import subprocess
import sys
from pathlib import Path
import pytest_aisec.plugin.run as run

read = run.gather
log = Path(__file__).with_name("reads.log")

def gather(*args):
    with log.open("a") as file:
        file.write(os.environ.get("PYTEST_XDIST_WORKER", "controller") + "\\n")
    return read(*args)

run.gather = gather

def pytest_runtest_call(item):
    path = getattr(item.config, "workerinput", {}).get("aisec_inventory")
    if path is not None:
        mode = oct(Path(path).stat().st_mode & 0o777), oct(Path(path).parent.stat().st_mode & 0o777)
        log.with_name("handed.log").write_text(" ".join([path, *mode]))
"""


@pytest.fixture
def temporary(judged: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of the runs go."""
    folder = judged.path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def stable(report: dict[str, Any]) -> dict[str, Any]:
    policies = sorted(report["policies"], key=lambda policy: str(policy["nodeid"]))
    return {**{key: report[key] for key in ("findings", "sources")}, "policies": policies}


def test_findings_are_the_same_and_sources_are_read_once(judged: Project, temporary: Path) -> None:
    judged.write("conftest.py", COUNTING)
    judged.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    judged.write(
        "secret.tf",
        'variable "s" {\n  sensitive = true\n  default = "open"\n}\nresource "aws_s3_bucket" "s" {\n  bucket = var.s\n}\n',
    )
    judged.policies("def test_named(b: s3.Bucket): assert b['bucket'] == 'open'", "test_names.py")
    alone = judged.report("--aisec-evidence=all")
    (judged.path / "reads.log").unlink()
    result = judged.apart(
        "-n2", "-v", "--aisec-report=json=many.json", "--aisec-evidence=all", "--aisec-snapshot=s.json"
    )
    many = judged.read("many.json")
    assert stable(many) == stable(alone)
    assert any(item["address"] == "aws_s3_bucket.s" and item["verdict"] == "passed" for item in many["findings"])
    assert (judged.path / "reads.log").read_text() == "controller\n"
    path, file_mode, folder_mode = (judged.path / "handed.log").read_text().split()
    assert (file_mode, folder_mode) == ("0o600", "0o700")
    assert not Path(path).exists()
    assert list(temporary.glob("aisec-*")) == []
    assert Path(path).is_relative_to(temporary)
    for part in ("1 unread", "2 violated", "4 undetermined"):
        assert part in result.outlines[-1], result.outlines[-1]
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "= AI security =" in result.stdout.str()
    assert "= FAILURES =" not in result.stdout.str()
    assert len(judged.read("s.json")["resources"]) == 5


def test_one_item_per_resource(judged: Project) -> None:
    alone = judged.report("--aisec-items=resource")
    result = judged.run("-n2", "-v", "--aisec-items=resource", "--aisec-report=json=many.json")
    assert stable(judged.read("many.json")) == stable(alone)
    assert "1 violated" in result.outlines[-1]


def test_nothing_to_read_is_a_usage_error(judged: Project, temporary: Path) -> None:
    (judged.path / "main.tf").unlink()
    result = judged.apart("-n2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "found no Terraform, CloudFormation or CDK output below" in result.stderr.str()
    assert "INTERNALERROR" not in result.stdout.str()
    assert list(temporary.glob("aisec-*")) == []


@pytest.mark.parametrize(
    ("mark", "options", "message"),
    [
        ("soc2('CC6.66')", [], "soc2 has no control 'CC6.66'; did you mean CC6.6"),
        ("soc2('CC6.1')", ["--aisec-control=hipaa:164.310*"], "no policy is left by hipaa:164.310*"),
    ],
)
def test_a_mistake_found_by_workers_is_a_usage_error(
    project: Project, mark: str, options: list[str], message: str
) -> None:
    project.policies(f"@pytest.mark.{mark}\ndef test_a(b: s3.Bucket): pass")
    result = project.run("-n2", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [message in line for line in result.outlines if line.startswith("ERROR")] == [True]
    assert "INTERNALERROR" not in result.stdout.str()
    assert "AI security" not in result.stdout.str()


def test_bundled_policies_are_distributed(project: Project) -> None:
    project.write("hosts.tf", 'resource "aws_instance" "a" {\n  instance_type = "g5.xlarge"\n}\n')
    result = project.run("-n2", "-v", "pytest_aisec_policies/network", pack=None)
    assert "2 violated" in result.outlines[-1] or "1 violated" in result.outlines[-1]
    assert any(
        "pytest_aisec_policies/network/test_model_hosts.py::test_model_host_requires_imdsv2" in line
        for line in result.outlines
    )


def test_a_run_of_one_process_with_xdist_present(judged: Project) -> None:
    result = judged.run("-n0", "-v")
    assert category(result, "test_acls_are_blocked") == "VIOLATED"


@pytest.mark.parametrize("items", ["policy", "resource"])
def test_half_a_character_travels(judged: Project, items: str) -> None:
    """Names of files that are no UTF-8, and JSON, hold some; what is printed of them nobody can decode."""
    halved = '{"resource": {"aws_s3_bucket": {"b": {"bucket": "half-\\ud800"}}}}'
    (judged.path / os.fsdecode(b"half-\xff.tf.json")).write_text(halved)
    judged.policies(
        "def test_halves(b: s3.Bucket): assert not b['bucket'].startswith('half'), b['bucket']", "test_h.py"
    )
    asked = ("--aisec-evidence=all", f"--aisec-items={items}")
    alone = judged.report(*asked)
    many = ("--aisec", "--aisec-pack=none", "-pno:cacheprovider", "-n1", "--aisec-report=json=many.json", *asked)
    result = subprocess.run((sys.executable, "-mpytest", *many), cwd=judged.path, capture_output=True, check=False)
    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert any("half-" in str(item["message"]) for item in alone["findings"])
    assert judged.read("many.json")["findings"] == alone["findings"]
