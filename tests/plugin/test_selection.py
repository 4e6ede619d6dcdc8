"""Choosing policies: marks, controls, severities; and what is misspelt."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, errors

ALL = {"acls_are_blocked", "policies_are_blocked", "is_a_bucket", "vpc", "never_applies"}


def chosen(result: pytest.RunResult) -> set[str]:
    assert result.ret == pytest.ExitCode.OK, result.errlines
    return {line.partition("::test_")[2] for line in result.outlines if "::test_" in line}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ALL),
        (["-m", "soc2"], {"acls_are_blocked", "policies_are_blocked"}),
        (["-m", "hipaa"], {"policies_are_blocked"}),
        (["-m", "not soc2"], ALL - {"acls_are_blocked", "policies_are_blocked"}),
        (["-m", "control(soc2='CC6.6')"], {"acls_are_blocked", "policies_are_blocked"}),
        (["-m", "control(soc2='CC6.1')"], {"acls_are_blocked"}),
        (["-m", "control(hipaa='164.312(a)(1)')"], {"policies_are_blocked"}),
        (["--aisec-control=soc2:CC6*"], {"acls_are_blocked", "policies_are_blocked"}),
        (["--aisec-control=soc2:CC6.1"], {"acls_are_blocked"}),
        (
            ["--aisec-control=hipaa:164.312*", "--aisec-control=soc2:CC6.1"],
            {"acls_are_blocked", "policies_are_blocked"},
        ),
        (["--aisec-severity=critical"], {"acls_are_blocked"}),
        (["--aisec-severity=medium"], ALL - {"policies_are_blocked"}),
        (["--aisec-severity=low"], ALL),
        (["--aisec-severity=critical", "--aisec-control=soc2:CC6.6"], {"acls_are_blocked"}),
        (["-k", "bucket"], {"is_a_bucket"}),
    ],
)
def test_policies_are_chosen(judged: Project, options: list[str], expected: set[str]) -> None:
    assert chosen(judged.run("--co", "-q", *options)) == expected


def test_what_a_filter_leaves_out_is_deselected(judged: Project) -> None:
    result = judged.run("--aisec-severity=critical")
    result.assert_outcomes(passed=1, deselected=4)


def test_a_filter_that_leaves_nothing_is_a_usage_error(judged: Project) -> None:
    result = judged.run("--aisec-control=soc2:CC1.1", "--aisec-severity=high")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert errors(result) == ["ERROR: aisec: no policy is left by soc2:CC1.1 and high"]


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ('soc2("CC6.66")', "test_a.py:3: test_a: soc2 has no control 'CC6.66'; did you mean CC6.6"),
        ('hipaa("164.312(a)1")', "test_a.py:3: test_a: hipaa has no control '164.312(a)1'; did you mean 164.312(a)(1)"),
        ("soc2", "test_a.py:3: test_a: the mark soc2 names no control"),
        ('severity("urgent")', "test_a.py:3: test_a: severity takes one of critical, high, medium, low, not 'urgent'"),
        ("severity", "test_a.py:3: test_a: severity takes one of critical, high, medium, low, not nothing"),
    ],
)
def test_a_misspelt_mark_is_a_usage_error(judged: Project, marks: str, message: str) -> None:
    judged.policies(f"@pytest.mark.{marks}\ndef test_a(b: s3.Bucket): pass", "test_a.py")
    for options in ([], ["--aisec-items=resource"], ["--co"]):
        result = judged.run(*options)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        assert len(errors(result)) == 1
        assert message in errors(result)[0]


def test_every_misspelt_mark_is_named_at_once(judged: Project) -> None:
    judged.policies('@pytest.mark.soc2("CC0", "CC6.1", "XX")\ndef test_a(b: s3.Bucket): pass', "test_a.py")
    assert len(errors(judged.run())) == 2


def test_a_severity_of_something_else_is_not_ours(project: Project) -> None:
    project.write("test_other.py", "import pytest\n@pytest.mark.severity('blocker')\ndef test_other(): pass\n")
    assert project.run().ret == pytest.ExitCode.OK


def test_an_unknown_mark_is_refused_by_strict_markers(judged: Project) -> None:
    judged.policies("@pytest.mark.sok2('CC6.1')\ndef test_a(b: s3.Bucket): pass", "test_a.py")
    result = judged.run("--strict-markers")
    result.stdout.fnmatch_lines(["*'sok2' not found in `markers` configuration option*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("soc2 or hippa", "there is no mark 'hippa'; did you mean hipaa?"),
        ("not (soc2 and hippa)", "there is no mark 'hippa'; did you mean hipaa?"),
        ("not control(soc2='CC66')", "soc2 has no control 'CC66'; did you mean CC6.6"),
        ("control(soc2='CC6.6') or control(hipaa=\"164.312(q)\")", "hipaa has no control '164.312(q)'; did you mean"),
        ("soc2 and control(sok2='CC6.6')", "there is no framework 'sok2'; did you mean soc2?"),
    ],
)
def test_what_an_expression_names_has_to_exist(judged: Project, expression: str, said: str) -> None:
    result = judged.run("--collect-only", "-q", "-m", expression)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any(said in line for line in result.errlines), result.errlines


@pytest.mark.filterwarnings("ignore::pytest.PytestUnknownMarkWarning")
def test_a_mark_of_the_users_own_is_known_by_its_tests(judged: Project) -> None:
    judged.policies("@pytest.mark.nightly\ndef test_a(b: s3.Bucket): pass", "test_a.py")
    options = ("--collect-only", "-q", "-m", "nightly and not (soc2 or slow)", "-o", "markers=slow: s")
    assert chosen(judged.run(*options)) == {"a"}


def test_a_test_of_the_inventory_is_chosen_by_its_marks(project: Project) -> None:
    project.write(
        "test_own.py", "import pytest\n@pytest.mark.soc2('CC6.1')\ndef test_any(inventory): assert inventory\n"
    )
    result = project.run("--aisec-control=soc2:CC6.1")
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-m", "soc3"), "-m 'soc3': there is no mark 'soc3'; did you mean soc2?"),
        (("-k", "nothing_like_it"), "no policy is left by -k 'nothing_like_it'"),
        (
            ("-m", "hipaa and not soc2"),
            "no policy is left by -m 'hipaa and not soc2'; of 5 policies, 1 have hipaa, 2 have soc2",
        ),
        (
            ("-m", "severity(level='low')"),
            "-m *severity(level='low')*: it tells no severities apart; --aisec-severity does",
        ),
        (("-m", "control('CC6.6')"), "-m *: control is written with a framework, e.g. control(soc2='CC6.6')"),
    ],
)
def test_a_selection_that_leaves_nothing_is_a_mistake(judged: Project, options: tuple[str, ...], message: str) -> None:
    result = judged.run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{message.replace('[', '[[]')}"])


def test_a_mark_that_is_wrong_is_told_of_each_policy_that_has_it(project: Project) -> None:
    project.write(
        "test_a.py",
        """\
        import pytest
        from pytest_aisec.aws import s3

        house = pytest.mark.soc2("CC6.66")

        @house
        def test_a(bucket: s3.Bucket): ...

        @house
        def test_b(bucket: s3.Bucket): ...
        """,
    )
    told = errors(project.run("--aisec-pack=none"))
    assert [line.removeprefix("ERROR: ").split(": ")[2] for line in told] == ["test_a", "test_b"], told
