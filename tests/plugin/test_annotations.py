"""`--aisec-report github`."""

from __future__ import annotations

from tests.plugin.conftest import Project


def test_violations_are_annotated_on_the_terminal(judged: Project) -> None:
    result = judged.run("--aisec-report=github", "--aisec-report=json=out.json")
    found = [line for line in result.outlines if line.startswith("::error ")]
    assert len(found) == 1
    assert found[0].startswith("::error file=main.tf,line=15,title=critical%3A acls-are-blocked::")
    assert judged.read("out.json")["findings"]
