"""Collection under exactly the policy that is printed for it: moto enforces what the policy allows."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3
import pytest
from moto.core import set_initial_no_auth_action_count

from tests.plugin.conftest import Project, category

Run = Callable[[list[str]], pytest.RunResult]
MOTO_SAYS = {
    "s3:GetEncryptionConfiguration": "s3:ListBucket",
    "s3:GetBucketPublicAccessBlock": "s3:ListBucket",
    "s3:GetAccountPublicAccessBlock": "s3:GetPublicAccessBlock",
}
"""What moto takes questions about these for; IAM's own reference has them as actions."""
SELECTED = ("--aisec-source=aws:", "-k", "acls or direct")


@pytest.fixture
def allowed(live: Project, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the selection as a user who is allowed some actions and no others."""
    iam = boto3.client("iam")
    iam.create_user(UserName="auditor")
    key = iam.create_access_key(UserName="auditor")["AccessKey"]

    def run(actions: list[str]) -> pytest.RunResult:
        actions = [MOTO_SAYS.get(action, action) for action in actions]
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
        iam.put_user_policy(UserName="auditor", PolicyName="p", PolicyDocument=json.dumps(document))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
            patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
            enforced = set_initial_no_auth_action_count(0)(live.run)
            result: pytest.RunResult = enforced(*SELECTED, "-v", "--aisec-report=json=out.json")
            return result

    return run


def printed(live: Project) -> list[str]:
    """The actions of the policy that is printed for the selection."""
    assert live.run(*SELECTED, "--aisec-iam-policy=least.json").ret == pytest.ExitCode.OK
    (statement,) = live.read("least.json")["Statement"]
    actions: list[str] = statement["Action"]
    return actions


def test_the_printed_policy_is_enough(live: Project, allowed: Run) -> None:
    result = allowed(printed(live))
    assert result.ret == pytest.ExitCode.OK, result.outlines
    (source,) = live.read("out.json")["sources"]
    assert source["unread"] == []
    assert "could not see" not in source["facts"]
    assert "calls AccessDenied" not in source["facts"]


def test_without_a_listing_its_policies_are_undecided_and_the_run_fails(live: Project, allowed: Run) -> None:
    result = allowed([action for action in printed(live) if action != "sagemaker:ListNotebookInstances"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_direct") == "UNDETERMINED"
    assert category(result, "test_acls") == "PASSED"
    result.stdout.fnmatch_lines(["*AccessDenied: sagemaker:ListNotebookInstances in us-east-1*"])


def test_without_a_call_its_attribute_is_unknown(live: Project, allowed: Run) -> None:
    result = allowed([action for action in printed(live) if action not in MOTO_SAYS])
    assert category(result, "test_acls") == "UNDETERMINED"
    assert category(result, "test_direct") == "PASSED"
    result.stdout.fnmatch_lines(["*AccessDenied: s3:GetPublicAccessBlock*"])
