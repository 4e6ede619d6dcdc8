"""The evidence of a finding: each attribute once, in the order of reading, and of very much only what decided."""

from __future__ import annotations

import json

from pytest_aisec.aws import s3
from pytest_aisec.findings import MOST_EVIDENCE, Policy, PolicyReport, evidence_of, packed, unpacked
from pytest_aisec.findings import Finding as Found
from pytest_aisec.model.evidence import Reading
from pytest_aisec.values import Location
from pytest_aisec.verdicts import Verdict
from tests.model.declared import declared, inventory

(BUCKET,) = inventory(declared("aws_s3_bucket", "b", bucket="b")).of(s3.Bucket)


def reading(number: int, value: object = True, owner: str = BUCKET.address) -> Reading:
    return Reading(owner, f"a{number}", value, Location("main.tf", number, 1))


def test_each_attribute_once_by_what_was_read_last() -> None:
    read = [reading(1), reading(2, owner="aws_kms_key.k"), reading(1, value=False)]
    assert [(each.attribute, each.value) for each in evidence_of(BUCKET, read)] == [
        ("aws_kms_key.k.a2", True),
        ("a1", False),
    ]


def test_of_very_many_readings_the_last_ones() -> None:
    found = evidence_of(BUCKET, [reading(number) for number in range(1, 1000)])
    assert len(found) == MOST_EVIDENCE
    assert (found[0].line, found[-1].line) == (1000 - MOST_EVIDENCE, 999)


def test_findings_travel() -> None:
    evidence = evidence_of(BUCKET, [reading(1, value=["x"])])
    finding = Found("p", Verdict.VIOLATED, "high", "terraform:.", "a", "T", "main.tf", 1, "m", "f", evidence)
    policy = Policy("p", "p.py::test_p", "Headline.\n\nFix: f", "high", {"soc2": ["CC6.1"]}, {"checkov": ["CKV_AWS_1"]})
    report = PolicyReport(policy, (finding,), {Verdict.VIOLATED: 1}, "trouble")
    simple = json.loads(json.dumps(packed(report)))
    assert unpacked(simple) == report
    assert type(next(iter(packed(report)["counts"]))) is str


def test_a_policy_says_what_its_docstring_says() -> None:
    policy = Policy("host-is-shut", "n", "Hosts are shut.\n\nWhy: w.\n\nFix: do\nit.\n", "high", {})
    assert (policy.headline, policy.why, policy.fix) == ("Hosts are shut.", "w.", "do it.")


def test_a_policy_without_a_docstring_is_called_by_its_name() -> None:
    policy = Policy("host-is-shut", "n", "", "high", {})
    assert (policy.headline, policy.why, policy.fix) == ("host is shut", "", "")
