"""What the root user can sign in with."""

from __future__ import annotations

import pytest

from pytest_aisec import ai


@pytest.mark.severity("critical")
@pytest.mark.soc2("CC6.1", "CC6.2")
@pytest.mark.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(i)")
@pytest.mark.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "IA-2", "IA-9")
@pytest.mark.nist_ai_rmf("GOVERN 6.1")
@pytest.mark.iso_42001("A.4.4")
@pytest.mark.owasp_llm("LLM02:2025")
@pytest.mark.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@pytest.mark.aws_genai_lens("GENSEC01-BP01")
@pytest.mark.equivalent(
    checkov="CKV_AWS_348",
    prowler="iam_no_root_access_key",
    kics="970d224d",
    trivy="AWS-0141",
    security_hub="IAM.4",
    config="iam-root-access-key-check",
)
def test_root_user_has_no_access_key(root: ai.RootUser) -> None:
    """The root user of an account has no access key.

    Why: no policy limits the root user: whoever has its key can close the account.

    Fix: delete the keys under the security credentials of the root user.
    """
    assert root.active_keys == 0


@pytest.mark.severity("critical")
@pytest.mark.soc2("CC6.1", "CC6.2")
@pytest.mark.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(i)")
@pytest.mark.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "IA-2", "IA-9")
@pytest.mark.nist_ai_rmf("GOVERN 6.1")
@pytest.mark.iso_42001("A.4.4")
@pytest.mark.owasp_llm("LLM02:2025")
@pytest.mark.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@pytest.mark.aws_genai_lens("GENSEC01-BP01")
@pytest.mark.equivalent(prowler="iam_root_mfa_enabled", trivy="AWS-0142", security_hub="IAM.9")
def test_root_user_has_mfa(root: ai.RootUser) -> None:
    """The root user of an account has a second factor.

    Why: its password, or the mailbox that resets it, is otherwise all that stands between anybody and everything.

    Fix: register a hardware second factor, or remove the credentials of root users by centralized root access.
    """
    assert root.has_mfa
