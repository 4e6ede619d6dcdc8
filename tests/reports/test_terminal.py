"""The summary in the terminal, as people see it, at two widths."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from pytest_aisec.findings import Evidence, Finding, Policy, PolicyReport, RunReport, SourceReport, count_verdicts
from pytest_aisec.reports import terminal
from pytest_aisec.verdicts import Verdict

TERRAFORM = SourceReport("terraform:infra", "terraform", "infra", 20)
ACCOUNT = SourceReport("aws:@us-east-1", "aws", "@us-east-1", 1234)
GUARDRAIL_ARN = "arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdef012345"


def policy(name: str, severity: str = "high", headline: str = "Hosts are safe.", fix: str = "") -> Policy:
    return Policy(name, f"test_x.py::{name}", f"{headline}\n\nFix: {fix}" if fix else headline, severity, {})


def finding(of: Policy, verdict: Verdict = Verdict.VIOLATED, **given: Any) -> Finding:
    told: dict[str, Any] = {
        "source": "terraform:infra",
        "file": "infra/main.tf",
        "line": 7,
        "message": "assert False",
        "fix": of.fix,
    }
    told |= {"type": "AWS::EC2::Instance"}
    return Finding(**{**told, "policy": of.id, "verdict": verdict, "severity": of.severity, **given})


def judged(of: Policy, *findings: Finding, trouble: str = "") -> PolicyReport:
    return PolicyReport(of, findings, count_verdicts(list(findings)), trouble)


def run(*policies: PolicyReport, sources: tuple[SourceReport, ...] = (TERRAFORM,)) -> RunReport:
    return RunReport({}, sources, policies)


def shown(report: RunReport, width: int = 80) -> str:
    """The rendered text, every line of it within the width."""
    text = terminal.render(report, width)
    assert [line for line in text.splitlines() if len(line) > width] == []
    return text


def expected(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def public_subnet() -> RunReport:
    of = Policy(
        "model-host-is-not-in-a-public-subnet",
        "test_x.py::y",
        "Model hosts sit in subnets without a route to an internet gateway, in production and everywhere else.\n\n"
        "Why: Whoever finds the host talks to the model.\n\n"
        "Fix: put the host into a subnet whose route table has no route to an internet gateway (use a NAT gateway).",
        "critical",
        {"hipaa": ["164.312(a)(1)", "164.312(e)(1)"], "nist_800_53": ["AC-4", "SC-7", "SC-7(5)"], "soc2": ["CC6.1"]},
    )
    table = "module.network.aws_route_table.public[0]"
    evidence = (
        Evidence("interfaces", [], "infra/main.tf", 3, None, "default"),
        Evidence("subnet", "module.network.aws_subnet.public[0]", "infra/main.tf", 7, None),
        Evidence("module.network.aws_subnet.public[0].own_route_table", table, "infra/network/main.tf", 40, None),
        Evidence(f"{table}.routes[0].destination", ["0.0.0.0/0"], "infra/network/main.tf", 33, None),
    )
    told: dict[str, Any] = {
        "role": "instance type g5.xlarge",
        "evidence": evidence,
        "message": "assert not [aws_subnet.public]",
    }
    live = {"source": ACCOUNT.id, "file": None, "line": None, "evidence": (), "name": "server"}
    first = finding(of, address="i-5468150215dc111c7", **{**told, **live})
    return run(judged(of, first, finding(of, address="aws_instance.server", **told)), sources=(ACCOUNT, TERRAFORM))


class TestViolations:
    def test_at_80_columns(self) -> None:
        assert shown(public_subnet()) == expected("""
            CRITICAL model-host-is-not-in-a-public-subnet
              Model hosts sit in subnets without a route to an internet gateway, in
              production and everywhere else.
              - infra/main.tf:7  aws_instance.server  (instance type g5.xlarge)
                  subnet = "module.network.aws_subnet.public[0]"
                  module.network.aws_subnet.public[0].own_route_table =
                      "module.network.aws_route_table.public[0]"  infra/network/main.tf:40
                  module.network.aws_route_table.public[0].routes[0].destination =
                      ["0.0.0.0/0"]  infra/network/main.tf:33
              - aws:@us-east-1  i-5468150215dc111c7 "server"  (instance type g5.xlarge)
              Fix: put the host into a subnet whose route table has no route to an internet
              gateway (use a NAT gateway).
              hipaa 164.312(a)(1), 164.312(e)(1) | nist_800_53 AC-4, SC-7, SC-7(5) | soc2
              CC6.1

            1,234 resources  aws:@us-east-1
               20 resources  terraform:infra
            1,254 resources in 2 sources, judged by 1 policy:
            2 violations (2 critical), 0 passed
            """)

    def test_at_120_columns(self) -> None:
        assert (
            shown(public_subnet(), 120).splitlines()[:10]
            == expected("""
            CRITICAL model-host-is-not-in-a-public-subnet
              Model hosts sit in subnets without a route to an internet gateway, in production and everywhere else.
              - infra/main.tf:7  aws_instance.server  (instance type g5.xlarge)
                  subnet = "module.network.aws_subnet.public[0]"
                  module.network.aws_subnet.public[0].own_route_table = "module.network.aws_route_table.public[0]"
                      infra/network/main.tf:40
                  module.network.aws_route_table.public[0].routes[0].destination = ["0.0.0.0/0"]  infra/network/main.tf:33
              - aws:@us-east-1  i-5468150215dc111c7 "server"  (instance type g5.xlarge)
              Fix: put the host into a subnet whose route table has no route to an internet gateway (use a NAT gateway).
              hipaa 164.312(a)(1), 164.312(e)(1) | nist_800_53 AC-4, SC-7, SC-7(5) | soc2 CC6.1
            """).splitlines()
        )

    def test_prose_does_not_grow_with_the_window(self) -> None:
        assert terminal.render(public_subnet(), 300) == terminal.render(public_subnet(), 120)

    def test_a_long_role_stands_on_a_line_of_its_own_with_short_arns(self) -> None:
        of = policy("guardrail-blocks-attacks")
        role = f"{GUARDRAIL_ARN.replace('guardrail/', 'agent/')} and several others of the same account use it"
        told: dict[str, Any] = {"role": role, "source": ACCOUNT.id, "file": None, "line": None}
        text = shown(run(judged(of, finding(of, address=GUARDRAIL_ARN, **told)), sources=(ACCOUNT,)), 100)
        assert text.splitlines()[2:4] == [
            f"  - aws:@us-east-1  {GUARDRAIL_ARN}",
            "      (bedrock:agent/abcdef012345 and several others of the same account use it)",
        ]

    @pytest.mark.parametrize(
        ("said", "is_shown"),
        [
            ("assert False", False),
            ("assert None is not None", False),
            ("assert not [aws_subnet.public]", False),
            ("assert ([arn:aws:x:y:1:z.content_filters[0]] and False)", False),
            ("assert 'AES256' == 'aws:kms'", True),
            ("assert 3 >= 90", True),
            ("keys must rotate", True),
        ],
    )
    def test_an_assertion_is_shown_where_it_says_more_than_what_was_read(self, said: str, is_shown: bool) -> None:
        of = policy("some-policy")
        text = shown(run(judged(of, finding(of, address="aws_instance.server", message=f"{said}\n +  where"))))
        assert (said in text) is is_shown
        assert "where" not in text

    def test_what_was_found_empty_is_named_when_it_decided(self) -> None:
        of = policy("host-requires-imdsv2")
        options = Evidence("endpoint", "enabled", "infra/main.tf", 9, None)
        tokens = Evidence("metadata_tokens", None, "infra/main.tf", 7, None, "default")
        text = shown(run(judged(of, finding(of, address="aws_instance.server", evidence=(options, tokens)))))
        assert '      endpoint = "enabled"  infra/main.tf:9\n      not set: metadata_tokens\n' in text
        text = shown(run(judged(of, finding(of, address="aws_instance.server", evidence=(tokens, options)))))
        assert "not set" not in text

    def test_what_was_read_of_one_thing_at_one_place_stands_on_one_line(self) -> None:
        of = policy("group-is-closed")
        read = [("protocol", "tcp", 8), ("from_port", 8000, 9), ("to_port", 8000, 9), ("cidrs", ["0.0.0.0/0"], 7)]
        items = tuple(Evidence(f"ingress[0].{name}", value, "infra/main.tf", line, None) for name, value, line in read)
        text = shown(run(judged(of, finding(of, address="aws_security_group.a", evidence=items))))
        assert text.splitlines()[3:6] == [
            '      ingress[0].protocol = "tcp"  infra/main.tf:8',
            "      ingress[0]: from_port = 8000, to_port = 8000  infra/main.tf:9",
            '      ingress[0].cidrs = ["0.0.0.0/0"]',
        ]

    def test_findings_are_in_the_order_of_the_sources_and_accounts_last(self) -> None:
        of = policy("host-is-safe")
        sources = (
            ACCOUNT,
            SourceReport("terraform:z", "terraform", "z", 1),
            SourceReport("snapshot:a", "snapshot", "", 1),
        )
        found = [finding(of, address=source.id, source=source.id) for source in reversed(sources[1:])]
        live = finding(of, address="live", source=ACCOUNT.id, file=None, line=None)
        text = shown(run(judged(of, live, *found), sources=sources))
        assert [line.split()[-1] for line in text.splitlines() if line.startswith("  - ")] == [
            "terraform:z",
            "snapshot:a",
            "live",
        ]

    def test_long_values_are_cut(self) -> None:
        of = policy("some-policy")
        item = Evidence("subnets", [f"aws_subnet.private_{number}" for number in range(9)], None, None, "ec2:X")
        text = shown(run(judged(of, finding(of, address="aws_vpc.main", evidence=(item,)))))
        assert '["aws_subnet.private_0", "aws_subnet.private_1", "aws_sub...' in text


class TestUndetermined:
    def test_one_reason_of_many_verdicts_stands_once(self) -> None:
        first, second = policy("host-has-no-public-ip"), policy("host-is-not-in-a-public-subnet", "critical")
        reason = {"message": "var.subnet_id has no value (infra/variables.tf:20)", "line": 20}
        hosts = [f"aws_instance.worker[{number}]" for number in range(11)]
        one = [finding(first, Verdict.UNDETERMINED, address=host, **reason) for host in hosts]
        two = [finding(second, Verdict.UNDETERMINED, address=host, **reason) for host in hosts]
        assert shown(run(judged(first, *one), judged(second, *two))) == expected("""
            UNDETERMINED neither passed nor violated, because something is not known
              - var.subnet_id has no value (infra/variables.tf:20)
                  aws_instance.worker[0], aws_instance.worker[10], aws_instance.worker[1],
                  aws_instance.worker[2], aws_instance.worker[3], aws_instance.worker[4],
                  aws_instance.worker[5], aws_instance.worker[6] and 3 more
                    host-is-not-in-a-public-subnet, host-has-no-public-ip

            20 resources in terraform:infra, judged by 2 policies:
            0 violations, 22 undetermined, 0 passed
            """)

    def test_the_source_tells_equal_addresses_apart(self) -> None:
        of = policy("host-has-no-public-ip")
        other = SourceReport("terraform:examples/simple", "terraform", "examples/simple", 1)
        found = [
            finding(of, Verdict.UNDETERMINED, address="aws_instance.a", source=source.id, message="var.x has no value")
            for source in (TERRAFORM, other)
        ]
        text = shown(run(judged(of, *found), sources=(TERRAFORM, other)))
        assert "      aws_instance.a (infra), aws_instance.a (examples/simple)\n        host-has-no-public-ip\n" in text

    def test_what_was_not_read_is_told_once(self) -> None:
        reason = "module.network is not read: there is no folder ./modules/network; it is named by module.vpc"
        unread = ({"file": "infra/main.tf", "line": 4, "reason": reason},)
        source = SourceReport("terraform:infra", "terraform", "infra", 3, unread)
        of = judged(policy("agent-has-a-guardrail"), trouble=f"the population is not known: {reason}; {reason}")
        assert shown(run(of, sources=(source,))) == expected("""
            UNDETERMINED neither passed nor violated, because something is not known
              - what was not read (see below) may hold resources that these policies judge
                  agent-has-a-guardrail

            NOT READ what is in it was not judged
              terraform:infra
              - infra/main.tf:4  module.network is not read: there is no folder
                ./modules/network; it is named by module.vpc

            3 resources in terraform:infra, judged by 1 policy:
            0 violations, 0 passed, 1 not read
            """)

    def test_a_file_that_was_not_read_is_named_though_it_has_no_line(self) -> None:
        unread = (
            {"file": "infra/link.tf", "line": None, "reason": "file not read: No such file or directory"},
            {"file": "nope", "line": None, "reason": "there is no folder nope"},
        )
        source = SourceReport("terraform:infra", "terraform", "infra", 3, unread)
        text = shown(run(judged(policy("a-is-b")), sources=(source,)))
        assert "  - infra/link.tf  file not read: No such file or directory\n" in text
        assert "  - there is no folder nope\n" in text

    def test_thousands_of_places_that_were_not_read_are_cut(self) -> None:
        reasons = [f"aws_s3_bucket.b{number} is not complete; it has no values" for number in range(3000)]
        unread = tuple({"file": "plan.json", "line": None, "reason": reason} for reason in reasons)
        source = SourceReport("plan:plan.json", "plan", "plan.json", 0, unread)
        trouble = f"the population is not known: {'; '.join(reasons)}"
        policies = [judged(policy(f"a-is-{number}"), trouble=trouble) for number in range(40)]
        lines = shown(run(*policies, sources=(source,))).splitlines()
        assert "  - what was not read (see below) may hold resources that these policies judge" in lines
        assert "  - and 2,960 more, which the JSON report names" in lines
        assert len(lines) < 200

    def test_what_concerns_all_policies_does_not_list_them(self) -> None:
        source = SourceReport(
            "terraform:nope", "terraform", "nope", 0, ({"file": "nope", "line": None, "reason": "no"},)
        )
        trouble = "the population is not known: no"
        report = run(
            judged(policy("a-is-b"), trouble=trouble), judged(policy("b-is-c"), trouble=trouble), sources=(source,)
        )
        assert shown(report).splitlines()[2] == "      all 2 policies"

    def test_a_verdict_that_an_unread_module_withholds_names_it_and_not_again_why(self) -> None:
        reason = "module.vpc is not read: x/vpc/aws is not downloaded (`terraform init` downloads it)"
        source = SourceReport("terraform:.", "terraform", ".", 1, ({"file": "main.tf", "line": 1, "reason": reason},))
        of = policy("host-is-safe")
        found = finding(of, Verdict.UNDETERMINED, address="aws_instance.a", message=f"{reason} (main.tf:1)")
        text = shown(run(judged(of, found), sources=(source,)), 120)
        assert "  - module.vpc is not read (main.tf:1)\n" in text
        assert text.count("downloads it") == 1

    def test_more_policies_than_anybody_reads_are_counted(self) -> None:
        source = SourceReport("aws:@us-east-1", "aws", "@us-east-1", 0, ({"file": None, "line": None, "reason": "no"},))
        names = [f"policy-{number:02}" for number in range(20)]
        open_ = [judged(policy(name), trouble="the population is not known: no") for name in names]
        text = shown(run(*open_, judged(policy("decided")), sources=(source,)))
        assert "policy-11 and 8 more policies" in " ".join(text.split())
        assert "policy-12" not in text

    def test_other_trouble_keeps_its_words(self) -> None:
        of = judged(policy("agent-has-a-guardrail"), trouble="skipped: not on Fridays")
        assert "  - skipped: not on Fridays\n      agent-has-a-guardrail\n" in shown(run(of))


class TestTotals:
    def test_a_run_that_judged_nothing_says_so(self) -> None:
        assert shown(run(judged(policy("agent-has-a-guardrail")))) == expected("""
            20 resources in terraform:infra, judged by 1 policy:
            nothing was judged, because these policies are about none of these resources
            """)

    def test_policies_without_anything_to_judge_are_counted(self) -> None:
        of = policy("host-is-safe")
        text = shown(run(judged(of, finding(of, Verdict.PASSED, address="a")), judged(policy("agent-has-a-guardrail"))))
        assert text.splitlines()[-1] == "0 violations, 1 passed; 1 policy had nothing to judge"

    def test_many_sources_are_cut(self) -> None:
        sources = tuple(SourceReport(f"terraform:{number}", "terraform", str(number), number) for number in range(20))
        text = shown(run(sources=sources)).splitlines()
        assert text[:2] == [" 0 resources  terraform:0", " 1 resource   terraform:1"]
        assert text[12] == "and 8 more sources"


def test_styles_are_words_that_pytest_knows() -> None:
    styles = {style for line in terminal.lines(public_subnet()) for piece in line.pieces for style in piece.styles}
    assert styles == {"bold", "red", "green", "light"}
