"""What is kept from Inspector, and what is hidden of what it finds."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import inspector2


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_model_host_is_not_kept_from_inspector(host: ai.ScannedHost) -> None:
    """Model hosts do not carry the tag that keeps Inspector away.

    Why: the tag `InspectorEc2Exclusion` takes a machine off the list without a word anywhere else: it is set
    for a test, and stays.

    Fix: remove the tag `InspectorEc2Exclusion` from `tags` in Terraform, from `Tags` in CloudFormation.

    ```hcl
    resource "aws_instance" "host" {
      ami           = "ami-0123456789abcdef0"
      instance_type = "g5.xlarge"
      tags = {
        Name = "host"
      }
    }
    ```

    ```yaml
    Host:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: ami-0123456789abcdef0
        InstanceType: g5.xlarge
        Tags:
          - {Key: Name, Value: host}
    ```
    """
    assert not host.excluded_from_inspector


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_inspector_filter_hides_no_finding_that_matters(suppression: inspector2.Filter) -> None:
    """No filter suppresses high or critical findings of more than one flaw, package or resource.

    Why: a suppressed finding is sent nowhere. A rule for a whole type of resource, made for one noisy image,
    hides what is found in all others from then on.

    Fix: name the flaw, the package or the resource in `filter_criteria` of `aws_inspector2_filter` in
    Terraform, in `FilterCriteria` of `AWS::InspectorV2::Filter` in CloudFormation, or only severities below
    high.

    ```hcl
    resource "aws_inspector2_filter" "accepted" {
      name   = "accepted"
      action = "SUPPRESS"
      filter_criteria {
        vulnerability_id {
          comparison = "EQUALS"
          value      = "CVE-2025-0001"
        }
      }
    }
    ```

    ```yaml
    Accepted:
      Type: AWS::InspectorV2::Filter
      Properties:
        Name: accepted
        FilterAction: SUPPRESS
        FilterCriteria:
          VulnerabilityId:
            - {Comparison: EQUALS, Value: CVE-2025-0001}
    ```
    """
    assert not suppression.hides_what_matters
