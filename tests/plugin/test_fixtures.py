"""The fixtures that give any test the inventory, and tests that meet unknown values."""

from __future__ import annotations

import json

import pytest

from tests.plugin.conftest import Project, category

TEMPLATE = "Resources:\n  Data:\n    Type: AWS::S3::Bucket\n"

TESTS = """
from pytest_aisec.aws import s3

def test_all(inventory):
    assert len(inventory) == 5

def test_terraform(terraform):
    assert {bucket.address for bucket in terraform.of(s3.Bucket)} == {"aws_s3_bucket.open", "aws_s3_bucket.shut"}

def test_cloudformation(cloudformation):
    assert [resource.address for resource in cloudformation] == ["Data"]

def test_aws(aws):
    assert aws
"""


def test_each_fixture_gives_its_sources(project: Project) -> None:
    project.write("data.yaml", TEMPLATE)
    project.write("test_own.py", TESTS)
    result = project.run("-rs")
    result.assert_outcomes(passed=4, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*aisec: no aws source is judged"])


def test_without_aisec_they_skip(project: Project) -> None:
    project.write("test_own.py", TESTS)
    result = project.plain("-rs", "-p", "no:cacheprovider")
    result.assert_outcomes(skipped=4)
    result.stdout.fnmatch_lines(["SKIPPED*aisec: run with --aisec to read infrastructure"])


def test_they_cost_nothing_when_unused(project: Project) -> None:
    project.write("test_own.py", "def test_x(): pass\n")
    (project.path / "main.tf").unlink()
    project.run().assert_outcomes(passed=1)


UNKNOWN = """
import pytest
from pytest_aisec.aws import s3

@pytest.fixture
def buckets(inventory): return inventory.of(s3.Bucket)

@pytest.fixture
def blocked(inventory): return [b.public_policy_blocked for b in inventory.of(s3.Bucket)]

def test_direct(inventory):
    assert all(bucket.public_policy_blocked for bucket in inventory.of(s3.Bucket))

def test_through_a_fixture(buckets):
    assert all(bucket.public_policy_blocked for bucket in buckets)

def test_inside_a_fixture(blocked):
    assert all(blocked)

def test_decided_all_the_same(inventory):
    assert not all(b.public_policy_blocked and b.public_acls_blocked for b in inventory.of(s3.Bucket))

def test_failed(buckets):
    assert [b.public_acls_blocked for b in buckets] == [True, True]

class TestIn:
    def test_method(self, buckets):
        assert all(bucket.public_policy_blocked for bucket in buckets)
"""


def test_unknown_values_make_a_test_undetermined(project: Project) -> None:
    project.write("test_own.py", UNKNOWN)
    result = project.run("-v")
    for name in ("test_direct", "test_through_a_fixture", "test_inside_a_fixture", "test_method"):
        assert category(result, name) == "UNDETERMINED", name
    assert category(result, "test_decided_all_the_same") == "PASSED"
    assert category(result, "test_failed") == "FAILED"
    assert "4 undetermined" in result.outlines[-1]


def test_a_failed_test_shows_pytests_traceback(project: Project) -> None:
    project.write("test_own.py", UNKNOWN)
    result = project.run("-k", "test_failed")
    result.stdout.fnmatch_lines(
        ["*= FAILURES =*", "E*assert [[]False, True] == [[]True, True]*", "test_own.py:*: AssertionError"]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_undetermined_tests_fail_when_strict(project: Project) -> None:
    project.write("test_own.py", UNKNOWN)
    for name in ("test_direct", "test_inside_a_fixture"):
        assert project.run("-k", name).ret == pytest.ExitCode.OK
        result = project.run("-k", name, "--aisec-strict", "-v")
        assert category(result, name) == "UNDETERMINED"
        assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_skips_and_exits_of_a_test_are_its_own(project: Project) -> None:
    project.write(
        "test_own.py",
        "import pytest\n"
        "def test_skipped(inventory): pytest.skip('not today')\n"
        "def test_expected(inventory): pytest.xfail('known')\n"
        "def test_raises(inventory): raise KeyError('x')\n",
    )
    result = project.run("-rs")
    result.assert_outcomes(passed=1, skipped=1, xfailed=1, failed=1)
    result.stdout.fnmatch_lines(["SKIPPED*not today"])


def test_a_users_fixture_of_the_same_name_is_the_users(project: Project) -> None:
    (project.path / "main.tf").unlink()
    project.write("conftest.py", "import pytest\n@pytest.fixture\ndef aws(): return 'moto'\n")
    project.write("test_own.py", "def test_mine(aws): assert aws == 'moto'\n")
    result = project.run()
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.OK


def test_a_plan_is_terraform_too(project: Project) -> None:
    plan = {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "resources": [
                    {
                        "address": "aws_s3_bucket.b",
                        "mode": "managed",
                        "type": "aws_s3_bucket",
                        "name": "b",
                        "values": {"bucket": "models"},
                    }
                ]
            }
        },
        "resource_changes": [
            {"address": "aws_s3_bucket.b", "mode": "managed", "change": {"actions": ["create"], "after_unknown": {}}}
        ],
    }
    project.write("plan.json", json.dumps(plan))
    project.write("test_own.py", "def test_x(terraform): assert len(terraform) == 1\n")
    result = project.run("--aisec-source=plan:plan.json", "test_own.py")
    assert result.ret == pytest.ExitCode.OK
