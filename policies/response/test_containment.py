"""Whether findings set off something that contains what was found."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_finding_sets_off_a_response(rule: ai.ResponseRule) -> None:
    """Where rules send findings on, one of them runs a function, a state machine or a runbook.

    Why: stolen credentials become those of an administrator within minutes, and a mail is read within hours.
    What disables a key, moves a machine into quarantine or puts a guardrail back has to run by itself.

    Fix: give a rule about findings of GuardDuty or Security Hub a target that acts: the ARN of a Lambda
    function, a Step Functions state machine or an SSM automation runbook, or of what runs a task or a build, in
    `aws_cloudwatch_event_target` in Terraform, under `Targets` of `AWS::Events::Rule` in CloudFormation. One
    such rule is enough; of queues, buses and APIs it is not seen what is done behind them.

    ```hcl
    resource "aws_cloudwatch_event_rule" "findings" {
      name = "findings"
      event_pattern = jsonencode({
        source        = ["aws.guardduty"]
        "detail-type" = ["GuardDuty Finding"]
        detail        = { severity = [{ numeric = [">=", 7] }] }
      })
    }
    resource "aws_cloudwatch_event_target" "contain" {
      rule = aws_cloudwatch_event_rule.findings.name
      arn  = aws_lambda_function.contain.arn
    }
    resource "aws_lambda_function" "contain" {
      function_name = "contain"
      role          = aws_iam_role.contain.arn
    }
    resource "aws_iam_role" "contain" {
      assume_role_policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { Service = "lambda.amazonaws.com" }
        }]
      })
    }
    resource "aws_iam_role_policy" "contain" {
      role = aws_iam_role.contain.id
      policy = jsonencode({
        Statement = [{
          Effect   = "Allow"
          Action   = ["iam:UpdateAccessKey", "ec2:ModifyInstanceAttribute"]
          Resource = "*"
        }]
      })
    }
    ```

    ```yaml
    Findings:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.guardduty]
          detail-type: [GuardDuty Finding]
          detail:
            severity: [{numeric: [">=", 7]}]
        State: ENABLED
        Targets:
          - Id: contain
            Arn: !GetAtt Contain.Arn
    Contain:
      Type: AWS::Lambda::Function
      Properties:
        Code: {S3Bucket: code, S3Key: contain.zip}
        Role: !GetAtt Role.Arn
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Action: sts:AssumeRole
              Principal: {Service: lambda.amazonaws.com}
        Policies:
          - PolicyName: contain
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: [iam:UpdateAccessKey, ec2:ModifyInstanceAttribute]
                  Resource: "*"
    ```
    """
    assert rule.findings_set_off_a_response


@marks.severity("medium")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_finding_in_a_region_sets_off_a_response(region: ai.RespondingRegion) -> None:
    """In every region a rule about findings runs a function, a state machine or a runbook.

    Why: GuardDuty finds in each region apart, and events stay where they are: a response that stands in one
    region leaves the others to whoever reads their mail.

    Fix: create the rule in each region, with a target that acts: a Lambda function, a Step Functions state
    machine or an SSM automation runbook. Where findings go to a bus of another account, look there.
    """
    assert region.findings_set_off_a_response


@marks.severity("medium")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_response_to_findings_is_no_administrator(rule: ai.ResponseRule) -> None:
    """What runs for findings acts through a role that may not do everything.

    Why: findings are set off by what attackers do, and carry texts that they chose. A response that may do
    everything is one more way to become administrator.

    Fix: allow the role of the function, state machine or runbook (its `assumeRole`, or the one that the target
    gives it) only the calls that contain: `aws_iam_role_policy` in Terraform, `AWS::IAM::Role` in
    CloudFormation. All of `iam:*` is as much as everything.

    ```hcl
    resource "aws_cloudwatch_event_rule" "findings" {
      name = "findings"
      event_pattern = jsonencode({
        source        = ["aws.guardduty"]
        "detail-type" = ["GuardDuty Finding"]
        detail        = { severity = [{ numeric = [">=", 7] }] }
      })
    }
    resource "aws_cloudwatch_event_target" "contain" {
      rule = aws_cloudwatch_event_rule.findings.name
      arn  = aws_lambda_function.contain.arn
    }
    resource "aws_lambda_function" "contain" {
      function_name = "contain"
      role          = aws_iam_role.contain.arn
    }
    resource "aws_iam_role" "contain" {
      assume_role_policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { Service = "lambda.amazonaws.com" }
        }]
      })
    }
    resource "aws_iam_role_policy" "contain" {
      role = aws_iam_role.contain.id
      policy = jsonencode({
        Statement = [{
          Effect   = "Allow"
          Action   = ["iam:UpdateAccessKey", "ec2:ModifyInstanceAttribute"]
          Resource = "*"
        }]
      })
    }
    ```

    ```yaml
    Findings:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.guardduty]
          detail-type: [GuardDuty Finding]
          detail:
            severity: [{numeric: [">=", 7]}]
        State: ENABLED
        Targets:
          - Id: contain
            Arn: !GetAtt Contain.Arn
    Contain:
      Type: AWS::Lambda::Function
      Properties:
        Code: {S3Bucket: code, S3Key: contain.zip}
        Role: !GetAtt Role.Arn
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Action: sts:AssumeRole
              Principal: {Service: lambda.amazonaws.com}
        Policies:
          - PolicyName: contain
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: [iam:UpdateAccessKey, ec2:ModifyInstanceAttribute]
                  Resource: "*"
    ```
    """
    assert rule.administrators == []
