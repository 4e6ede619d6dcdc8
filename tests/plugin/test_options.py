"""Options, their ini twins, and values that they do not take."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.plugin.conftest import Project, category, errors

SWITCHED_ON = "[pytest]\naisec = true\naisec_pack = none\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--aisec-items=both"], "argument --aisec-items: invalid choice: 'both'"),
        (["--aisec-severity=urgent"], "argument --aisec-severity: invalid choice: 'urgent'"),
        (["--aisec-evidence=some"], "argument --aisec-evidence: invalid choice: 'some'"),
        (["--aisec-allow=all"], "argument --aisec-allow: invalid choice: 'all'"),
        (["--aisec-source=ftp:x"], "'ftp:x' is not KIND:LOCATION with KIND one of terraform, cloudformation, aws"),
        (["--aisec-source=terraform"], "'terraform' is not KIND:LOCATION"),
        (["--aisec-source=infra/main.tf"], "perhaps terraform:infra?"),
        (["--aisec-source=stack.yaml"], "perhaps cloudformation:stack.yaml?"),
        (["--aisec-source=terraform:"], "'terraform:' names no location"),
        (["--aisec-report=findings.json"], "'findings.json' is not FORMAT=FILE with FORMAT one of json"),
        (["--aisec-report=xml=out"], "'xml=out' is not FORMAT=FILE"),
        (["--aisec-report=json="], "'json=' is not FORMAT=FILE"),
        (["--aisec-report=json=no/such/out.json"], "there is no folder"),
        (["--aisec-report=json=."], "this is a folder, not a file to write"),
        (["--aisec-snapshot=no/such/out.json"], "there is no folder"),
        (["--aisec-threads=many"], "--aisec-threads takes a whole number from 1 up"),
        (["--aisec-threads=0"], "--aisec-threads takes a whole number from 1 up"),
        (["--aisec-var=public"], "--aisec-var 'public' is not NAME=VALUE"),
        (["--aisec-param==x"], "--aisec-param '=x' is not NAME=VALUE"),
        (["--aisec-var-file=none.tfvars"], "none.tfvars: there is no such file"),
        (["--aisec-param-file=none.json"], "none.json: there is no such file"),
        (["--aisec-pack=nowhere"], "--aisec-pack 'nowhere' is neither bundled, none, a folder, nor an installed"),
        (["--aisec-pack=empty"], "empty holds no test_*.py"),
        (["--aisec-control=soc2:CC66*"], "did you mean CC6.6"),
        (["--aisec-control=sok2:CC6*"], "did you mean soc2"),
    ],
)
def test_a_bad_value_is_a_usage_error_with_one_message(judged: Project, arguments: list[str], message: str) -> None:
    (judged.path / "empty").mkdir()
    result = judged.run(*arguments, pack=None if "--aisec-pack" in arguments[0] else "none")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert sum(message in line for line in errors(result)) == 1, errors(result)
    assert not any("Traceback" in line for line in [*result.outlines, *result.errlines])


@pytest.mark.parametrize("option", ["--aisec-report=json=kept/out.json", "--aisec-snapshot=kept/out.json.gz"])
def test_a_folder_that_takes_no_files_is_told_of_before_anything_is_read(
    judged: Project, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    (judged.path / "kept").mkdir()
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "kept" and access(path, mode))
    result = judged.run(option, pack="none")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert sum("it cannot be written there" in line for line in errors(result)) == 1, errors(result)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("aisec_items = both", "pytest.ini:4: aisec_items: 'both' is none of policy, resource"),
        ("aisec_severity = urgent", "pytest.ini:4: aisec_severity: 'urgent' is none of critical, high, medium, low"),
        ("aisec_evidence = some", "pytest.ini:4: aisec_evidence: 'some' is none of attention, all"),
        ("aisec_allow = everything", "pytest.ini:4: aisec_allow: 'everything' is none of unread, empty"),
        ("aisec_strict = perhaps", "pytest.ini:4: aisec_strict: invalid truth value 'perhaps'"),
        ("aisec_threads = many", "pytest.ini:4: aisec_threads takes a whole number"),
        ("aisec_source =\n  terraform:.\n  ftp:x", "pytest.ini:4: aisec_source 'ftp:x' is not KIND:LOCATION"),
        ("aisec_control = soc2:CC66*", "did you mean CC6.6"),
        ("aisec_stric = true", "pytest.ini:4: aisec_stric: there is no such option; did you mean aisec_strict?"),
        ("aisec_cache_dir = main.tf", "pytest.ini:4: aisec_cache_dir"),
    ],
)
def test_a_bad_value_in_the_ini_file_is_a_usage_error(judged: Project, line: str, message: str) -> None:
    judged.write("pytest.ini", f"{SWITCHED_ON}{line}\n")
    result = judged.plain()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert sum(message in said for said in errors(result)) == 1, errors(result)


def test_a_bad_switch_in_the_ini_file_is_a_usage_error(judged: Project) -> None:
    judged.write("pytest.ini", "[pytest]\naisec = perhaps\n")
    result = judged.plain()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any("pytest.ini:2: aisec: invalid truth value 'perhaps'" in line for line in errors(result))


def test_the_ini_file_may_say_it_all(judged: Project) -> None:
    judged.write("live/more.tf", 'resource "aws_s3_bucket" "more" {}\n')
    judged.write(
        "pytest.ini",
        SWITCHED_ON + "aisec_source =\n  terraform:.\n  terraform:live\naisec_var = public=true\naisec_strict = true\n"
        "aisec_report = json=out.json\naisec_evidence = all\naisec_severity = low\n",
    )
    result = judged.plain("-v", "-p", "no:cacheprovider")
    assert category(result, "test_policies_are_blocked") == "VIOLATED"  # of live/: it has no block
    report = judged.read("out.json")
    assert report["run"]["sources_asked"] == ["terraform:.", "terraform:live"]
    assert {item["verdict"] for item in report["findings"]} >= {"passed", "violated"}


def test_the_command_line_wins_over_the_ini_file(judged: Project) -> None:
    judged.write("live/more.tf", 'resource "aws_s3_bucket" "more" {}\n')
    judged.write("pytest.ini", SWITCHED_ON + "aisec_source = terraform:live\naisec_items = resource\n")
    result = judged.plain("-v", "--aisec-source=terraform:.", "--aisec-items=policy", "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["aisec: terraform:.", "test_own.py::test_acls_are_blocked VIOLATED*"])


def test_paths_are_relative_to_where_they_were_written(judged: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    judged.write(
        "pytest.ini",
        SWITCHED_ON + "aisec_source = terraform:.\naisec_var_file = own.tfvars\naisec_report = json=i.json",
    )
    judged.write("own.tfvars", "public = true\n")
    (judged.path / "below").mkdir()
    monkeypatch.chdir(judged.path / "below")
    result = judged.plain("..", "-v", "-p", "no:cacheprovider")
    assert category(result, "test_policies_are_blocked") == "PASSED"
    assert (judged.path / "i.json").exists()
    judged.write("below/other.tfvars", "public = false\n")
    options = ("--aisec-var-file=other.tfvars", "--aisec-report=json=c.json", "--aisec-source=terraform:..")
    result = judged.plain("..", "-v", "-p", "no:cacheprovider", *options)
    assert category(result, "test_policies_are_blocked") == "VIOLATED"
    assert (judged.path / "below" / "c.json").exists()
    assert judged.read("below/c.json")["run"]["sources_asked"] == ["terraform:."]


def test_a_file_that_cannot_be_written_fails_the_run(judged: Project) -> None:
    judged.write("test_own.py", "from pytest_aisec.aws import s3\ndef test_ok(bucket: s3.Bucket): pass\n")
    judged.write("conftest.py", "import pathlib\ndef pytest_collection_finish(): pathlib.Path('out.json').mkdir()\n")
    result = judged.run("--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["aisec: could not write *out.json: Is a directory"])
    assert not any("INTERNALERROR" in line for line in result.outlines)


def test_help_lists_every_option_and_every_ini_twin(project: Project) -> None:
    result = project.plain("--help")
    for name in ("source", "pack", "items", "report", "snapshot", "evidence", "explain", "strict", "control"):
        assert any(line.strip().startswith(f"--aisec-{name}") for line in result.outlines), name
        assert any(line.strip().startswith(f"aisec_{name} (") for line in result.outlines), name


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        ("main.tf", "", "terraform:."),
        ("infra/live/main.tf.json", "{}", "terraform:infra/live"),
        ("stacks/t.yaml", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n", "cloudformation:stacks/t.yaml"),
    ],
)
def test_what_to_judge_is_no_test(project: Project, name: str, text: str, source: str) -> None:
    project.write(name, text)
    result = project.run(name)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert errors(result) == [f"ERROR: aisec: {name} is no test; to judge it, type --aisec-source {source}"]


def test_files_that_hold_tests_for_others_are_left_to_them(project: Project) -> None:
    project.write("requests.yaml", "test_name: get\n")
    result = project.run("requests.yaml")
    assert "is no test" not in result.stderr.str()
