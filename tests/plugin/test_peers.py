"""What other tools call a policy: the form of their ids, and choosing by them."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, errors

POLICIES = """
@pytest.mark.equivalent(checkov="CKV_AWS_53", trivy=("AVD-AWS-0086", "AWS-0087"), security_hub="S3.8")
def test_acls_are_blocked(bucket: s3.Bucket) -> None:
    assert bucket.public_acls_blocked

@pytest.mark.equivalent(checkov="CKV_AWS_54", config="s3-bucket-level-public-access-prohibited")
@pytest.mark.equivalent(prowler="s3_bucket_level_public_access_block", kics="b3de4e4c")
def test_policies_are_blocked(bucket: s3.Bucket) -> None:
    assert bucket.public_policy_blocked

def test_vpc(vpc: ec2.Vpc) -> None:
    assert vpc
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["CKV_AWS_53"], {"acls_are_blocked"}),
        (["CKV_AWS_5*"], {"acls_are_blocked", "policies_are_blocked"}),
        (["AWS-0086"], {"acls_are_blocked"}),
        (["AVD-AWS-0087"], {"acls_are_blocked"}),
        (["S3.8", "vpc"], {"acls_are_blocked", "vpc"}),
        (["s3_bucket_level_public_access_block"], {"policies_are_blocked"}),
        (["b3de4e4c"], {"policies_are_blocked"}),
        (["s3-bucket-level-*"], {"policies_are_blocked"}),
        (["*-are-blocked"], {"acls_are_blocked", "policies_are_blocked"}),
    ],
)
def test_policies_are_chosen_by_any_of_their_ids(project: Project, options: list[str], expected: set[str]) -> None:
    project.policies(POLICIES)
    result = project.run("--co", "-q", *(f"--aisec-policy={option}" for option in options))
    assert result.ret == pytest.ExitCode.OK, result.errlines
    assert {line.partition("::test_")[2] for line in result.outlines if "::test_" in line} == expected


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("CKV_AWS_55", "; did you mean CKV_AWS_5"),
        ("ckv_aws_53", "; did you mean CKV_AWS_53"),
        ("acls-are-blokked", "; did you mean acls-are-blocked"),
        ("0000zzzz", ""),
    ],
)
def test_an_unknown_id_is_a_usage_error(project: Project, asked: str, hint: str) -> None:
    project.policies(POLICIES)
    result = project.run(f"--aisec-policy={asked}", "--aisec-policy=vpc")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    said = f"ERROR: aisec: --aisec-policy {asked}: no policy has this id, nor an equivalent with it{hint}"
    assert errors(result)[0].startswith(said)


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("checkov='CKV_AWS'", "'CKV_AWS' has not the form of an id of checkov: CKV_AWS_98"),
        ("checkov=('CKV_AWS_1', 'x')", "'x' has not the form of an id of checkov: CKV_AWS_98"),
        ("security_hub='S3'", "'S3' has not the form of an id of security_hub: SageMaker.1"),
        ("trivy=86", "86 has not the form of an id of trivy: AVD-AWS-0107"),
        ("kics=()", "the mark equivalent names no id of kics"),
        ("chekov='CKV_AWS_1'", "the mark equivalent knows no tool 'chekov'; did you mean checkov?"),
        ("'CKV_AWS_1'", "the mark equivalent takes ids by tool, e.g. checkov='CKV_AWS_98', and nothing else"),
    ],
)
def test_what_is_no_id_is_a_usage_error_with_its_place(project: Project, mark: str, message: str) -> None:
    project.policies(f"@pytest.mark.equivalent({mark})\ndef test_a(bucket: s3.Bucket) -> None:\n    assert bucket\n")
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert errors(result) == [f"ERROR: aisec: test_own.py:3: test_a: {message}"]


def test_the_mark_is_known_without_judging(project: Project) -> None:
    project.policies(POLICIES)
    result = project.plain("--strict-markers", "--co", "-q", "-p", "no:cacheprovider")
    assert not errors(result)
    result.stdout.fnmatch_lines(["aisec: 3 policies deselected*"])


def test_an_id_is_unknown_where_there_is_no_policy_at_all(project: Project) -> None:
    result = project.run("--aisec-policy=acls-are-blocked")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--aisec-policy acls-are-blocked: no policy has this id*"])
