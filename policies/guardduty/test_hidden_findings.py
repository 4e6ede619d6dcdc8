"""Which findings of GuardDuty nobody gets to see, or nobody looks at."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import guardduty
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_guardduty_filter_hides_no_finding_that_matters(suppression: guardduty.Filter) -> None:
    """No filter archives findings about AI, about stolen credentials or about covered tracks.

    Why: an archived finding is sent nowhere. A filter that was made for one noisy scanner hides everything that
    an intruder does, if it names no types or the wrong ones.

    Fix: name the types of the noise in `finding_criteria` of `aws_guardduty_filter` in Terraform, in
    `FindingCriteria` of `AWS::GuardDuty::Filter` in CloudFormation, and none of AI Protection,
    `CredentialAccess`, `DefenseEvasion` and the like.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_filter" "scanner" {
      detector_id = aws_guardduty_detector.this.id
      name        = "scanner"
      rank        = 1
      action      = "ARCHIVE"
      finding_criteria {
        criterion {
          field  = "type"
          equals = ["Recon:EC2/Portscan"]
        }
        criterion {
          field  = "resource.instanceDetails.tags.value"
          equals = ["scanner"]
        }
      }
    }
    ```

    ```yaml
    Scanner:
      Type: AWS::GuardDuty::Filter
      Properties:
        DetectorId: !Ref Detector
        Name: scanner
        Rank: 1
        Action: ARCHIVE
        FindingCriteria:
          Criterion:
            type: {Equals: ["Recon:EC2/Portscan"]}
    ```
    """
    assert not suppression.hides_what_matters


@marks.severity("high")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_guardduty_ai_finding_is_dealt_with_in_time(finding: guardduty.AiFinding, settings: Settings) -> None:
    """Findings of AI Protection below high are archived within the days that the setting `finding_days` allows.

    Why: unusual use of models begins small: a few calls to see what stolen credentials are good for. By the
    time it is high, it is on the bill.

    Fix: look into the finding, undo what it is about, and archive it. How many days that may take is
    `finding_days` in `[tool.aisec.settings]`; findings that are high are judged like all high ones.
    """
    assert finding.days_open is not None and finding.days_open <= settings.finding_days
