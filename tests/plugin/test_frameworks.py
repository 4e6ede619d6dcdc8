"""The summary of a framework that was selected: what was found about each of its controls."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project

POLICIES = """
    import pytest
    from pytest_aisec.aws import ec2, s3

    @pytest.mark.soc2("CC6.1", "CC6.6")
    def test_open(bucket: s3.Bucket) -> None:
        assert bucket.public_acls_blocked

    @pytest.mark.soc2("CC6.1")
    @pytest.mark.hipaa("164.312(b)")
    def test_bucket(bucket: s3.Bucket) -> None:
        assert isinstance(bucket, s3.Bucket)

    @pytest.mark.soc2("CC6.3")
    def test_unknown(bucket: s3.Bucket) -> None:
        assert bucket.public_policy_blocked or bucket.address == "aws_s3_bucket.shut"

    @pytest.mark.soc2("CC6.2")
    def test_vpc(vpc: ec2.Vpc) -> None:
        assert vpc.address
"""


@pytest.fixture
def marked(project: Project) -> Project:
    project.write("test_own.py", POLICIES)
    return project


def test_every_control_of_the_selected_framework(marked: Project) -> None:
    result = marked.run("-m", "soc2")
    result.stdout.re_match_lines(
        [
            r"SOC 2 Trust Services Criteria.*",
            r"  CC1\.1 +not testable by configuration .*",
            r"  CC6\.1 +violated, 1 of 2 policies +Logical access .*",
            r"  CC6\.2 +no resources, 1 policy +Users .*",
            r"  CC6\.3 +undetermined, 1 policy +Access by role.*",
            r"  CC6\.6 +violated, 1 policy +Protection .*",
            r"  CC7\.2 +not covered by a policy .*",
        ]
    )
    assert max(len(line) for line in result.outlines if line.startswith("  CC")) <= 80
    result.stdout.no_fnmatch_line("HIPAA*")


def test_violations_show_the_controls_that_were_asked_for(marked: Project) -> None:
    asked = marked.run("-m", "nist_800_53 or soc2")
    asked.stdout.fnmatch_lines(["  soc2 CC6.1, CC6.6"])
    marked.write(
        "test_own.py", POLICIES.replace('soc2("CC6.1", "CC6.6")', 'soc2("CC6.1")\n    @pytest.mark.cis_aws("2.4")')
    )
    marked.run("--aisec-control=cis_aws:2.4").stdout.fnmatch_lines(["  cis_aws 2.4 | and 1 other framework"])
    marked.run().stdout.fnmatch_lines(["  soc2 CC6.1 | and 1 other framework"])


def test_a_framework_that_is_left_out_has_no_table(marked: Project) -> None:
    result = marked.run("-m", "hipaa or not soc2")
    result.stdout.re_match_lines([r"HIPAA.*", r"  164\.312\(b\) +passed, 1 policy +.*"])
    result.stdout.no_fnmatch_line("SOC 2*")


def test_only_the_controls_that_were_asked_for(marked: Project) -> None:
    result = marked.run("--aisec-control=soc2:CC6.[12]")
    result.stdout.re_match_lines([r"  CC6\.1 +violated.*", r"  CC6\.2 +no resources.*"])
    result.stdout.no_re_match_line(r"  CC6\.3 .*")


def test_without_a_selection_there_is_no_table(marked: Project) -> None:
    marked.run().stdout.no_fnmatch_line("SOC 2*")


def test_what_a_control_takes_in_is_as_good_as_marked(project: Project) -> None:
    project.policies("@pytest.mark.nist_800_53('RA-5')\ndef test_scanned(bucket: s3.Bucket): assert bucket.address")
    for selection in ("-m=iso_27001", "-m=control(iso_27001='A.8.8')", "--aisec-control=iso_27001:A.8.[78]"):
        project.run(selection).stdout.re_match_lines([r"  A\.8\.8 +passed, 1 policy +.*"])
    project.run("-m=iso_27001", "--aisec-list=controls").stdout.re_match_lines([r"A\.8\.8 +1 policy +.*"])
    project.run("--aisec-list=frameworks").stdout.re_match_lines([r"iso_27001 +93 +47 +1 .*"])
    (policy,) = project.report()["policies"]
    assert policy["controls"] == {
        "gdpr": ["Art. 32(1)(b)", "Art. 5(1)(f)"],
        "iso_27001": ["A.8.8"],
        "nist_800_53": ["RA-5"],
    }


def test_controls_that_marks_name(marked: Project) -> None:
    asked = marked.run("-m", "control(soc2='CC6.2') or control(hipaa=\"164.312(b)\") and not control(soc2='CC6.3')")
    asked.stdout.re_match_lines([r"SOC 2.*", r"  CC6\.2 +no resources.*", r"HIPAA.*", r"  164\.312\(b\) +passed.*"])
    asked.stdout.no_re_match_line(r"  CC6\.[136] .*")
