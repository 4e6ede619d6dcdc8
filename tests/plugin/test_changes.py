"""`--aisec-changed-since`: only what a change brings fails its check."""

from __future__ import annotations

import subprocess

import pytest

from tests.plugin.conftest import Project

POLICY = """
    from pytest_aisec.aws import s3

    def test_versions(bucket: s3.Bucket) -> None:
        assert bucket.versioned
"""
BUCKET = """
resource "aws_s3_bucket" "{name}" {{
  bucket = "{name}"
}}
"""
VERSIONS = """
resource "aws_s3_bucket_versioning" "{name}" {{
  bucket = aws_s3_bucket.{name}.id
  versioning_configuration {{
    status = "Enabled"
  }}
}}
"""


def git(project: Project, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *who, *words), cwd=project.path, check=True, capture_output=True)


@pytest.fixture
def kept(project: Project) -> Project:
    """A repository with one bucket that violates the policy, and one that does not."""
    project.write("test_own.py", POLICY)
    project.write("main.tf", BUCKET.format(name="old") + BUCKET.format(name="good") + VERSIONS.format(name="good"))
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    return project


def found(project: Project, *args: str) -> dict[str, tuple[str, str]]:
    report = project.report("--aisec-changed-since=main", "--aisec-evidence=all", *args)
    return {each["address"]: (each["verdict"], each["waived"][:11]) for each in report["findings"]}


KNOWN = ("waived", "violated at")


def test_what_was_there_is_known(kept: Project) -> None:
    assert found(kept) == {"aws_s3_bucket.old": KNOWN, "aws_s3_bucket.good": ("passed", "")}
    assert kept.run("--aisec-changed-since=main").ret == pytest.ExitCode.OK
    assert kept.run().ret == pytest.ExitCode.TESTS_FAILED


def test_what_the_change_adds_is_new_wherever_it_stands(kept: Project) -> None:
    kept.write("more.tf", BUCKET.format(name="new"))
    text = (kept.path / "main.tf").read_text()
    (kept.path / "main.tf").write_text("# moved down\n" + text)
    assert found(kept)["aws_s3_bucket.new"] == ("violated", "")
    assert found(kept)["aws_s3_bucket.old"] == KNOWN
    git(kept, "checkout", "-q", "-b", "work")
    git(kept, "add", ".")
    git(kept, "commit", "-q", "-m", "second")
    assert found(kept)["aws_s3_bucket.new"] == ("violated", "")
    assert kept.run("--aisec-changed-since=main").ret == pytest.ExitCode.TESTS_FAILED


def test_what_the_change_takes_away_is_seen(kept: Project) -> None:
    (kept.path / "main.tf").write_text(BUCKET.format(name="old") + BUCKET.format(name="good"))
    assert found(kept) == {"aws_s3_bucket.old": KNOWN, "aws_s3_bucket.good": ("violated", "")}


def test_modules_that_were_downloaded_are_known(kept: Project) -> None:
    module = kept.path / ".terraform" / "modules" / "b"
    module.mkdir(parents=True)
    (module / "main.tf").write_text(BUCKET.format(name="inside"))
    (module.parent / "modules.json").write_text(
        '{"Modules": [{"Key": "", "Source": "", "Dir": "."},'
        ' {"Key": "b", "Source": "registry.terraform.io/a/b/aws", "Dir": ".terraform/modules/b"}]}'
    )
    (kept.path / ".gitignore").write_text(".terraform\n")
    with (kept.path / "main.tf").open("a") as file:
        file.write('module "b" {\n  source = "a/b/aws"\n}\n')
    git(kept, "add", ".")
    git(kept, "commit", "-q", "-m", "module")
    assert found(kept)["module.b.aws_s3_bucket.inside"] == KNOWN


def test_nothing_of_the_repository_changes(kept: Project) -> None:
    def state() -> str:
        words = ("git", "status", "--porcelain", "--ignored")
        return subprocess.run(words, cwd=kept.path, check=True, capture_output=True, text=True).stdout

    kept.run("--aisec-changed-since=main")
    before, index = state(), (kept.path / ".git" / "index").read_bytes()
    kept.run("--aisec-changed-since=main")
    assert state() == before
    assert (kept.path / ".git" / "index").read_bytes() == index


UNKNOWN = """
variable "{name}" {{
  type = string
}}
resource "aws_s3_bucket" "{name}" {{
  bucket = "{name}"
}}
resource "aws_s3_bucket_versioning" "{name}" {{
  bucket = aws_s3_bucket.{name}.id
  versioning_configuration {{
    status = var.{name}
  }}
}}
"""
STRICT = ("--aisec-changed-since=main", "--aisec-strict")


@pytest.fixture
def doubtful(project: Project) -> Project:
    """A repository with one bucket of which nobody knows whether it violates the policy."""
    project.write("test_own.py", POLICY)
    project.write("main.tf", UNKNOWN.format(name="hazy"))
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    return project


def test_what_was_undetermined_does_not_fail_a_strict_check(doubtful: Project) -> None:
    text = (doubtful.path / "main.tf").read_text()
    (doubtful.path / "main.tf").write_text("# moved down\n" + text)
    assert doubtful.run("--aisec-strict").ret == pytest.ExitCode.TESTS_FAILED
    result = doubtful.run(*STRICT)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.re_match_lines([r".*1 undetermined"])
    assert "(undetermined at " in result.stdout.str()
    (found,) = doubtful.report(*STRICT)["findings"]
    assert found["verdict"] == "undetermined"
    assert found["message"].endswith(" already)")


@pytest.mark.parametrize("name", ["main.tf", "more.tf"])
def test_what_the_change_leaves_open_fails_a_strict_check(doubtful: Project, name: str) -> None:
    """A resource that is new, and one that was decided before."""
    doubtful.write("more.tf", BUCKET.format(name="new") + VERSIONS.format(name="new"))
    git(doubtful, "add", ".")
    git(doubtful, "commit", "-q", "-m", "second")
    assert doubtful.run(*STRICT).ret == pytest.ExitCode.OK
    added = UNKNOWN.format(name="added") if name == "main.tf" else ""
    with (doubtful.path / name).open("a") as file:
        file.write(added)
    if name == "more.tf":
        (doubtful.path / name).write_text(UNKNOWN.format(name="new"))
    assert doubtful.run(*STRICT).ret == pytest.ExitCode.TESTS_FAILED
    assert doubtful.run(STRICT[0]).ret == pytest.ExitCode.OK


def test_another_reason_is_new(doubtful: Project) -> None:
    text = (doubtful.path / "main.tf").read_text()
    (doubtful.path / "main.tf").write_text(
        text.replace('variable "hazy"', 'variable "other"').replace("var.hazy", "var.other")
    )
    assert doubtful.run(*STRICT).ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("added", [False, True])
def test_a_population_that_was_not_known_before_does_not_fail_a_strict_check(doubtful: Project, added: bool) -> None:
    call = 'module "{name}" {{\n  source = "a/{name}/aws"\n}}\n'
    doubtful.write("more.tf", call.format(name="away"))
    git(doubtful, "add", ".")
    git(doubtful, "commit", "-q", "-m", "second")
    if added:
        doubtful.write("others.tf", call.format(name="gone"))
    result = doubtful.run(*STRICT, "--aisec-allow=unread")
    assert result.ret == (pytest.ExitCode.TESTS_FAILED if added else pytest.ExitCode.OK)
    assert doubtful.run("--aisec-strict", "--aisec-allow=unread").ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--aisec-changed-since=nowhere",), "git says: fatal: Not a valid object name nowhere"),
        (("--aisec-changed-since=main", "--aisec-source=aws:"), "compares files, and aws: is none that git keeps"),
        (("--aisec-changed-since=main", "--aisec-source=snapshot:s.json"), "compares files, and snapshot:s.json"),
    ],
)
def test_what_cannot_be_compared_is_a_usage_error(kept: Project, args: tuple[str, ...], message: str) -> None:
    result = kept.run(*args)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()


def test_without_a_repository_it_is_a_usage_error(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("test_own.py", POLICY)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.path.parent))
    result = project.run("--aisec-changed-since=main")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "git says: fatal: not a git repository" in result.stderr.str()


def test_a_new_doubt_beside_a_violation_that_does_not_count_fails_a_strict_check(doubtful: Project) -> None:
    lenient = (*STRICT, "--aisec-fail-on=high")
    with (doubtful.path / "main.tf").open("a") as file:
        file.write(BUCKET.format(name="new"))
    assert doubtful.run(*lenient).ret == pytest.ExitCode.OK
    with (doubtful.path / "main.tf").open("a") as file:
        file.write(UNKNOWN.format(name="added"))
    result = doubtful.run(*lenient)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["UNDETERMINED *", "  The run fails for it (--aisec-strict)"])
    assert doubtful.run(STRICT[0], lenient[-1]).ret == pytest.ExitCode.OK
