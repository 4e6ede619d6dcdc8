"""The run as SARIF: held against the schema of OASIS, with fingerprints that stay, and what was not read."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pytest_aisec.compliance import catalogue
from pytest_aisec.reports import sarif
from tests.plugin.conftest import Project

SCHEMA = Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json.gz"


@cache
def schema() -> Any:
    return json.loads(gzip.decompress(SCHEMA.read_bytes()))


def run_of(project: Project, *args: str) -> dict[str, Any]:
    project.run("--aisec-report=sarif=out.sarif", *args)
    log = json.loads((project.path / "out.sarif").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema())
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def test_results_are_what_wants_attention(judged: Project) -> None:
    run = run_of(judged)
    results = {result["ruleId"]: result for result in run["results"]}
    violated = results["acls-are-blocked"]
    assert (violated["kind"], violated["level"]) == ("fail", "error")
    assert violated["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "main.tf", "uriBaseId": "ROOT"},
        "region": {"startLine": 15},
    }
    assert violated["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "aws_s3_bucket.open"
    undecided = results["policies-are-blocked"]
    assert (undecided["kind"], undecided["level"]) == ("open", "none")
    assert "is-a-bucket" not in results
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    rule = rules[violated["ruleIndex"]]
    assert rule["properties"]["security-severity"] == "9.5"
    assert rule["properties"]["tags"] == ["security", "soc2:CC6.1", "soc2:CC6.6"]
    assert rule["help"]["text"] == "block them."


def test_what_does_not_fail_the_run_is_no_error(project: Project) -> None:
    project.policies(
        "@pytest.mark.severity('high')\ndef test_open(bucket: s3.Bucket): assert bucket.public_acls_blocked\n"
        "@pytest.mark.severity('low')\ndef test_also(bucket: s3.Bucket): assert bucket.public_acls_blocked\n"
    )
    for below, expected in {"critical": ["warning", "note"], "high": ["error", "note"]}.items():
        results = run_of(project, f"--aisec-fail-on={below}", "--aisec-report=github")["results"]
        assert [result["level"] for result in results] == expected
    result = project.run("--aisec-fail-on=critical", "--aisec-report=github")
    result.stdout.fnmatch_lines(["::warning file=main.tf,line=15,*"])
    result.stdout.no_fnmatch_line("::error*")


def test_every_framework_has_a_tag_before_any_has_two(project: Project) -> None:
    many = list(catalogue.bundled().framework("nist_800_53").controls)[: sarif.MOST_TAGS]
    marks = {"cis_aws": ["2.4", "2.5"], "nist_800_53": many, "owasp_llm": ["LLM01:2025"], "soc2": ["CC6.1", "CC6.6"]}
    lines = "".join(f"@pytest.mark.{name}({', '.join(map(repr, ids))})\n" for name, ids in marks.items())
    project.policies(f"{lines}def test_none(bucket: s3.Bucket) -> None:\n    assert not bucket.address\n")
    (rule,) = run_of(project)["tool"]["driver"]["rules"]
    tags = rule["properties"]["tags"]
    assert len(tags) == sarif.MOST_TAGS
    assert {"security", "cis_aws:2.4", "owasp_llm:LLM01:2025", "soc2:CC6.1", "soc2:CC6.6"} < set(tags)
    names = [tag.partition(":")[0] for tag in tags[1:]]
    assert names == sorted(names)


def fingerprints(run: dict[str, Any]) -> set[str]:
    return {result["partialFingerprints"]["aisecFinding/v1"] for result in run["results"]}


def test_fingerprints_do_not_depend_on_lines(judged: Project) -> None:
    before = run_of(judged)
    judged.write("main.tf", "# moved\n\n\n" + (judged.path / "main.tf").read_text(encoding="utf-8"))
    after = run_of(judged)
    assert [result["locations"] for result in before["results"]] != [result["locations"] for result in after["results"]]
    assert fingerprints(before) == fingerprints(after)
    assert len(fingerprints(before)) == len(before["results"])


def test_what_was_not_read_is_told(judged: Project) -> None:
    judged.write("bad.tf", "resource {")
    (invocation,) = run_of(judged)["invocations"]
    assert not invocation["executionSuccessful"]
    assert any("not read: bad.tf:" in each["message"]["text"] for each in invocation["toolExecutionNotifications"])


def test_what_is_cut_is_told(judged: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
    run = run_of(judged)
    assert [result["ruleId"] for result in run["results"]] == ["acls-are-blocked"]
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [each["message"]["text"] for each in told] == ["1 more findings are left out: the limit is reached"]
