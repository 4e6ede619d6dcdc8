"""Frameworks of the user's: by a file or a hook, with marks, filters, lists and summaries like the bundled ones."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project

POLICIES = """
    import pytest
    from pytest_aisec.aws import s3

    @pytest.mark.soc2("CC6.1")
    def test_acls_are_blocked(bucket: s3.Bucket) -> None:
        assert bucket.public_acls_blocked

    @pytest.mark.house("AC-07")
    def test_it_is_a_bucket(bucket: s3.Bucket) -> None:
        assert isinstance(bucket, s3.Bucket)

    def test_it_has_a_name(bucket: s3.Bucket) -> None:
        assert bucket.address
"""

HOUSE = """
    name = "House rules"
    version = "7"

    [[controls]]
    id = "AC-07"
    title = "Access from outside"
    testable = "yes"
    same_as = ["soc2:CC6.*"]

    [[controls]]
    id = "NM-01"
    title = "Names"
    policies = ["it-has-*"]

    [[controls]]
    id = "HR-01"
    title = "People"
    testable = "no"
"""


@pytest.fixture
def house(project: Project) -> Project:
    project.write("test_own.py", POLICIES)
    project.write("house.toml", HOUSE)
    return project


def test_controls_take_in_policies_by_mark_by_id_and_by_other_controls(house: Project) -> None:
    result = house.run("--aisec-frameworks=house.toml", "-m", "house")
    result.stdout.re_match_lines(
        [
            r"House rules, 7",
            r"  AC-07 +violated, 1 of 2 policies +Access from outside: acls-are-blocked",
            r"  NM-01 +passed, 1 policy +Names: it-has-a-name",
            r"  HR-01 +not testable by configuration .*",
        ]
    )
    report = house.report("--aisec-frameworks=house.toml", "-m", "house")
    counts = {each["id"]: each["controls"] for each in report["policies"]}
    assert counts["acls-are-blocked"] == {"soc2": ["CC6.1"], "house": ["AC-07"]}
    assert counts["it-is-a-bucket"] == {"house": ["AC-07"]}


def test_it_takes_in_bundled_policies_by_their_equivalents_and_by_what_others_take_in(project: Project) -> None:
    controls = """
        name = "House rules"
        [[controls]]
        id = "NB-01"
        title = "Notebooks"
        policies = ["SageMaker.1"]
        [[controls]]
        id = "ID-01"
        title = "Second factors"
        same_as = ["pci_dss:8.4.2"]
        [[controls]]
        id = "ID-02"
        title = "Identities"
        same_as = ["house:ID-*"]
    """
    project.write("house.toml", controls)
    result = project.run("--aisec-frameworks=house.toml", "-m", "house", "--aisec-list=policies", pack=None)
    result.stdout.re_match_lines_random(
        [
            r"\w+ +notebook-has-no-direct-internet-access +house NB-01",
            r"\w+ +console-user-has-mfa +house ID-01 ID-02",
            r"4 policies",
        ]
    )


def test_the_ini_file_names_it_relative_to_the_root(house: Project) -> None:
    house.pytester.makeini("[pytest]\naisec_frameworks = house.toml\n")
    result = house.run("--aisec-control=house:AC*")
    result.stdout.re_match_lines([r"  AC-07 +violated.*"])
    result.stdout.no_re_match_line(r"  NM-01.*")


def test_a_conftest_brings_one_by_the_hook(house: Project) -> None:
    house.write(
        "conftest.py",
        "from pathlib import Path\n\n"
        "def pytest_aisec_frameworks(config):\n"
        "    return [Path(__file__).with_name('house.toml')]\n",
    )
    result = house.run("-m", "control(house='NM-01')", "--aisec-list=policies")
    result.stdout.re_match_lines([r"medium +it-has-a-name +house NM-01", r"1 policy"])


def test_strict_markers_know_it_without_aisec(house: Project) -> None:
    house.pytester.makeini("[pytest]\naisec_frameworks = house.toml\naddopts = --strict-markers\n")
    result = house.plain()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["aisec: 3 policies deselected*"])


def test_it_is_listed_among_the_frameworks(house: Project) -> None:
    result = house.run("--aisec-frameworks=house.toml", "--aisec-list=frameworks")
    result.stdout.re_match_lines([r"house +3 +2 +2 +House rules, 7"])


def test_a_mark_with_a_control_that_it_does_not_have(house: Project) -> None:
    house.write("test_own.py", POLICIES.replace("AC-07", "AC-7"))
    result = house.run("--aisec-frameworks=house.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*house has no control 'AC-7'; did you mean AC-07?*"])


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("house.toml", "name = ;\n", "*house.toml: Invalid value (at line 1, column 8)*"),
        ("house.json", "{", "*house.json: *line 1 column 2*"),
        ("house.json", "[]", "*house.json: a framework is an object with a name and controls*"),
        ("house.toml", 'name = "A"', "*house.toml: a framework has a list of controls, and at least one*"),
        ("house.toml", 'controls = [{id = "A", title = "B"}]', "*house.toml: has no name*"),
        ("house.toml", 'name = "A"\nkontrols = []', "*a framework has no kontrols; it has *"),
        ("house.toml", 'name = "A"\ncontrols = [{title = "B"}]', "*control 1: has no id*"),
        ("house.toml", 'name = "A"\ncontrols = [{id = "A"}]', "*control 1: has no title*"),
        ("house.toml", 'name = "A"\ncontrols = ["B"]', "*control 1: a control is an object with an id and a title*"),
        (
            "house.toml",
            'name = "A"\ncontrols = [{id = "A", title = "B"}, {id = "A", title = "C"}]',
            "*control 2: there are two of the id 'A'*",
        ),
        (
            "house.toml",
            'name = "A"\ncontrols = [{id = "A", title = "B", testable = "maybe"}]',
            "*control 1: testable is one of yes, partly, no, not 'maybe'*",
        ),
        (
            "house.toml",
            'name = "A"\ncontrols = [{id = "A", title = "B", policies = "all"}]',
            "*control 1: policies is a list of texts*",
        ),
        (
            "house.toml",
            'name = "A"\ncontrols = [{id = "A", title = "B", same_as = ["soc:CC6.1"]}]',
            "*house.toml: A: same_as: there is no framework 'soc'; did you mean soc2?*",
        ),
        ("soc2.toml", HOUSE, "*soc2.toml: there is a framework or mark 'soc2' already*"),
        ("our-rules.toml", HOUSE, "*the name of the file is the framework's mark, and 'our-rules' cannot be one*"),
        ("house.yaml", HOUSE, "*house.yaml: a framework is in a file that ends in .json or .toml*"),
        (
            "house.toml",
            'id = "home"\nname = "A"\ncontrols = [{}]',
            "*the framework 'home' has to be in a file of that*",
        ),
    ],
)
def test_a_bad_file_is_a_usage_error(project: Project, name: str, text: str, complaint: str) -> None:
    project.write(name, text)
    result = project.run(f"--aisec-frameworks={name}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([complaint])


WRONG = """
    name = "House rules"
    [[controls]]
    id = "NB-01"
    title = "Notebooks"
    policies = ["it-has-a-name", "{name}"]
"""


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("console-user-has-mfaa", "NB-01: policies: no policy has the id 'console-user-has-mfaa', nor an equivalent"),
        ("console-user-has-mfaa", "; did you mean console-user-has-mfa?"),
        ("it-has-no-*", "NB-01: policies: no policy has the id 'it-has-no-*', nor an equivalent with it"),
        ("SageMaker.1111", "NB-01: policies: no policy has the id 'SageMaker.1111', nor an equivalent with it"),
    ],
)
def test_a_policy_that_there_is_not(house: Project, name: str, complaint: str) -> None:
    house.write("house.toml", WRONG.format(name=name))
    house.write("test_own.py", POLICIES.replace('    @pytest.mark.house("AC-07")\n', ""))
    result = house.run("--aisec-frameworks=house.toml", "--aisec-list=policies", pack=None)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"house.toml: {complaint}".replace("house.toml: ;", ";") in result.stderr.str()


def test_a_policy_that_there_is_not_for_workers(house: Project) -> None:
    house.write("house.toml", WRONG.format(name="nowhere"))
    house.write("test_own.py", POLICIES.replace('    @pytest.mark.house("AC-07")\n', ""))
    result = house.run("--aisec-frameworks=house.toml", "-n", "2", "-k", "name", pack=None)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["ERROR: aisec: *house.toml: NB-01: policies: no policy has the id 'nowhere'*"])


@pytest.mark.parametrize("args", [("test_own.py",), ("--ignore=sub",), ("--aisec-pack=none",)])
def test_nothing_is_said_of_names_while_policies_are_not_collected(house: Project, args: tuple[str, ...]) -> None:
    house.write("house.toml", WRONG.format(name="nowhere"))
    house.write("test_own.py", POLICIES.replace('    @pytest.mark.house("AC-07")\n', ""))
    result = house.run("--aisec-frameworks=house.toml", "--aisec-list=policies", *args, pack=None)
    assert result.ret == pytest.ExitCode.OK


def test_a_selection_does_not_hide_what_is_named(house: Project) -> None:
    house.write("house.toml", WRONG.format(name="console-user-has-mfa"))
    house.write("test_own.py", POLICIES.replace('    @pytest.mark.house("AC-07")\n', ""))
    for selection in ("-kname", "--aisec-policy=it-has-*", "--aisec-control=soc2:CC6.1", "--aisec-severity=low"):
        result = house.run("--aisec-frameworks=house.toml", "--aisec-list=policies", selection, pack=None)
        assert result.ret == pytest.ExitCode.OK, result.stderr


def test_a_file_that_is_not_there(project: Project) -> None:
    result = project.run("--aisec-frameworks=house.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*house.toml: No such file or directory*"])


def test_workers_know_it_too(house: Project) -> None:
    result = house.run("--aisec-frameworks=house.toml", "-m", "house", "-n", "2")
    result.stdout.re_match_lines([r"  AC-07 +violated.*"])
