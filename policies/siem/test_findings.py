"""Whether findings come together and reach somebody."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "SI-4(5)", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_rule_about_security_findings_reaches_somebody(rule: ai.FindingsRule) -> None:
    """An EventBridge rule about security findings is on and has a target that somebody listens to.

    Why: a rule without a target, one that was switched off for an afternoon, or a topic that nobody subscribes to
    looks like alerting and tells nobody.

    Fix: add an `aws_cloudwatch_event_target` in Terraform, `Targets` in CloudFormation, and leave the rule
    `ENABLED`. A topic needs an `aws_sns_topic_subscription` (`AWS::SNS::Subscription`) beside it: of one
    without, files leave open whether somebody subscribed by hand. Findings go to the default bus: a rule on
    another bus needs one that sends them there.

    ```hcl
    resource "aws_cloudwatch_event_rule" "findings" {
      name = "findings"
      event_pattern = jsonencode({
        source        = ["aws.securityhub"]
        "detail-type" = ["Security Hub Findings - Imported"]
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.findings.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Findings:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.securityhub]
          detail-type: [Security Hub Findings - Imported]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert rule.reaches_somebody


@marks.severity("high")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "SI-4(5)", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_security_findings_of_a_region_are_sent_on(region: ai.AlertedRegion) -> None:
    """In every region a rule sends the findings of GuardDuty, Inspector and Macie, or of Security Hub, on.

    Why: findings that stay in the console are read when somebody looks. Credentials become administrator within
    minutes.

    Fix: add a rule for the source `aws.securityhub` with a target that a person or a machine reacts to:
    `aws_cloudwatch_event_rule` with `aws_cloudwatch_event_target` in Terraform, `AWS::Events::Rule` in
    CloudFormation. An automation rule of the newer Security Hub that opens tickets will do as well. A rule that
    takes in findings by their severity has to take in those that are high and those that are critical; what is
    sent of Security Hub counts where it is on.
    """
    assert region.findings_that_nobody_gets == []


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("5.16")
@marks.equivalent(prowler="securityhub_enabled", config="securityhub-enabled")
def test_region_has_security_hub(region: ai.AssessedRegion) -> None:
    """Security Hub is on in every region of an account that is read.

    Why: it is where the findings of the other services come together in one form, and where a SIEM takes them
    from.

    Fix: create an `aws_securityhub_account` in each region in Terraform, an `AWS::SecurityHub::Hub` in
    CloudFormation.
    """
    assert any(hub.address for hub in region.hubs)


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="securityhub_enabled")
def test_security_hub_judges_by_the_foundational_standard(hub: ai.AssessedHub) -> None:
    """Security Hub, where it is on, judges by AWS Foundational Security Best Practices.

    Why: a hub without a standard collects, but judges nothing itself: its empty list looks like a clean account.

    Fix: leave `enable_default_standards` on, or subscribe to
    `standards/aws-foundational-security-best-practices/v/1.0.0`: `aws_securityhub_standards_subscription` in
    Terraform; `EnableDefaultStandards` and `AWS::SecurityHub::Standard` in CloudFormation.

    ```hcl
    resource "aws_securityhub_account" "this" {
      enable_default_standards = false
    }
    resource "aws_securityhub_standards_subscription" "foundational" {
      standards_arn = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"
    }
    ```

    ```yaml
    Hub:
      Type: AWS::SecurityHub::Hub
      Properties: {EnableDefaultStandards: false}
    Foundational:
      Type: AWS::SecurityHub::Standard
      Properties:
        StandardsArn: arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0
    ```
    """
    assert hub.judges_by_the_foundational_standard
