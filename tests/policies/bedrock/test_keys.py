"""By whose keys prompts, flows, rules, sessions and the work of jobs are encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

TAIL = "encrypted_with_a_customer_managed_key"
PROMPT, FLOW = f"prompt_is_{TAIL}", f"flow_is_{TAIL}"
RULES, SESSION = f"automated_reasoning_policy_is_{TAIL}", f"bedrock_session_is_{TAIL}"
EVALUATION, BULK, IMPORTED = f"model_evaluation_is_{TAIL}", f"answers_in_bulk_are_{TAIL}", f"imported_model_is_{TAIL}"
K = "arn:aws:kms:us-east-1:123456789012:key/k"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("customer_encryption_key_arn = aws_kms_key.k.arn", "passed"),
        ("customer_encryption_key_arn = var.elsewhere", "undetermined"),
        ("", "violated"),
    ],
)
@pytest.mark.parametrize(("policy", "kind"), [(PROMPT, "aws_bedrockagent_prompt"), (FLOW, "aws_bedrockagent_flow")])
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_kms_key" "k" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "name"),
    [
        (PROMPT, "Prompt", "CustomerEncryptionKeyArn"),
        (FLOW, "Flow", "CustomerEncryptionKeyArn"),
        (RULES, "AutomatedReasoningPolicy", "KmsKeyId"),
        (SESSION, "Session", "EncryptionKeyArn"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, name: str) -> None:
    text = f"""
    Key: {{Type: AWS::KMS::Key}}
    Good:
      Type: AWS::Bedrock::{kind}
      Properties: {{{name}: !GetAtt Key.Arn}}
    Bad:
      Type: AWS::Bedrock::{kind}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"Good": "passed", "Bad": "violated"}


@pytest.mark.parametrize(
    ("policy", "kind", "good"),
    [
        (PROMPT, "AWS::Bedrock::Prompt", {"customerEncryptionKeyArn": K}),
        (FLOW, "AWS::Bedrock::Flow", {"customerEncryptionKeyArn": K}),
        (RULES, "AWS::Bedrock::AutomatedReasoningPolicy", {"kmsKeyArn": K}),
        (EVALUATION, "bedrock:EvaluationJob", {"customerEncryptionKeyId": K}),
        (BULK, "bedrock:InvocationJob", {"outputDataConfig": {"s3OutputDataConfig": {"s3EncryptionKeyId": K}}}),
        (IMPORTED, "bedrock:ImportedModel", {"modelKmsKeyArn": K}),
    ],
)
def test_account(policy: str, kind: str, good: dict[str, Any]) -> None:
    key = live("AWS::KMS::Key", K, KeyArn=K, KeyManager="CUSTOMER")
    estate = [key, live(kind, "good", **good), live(kind, "bad")]
    assert verdicts(policy, estate) == {"good": "passed", "bad": "violated"}
    aws = live("AWS::KMS::Key", K, KeyArn=K, KeyManager="AWS")
    assert verdicts(policy, [aws, live(kind, "good", **good)]) == {"good": "violated"}
