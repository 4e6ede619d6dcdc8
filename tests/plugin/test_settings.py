"""Settings: read from three places, typed, shown, and given to policies and tests by their annotation."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project

OWN = """
    from dataclasses import dataclass
    from pytest_aisec.aws import s3
    from pytest_aisec.settings import Section, Settings, setting

    @dataclass(frozen=True)
    class Ours(Section, table="ours"):
        teams: tuple[str, ...] = setting(("red",), "who may")

    def test_days(bucket: s3.Bucket, settings: Settings) -> None:
        assert settings.access_key_days == 60

    def test_teams(bucket: s3.Bucket, ours: Ours) -> None:
        assert ours.teams == ("red", "blue")

    def test_plain(settings: Settings) -> None:
        assert settings.access_key_days == 60
"""


@pytest.fixture
def asking(project: Project) -> Project:
    project.write("test_own.py", OWN)
    return project


def pyproject(project: Project, *lines: str) -> None:
    project.write("pyproject.toml", "\n".join(["[tool.aisec.settings]", *lines]))


def test_without_any_the_defaults_hold(asking: Project) -> None:
    asking.run("--aisec-pack=none").stdout.fnmatch_lines(["*1 failed*2 violated*"])


def test_from_pyproject(asking: Project) -> None:
    pyproject(asking, "access_key_days = 60", "[tool.aisec.settings.ours]", 'teams = ["red", "blue"]')
    asking.run("--aisec-pack=none").assert_outcomes(passed=4)


def test_the_command_line_wins_over_the_ini_file_and_that_over_pyproject(asking: Project) -> None:
    pyproject(asking, "access_key_days = 30")
    asking.write("pytest.ini", "[pytest]\naisec_setting =\n    access_key_days=60\n    ours.teams=red, blue\n")
    asking.run("--aisec-pack=none").assert_outcomes(passed=4)
    asking.run("--aisec-pack=none", "--aisec-setting=access_key_days=61").stdout.fnmatch_lines(["*violated*"])


def test_are_given_to_tests_without_aisec_too(asking: Project) -> None:
    pyproject(asking, "access_key_days = 60")
    asking.pytester.runpytest().assert_outcomes(passed=1, deselected=2)


def test_are_shown_with_their_places(asking: Project) -> None:
    pyproject(asking, "", "access_key_days = 60")
    result = asking.run("--aisec-settings", "--aisec-setting=ours.teams=a,b")
    result.stdout.fnmatch_lines(
        [
            "setting *value *given by *meaning",
            "access_key_days *60 *pyproject.toml:3 *how many days*",
            "unused_days *45 *default *",
            'ours.teams *?"a", "b"? *--aisec-setting *who may',
        ]
    )
    assert result.ret == pytest.ExitCode.OK


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "access_key_dais = 60",
            "pyproject.toml:2: there is no setting access_key_dais; did you mean access_key_days?",
        ),
        ('access_key_days = "60"', "pyproject.toml:2: access_key_days takes a whole number, not '60'"),
        ("access_key_days = true", "pyproject.toml:2: access_key_days takes a whole number, not True"),
        ("access_key_days = 0", "pyproject.toml:2: access_key_days takes a number from 1 up, not 0"),
        ('required_tags = "owner"', "pyproject.toml:2: required_tags takes a list, not 'owner'"),
        ("required_tags = [1]", "pyproject.toml:2: required_tags takes a text, not 1"),
    ],
)
def test_what_is_wrong_is_a_usage_error_with_its_line(asking: Project, line: str, said: str) -> None:
    pyproject(asking, line)
    result = asking.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*aisec: {said}"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("access_key_days", "--aisec-setting 'access_key_days' is not NAME=VALUE"),
        ("access_key_days=many", "--aisec-setting: access_key_days takes a whole number, not 'many'"),
        ("our.teams=ml", "--aisec-setting our.teams=ml: no policy here has settings called our; did you mean ours?"),
        ("nothing=1", "--aisec-setting: there is no setting nothing; --aisec-settings shows those there are"),
    ],
)
def test_what_is_wrong_on_the_command_line(asking: Project, given: str, said: str) -> None:
    result = asking.run(f"--aisec-setting={given}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*aisec: {said}"])


def test_a_wrong_value_in_a_table_of_ones_own_fails_the_policy_that_asks(asking: Project) -> None:
    pyproject(asking, "access_key_days = 60", "[tool.aisec.settings.ours]", "teams = 1")
    result = asking.run("--aisec-pack=none")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*pyproject.toml:4: teams takes a list, not 1*"])


def test_a_wrong_value_in_a_table_of_ones_own_is_not_left_out_of_the_list(asking: Project) -> None:
    pyproject(asking, "[tool.aisec.settings.ours]", "teams = 1")
    result = asking.run("--aisec-pack=none", "--aisec-settings")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*pyproject.toml:3: teams takes a list, not 1*"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.aisec]\naccess_key_days = 3\n", "pyproject.toml:2: access_key_days means nothing here"),
        ("[tool.aisec.setings]\naccess_key_days = 3\n", "pyproject.toml:1: [[]tool.aisec.setings] means nothing here"),
    ],
)
def test_what_stands_beside_the_settings_is_a_usage_error(asking: Project, text: str, said: str) -> None:
    asking.write("pyproject.toml", text)
    result = asking.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*aisec: {said}; did you mean [[]tool.aisec.settings]?"])


def test_the_line_is_the_one_in_the_table_of_the_setting(asking: Project) -> None:
    asking.write(
        "pyproject.toml", "[tool.aisec.settings.other]\nteams = 2\n[ tool.aisec.settings . ours ]\nteams = 1\n"
    )
    asking.run("--aisec-pack=none").stdout.fnmatch_lines(["*pyproject.toml:4: teams takes a list, not 1*"])


def test_a_report_names_what_differs_from_the_defaults(asking: Project) -> None:
    pyproject(asking, "access_key_days = 60", "unused_days = 45")
    assert asking.report()["run"]["settings"] == {"access_key_days": 60}
