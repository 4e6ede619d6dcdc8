"""Detectors of the user's own, which detect-secrets looks with beside its own."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.plugin.conftest import Project

OURS = """
    import re
    from requests import post
    from detect_secrets.plugins.base import RegexBasedDetector

    class BadgeDetector(RegexBasedDetector):
        secret_type = "Badge"
        denylist = [re.compile(r"badge-[0-9]{6}")]
"""
POLICY = """
    from pytest_aisec import ai

    def test_secrets(definition: ai.Definition) -> None:
        assert definition.secrets == []
"""
FUNCTION = """
    resource "aws_lambda_function" "gate" {
      environment {
        variables = { OPENS = "the door with badge-271828" }
      }
    }
"""


@pytest.fixture
def gate(project: Project) -> Project:
    project.write("main.tf", FUNCTION)
    project.write("ours.py", OURS)
    project.policies(dedent(POLICY))
    return project


def setting(project: Project, *files: str) -> None:
    project.write("pyproject.toml", f"[tool.aisec.settings]\nsecret_detectors = {[*files]}\n")


def test_find_what_they_are_for_and_only_where_they_are_named(gate: Project) -> None:
    gate.run().stdout.fnmatch_lines(["*0 violations, 1 passed*"])
    setting(gate, "ours.py")
    gate.run().stdout.fnmatch_lines(["*main.tf:4*aws_lambda_function.gate*", "*1 violation *"])
    setting(gate)
    gate.run().stdout.fnmatch_lines(["*0 violations, 1 passed*"])


def test_may_be_made_from_what_detect_secrets_brings(gate: Project) -> None:
    imported = "    from detect_secrets.plugins.aws import AWSKeyDetector"
    gate.write("ours.py", f"{imported}\n{OURS.replace('(RegexBasedDetector)', '(AWSKeyDetector)')}")
    setting(gate, "ours.py")
    gate.run().stdout.fnmatch_lines(["*main.tf:4*aws_lambda_function.gate*", "*1 violation *"])


def test_nothing_is_loaded_for_policies_that_do_not_ask_for_secrets(gate: Project) -> None:
    gate.policies("""
        import sys
        from pytest_aisec import ai

        def test_no_secrets_yet(definition: ai.Definition) -> None:
            assert not {"detect_secrets", "pytest_aisec.analysis.key_forms"} & {*sys.modules}
            assert definition.secrets == []
            assert "detect_secrets" in sys.modules
    """)
    gate.apart().stdout.fnmatch_lines(["*0 violations, 1 passed*"])


def test_what_they_find_is_left_out_of_snapshots(gate: Project) -> None:
    gate.run("--aisec-snapshot=before.json")
    setting(gate, "ours.py")
    gate.run("--aisec-snapshot=after.json")
    assert "badge-271828" in (gate.path / "before.json").read_text()
    told = (gate.path / "after.json").read_text()
    assert "badge-271828" not in told
    assert "Badge" in told


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (None, "FileNotFoundError: *"),
        ("import", "SyntaxError: *"),
        ("import nothing_like_it", "ModuleNotFoundError: *"),
        ("", "there is no detector in it"),
        (OURS.replace("class Badge", "class AWSKey"), "its name or kind is that of AWSKeyDetector"),
        (OURS.replace('"Badge"', '"AWS Access Key"'), "its name or kind is that of AWSKeyDetector"),
        (OURS + "\n        def __init__(self, length): pass", "TypeError: *length*"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_usage_error(gate: Project, written: str | None, complaint: str) -> None:
    setting(gate, "other.py")
    if written is not None:
        gate.write("other.py", written)
    told = gate.run()
    told.stderr.fnmatch_lines([f"ERROR: aisec: pyproject.toml:2: secret_detectors: *other.py: {complaint}"])
    assert told.ret == pytest.ExitCode.USAGE_ERROR
