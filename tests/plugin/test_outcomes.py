"""Outcome categories, and pytest's own options around them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.plugin.conftest import Project, category

ITEM = "aisec::sources-are-read-completely"


def test_every_outcome_has_its_own_word(judged: Project) -> None:
    result = judged.run("-v")
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    assert category(result, "test_policies_are_blocked") == "UNDETERMINED"
    assert category(result, "test_is_a_bucket") == "PASSED"
    assert category(result, "test_vpc") == "NO RESOURCES"
    assert category(result, "test_never_applies") == "NOT APPLICABLE"
    assert category(result, ITEM) == "PASSED"
    for part in ("2 passed", "1 violated", "1 undetermined", "1 no resources", "1 not applicable"):
        assert part in result.outlines[-1]
    assert "skipped" not in result.outlines[-1]
    assert "failed" not in result.outlines[-1]
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_every_outcome_has_its_own_letter(judged: Project) -> None:
    result = judged.run()
    result.stdout.fnmatch_lines(["aisec .*", "test_own.py VU.--*"])


def test_violations_have_no_failures_section(judged: Project) -> None:
    result = judged.run("-rA")
    shown = result.stdout.str()
    assert "= FAILURES =" not in shown
    assert "= ERRORS =" not in shown
    assert "Failed:" not in shown
    assert "= AI security =" in shown


def test_the_summary_says_what_where_and_what_to_do(judged: Project) -> None:
    shown = judged.run().stdout.str()
    for line in (
        "CRITICAL acls-are-blocked",
        "Buckets block public ACLs.",
        "main.tf:15",
        "aws_s3_bucket.open",
        "block them.",
    ):
        assert line in shown
    assert "var.public has no value (main.tf:1)" in shown  # why it is undetermined
    assert "main.tf:21" not in shown


def test_order_of_the_summary_is_by_severity(judged: Project) -> None:
    judged.policies(
        """
        @pytest.mark.severity("low")
        def test_a_low(b: s3.Bucket): assert False
        def test_b_medium(b: s3.Bucket): assert False
        @pytest.mark.severity("critical")
        def test_z_critical(b: s3.Bucket): assert False
        """
    )
    lines = [line for line in judged.run().outlines if line.startswith(("LOW", "MEDIUM", "HIGH", "CRITICAL"))]
    assert [line.split()[:2] for line in lines] == [
        ["CRITICAL", "z-critical"],
        ["MEDIUM", "b-medium"],
        ["LOW", "a-low"],
    ]


def test_undetermined_fails_only_when_strict(judged: Project) -> None:
    judged.policies("def test_policies(b: s3.Bucket): assert b.public_policy_blocked")
    assert judged.run().ret == pytest.ExitCode.OK
    result = judged.run("--aisec-strict", "-v")
    assert category(result, "test_policies") == "UNDETERMINED"
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "= FAILURES =" not in result.stdout.str()


@pytest.mark.parametrize("population", [False, True])
def test_what_is_undetermined_beside_a_violation_that_does_not_count_fails_when_strict(
    project: Project, population: bool
) -> None:
    project.policies(
        """
        @pytest.mark.severity("low")
        def test_policies(b: s3.Bucket): assert b.public_policy_blocked
        """
    )
    project.write("more.tf", 'module "b" {\n  source = "a/b/aws"\n}\n' if population else "")
    text = (project.path / "main.tf").read_text()
    violating = text.replace("block_public_policy = true", "block_public_policy = false")
    (project.path / "main.tf").write_text(violating.replace("var.public", "true") if population else violating)
    lenient = ("--aisec-fail-on=high", "--aisec-allow=unread")
    assert project.run(*lenient).ret == pytest.ExitCode.OK
    assert project.run("--aisec-strict", *lenient, "--aisec-var=public=true").ret == int(population)
    result = project.run("--aisec-strict", *lenient, "-v", "--junit-xml=out.xml")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_policies") == "VIOLATED"
    result.stdout.fnmatch_lines(["LOW policies", "UNDETERMINED *", "  The run fails for it (--aisec-strict)", "  - *"])
    assert "fails for it" not in project.run(*lenient).stdout.str()
    said = ET.parse(project.path / "out.xml").find(".//failure")
    assert said is not None
    assert "undetermined: " in str(said.get("message"))


def test_the_first_violation_ends_the_run_when_asked_to(judged: Project) -> None:
    for option in ("-x", "--maxfail=1"):
        result = judged.run(option, "-v")
        assert category(result, "test_acls_are_blocked") == "VIOLATED"
        assert not any("test_policies_are_blocked" in line for line in result.outlines)
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(["*stopping after 1 failures*"])


def test_collecting_reads_nothing(judged: Project) -> None:
    judged.write(
        "conftest.py",
        "import pytest_aisec.plugin.run as run\n"
        "def pytest_configure(config): config.stash[run.RUN].inventory = lambda: 1 / 0\n",
    )
    options = ("--aisec-report=json=out.json", "--aisec-snapshot=s.json")
    result = judged.run("--collect-only", *options)
    assert result.ret == pytest.ExitCode.OK
    assert "AI security" not in result.stdout.str()
    assert not (judged.path / "out.json").exists()
    assert not (judged.path / "s.json").exists()
    assert judged.run().ret == pytest.ExitCode.INTERNAL_ERROR  # the probe works


def test_collecting_one_item_per_resource_shows_no_verdicts(judged: Project) -> None:
    result = judged.run("--collect-only", "--aisec-items=resource", "--aisec-report=json=out.json")
    assert "AI security" not in result.stdout.str()
    assert not (judged.path / "out.json").exists()
    assert result.ret == pytest.ExitCode.OK


@pytest.mark.parametrize("options", [["-q"], ["-qq"], ["--no-header"], ["--tb=no"], ["-s"], ["-vv"]])
def test_pytests_own_options_do_not_hide_a_violation(judged: Project, options: list[str]) -> None:
    result = judged.run(*options)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert any("main.tf:15" in line for line in result.outlines)
    assert "INTERNALERROR" not in result.stdout.str()


def test_without_a_terminal_the_exit_code_and_the_report_remain(judged: Project) -> None:
    result = judged.run("-p", "no:terminal", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.outlines == []
    assert judged.read("out.json")["policies"][0]["violated"] == 1


def test_warnings_as_errors_find_nothing_of_ours(judged: Project) -> None:
    judged.policies("def test_ok(b: s3.Bucket): pass")
    assert judged.apart("-W", "error", pack="bundled").ret == pytest.ExitCode.OK


def test_junit_xml(judged: Project) -> None:
    judged.run("--junit-xml=out.xml", "--aisec-items=resource")
    cases = {case.get("name"): case for case in ET.parse(judged.path / "out.xml").iter("testcase")}
    failure = cases["test_acls_are_blocked[aws_s3_bucket.open]"].find("failure")
    assert failure is not None
    assert "main.tf:15 aws_s3_bucket.open: assert False" in (failure.get("message") or "")
    assert [part.tag for part in cases["test_acls_are_blocked[aws_s3_bucket.shut]"]] == ["properties"]
    skipped = cases["test_policies_are_blocked[aws_s3_bucket.open]"].find("skipped")
    assert skipped is not None
    assert "undetermined: var.public has no value" in (skipped.get("message") or "")


def test_every_resource_is_judged_after_a_violation(project: Project) -> None:
    project.policies("def test_no(b: s3.Bucket): assert False")
    (policy,) = project.report()["policies"]
    assert policy["violated"] == 2


def test_a_policy_does_not_pass_over_what_it_did_not_see(judged: Project) -> None:
    judged.write("module.tf", 'module "more" {\n  source = "terraform-aws-modules/s3-bucket/aws"\n}\n')
    result = judged.run("-v", "--aisec-report=json=out.json")
    assert category(result, "test_is_a_bucket") == "UNDETERMINED"
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    troubles = {policy["id"]: policy.get("trouble", "") for policy in judged.read("out.json")["policies"]}
    assert "the population is not known" in troubles["is-a-bucket"]
    assert "the population is not known" in troubles["vpc"]


def test_a_run_that_ended_before_any_policy_does_not_say_that_there_is_nothing(judged: Project) -> None:
    judged.write("test_first.py", "def test_other(): assert False\n")
    result = judged.run("-x")
    result.stdout.fnmatch_lines(["nothing was judged, because no policy was run"])


def test_errors_of_policies_are_counted(project: Project) -> None:
    project.policies("def test_a(b: s3.Bucket): raise KeyError('x')")
    project.run().stdout.fnmatch_lines(["0 violations, 2 errors, 0 passed"])


def test_a_root_directory_that_cannot_be_written_to_means_no_cache(
    judged: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(self: pytest.Cache, name: str) -> None:
        raise PermissionError(13, "Permission denied", name)

    monkeypatch.setattr(pytest.Cache, "mkdir", refuses)
    result = judged.run("-v", cache=True)
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    assert not any("INTERNALERROR" in line for line in result.outlines)


def test_where_a_test_of_the_users_fails_is_told_as_without_aisec(project: Project) -> None:
    project.write("test_mine.py", "import pytest\n\n\ndef test_mine():\n    pytest.fail('no', pytrace=False)\n")
    result = project.run("--tb=line", "test_mine.py")
    result.stdout.fnmatch_lines(["*test_mine.py:5: Failed: no"])


def test_a_policy_that_runs_again_counts_once(project: Project) -> None:
    project.policies("def test_acls(b: s3.Bucket): assert b.public_acls_blocked")
    project.write(
        "conftest.py",
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for last in (False, True):
                item._initrequest() if last and hasattr(item, "_initrequest") else None
                for report in runtestprotocol(item, nextitem=nextitem, log=False):
                    if report.when == "call" and not last:
                        report.outcome = "rerun"
                    item.ihook.pytest_runtest_logreport(report=report)
            return True

        def pytest_report_teststatus(report):
            return ("rerun", "R", "RERUN") if report.outcome == "rerun" else None
        """,
    )
    result = project.run("--aisec-report=json=out.json", "--junit-xml=out.xml")
    cases = (project.path / "out.xml").read_text().split("<testcase")
    assert {case.count('name="policy"') for case in cases} == {0, 1}
    assert [(each["violated"], each["passed"]) for each in project.read("out.json")["policies"]] == [(1, 1)]
    assert "2 rerun" in result.outlines[-1]
    assert "1 violated" in result.outlines[-1]


def test_what_is_expected_to_stay_open_does_not_fail_a_strict_run(judged: Project) -> None:
    judged.policies("@pytest.mark.xfail\ndef test_policies(b: s3.Bucket): assert b.public_policy_blocked")
    result = judged.run("--aisec-strict")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line("*The run fails*")


def test_nothing_is_set_up_for_a_policy_that_has_nothing_to_judge(project: Project) -> None:
    project.policies(
        """
        @pytest.fixture
        def costly(request):
            print(f"set up for {request.node.name}")
            yield
            print(f"torn down after {request.node.name}")
        def test_vpc(costly, vpc: ec2.Vpc): assert False
        def test_bucket(costly, bucket: s3.Bucket): assert bucket
        @pytest.mark.skip(reason="next week")
        def test_skipped(costly, vpc: ec2.Vpc): assert False
        @pytest.mark.xfail(run=False, reason="never")
        def test_not_run(costly, vpc: ec2.Vpc): assert False
        """
    )
    result = project.run("-v", "-s", "--aisec-report=json=out.json")
    told = [line for line in result.outlines if "set up for" in line or "torn down" in line]
    assert len(told) == 2
    assert all("test_bucket" in line for line in told)
    assert [category(result, name) for name in ("test_vpc", "test_skipped", "test_not_run")] == [
        "NO RESOURCES",
        "SKIPPED",
        "XFAIL",
    ]
    troubles = {item["id"]: item["trouble"] for item in project.read("out.json")["policies"] if "trouble" in item}
    assert troubles == {"skipped": "skipped: next week", "not-run": "skipped: [NOTRUN] never"}


def test_a_fixture_that_there_is_none_of_is_told_although_there_is_nothing_to_judge(project: Project) -> None:
    project.policies(
        """
        @pytest.fixture
        def demanding(mispelt): return mispelt
        def test_vpc(wanting, vpc: ec2.Vpc): assert False
        def test_subnet(demanding, subnet: ec2.Subnet): assert False
        def test_own(tmp_path, vpc: ec2.Vpc, limit=3): assert False
        """
    )
    result = project.run("-v", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    names = ("test_vpc", "test_subnet", "test_own")
    assert [category(result, name) for name in names] == ["ERROR", "ERROR", "NO RESOURCES"]
    troubles = {item["id"]: item["trouble"] for item in project.read("out.json")["policies"] if "trouble" in item}
    assert troubles.keys() == {"vpc", "subnet"}
