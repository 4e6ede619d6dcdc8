"""What GuardDuty found."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import guardduty
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "SI-4(5)", "IR-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP04")
@marks.equivalent(prowler="guardduty_no_high_severity_findings", config="guardduty-non-archived-findings")
def test_guardduty_finding_is_dealt_with_in_time(finding: guardduty.Finding, settings: Settings) -> None:
    """High and critical findings of GuardDuty are archived within the days that the setting `finding_days` allows.

    Why: a finding that nobody closes is either an intrusion that goes on or an alarm that nobody believes any
    more.

    Fix: look into the finding, undo what it is about, and archive it. How many days that may take is
    `finding_days` in `[tool.aisec.settings]`.
    """
    assert finding.days_open is not None and finding.days_open <= settings.finding_days
