"""Plans and states asked for on the command line and in the ini file, joined or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pytest_aisec.requests import BadRequest, Request
from tests.plugin.conftest import Project, category, errors
from tests.sources.terraform.plans import as_json, entry, plan

ITEM = "aisec::sources-are-read-completely"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def block(name: str, blocked: bool) -> dict[str, Any]:
    values = {"block_public_acls": blocked, "block_public_policy": blocked}
    return entry(f"aws_s3_bucket_public_access_block.{name}", values, {"bucket": True, "id": True})


PLAN = plan(
    *(entry(f"aws_s3_bucket.{name}", {"bucket": name}, {"id": True, "arn": True}) for name in ("open", "shut")),
    block("open", False),
    block("shut", True),
    variables={"public": {"value": False}},
)


@pytest.fixture
def planned(judged: Project) -> Project:
    """The project with its configuration in `infra`, and the plan of it in `out`."""
    judged.write("infra/main.tf", (judged.path / "main.tf").read_text(encoding="utf-8"))
    (judged.path / "main.tf").unlink()
    judged.write("out/plan.json", as_json(PLAN))
    return judged


def violated(report: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    found = [item for item in report["findings"] if item["verdict"] == "violated"]
    return [(item["policy"], item["file"], item["line"]) for item in found]


def test_a_plan_is_judged_at_the_lines_of_its_folder(planned: Project) -> None:
    report = planned.report("--aisec-source=plan:out/plan.json@infra/")
    assert [(source["id"], source["kind"]) for source in report["sources"]] == [("plan:out/plan.json", "plan")]
    assert report["run"]["sources_asked"] == ["plan:out/plan.json@infra"]
    assert report["sources"][0]["facts"]["configuration"] == "infra"
    assert violated(report) == [("acls-are-blocked", "infra/main.tf", 15), ("policies-are-blocked", "infra/main.tf", 1)]
    jsonschema.validate(report, json.loads((SCHEMAS / "aisec-findings-1.json").read_text(encoding="utf-8")))


def test_both_paths_are_relative_to_where_they_were_typed(
    planned: Project, monkeypatch: pytest.MonkeyPatch, pytester: pytest.Pytester
) -> None:
    monkeypatch.chdir(planned.path / "out")
    arguments = (f"--rootdir={planned.path}", "--aisec-pack=none", "-p", "no:cacheprovider", str(planned.path))
    report = "--aisec-report=json=out.json"
    planned.plain("--aisec", "--aisec-source=plan:plan.json@../infra", report, *arguments)
    assert planned.read("out/out.json")["run"]["sources_asked"] == ["plan:out/plan.json@infra"]
    planned.write("pytest.ini", "[pytest]\naisec = true\naisec_source = plan:out/plan.json@infra\n")
    planned.plain(f"-c{planned.path}/pytest.ini", report, *arguments)
    assert planned.read("out/out.json")["run"]["sources_asked"] == ["plan:out/plan.json@infra"]
    assert planned.read("out/out.json")["run"]["sources_reached"] == ["plan:out/plan.json"]


def test_a_state_is_judged(planned: Project) -> None:
    def kept(type_: str, name: str, attributes: object) -> dict[str, Any]:
        return {"mode": "managed", "type": type_, "name": name, "instances": [{"attributes": attributes}]}

    bucket = {"id": "open", "bucket": "open", "arn": "arn:aws:s3:::open"}
    access = {"bucket": "open", "block_public_acls": False, "block_public_policy": True}
    resources = [kept("aws_s3_bucket", "open", bucket), kept("aws_s3_bucket_public_access_block", "open", access)]
    planned.write("a.tfstate", json.dumps({"version": 4, "serial": 1, "lineage": "l", "resources": resources}))
    report = planned.report("--aisec-source=state:a.tfstate")
    assert violated(report) == [("acls-are-blocked", "a.tfstate", None)]


def test_the_inventory_of_a_plan_is_kept_and_read_back(planned: Project) -> None:
    first = planned.report("--aisec-source=plan:out/plan.json@infra", "--aisec-snapshot=kept.json")
    kept = planned.read("kept.json")
    jsonschema.validate(kept, json.loads((SCHEMAS / "aisec-inventory-1.json").read_text(encoding="utf-8")))
    assert violated(planned.report("--aisec-source=snapshot:kept.json")) == violated(first)


@pytest.mark.parametrize("source", ["plan:out/none.json", "plan:infra/main.tf", "state:out/plan.json", "plan:out"])
def test_what_cannot_be_read_fails_the_run_once(planned: Project, source: str) -> None:
    result = planned.run("-v", "--aisec-source", source, "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    (read,) = planned.read("out.json")["sources"]
    assert len(read["unread"]) == 1


def test_a_folder_that_is_not_there_fails_and_the_plan_is_judged(planned: Project) -> None:
    result = planned.run("-v", "--aisec-source=plan:out/plan.json@nowhere")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    assert any("there is no folder nowhere" in line for line in result.outlines)


def test_a_source_without_a_file_is_a_usage_error(planned: Project) -> None:
    result = planned.run("--aisec-source=plan:@infra")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "names no file before the @" in errors(result)[0]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plan:a.json", ("a.json", "")),
        ("plan:a.json@infra/", ("a.json", "infra/")),
        ("state:a@b.json@", ("a@b.json", "")),
        ("plan:a@b.json@c", ("a@b.json", "c")),
    ],
)
def test_the_last_at_sign_divides(text: str, parts: tuple[str, str]) -> None:
    assert Request.parse(text).parts == parts
    folder = f"../{parts[1].rstrip('/')}" if parts[1] else ""
    assert Request.parse(text).moved(Path("a"), Path("a/b")).parts == (f"../{parts[0]}", folder)


@pytest.mark.parametrize("text", ["plan:", "state:@x", "plans:a.json"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        Request.parse(text)
