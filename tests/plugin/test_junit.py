"""Policies in JUnit's XML, which pytest writes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.plugin.conftest import Project


@pytest.mark.parametrize("items", ["policy", "resource"])
def test_policies_have_their_severity_and_controls_as_properties(judged: Project, items: str) -> None:
    judged.run("--junitxml=junit.xml", f"--aisec-items={items}")
    cases = ET.parse(judged.path / "junit.xml").iter("testcase")
    found = {
        (prop.get("name"), prop.get("value"))
        for case in cases
        if case.get("name", "").startswith("test_acls_are_blocked")
        for prop in case.iter("property")
    }
    assert found == {("policy", "acls-are-blocked"), ("severity", "critical"), ("soc2", "CC6.1, CC6.6")}
