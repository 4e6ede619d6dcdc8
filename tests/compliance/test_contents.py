"""The frameworks that come with the package: complete where they say so, and every control with its reason."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from pytest_aisec.compliance.catalogue import bundled
from pytest_aisec.compliance.framework import FOLDER
from pytest_aisec.plugin import marks
from tests.compliance.claims import controls_of
from tests.policies.judged import policies

FORMS = {
    "aws_agentic_lens": r"AGENTSEC\d\d-BP\d\d",
    "aws_genai_lens": r"GEN(SEC|OPS|REL|COST|PERF|SUS)\d\d-BP\d\d",
    "aws_security_hub": r"[A-Za-z0-9]+\.\d{1,3}",
    "cis_aws": r"[2-6]\.\d{1,2}(\.\d)?",
    "eu_ai_act": r"Art\. \d{1,3}(\(\d\))?(\([a-z]\))?",
    "fedramp_20x": r"KSI-[A-Z]{3}-[A-Z]{3}",
    "gdpr": r"Art\. \d{1,2}(\(\d\))?(\([a-z]\))?",
    "hipaa": r"164\.3(06|08|10|12|14|16)(\([a-zA-Z0-9]+\))+",
    "iso_27001": r"A\.[5-8]\.\d{1,2}",
    "iso_42001": r"A\.\d{1,2}(\.\d){1,2}",
    "mitre_atlas": r"AML\.(M\d{4}|T\d{4}(\.\d{3})?)",
    "nist_800_53": r"[A-Z]{2}-\d+(\(\d+\))?",
    "nist_ai_rmf": r"(GOVERN|MAP|MEASURE|MANAGE) \d\.\d{1,2}",
    "owasp_agentic": r"ASI(0[1-9]|10):2026",
    "owasp_llm": r"LLM(0[1-9]|10):2025",
    "pci_dss": r"\d{1,2}(\.\d{1,2}){2,3}",
    "soc2": r"(CC[1-9]|A1|C1|PI1|P[1-8])\.\d",
}

COUNTED = {
    "soc2": dict(
        zip(
            [
                "CC1",
                "CC2",
                "CC3",
                "CC4",
                "CC5",
                "CC6",
                "CC7",
                "CC8",
                "CC9",
                "A1",
                "C1",
                "PI1",
                "P1",
                "P2",
                "P3",
                "P4",
                "P5",
                "P6",
                "P7",
                "P8",
            ],
            (5, 3, 4, 2, 3, 8, 5, 1, 2, 3, 2, 5, 1, 1, 2, 3, 2, 7, 1, 1),
            strict=True,
        )
    ),
    "iso_27001": {"A.5": 37, "A.6": 8, "A.7": 14, "A.8": 34},
    "nist_ai_rmf": {
        f"{function} {number}": count
        for function, counts in {
            "GOVERN": (7, 3, 2, 3, 2, 2),
            "MAP": (6, 3, 5, 2, 2),
            "MEASURE": (3, 13, 3, 3),
            "MANAGE": (4, 4, 2, 3),
        }.items()
        for number, count in enumerate(counts, start=1)
    },
    "owasp_llm": {f"LLM{number:02}:2025": 1 for number in range(1, 11)},
    "owasp_agentic": {f"ASI{number:02}:2026": 1 for number in range(1, 11)},
}
"""How many controls the published text has in each group, numbered from one without a gap."""

SECURITY_RULE = """
306: a b c d e
308: a1i a1iiA a1iiB a1iiC a1iiD a2 a3i a3iiA a3iiB a3iiC a4i a4iiA a4iiB a4iiC a5i a5iiA a5iiB a5iiC a5iiD a6i a6ii
308: a7i a7iiA a7iiB a7iiC a7iiD a7iiE a8 b1 b2 b3
310: a1 a2i a2ii a2iii a2iv b c d1 d2i d2ii d2iii d2iv
312: a1 a2i a2ii a2iii a2iv b c1 c2 d e1 e2i e2ii
314: a1 a2i a2ii a2iii b1 b2
316: a b1 b2i b2ii b2iii
"""
"""The paragraphs of 45 CFR 164 Subpart C that an audit cites, from https://www.ecfr.gov/current/title-45/part-164."""

ADDRESSABLE = """
308: a3iiA a3iiB a3iiC a4iiB a4iiC a5iiA a5iiB a5iiC a5iiD a7iiD a7iiE
310: a2i a2ii a2iii a2iv d2iii d2iv
312: a2iii a2iv c2 e2i e2ii
"""
"""Those with "(Addressable)" in their heading."""


def citations(text: str) -> set[str]:
    """`308: a1iiA` spelt as it is cited: `164.308(a)(1)(ii)(A)`."""
    found = set()
    for line in text.strip().splitlines():
        section, _, paragraphs = line.partition(":")
        for paragraph in paragraphs.split():
            parts = re.findall(r"^[a-e]|\d|[ivx]+|[A-E]", paragraph)
            found.add(f"164.{section}" + "".join(f"({part})" for part in parts))
    return found


def test_each_framework_is_a_mark() -> None:
    assert set(marks.bundled_frameworks()) == set(bundled().ids) == set(FORMS)


@pytest.mark.parametrize("name", bundled().ids)
def test_ids_have_the_form_of_the_framework(name: str) -> None:
    odd = [each for each in bundled().framework(name).controls if not re.fullmatch(FORMS[name], each)]
    assert not odd


@pytest.mark.parametrize("name", bundled().ids)
def test_every_control_has_a_title_and_a_reason(name: str) -> None:
    framework = bundled().framework(name)
    assert framework.version
    assert framework.controls
    for control in framework.controls.values():
        assert control.title.strip()
        assert control.why.strip()


@pytest.mark.parametrize("name", bundled().ids)
def test_ids_for_oscal_are_tokens_and_unique(name: str) -> None:
    raw = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    ids = [control["oscal_id"] for control in raw["controls"]]
    assert len(set(ids)) == len(ids)
    assert not [each for each in ids if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", each)]


@pytest.mark.parametrize("name", COUNTED)
def test_no_control_is_missing_where_the_whole_is_counted(name: str) -> None:
    wanted = COUNTED[name]
    found = bundled().framework(name).controls
    numbered = [
        f"{group}.{number}" if group not in found else group
        for group, count in wanted.items()
        for number in range(1, count + 1)
    ]
    assert sorted(found) == sorted(numbered)


def test_every_citation_of_the_security_rule() -> None:
    assert set(bundled().framework("hipaa").controls) == citations(SECURITY_RULE)


def test_what_is_addressable() -> None:
    raw = json.loads((FOLDER / "hipaa.json").read_text(encoding="utf-8"))["controls"]
    assert {each["id"] for each in raw if each["designation"] == "addressable"} == citations(ADDRESSABLE)


def test_annex_a_of_iso_42001() -> None:
    found = Counter(each.rpartition(".")[0] for each in bundled().framework("iso_42001").controls)
    assert set(found) == {"A.2", "A.3", "A.4", "A.5", "A.6.1", "A.6.2", "A.7", "A.8", "A.9", "A.10"}
    assert found.total() == 38


def test_no_bundled_policy_claims_what_configuration_does_not_show() -> None:
    claimed = [
        (name, framework, control)
        for name, function in policies()
        for framework, controls in controls_of(function).items()
        for control in controls
        if bundled().framework(framework).controls[control].testable == "no"
    ]
    assert claimed == []
