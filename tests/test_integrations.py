"""What other tools start us by: the action for GitHub's workflows, the hook for pre-commit, our own workflow."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pytest_aisec.sources.cloudformation.find import _SUFFIXES
from pytest_aisec.sources.terraform.folder import _ENDINGS

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
POLICY = '''
import pytest
from pytest_aisec.aws import s3

@pytest.mark.severity("medium")
@pytest.mark.soc2("CC6.1")
def test_versions(bucket: s3.Bucket) -> None:
    """Buckets keep versions."""
    assert bucket.versioned
'''
BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
VERSIONS = (
    'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n'
    "  versioning_configuration {\n    status = %s\n  }\n}\n"
)
HOSTILE = {
    "conftest.py": "import not_there\n",
    "tests/test_app.py": "import not_there\n",
    "pytest.ini": "[pytest]\naddopts = --cov=app\nrequired_plugins = pytest-cov\nstrict_config = true\n"
    "asyncio_mode = auto\nfilterwarnings = error::not_there.Warning\naisec_exclude = examples\n",
}
"""Of a repository with tests of its own, whose plugins and modules are not installed where policies are judged."""


@dataclass(frozen=True)
class Ended:
    """How a step ended: its exit code, and what the runner would read."""

    code: int
    said: str
    summary: str
    outputs: dict[str, str]

    @property
    def violated(self) -> list[str]:
        results = json.loads(Path(self.outputs["sarif"]).read_text())["runs"][0]["results"]
        return [each["ruleId"] for each in results if each["level"] in {"error", "warning"}]


class Workspace:
    """A repository, and a runner's folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.temp, self.path = folder / "temp of it", folder / "work"
        self.programs = folder / "bin"
        for each in (self.temp / "pytest-aisec" / "bin", self.path / "policies", self.programs):
            each.mkdir(parents=True)
        program = self.temp / "pytest-aisec" / "bin" / "pytest"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pytest "$@"\n')
        program.chmod(0o755)
        self.write("policies/test_house.py", POLICY)
        self.write("main.tf", BUCKET)
        for name, text in HOSTILE.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
        subprocess.run(("git", *who, *words), cwd=self.path, check=True, capture_output=True)

    def step(self, name: str, **inputs: str) -> Ended:
        """Run a step as GitHub's runner does."""
        given = {key: str(each["default"]) for key, each in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): text for key, text in inputs.items()}
        known = {f"inputs.{key}": text for key, text in given.items()}
        known |= {"runner.temp": str(self.temp), "github.action_path": str(ROOT)}

        def filled(text: str) -> str:
            return EXPRESSION.sub(lambda found: known[found[1]], text)

        step = STEPS[name]
        files = {each: self.temp / each for each in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        for file in files.values():
            file.write_text("")
        script = self.temp / "script.sh"
        script.write_text(step["run"])
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "GITHUB_"))}
        environment |= {key: str(file) for key, file in files.items()}
        environment |= {key: filled(text) for key, text in step["env"].items()}
        environment["PATH"] = f"{self.programs}:{environment['PATH']}"
        done = subprocess.run(
            ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)),
            check=False,
            cwd=self.path / filled(step.get("working-directory", ".")),
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        summary, outputs = (file.read_text() for file in files.values())
        pairs = dict(line.split("=", 1) for line in outputs.splitlines())
        return Ended(done.returncode, done.stdout + done.stderr, summary, pairs)

    def judge(self, **inputs: str) -> Ended:
        return self.step("Judge", **{"packs": "policies", **inputs})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_the_action_tells_of_a_violation_and_keeps_the_exit_code(workspace: Workspace) -> None:
    ended = workspace.judge()
    assert ended.code == 1, ended.said
    assert "::error file=main.tf,line=1,title=medium%3A versions::Buckets keep versions." in ended.said
    assert "1 violation &#40;1 medium&#41;" in ended.summary
    assert ended.outputs == {"sarif": str(workspace.temp / "pytest-aisec.sarif")}
    assert ended.violated == ["versions"]
    assert not list(workspace.path.rglob("*.sarif"))


def test_the_action_passes_what_conforms(workspace: Workspace) -> None:
    workspace.write("main.tf", BUCKET + VERSIONS % '"Enabled"')
    ended = workspace.judge(sarif="found.sarif", strict="true")
    assert ended.code == 0, ended.said
    assert "::" not in ended.said
    assert "0 violations" in ended.summary
    assert ended.outputs == {"sarif": str(workspace.path / "found.sarif")}


def test_inputs_are_arguments(workspace: Workspace) -> None:
    workspace.write("infra/main.tf", BUCKET)
    workspace.write("more/main.tf", BUCKET)
    lines = "terraform:infra\r\n\nterraform:more"
    ended = workspace.judge(source=lines, marker="soc2 and not hipaa", fail_on="high", arguments="-k\nversions")
    assert ended.code == 0, ended.said
    assert "2 resources in 2 sources, judged by 1 policy" in ended.summary
    assert "::warning file=infra/main.tf" in ended.said


def test_strict_is_handed_on(workspace: Workspace) -> None:
    workspace.write("main.tf", 'variable "v" {\n  type = string\n}\n' + BUCKET + VERSIONS % "var.v")
    assert workspace.judge().code == 0
    assert workspace.judge(strict="true").code == 1
    ended = workspace.judge(strict="yes")
    assert (ended.code, ended.outputs) == (4, {})
    assert "::error title=pytest-aisec::strict is neither true nor false" in ended.said


def test_changed_since_is_handed_on(workspace: Workspace) -> None:
    workspace.git("init", "-q", "-b", "main")
    workspace.git("add", ".")
    workspace.git("commit", "-q", "-m", "first")
    assert workspace.judge(changed_since="main").code == 0
    workspace.write("more.tf", BUCKET.replace('"b"', '"new"'))
    ended = workspace.judge(changed_since="main")
    assert ended.code == 1
    assert "::error file=more.tf" in ended.said
    assert "file=main.tf" not in ended.said


def test_no_input_becomes_a_part_of_the_script(workspace: Workspace) -> None:
    hostile = "$(touch pwned)`touch pwned`\"; touch pwned; '; touch pwned; #"
    names = [name.replace("-", "_") for name in ACTION["inputs"] if name != "path"]
    assert workspace.judge(**dict.fromkeys(names, hostile)).code == 4
    assert workspace.judge(**{**dict.fromkeys(names, hostile), "strict": "true"}).code == 4
    assert not list(workspace.path.rglob("pwned"))


def test_a_run_that_could_not_judge_leaves_no_findings_of_an_earlier_one(workspace: Workspace) -> None:
    assert workspace.judge().outputs
    ended = workspace.judge(arguments="--aisec-no-such-option")
    assert ended.code == 4
    assert "--aisec-no-such-option" in ended.said
    assert "::error title=pytest-aisec::pytest ended with 4; its last lines say why" in ended.said
    assert ended.outputs == {}
    assert workspace.judge(sarif="a\nb").outputs == {}


def test_the_action_installs_itself_once(workspace: Workspace) -> None:
    log = workspace.temp / "log"
    shutil.rmtree(workspace.temp / "pytest-aisec")
    fake = workspace.programs / "python3"
    fake.write_text(
        f'#!/bin/sh\necho "$*" >> "{log}"\n[ "$2" != venv ] || {{ mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; }}\n'
    )
    fake.chmod(0o755)
    for _ in range(2):
        assert workspace.step("Install pytest-aisec").code == 0
    asked = [line for line in log.read_text().splitlines() if not line.startswith("-c ")]
    assert asked == [
        f"-m venv --clear {workspace.temp}/pytest-aisec",
        f"-m pip install --quiet --disable-pip-version-check {ROOT}[sam]",
    ]
    fake.write_text("#!/bin/sh\nexit 1\n")
    ended = workspace.step("Install pytest-aisec")
    assert ended.code == 4
    assert "Python 3.11 or newer is needed" in ended.said


def test_scripts_hold_no_expressions() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    used = {found for step in ACTION["runs"]["steps"] for found in EXPRESSION.findall(json.dumps(step))}
    assert {name.removeprefix("inputs.") for name in used if name.startswith("inputs.")} == set(ACTION["inputs"])


def hook(workspace: Workspace, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the hook's command, as pre-commit does in its own environment."""
    (described,) = HOOKS
    program, *words = shlex.split(described["entry"])
    command = (str(workspace.temp / "pytest-aisec" / "bin" / program), *words, *(args or described["args"]))
    return subprocess.run(command, check=False, cwd=workspace.path, capture_output=True, text=True, timeout=60)


def test_the_hook_judges_the_repository_and_runs_none_of_its_tests(workspace: Workspace) -> None:
    ini = HOSTILE["pytest.ini"]
    workspace.write("pytest.ini", f"{ini}aisec_pack =\n  none\n  policies\n")
    done = hook(workspace)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "main.tf:1  aws_s3_bucket.b" in done.stdout
    workspace.write("main.tf", BUCKET + VERSIONS % '"Enabled"')
    done = hook(workspace)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_starts_for_whatever_is_judged() -> None:
    (described,) = HOOKS
    assert (described["pass_filenames"], described["require_serial"]) == (False, True)
    for ending in {*_ENDINGS, *_SUFFIXES, ".tfvars", ".auto.tfvars", ".tfvars.json"}:
        assert re.search(described["files"], f"infra/x{ending}"), ending
    assert not re.search(described["files"], "README.md")
    assert not re.search(described["files"], "app.py")


def test_our_workflow_trusts_nothing_that_can_change() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    workflow: dict[str, Any] = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    for step in steps:
        if "uses" in step:
            assert step["uses"] == "./" or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", "")
    assert ".ci/run" in [step.get("run") for step in steps]
