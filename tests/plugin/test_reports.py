"""The findings and the inventory as files: their schemas, what is in them, and reading the inventory back."""

from __future__ import annotations

import copy
import gzip
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.estates.names import CLOUDFORMATION, TERRAFORM
from tests.plugin.conftest import Project, category

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
PLATFORM = [
    f"--aisec-source=terraform:{TERRAFORM['flawed']}",
    f"--aisec-source=cloudformation:{CLOUDFORMATION['flawed']}",
]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check(name: str, document: Any) -> None:
    best = jsonschema.exceptions.best_match(validator(name).iter_errors(document))
    assert best is None, f"{list(best.absolute_path)}: {best.message[:500]}"


def stable(report: dict[str, Any]) -> dict[str, Any]:
    """What two runs over the same infrastructure have in common."""
    return {"policies": report["policies"], "findings": report["findings"], "sources": report["sources"]}


def test_findings_say_what_was_judged_and_found(judged: Project) -> None:
    report = judged.report("--aisec-source=terraform:.")
    check("aisec-findings-1", report)
    assert report["run"]["command_line"][1:3] == ["-p", "no:hypothesispytest"]
    assert report["run"]["start"] <= report["run"]["end"]
    assert report["sources"] == [
        {"id": "terraform:.", "kind": "terraform", "location": ".", "resources": 4, "unread": [], "facts": {}}
    ]
    policies = {item["id"]: item for item in report["policies"]}
    acls = policies["acls-are-blocked"]
    assert {key: acls[key] for key in ("passed", "violated", "undetermined", "waived", "not_applicable", "error")} == {
        "passed": 1, "violated": 1, "undetermined": 0, "waived": 0, "not_applicable": 0, "error": 0,
    }  # fmt: skip
    assert acls["headline"] == "Buckets block public ACLs."
    assert acls["controls"] == {"soc2": ["CC6.1", "CC6.6"]}
    assert acls["nodeid"] == "test_own.py::test_acls_are_blocked"
    assert policies["vpc"]["violated"] == policies["vpc"]["passed"] == 0
    (violated,) = [item for item in report["findings"] if item["verdict"] == "violated"]
    assert (violated["policy"], violated["severity"], violated["source"]) == (
        "acls-are-blocked",
        "critical",
        "terraform:.",
    )
    assert (violated["address"], violated["type"]) == ("aws_s3_bucket.open", "AWS::S3::Bucket")
    assert (violated["file"], violated["line"], violated["fix"]) == ("main.tf", 15, "block them.")
    assert violated["controls"] == acls["controls"]
    assert ("main.tf", 15, False) in {(item["file"], item["line"], item["value"]) for item in violated["evidence"]}
    (undetermined,) = [item for item in report["findings"] if item["verdict"] == "undetermined"]
    assert undetermined["message"] == "var.public has no value (main.tf:1)"


def test_values_of_variables_are_not_written(judged: Project) -> None:
    judged.write("secret.tf", 'variable "password" {}\nvariable "token" {}\n')
    options = ("--aisec-var", "password=hunter2", "--aisec-var=token=t=hunter3", "--aisec-param=Secret=hunter4", "-v")
    report = judged.report(*options)
    assert "hunter" not in json.dumps(report)
    line = report["run"]["command_line"]
    expected = ["--aisec-var", "password=***", "--aisec-var=token=***", "--aisec-param=Secret=***", "-v"]
    assert line[line.index("--aisec-var") :] == expected


def test_passed_findings_are_listed_when_all_evidence_is_asked_for(judged: Project) -> None:
    few, everything = judged.report(), judged.report("--aisec-evidence=all")
    check("aisec-findings-1", everything)
    assert {item["verdict"] for item in few["findings"]} == {"violated", "undetermined", "not_applicable"}
    passed = [item for item in everything["findings"] if item["verdict"] == "passed"]
    assert len(passed) == sum(policy["passed"] for policy in everything["policies"]) == 4
    acls = next(item for item in passed if item["policy"] == "acls-are-blocked")
    assert [(item["value"], item["line"]) for item in acls["evidence"]] == [(True, 21)]
    assert everything["policies"] == few["policies"]


def test_findings_come_most_severe_first(judged: Project) -> None:
    order = ["critical", "high", "medium", "low"]
    found = [order.index(item["severity"]) for item in judged.report()["findings"]]
    assert found == sorted(found)
    assert len(set(found)) > 1


def test_both_files_of_the_platform_are_valid(project: Project) -> None:
    report = project.report(*PLATFORM, "--aisec-evidence=all", "--aisec-snapshot=s.json", pack=None)
    check("aisec-findings-1", report)
    inventory = project.read("s.json")
    check("aisec-inventory-1", inventory)
    assert sum(source["resources"] for source in inventory["sources"]) == len(inventory["resources"]) > 100
    assert {item["dialect"] for item in inventory["resources"]} == {"terraform", "cloudformation"}


def test_what_is_wrong_in_a_run_is_valid_too(judged: Project) -> None:
    judged.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    judged.policies(
        "def test_raises(b: s3.Bucket): raise ValueError\ndef test_two(a: s3.Bucket, b: ec2.Vpc): pass", "test_f.py"
    )
    report = judged.report("--aisec-snapshot=s.json", "--aisec-source=terraform:.", "--aisec-source=terraform:nowhere")
    check("aisec-findings-1", report)
    check("aisec-inventory-1", judged.read("s.json"))
    assert {policy["trouble"] != "" for policy in report["policies"] if "trouble" in policy} == {True}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "aisec-findings/2"),
        (["more"], 1),
        (["run", "start"], "yesterday"),
        (["run", "sources_asked"], ["somewhere"]),
        (["sources", 0, "resources"], -1),
        (["policies", 0, "severity"], "urgent"),
        (["policies", 0, "nodeid"], "::test_x"),
        (["policies", 0, "controls"], {"soc2": []}),
        (["findings", 0, "verdict"], "failed"),
        (["findings", 0, "line"], 0),
        (["findings", 0, "message"], ""),
        (["findings", 0, "evidence", 0, "note"], "guessed"),
        (["findings", 0, "evidence", 0, "colour"], "red"),
    ],
)
def test_the_schema_of_findings_is_strict(judged: Project, path: list[Any], value: object) -> None:
    report = judged.report()
    assert_strict("aisec-findings-1", report, path, value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "aisec-inventory/0"),
        (["sha256"], "0"),
        (["resources", 0, "dialect"], "pulumi"),
        (["resources", 0, "at"], ["main.tf", 1]),
        (["resources", 0, "body"], "text"),
        (["resources", 0, "body"], {"a": {"$unknown": "r", "why": "?"}}),
        (["resources", 0, "body"], {"a": {"$unknown": "r", "parts": ["x", None]}}),
        (["resources", 0, "body"], {"a": {"$ref": "x.y"}}),
        (["resources", 0, "places"], {"body/a": "main.tf:1"}),
        (["sources", 0, "unread"], [{"reason": "r"}]),
    ],
)
def test_the_schema_of_inventories_is_strict(judged: Project, path: list[Any], value: object) -> None:
    judged.run("--aisec-snapshot=s.json")
    assert_strict("aisec-inventory-1", judged.read("s.json"), path, value)


def assert_strict(name: str, document: dict[str, Any], path: list[Any], value: object) -> None:
    check(name, document)
    changed = copy.deepcopy(document)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not validator(name).is_valid(changed)


@pytest.mark.parametrize("name", ["s.json", "s.json.gz"])
def test_a_snapshot_gives_the_same_findings(project: Project, name: str) -> None:
    project.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    options = ["--aisec-evidence=all"]
    direct = project.report(*PLATFORM, "--aisec-source=terraform:.", *options, f"--aisec-snapshot={name}", pack=None)
    if name.endswith(".gz"):
        assert json.loads(gzip.decompress((project.path / name).read_bytes()))["schema"] == "aisec-inventory/1"
    back = project.report(f"--aisec-source=snapshot:{name}", *options, pack=None)
    assert stable(back) == stable(direct)
    assert back["run"]["sources_asked"] == [f"snapshot:{name}"]
    assert back["run"]["sources_reached"] == direct["run"]["sources_reached"]
    assert len(direct["findings"]) > 40


SECRETIVE = """
    variable "key" {{
      sensitive = true
      default   = "{value}"
    }}
    variable "unknown" {{ sensitive = true }}
    resource "aws_lambda_function" "f" {{
      function_name = "f"
      role          = "r"
      environment {{
        variables = {{ {variables} }}
      }}
    }}
"""


@pytest.mark.parametrize(
    ("value", "variables", "verdict"),
    [
        ("hJ7sQ2mZx9LpR4tK8wB3nY6cD1vF5gA0", "OPENAI_API_KEY = var.key", "violated"),
        ("eu-west-1", "REGION = var.key", "passed"),
        ("eu-west-1", "REGION = var.key, API_KEY = var.unknown", "undetermined"),
    ],
)
def test_what_is_masked_was_judged_before(project: Project, value: str, variables: str, verdict: str) -> None:
    project.write("main.tf", SECRETIVE.format(value=value, variables=variables))
    policy = ("--aisec-policy=definition-holds-no-secrets", "--aisec-evidence=all")
    (whole,) = project.report(*policy, "--aisec-snapshot=s.json", pack="bundled")["findings"]
    assert value == "eu-west-1" or value not in (project.path / "s.json").read_text()
    (again,) = project.report(*policy, "--aisec-source=snapshot:s.json", pack="bundled")["findings"]
    assert whole["verdict"] == again["verdict"] == verdict
    assert (whole["message"], whole["line"]) == (again["message"], again["line"])


def test_a_snapshot_of_a_snapshot_is_the_same(judged: Project) -> None:
    judged.run("--aisec-snapshot=a.json")
    judged.run("--aisec-source=snapshot:a.json", "--aisec-snapshot=b.json")
    assert judged.read("b.json") == judged.read("a.json")


def test_every_type_is_in_the_inventory(judged: Project) -> None:
    judged.write("more.tf", 'resource "terraform_data" "x" {\n  input = 1\n}\nresource "aws_sqs_queue" "q" {}\n')
    judged.run("--aisec-snapshot=s.json")
    found = {item["address"]: item for item in judged.read("s.json")["resources"]}
    assert found["terraform_data.x"]["body"]["input"] == 1
    assert found["aws_sqs_queue.q"]["origin_type"] == "aws_sqs_queue"
    assert (
        found["aws_s3_bucket_public_access_block.open"]["body"]["block_public_policy"]["$unknown"]
        == "var.public has no value"
    )
    assert found["aws_s3_bucket_public_access_block.open"]["body"]["bucket"]["$ref"] == "aws_s3_bucket.open"
    assert (found["aws_s3_bucket.open"]["file"], found["aws_s3_bucket.open"]["line"]) == ("main.tf", 5)


def test_a_changed_snapshot_is_not_read(judged: Project) -> None:
    judged.run("--aisec-snapshot=s.json")
    text = (judged.path / "s.json").read_text()
    (judged.path / "s.json").write_text(text.replace('"block_public_acls": false', '"block_public_acls": true'))
    result = judged.run("--aisec-source=snapshot:s.json", "-v")
    assert category(result, "aisec::sources-are-read-completely") == "NOT READ"
    assert "was changed after it was written" in " ".join(result.stdout.str().split())
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_what_was_written_is_said(judged: Project) -> None:
    result = judged.run("--aisec-report=json=out.json", "--aisec-snapshot=s.json")
    result.stdout.fnmatch_lines(["aisec: wrote out.json", "aisec: wrote s.json"])


def test_a_report_is_written_when_the_run_is_cut_short(judged: Project) -> None:
    judged.run("-x", "--aisec-report=json=out.json")
    assert [item["id"] for item in judged.read("out.json")["policies"]] == ["acls-are-blocked"]


def test_findings_hold_the_controls_that_were_asked_for(project: Project) -> None:
    project.write(
        "test_own.py",
        """
        import pytest
        from pytest_aisec.aws import s3

        @pytest.mark.soc2("CC6.1")
        def test_open(bucket: s3.Bucket) -> None:
            assert bucket.public_acls_blocked
        """,
    )
    assert project.report()["frameworks"] == []
    (framework,) = project.report("--aisec-control=soc2:CC6.[12]")["frameworks"]
    assert framework["id"] == "soc2"
    first, second = framework["controls"]
    assert (first["id"], first["status"], first["policies"], first["about_it"]) == ("CC6.1", "violated", ["open"], 1)
    assert (second["status"], second["policies"], second["about_it"]) == ("not covered by a policy", [], 0)


def test_paths_for_code_scanning_are_those_of_the_repository(project: Project) -> None:
    project.policies("def test_open(bucket: s3.Bucket): assert bucket.public_acls_blocked")
    (project.path / ".git").mkdir()
    assert _uris(project) == {"main.tf"}
    (project.path / ".git").rmdir()
    (project.path.parent / ".git").mkdir(exist_ok=True)
    try:
        assert _uris(project) == {f"{project.path.name}/main.tf"}
    finally:
        (project.path.parent / ".git").rmdir()


def _uris(project: Project) -> set[str]:
    project.run("--aisec-report=sarif=out.sarif")
    (run,) = project.read("out.sarif")["runs"]
    places = [place["physicalLocation"] for result in run["results"] for place in result["locations"]]
    return {place["artifactLocation"]["uri"] for place in places}


def test_names_and_values_that_are_no_text_end_no_report(project: Project) -> None:
    """A file named in Latin-1, and half a character, which JSON can hold."""
    (project.path / "main.tf").unlink()
    project.write(os.fsdecode(b"gr\xf6\xdfe.tf"), 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n')
    project.write("half.tf.json", '{"resource": {"aws_s3_bucket": {"half": {"bucket": "b\\ud83d"}}}}')
    project.policies("def test_versions(b: s3.Bucket): assert b.versioned")
    forms = [f"--aisec-report={form}=out.{form}" for form in ("json", "markdown", "sarif")]
    result = project.run(*forms, "--aisec-snapshot=s.json", "--aisec-report=github")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    found = project.read("out.json")["findings"]
    assert {each["file"] for each in found} == {"half.tf.json", os.fsdecode(b"gr\xf6\xdfe.tf")}
    assert "gr\\udcf6" in (project.path / "out.markdown").read_text(encoding="utf-8")
    assert "gr%F6%DFe.tf" in (project.path / "out.sarif").read_text(encoding="utf-8")
    again = project.report("--aisec-source=snapshot:s.json")["findings"]
    assert {each["address"] for each in again} == {each["address"] for each in found}


def test_what_is_read_and_a_snapshot_of_it_are_told_apart_in_every_report(judged: Project) -> None:
    judged.run("--aisec-source=terraform:.", "--aisec-snapshot=old.json")
    both = ("--aisec-source=terraform:.", "--aisec-source=snapshot:old.json")
    forms = [f"--aisec-report={form}" for form in ("json=r.json", "sarif=r.sarif", "markdown=r.md", "github")]
    shown = judged.run(*both, *forms, "--aisec-policy=acls-are-blocked")
    name = "aws_s3_bucket.open"
    found = [item for item in judged.read("r.json")["findings"] if item["verdict"] == "violated"]
    assert {(item["source"], item["address"]) for item in found} == {
        ("terraform:.", name), ("terraform:. of old.json", name),
    }  # fmt: skip
    messages = [each["message"]["text"] for each in judged.read("r.sarif")["runs"][0]["results"]]
    table = (judged.path / "r.md").read_text().splitlines()
    annotated = [line for line in shown.outlines if line.startswith("::error")]
    terminal = [line for line in shown.outlines if line.startswith("  - ")]
    for lines in (messages, table, annotated, terminal):
        of_it = [line.replace("&#95;", "_") for line in lines if name in line.replace("&#95;", "_")]
        assert len(of_it) == 2
        assert [f"{name} of old.json" in line for line in of_it] == [False, True]
