"""Only the calls are made that a selected policy can read."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category, errors
from tests.sources.live.server import Server

BUCKETS_ONLY = {
    "sts:GetCallerIdentity",
    "s3:ListBuckets",
    "s3:GetPublicAccessBlock",
}
"""What `public_acls_blocked` is told by, not the keys that buckets name: nothing that is mentioned leads there."""


def test_other_calls_are_not_made(live: Project, server: Server) -> None:
    result = live.run("-v", "--aisec-source=aws:", "-k", "acls or names")
    assert result.ret == pytest.ExitCode.OK, result.outlines
    assert category(result, "test_acls") == category(result, "test_names") == "PASSED"
    assert {"s3:ListBuckets", "s3:GetPublicAccessBlock"} <= set(server.asked)
    assert set(server.asked) <= BUCKETS_ONLY


def test_a_role_whose_types_nobody_asks_for_can_name_anything(live: Project, server: Server) -> None:
    said = ("--aisec-role=model-host=i-0123", "--aisec-role=model-host!=i-4567")
    result = live.run("-v", "--aisec-source=aws:", "-k", "acls", *said)
    assert result.ret == pytest.ExitCode.OK, result.outlines


def test_what_nobody_mentioned_is_unknown_in_a_snapshot(live: Project, server: Server) -> None:
    live.run("--aisec-source=aws:", "-k", "acls", "--aisec-snapshot=part.json")
    live.policies(
        "def test_acls(b: s3.Bucket): assert b.public_acls_blocked\n"
        "def test_versions(b: s3.Bucket): assert b.versioned\n"
        "def test_no_versions(b: s3.Bucket): assert not b.versioned\n"
    )
    result = live.run("-v", "--aisec-source=snapshot:part.json")
    assert category(result, "test_acls") == "PASSED"
    assert category(result, "test_versions") == category(result, "test_no_versions") == "UNDETERMINED"
    result.stdout.fnmatch_lines(["*s3:GetBucketVersioning was not asked: no policy*"])


KEYS = "def test_keys(b: s3.Bucket): assert b.kms_key is None or b.kms_key.rotation_enabled\n"


def test_what_a_link_leads_to_is_listed_where_the_link_is_mentioned(live: Project, server: Server) -> None:
    live.policies(KEYS)
    live.run("-v", "--aisec-source=aws:")
    assert {"kms:ListKeys", "s3:GetBucketEncryption"} <= set(server.asked)


def test_what_was_not_listed_is_unknown_in_a_snapshot(live: Project) -> None:
    live.run("--aisec-source=aws:", "-k", "acls", "--aisec-snapshot=part.json")
    assert "AWS::KMS::Key" in live.read("part.json")["sources"][0]["left_out"]
    live.policies("def test_acls(b: s3.Bucket): assert b.public_acls_blocked\n" + KEYS)
    result = live.run("-v", "--aisec-source=snapshot:part.json")
    assert category(result, "test_acls") == "PASSED"
    assert category(result, "test_keys") == "UNDETERMINED"
    result.stdout.fnmatch_lines(["*AWS::KMS::Key was not collected: no policy that*"])


def test_a_policy_with_fixtures_of_its_own_has_everything_asked_of_its_types(live: Project, server: Server) -> None:
    live.policies(
        "import pytest\n"
        "@pytest.fixture\n"
        "def check(): return lambda bucket: not bucket.versioned\n"
        "def test_checked(b: s3.Bucket, check): assert check(b)\n"
    )
    result = live.run("-v", "--aisec-source=aws:", "-k", "checked")
    assert category(result, "test_checked") == "PASSED", result.outlines
    assert "s3:GetBucketVersioning" in server.asked
    assert "ec2:DescribeVpcs" not in server.asked


@pytest.mark.parametrize(
    "policies",
    [
        (
            "class Checks:\n"
            "    def check(self, bucket): return not bucket.versioned\n"
            "class TestBuckets(Checks):\n"
            "    def test_checked(self, b: s3.Bucket): assert self.check(b)\n"
        ),
        (
            "@pytest.mark.parametrize('check', [lambda bucket: not bucket.versioned])\n"
            "def test_checked(b: s3.Bucket, check): assert check(b)\n"
        ),
        (
            "@pytest.mark.parametrize('check', ['versioned'], indirect=True)\n"
            "def test_checked(b: s3.Bucket, check): assert check(b)\n"
        ),
        ("def test_checked(b: s3.Bucket):\n    from helping import has_versions\n    assert not has_versions(b)\n"),
    ],
    ids=["class", "parameter", "indirect", "imported later"],
)
def test_what_a_policy_has_from_its_class_and_parameters_may_read_too(
    live: Project, server: Server, policies: str
) -> None:
    live.write(
        "conftest.py",
        "import operator\nimport pytest\n"
        "@pytest.fixture\n"
        "def check(request): return lambda bucket: not operator.attrgetter(request.param)(bucket)\n",
    )
    live.write("helping.py", "def has_versions(bucket): return bucket.versioned\n")
    live.policies(f"import pytest\n{policies}")
    result = live.run("-v", "--aisec-source=aws:")
    assert "1 violation" not in result.stdout.str()
    assert "test_checked" in result.stdout.str()
    assert "UNDETERMINED" not in result.stdout.str(), result.outlines
    assert "s3:GetBucketVersioning" in server.asked
    assert "ec2:DescribeVpcs" not in server.asked


def test_an_inventory_holds_everything(live: Project, server: Server) -> None:
    live.policies("def test_all(aws): assert any('notebook-a' in resource.address for resource in aws)")
    result = live.run("-v", "--aisec-source=aws:", "--aisec-allow=unread", "-k", "test_all")
    assert category(result, "test_all") == "PASSED", result.outlines
    assert {"ec2:DescribeVpcs", "s3:ListBuckets", "wafv2:ListWebACLs"} <= set(server.asked)


def test_a_fixture_that_is_asked_for_on_the_way_is_refused(live: Project) -> None:
    live.policies(
        "def test_a(bucket: s3.Bucket): assert bucket\n"
        "def test_b(request): assert not request.getfixturevalue('aws').of(ec2.Vpc)"
    )
    result = live.run("-v", "--aisec-source=aws:")
    assert category(result, "test_b") == "FAILED"
    result.stdout.fnmatch_lines(["*name the fixture among the parameters of the test*"])


def test_one_test_per_resource_needs_everything(live: Project, server: Server) -> None:
    live.run("--aisec-source=aws:", "--aisec-items=resource", "-k", "acls")
    assert "ec2:DescribeVpcs" in server.asked


def test_a_snapshot_says_what_it_leaves_out(live: Project) -> None:
    live.run("--aisec-source=aws:", "-k", "acls", "--aisec-snapshot=part.json")
    assert "AWS::EC2::VPC" in live.read("part.json")["sources"][0]["left_out"]
    live.policies(
        "def test_acls(b: s3.Bucket): assert b.public_acls_blocked\n"
        "def test_vpc(v: ec2.Vpc): assert False\n"
        "def test_group(g: ec2.SecurityGroup): assert False\n"
        "def test_none(aws): assert not aws.of(ec2.Vpc)\n"
    )
    result = live.run("-v", "--aisec-source=snapshot:part.json")
    assert category(result, "test_acls") == "PASSED"
    for test in ("test_vpc", "test_group", "test_none"):
        assert category(result, test) == "UNDETERMINED"
    result.stdout.fnmatch_lines(["*AWS::EC2::SecurityGroup, AWS::EC2::VPC were not*"])


def test_the_iam_policy_allows_what_the_selection_reads(live: Project, server: Server) -> None:
    result = live.run("--aisec-source=aws:@all", "-k", "acls or names", "--aisec-iam-policy=least.json")
    assert result.ret == pytest.ExitCode.OK, result.outlines
    assert not server.asked
    (statement,) = live.read("least.json")["Statement"]
    assert statement["Action"] == [
        "ec2:DescribeRegions",
        "s3:GetBucketPublicAccessBlock",
        "s3:ListAllMyBuckets",
    ]


def test_the_iam_policy_is_printed(live: Project) -> None:
    result = live.run("--aisec-source=aws:", "-k", "acls", "--aisec-iam-policy")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["{", '*"Version": "2012-10-17",', '*"s3:ListAllMyBuckets"', "}"])


def test_a_caller_that_assumes_roles_is_allowed_those(live: Project) -> None:
    live.run("--aisec-source=aws:org:audit@us-east-1", "-k", "acls", "--aisec-iam-policy=least.json")
    assert live.read("least-1.json")["Statement"][0]["Resource"] == "*"
    assert live.read("least-2.json")["Statement"] == [
        {"Sid": "ListAccounts", "Effect": "Allow", "Action": ["organizations:ListAccounts"], "Resource": "*"},
        {
            "Sid": "AssumeRoles",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Resource": ["arn:*:iam::*:role/audit"],
        },
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--aisec-source=aws:", "--aisec-iam-policy", "test_own.py"], "the file it writes ends in .json"),
        (["--aisec-source=snapshot:x.json", "--aisec-iam-policy"], "name one with --aisec-source aws:"),
        (["--aisec-source=aws:", "--aisec-iam-policy=no/such/x.json"], "there is no folder"),
        (["--aisec-source=aws:org"], "an organization is aws:org:ROLE"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(live: Project, arguments: list[str], message: str) -> None:
    before = (live.path / "test_own.py").read_text()
    result = live.run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any(message in line for line in errors(result)), errors(result)
    assert (live.path / "test_own.py").read_text() == before


def test_an_account_with_nothing_of_what_is_selected_is_not_called_empty(live: Project) -> None:
    live.policies("def test_a(volume: ec2.Volume): assert volume")
    result = live.run("-v", "--aisec-source=aws:", "-k", "test_a")
    assert result.ret == pytest.ExitCode.OK, result.outlines
    assert category(result, "test_a").startswith("NO RESOURCES")
