"""Through which endpoints the stores of retrieval are reached."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_network_policy_names_endpoints_of_the_account(policy: ai.NetworkPolicy) -> None:
    """Network policies of OpenSearch Serverless let in only endpoints of the account.

    Why: an endpoint stands in somebody's VPC. One that nobody here knows opens the collection to another network, and
    the id of one that was deleted says nothing about who reaches it.

    Fix: name `aws_opensearchserverless_vpc_endpoint` under `SourceVPCEs` in the `policy` of the
    `aws_opensearchserverless_security_policy` in Terraform, an `AWS::OpenSearchServerless::VpcEndpoint` in `Policy` in
    CloudFormation. Files are not judged for ids that they do not declare: accounts tell. In which VPC an endpoint may
    stand, nothing says: that is for you to tell.
    """
    assert policy.strange_endpoints == []
