"""Without `--aisec`: policies are deselected, nothing heavy is imported, marks are known."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project

HEAVY = ("boto3", "botocore", "cfnlint", "tree_sitter", "tree_sitter_hcl", "rich", "hcl2", "jmespath")


@pytest.mark.parametrize("options", [["--collect-only", "-q"], ["-q"]])
def test_nothing_heavy_is_imported(project: Project, options: list[str]) -> None:
    project.write(
        "conftest.py",
        "import sys, atexit\n"
        "def pytest_unconfigure(config):\n"
        f"    heavy = [name for name in sys.modules if name.startswith('pytest_aisec.') or name in {HEAVY}]\n"
        "    print('imported:', *sorted(heavy))\n",
    )
    project.write("test_other.py", "def test_other(tmp_path): pass\n")
    result = project.pytester.runpytest_subprocess(
        *options, "-s", "-p", "no:hypothesispytest", "-p", "no:cacheprovider"
    )
    assert result.ret == pytest.ExitCode.OK
    (line,) = [line for line in result.outlines if line.startswith("imported:")]
    imported = line.split()[1:]
    assert "pytest_aisec.plugin" in imported
    assert not [name for name in imported if not name.startswith(("pytest_aisec.plugin", "pytest_aisec.hookspecs"))]
    allowed = {"fixtures", "hookspecs", "idle", "marks", "options", "packs", "recognition", "refusal", "supplied"}
    assert {name.rpartition(".")[2] for name in imported} <= allowed | {"plugin"}


def test_policies_are_deselected_with_one_line_that_says_why(judged: Project) -> None:
    judged.write("test_other.py", "def test_other(): pass\n")
    result = judged.plain("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, deselected=5)
    assert result.ret == pytest.ExitCode.OK
    said = [line for line in result.outlines if "aisec:" in line]
    assert said == ["aisec: 5 policies deselected, run with --aisec to judge infrastructure"]


def test_nothing_is_said_where_there_are_no_policies(project: Project) -> None:
    project.write("test_other.py", "def test_other(): pass\n")
    result = project.plain("-p", "no:cacheprovider")
    assert not [line for line in result.outlines if "aisec:" in line]


def test_faulty_policies_do_not_disturb_other_tests(project: Project) -> None:
    project.policies(
        "def test_two(a: s3.Bucket, b: ec2.Vpc): pass\ndef test_lost(a: 's3.Nonsense'): pass\ndef test_ok(): pass"
    )
    project.plain("-p", "no:cacheprovider").assert_outcomes(passed=1, deselected=2)


def test_misspelt_controls_do_not_disturb_other_tests(project: Project) -> None:
    project.policies("@pytest.mark.soc2('CC0')\ndef test_a(a: s3.Bucket): pass\ndef test_ok(): pass")
    assert project.plain("-p", "no:cacheprovider").ret == pytest.ExitCode.OK


def test_the_marks_are_known(judged: Project) -> None:
    result = judged.plain("--strict-markers", "-p", "no:cacheprovider")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    marks = judged.plain("--markers").stdout.str()
    for name in (
        "severity(level)",
        "control(FRAMEWORK=ID)",
        "soc2(*controls)",
        "hipaa(*controls)",
        "nist_800_53(*controls)",
    ):
        assert f"@pytest.mark.{name}" in marks


def test_the_bundled_pack_is_not_collected(project: Project) -> None:
    project.write("test_other.py", "def test_other(): pass\n")
    assert "pytest_aisec_policies" not in project.plain("--collect-only", "-q", "-p", "no:cacheprovider").stdout.str()


def test_a_policys_node_id_is_the_same(judged: Project) -> None:
    judged.write("conftest.py", "def pytest_deselected(items): print('gone', *[item.nodeid for item in items])\n")
    result = judged.plain("--collect-only", "-q", "-s", "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["gone test_own.py::test_acls_are_blocked test_own.py::test_policies_are_blocked *"])


@pytest.mark.parametrize("option", ["--aisec-list=policies", "--aisec-source=terraform:."])
def test_an_option_of_a_run_that_judges_nothing_is_a_mistake(pytester: pytest.Pytester, option: str) -> None:
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest(option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {option.partition('=')[0]} does nothing without --aisec"])


def test_an_option_of_the_configuration_waits_for_its_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")
    pytester.makeini("[pytest]\naddopts = --aisec-source=terraform:.")
    pytester.runpytest().assert_outcomes(passed=1)
