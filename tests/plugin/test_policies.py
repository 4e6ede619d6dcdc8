"""Policies of the user's: which functions are policies, and what becomes of faulty ones."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category


def test_a_policy_with_two_things_to_judge_is_a_fault_of_its_own(judged: Project) -> None:
    judged.policies("\ndef test_two(a: s3.Bucket, b: ec2.Vpc): pass", "test_faulty.py")
    result = judged.run("-v", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["test_faulty.py:4: a policy judges one thing, this one has a and b"])
    assert result.outlines.count("test_faulty.py:4: a policy judges one thing, this one has a and b") == 1
    assert category(result, "test_two") == "FAILED"
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    policy = next(item for item in judged.read("out.json")["policies"] if item["id"] == "two")
    assert policy["trouble"] == "test_faulty.py:4: a policy judges one thing, this one has a and b"


def test_an_annotation_that_cannot_be_resolved_is_a_fault_of_its_own(judged: Project) -> None:
    judged.policies("\ndef test_lost(a: 's3.Nonsense'): pass", "test_faulty.py")
    result = judged.run("-v", "--aisec-items=resource")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["test_faulty.py:4: the annotation 's3.Nonsense' of a cannot be resolved: *Nonsense*"])
    assert category(result, "test_lost") == "FAILED"


FIXTURES = """
import pytest

@pytest.fixture
def bucket(): return "mine"

@pytest.fixture(name="client")
def make_client(): return "mine"
"""

SUPPLIED = """
from __future__ import annotations
from typing import TYPE_CHECKING
import pytest
from pytest_aisec.aws import s3
if TYPE_CHECKING:
    from somewhere import Client, Path

def test_conftest(bucket: s3.Bucket): assert bucket == "mine"
def test_named(client: Client): assert client == "mine"
def test_builtin(tmp_path: Path, request: Client): assert tmp_path.is_dir()
def test_generated(case: s3.Bucket): assert case == "mine"
def test_unresolvable_and_generated(case: Client): assert case == "mine"
@pytest.mark.parametrize("data", ["mine"])
def test_parametrized(data: s3.Bucket): assert data == "mine"
@pytest.mark.parametrize(["data", "n"], [("mine", 1)])
def test_parametrized_by_list(data: s3.Bucket, n): assert data == "mine"
def test_default(data: s3.Bucket = "mine"): assert data == "mine"

@pytest.fixture
def module_wide(): return "mine"
def test_module(module_wide: s3.Bucket): assert module_wide == "mine"

class TestIn:
    @pytest.fixture
    def class_wide(self): return "mine"
    def test_class(self, class_wide: s3.Bucket): assert class_wide == "mine"
"""


def test_a_parameter_that_something_else_supplies_is_no_policys(project: Project) -> None:
    generate = "def pytest_generate_tests(metafunc):\n    if 'case' in metafunc.fixturenames:\n"
    project.write("conftest.py", f"{FIXTURES}\n{generate}        metafunc.parametrize('case', ['mine'])\n")
    project.write("test_own.py", SUPPLIED)
    for result in (project.run(), project.plain("-p", "no:cacheprovider")):
        result.assert_outcomes(passed=10)
        assert result.ret == pytest.ExitCode.OK


def test_a_fixture_in_another_folder_supplies_nothing(project: Project) -> None:
    project.write("other/conftest.py", FIXTURES)
    project.write("other/test_other.py", "def test_other(bucket): assert bucket == 'mine'\n")
    project.policies("def test_blocked(bucket: s3.Bucket): assert bucket.public_acls_blocked")
    result = project.run("-v")
    assert category(result, "test_blocked") == "VIOLATED"
    assert category(result, "test_other") == "PASSED"


def test_a_policy_may_ask_for_fixtures_and_parameters(project: Project) -> None:
    project.write("conftest.py", "import pytest\n@pytest.fixture\ndef wanted(): return True\n")
    project.policies(
        """
        @pytest.mark.parametrize("expected", [True, None], ids=["on", "off"])
        def test_acls(bucket: s3.Bucket, wanted, expected, inventory):
            assert wanted and len(inventory) == 4
            assert bucket.public_acls_blocked is expected
        """
    )
    report = project.report()
    assert {item["nodeid"] for item in report["policies"]} == {"test_own.py::test_acls"}
    assert [(item["violated"], item["passed"]) for item in report["policies"]] == [(3, 1)]
    result = project.run("-v")
    assert category(result, "test_own.py::test_acls[on]") == "VIOLATED"


def test_what_fixtures_make_of_parameters_is_what_a_policy_gets(project: Project) -> None:
    project.write(
        "conftest.py",
        """
        import pytest

        @pytest.fixture
        def region(request): return f"region-{request.param}"

        @pytest.fixture(params=[1, 2])
        def limit(request): return f"limit-{request.param}"
        """,
    )
    project.policies(
        """
        @pytest.mark.parametrize("region", ["a", "b"], indirect=True)
        def test_indirect(bucket: s3.Bucket, region):
            assert region in ("region-a", "region-b")

        def test_params(bucket: s3.Bucket, limit):
            assert limit in ("limit-1", "limit-2")
        """
    )
    for items in ("policy", "resource"):
        report = project.report("--aisec-items", items)
        assert [(item["id"], item["violated"], item["passed"]) for item in report["policies"]] == [
            ("indirect", 0, 4),
            ("params", 0, 4),
        ]


def test_what_is_generated_for_a_parameter_leaves_the_settings_beside_it(project: Project) -> None:
    project.policies(
        """
        from pytest_aisec.settings import Settings

        def pytest_generate_tests(metafunc): metafunc.parametrize("bucket", ["mine"])
        def test_mine(bucket: s3.Bucket, settings: Settings):
            assert bucket == "mine"
            assert settings.secret_detectors == ()
        """
    )
    project.run().assert_outcomes(passed=1)


def test_the_message_is_pytests_own(project: Project) -> None:
    project.policies("def test_acls(bucket: s3.Bucket): assert bucket.public_acls_blocked, 'open wide'")
    project.policies("def test_list(bucket: s3.Bucket): assert [bucket.public_acls_blocked] == [True]", "test_b.py")
    findings = {item["policy"]: item for item in project.report()["findings"]}
    assert findings["acls"]["message"].splitlines() == [
        "open wide",
        "assert False",
        " +  where False = aws_s3_bucket.open.public_acls_blocked",
    ]
    assert findings["list"]["message"].startswith("assert [False] == [True]")


def test_policies_in_classes(project: Project) -> None:
    project.policies(
        """
        class TestBuckets:
            wanted = True
            @pytest.mark.severity("high")
            def test_acls(self, bucket: s3.Bucket):
                assert bucket.public_acls_blocked is self.wanted
        """
    )
    (policy,) = project.report()["policies"]
    assert (policy["nodeid"], policy["severity"]) == ("test_own.py::TestBuckets::test_acls", "high")
    assert (policy["violated"], policy["passed"]) == (1, 1)


def test_skip_means_not_applicable_to_this_resource(project: Project) -> None:
    project.policies(
        """
        def test_acls(bucket: s3.Bucket):
            if bucket["bucket"] == "open":
                pytest.skip("may be")
            assert bucket.public_acls_blocked
        """
    )
    result = project.run("-v")
    assert category(result, "test_acls") == "PASSED"
    report = project.report()
    assert (report["policies"][0]["not_applicable"], report["policies"][0]["passed"]) == (1, 1)
    assert [(item["verdict"], item["address"]) for item in report["findings"]] == [
        ("not_applicable", "aws_s3_bucket.open")
    ]


def test_fail_is_a_violation(project: Project) -> None:
    project.policies("def test_no(bucket: s3.Bucket): pytest.fail('no buckets here')")
    (first, _) = project.report()["findings"]
    assert (first["verdict"], first["message"]) == ("violated", "no buckets here")


def test_a_policy_that_raises_is_an_error_and_nothing_else_is_lost(judged: Project) -> None:
    judged.policies(
        """
        def test_raises(bucket: s3.Bucket):
            if bucket["bucket"] == "open":
                raise RuntimeError("out of order")
            assert not bucket.public_acls_blocked
        """,
        "test_faulty.py",
    )
    result = judged.run("-v", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_raises") == "FAILED"
    result.stdout.fnmatch_lines(['>*raise RuntimeError("out of order")', "test_faulty.py:6: RuntimeError"])
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    report = judged.read("out.json")
    policy = next(item for item in report["policies"] if item["id"] == "raises")
    assert (policy["error"], policy["violated"], policy["trouble"]) == (1, 1, "out of order")
    verdicts = {item["address"]: item for item in report["findings"] if item["policy"] == "raises"}
    assert verdicts["aws_s3_bucket.open"]["message"] == "RuntimeError: out of order"
    assert verdicts["aws_s3_bucket.shut"]["verdict"] == "violated"


@pytest.mark.parametrize("form", ["def test_x(b: s3.Bucket): return False", "async def test_x(b: s3.Bucket): assert 0"])
def test_a_policy_that_cannot_be_violated_is_an_error(project: Project, form: str) -> None:
    project.policies(form)
    result = project.apart("-v", "-W", "error")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_x") == "FAILED"
    result.stdout.fnmatch_lines(["*test_own.py:3: test_x returns *: it has to assert, not to return*"])


def test_an_async_test_of_the_inventory_is_left_to_pytest(project: Project) -> None:
    project.write("test_own.py", "async def test_x(inventory): assert False\n")
    result = project.run()
    result.stdout.fnmatch_lines(["*async def functions are not natively supported*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_policies_that_were_not_judged_are_reported(project: Project) -> None:
    project.policies(
        """
        @pytest.fixture
        def broken(): raise RuntimeError("no login")
        def test_broken(broken, b: s3.Bucket): pass
        @pytest.mark.skip(reason="next week")
        def test_skipped(b: s3.Bucket): pass
        """
    )
    result = project.run("--aisec-report=json=out.json")
    result.assert_outcomes(passed=1, errors=1, skipped=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    troubles = {item["id"]: item["trouble"] for item in project.read("out.json")["policies"]}
    assert troubles == {"broken": "could not be set up: no login", "skipped": "skipped: next week"}
    result.stdout.fnmatch_lines(["*could not be set up: no login*"])


def test_an_expected_violation_is_expected(project: Project) -> None:
    project.policies("@pytest.mark.xfail\ndef test_acls(b: s3.Bucket): assert b.public_acls_blocked")
    result = project.run()
    result.assert_outcomes(passed=1, xfailed=1)
    assert result.ret == pytest.ExitCode.OK
    assert "violated" not in result.outlines[-1]


def test_a_bundled_policy_is_judged_beside_the_users_own(judged: Project) -> None:
    judged.write(
        "model.tf",
        'resource "aws_security_group" "a" {\n ingress {\n from_port = 8888\n to_port = 8888\n protocol = "tcp"\n cidr_blocks = ["0.0.0.0/0"]\n}\n}\n',
    )
    result = judged.run("-v", pack=None)
    test = "test_security_group_does_not_open_model_serving_ports_to_the_internet"
    assert category(result, f"pytest_aisec_policies/network/test_security_groups.py::{test}") == "VIOLATED"
    assert category(result, "test_own.py::test_acls_are_blocked") == "VIOLATED"


def test_a_test_file_that_cannot_be_imported_does_not_keep_the_rest_from_being_judged(judged: Project) -> None:
    judged.write("test_broken.py", "from pytest_aisec.aws import s3\n\n\ndef test_x(b: s3.Buckt): assert b\n")
    result = judged.run("--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["test_broken.py:4: in <module>", "*has no attribute 'Buckt'*"])
    assert judged.read("out.json")["policies"][0]["violated"] == 1


def test_a_class_that_adds_to_a_type_is_judged_as_that_type(project: Project) -> None:
    project.policies(
        """
        from pytest_aisec import statement
        from pytest_aisec.model.attribute import boolean

        class Ours(s3.Bucket):
            forced = boolean(default=False, terraform="force_destroy", cloudformation=None, live=None)

            @statement
            def named(self) -> bool:
                return self["bucket"] == "open"

        def test_forced(bucket: Ours) -> None:
            assert not bucket.forced

        def test_named(bucket: Ours) -> None:
            assert bucket.named
        """
    )
    findings = project.report("--aisec-evidence=all")["findings"]
    assert {(each["policy"], each["address"], each["verdict"]) for each in findings} == {
        ("forced", "aws_s3_bucket.open", "passed"),
        ("forced", "aws_s3_bucket.shut", "passed"),
        ("named", "aws_s3_bucket.open", "passed"),
        ("named", "aws_s3_bucket.shut", "violated"),
    }
