"""Access from outside, and access that nobody uses."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP04")
@marks.equivalent(
    prowler="accessanalyzer_enabled", security_hub="IAM.28", config="iam-external-access-analyzer-enabled"
)
def test_region_is_analyzed_for_access_from_outside(region: ai.AnalyzedRegion) -> None:
    """IAM Access Analyzer looks for access from outside in every region that is looked into.

    Why: it proves from the policies themselves who outside of the account can reach a bucket, a key or a role, and
    keeps looking when somebody changes one. An analyzer of an organization is seen only in the account that made it:
    read that account in the same run, or the members stay undetermined.

    Fix: create an analyzer of type ACCOUNT or ORGANIZATION in the region: `aws_accessanalyzer_analyzer` in Terraform,
    `AWS::AccessAnalyzer::Analyzer` in CloudFormation.
    """
    assert region.sees_outsiders


@marks.severity("low")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP04")
def test_account_is_analyzed_for_unused_access(account: ai.AnalyzedAccount) -> None:
    """IAM Access Analyzer looks for access that nobody uses.

    Why: roles of models collect permissions while people try things out. What is not used can be taken away without
    anybody noticing but an intruder.

    Fix: create an analyzer of type ACCOUNT_UNUSED_ACCESS or ORGANIZATION_UNUSED_ACCESS: `aws_accessanalyzer_analyzer`
    in Terraform, `AWS::AccessAnalyzer::Analyzer` in CloudFormation.
    """
    assert account.sees_unused_access


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP04")
@marks.equivalent(prowler="accessanalyzer_enabled_without_findings")
def test_access_from_outside_to_the_ai_estate_is_dealt_with_in_time(
    finding: ai.OutsideAccess, settings: Settings
) -> None:
    """Findings of access from outside to AI buckets, their keys and AI roles are dealt with in time.

    Why: each of them says that somebody outside of the account can read training data, use its key or act as a model
    does.

    Fix: take the access away, or archive the finding if it is meant. How many days that may take is `finding_days` in
    `[tool.aisec.settings]`.
    """
    assert finding.days_open is not None and finding.days_open <= settings.finding_days
