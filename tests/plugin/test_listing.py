"""`--aisec-list`: what is selected is listed, and nothing is read."""

from __future__ import annotations

import pytest

from pytest_aisec.compliance import catalogue
from pytest_aisec.findings import Policy
from pytest_aisec.reports.listing import SettingRow, render, settings
from tests.plugin.conftest import Project

POLICIES = """
    import pytest
    from pytest_aisec.aws import s3

    @pytest.mark.severity("low")
    @pytest.mark.soc2("CC6.1", "CC6.6")
    def test_first(bucket: s3.Bucket) -> None:
        assert bucket.versioned

    @pytest.mark.severity("critical")
    @pytest.mark.soc2("CC6.1")
    @pytest.mark.hipaa("164.312(b)")
    def test_second(bucket: s3.Bucket) -> None:
        \"\"\"Buckets keep versions.\"\"\"
        assert bucket.versioned

    def test_plain() -> None:
        raise AssertionError("runs")
"""


@pytest.fixture
def listed(project: Project) -> Project:
    project.write("test_own.py", POLICIES)
    return project


def test_policies_with_the_most_severe_first(listed: Project) -> None:
    result = listed.run("--aisec-list=policies", "--aisec-pack=none")
    result.stdout.fnmatch_lines(
        [
            "severity  policy  requires",
            "critical  second  Buckets keep versions.",
            "low *first *first",
            "2 policies",
        ]
    )
    assert result.ret == pytest.ExitCode.OK


def test_policies_with_the_controls_that_were_asked_for(listed: Project) -> None:
    result = listed.run("--aisec-list=policies", "--aisec-pack=none", "-m", "soc2 or hipaa")
    result.stdout.fnmatch_lines(
        ["severity  policy  controls", "critical  second  hipaa*, soc2 CC6.1", "low *first *soc2 CC6.1 CC6.6"]
    )


def test_there_need_be_nothing_to_judge(listed: Project) -> None:
    (listed.path / "main.tf").unlink()
    for what in ("policies", "controls", "frameworks", "settings"):
        assert listed.run(f"--aisec-list={what}", "--aisec-pack=none").ret == pytest.ExitCode.OK
    assert listed.run("--aisec-settings", "--aisec-pack=none").ret == pytest.ExitCode.OK
    assert listed.run("--aisec-pack=none").ret == pytest.ExitCode.USAGE_ERROR


def test_controls_say_also_what_nothing_judges(listed: Project) -> None:
    result = listed.run("--aisec-list=controls", "--aisec-pack=none", "-m", "soc2 and not hipaa")
    result.stdout.fnmatch_lines(["SOC 2 *", "CC6.1 *1 policy *", "CC6.6 *1 policy *"])
    result.stdout.re_match_lines([r"CC1\.1 +not by configuration .*", r"CC7\.2 +no policy.*"])
    result.stdout.no_fnmatch_line("HIPAA*")


def test_only_the_frameworks_and_controls_that_were_asked_for(listed: Project) -> None:
    result = listed.run("--aisec-list=controls", "--aisec-pack=none", "-m", "soc2")
    result.stdout.fnmatch_lines(["SOC 2 *"])
    result.stdout.no_fnmatch_line("HIPAA*")
    result = listed.run("--aisec-list=controls", "--aisec-pack=none", "--aisec-control=soc2:CC6*")
    result.stdout.no_re_match_line(r"CC1\.1.*")
    result = listed.run("--aisec-list=policies", "--aisec-pack=none", "-m", "soc2")
    result.stdout.re_match_lines([r"critical +second +soc2 CC6\.1$"])


def test_a_terminal_gets_no_line_that_is_wider() -> None:
    rows = [SettingRow("model_ports", tuple(range(8000, 8040)), "default", "ports of model servers " * 8)]
    lines = settings(rows, 80)
    assert max(map(len, lines)) <= 80
    assert sum(line.count("ports") for line in lines) == 9
    assert len(settings(rows)) < len(lines)
    policies = [Policy("a-is-b", "n", "", "high", {"soc2": [f"CC6.{number}" for number in range(40)]})]
    folded = render("policies", policies, catalogue.bundled(), {"soc2": None}, width=80)
    assert max(map(len, folded)) <= 80
    assert " ".join(" ".join(folded).split()).count("CC6.") == 40


def test_frameworks(listed: Project) -> None:
    result = listed.run("--aisec-list=frameworks", "--aisec-pack=none")
    result.stdout.re_match_lines(
        [r"mark +controls +testable +judged +framework", r"hipaa +71 +\d+ +1 .*", r"soc2 +61 +\d+ +2 .*"]
    )


def test_other_words_are_a_usage_error(listed: Project) -> None:
    result = listed.run("--aisec-list=everything")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_filter_that_leaves_nothing_is_one_too(listed: Project) -> None:
    result = listed.run("--aisec-list=policies", "--aisec-pack=none", "--aisec-control=gdpr:*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
