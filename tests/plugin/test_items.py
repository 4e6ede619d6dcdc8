"""Items: one per policy or one per resource, their node ids, and selecting by them."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category, errors

HOSTS = "pytest_aisec_policies/network/test_model_hosts.py"


def ids(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line and not line.startswith("ERROR")]


def test_the_node_id_of_a_policy_shows_no_parameter(judged: Project) -> None:
    assert ids(judged.run("--collect-only", "-q")) == [
        "aisec::sources-are-read-completely",
        "test_own.py::test_acls_are_blocked",
        "test_own.py::test_policies_are_blocked",
        "test_own.py::test_is_a_bucket",
        "test_own.py::test_vpc",
        "test_own.py::test_never_applies",
    ]


def test_one_item_per_resource_is_named_by_its_address(judged: Project) -> None:
    result = judged.run("-v", "--aisec-items=resource")
    assert category(result, "test_own.py::test_acls_are_blocked[aws_s3_bucket.open]") == "VIOLATED"
    assert category(result, "test_own.py::test_acls_are_blocked[aws_s3_bucket.shut]") == "PASSED"
    assert category(result, "test_own.py::test_policies_are_blocked[aws_s3_bucket.open]") == "UNDETERMINED"
    assert category(result, "test_own.py::test_vpc") == "NO RESOURCES"


def test_items_of_one_policy_add_up_to_the_same_findings(judged: Project) -> None:
    one, several = judged.report(), judged.report("--aisec-items=resource")
    assert several["findings"] == one["findings"] != []
    assert several["policies"] == one["policies"]


def test_the_source_is_named_where_there_are_several(judged: Project) -> None:
    judged.write("more/main.tf", 'resource "aws_s3_bucket" "open" {}\n')
    result = judged.run("--aisec-items=resource", "--collect-only", "-q", "-k", "acls")
    assert ids(result)[1:] == [
        "test_own.py::test_acls_are_blocked[terraform:./aws_s3_bucket.open]",
        "test_own.py::test_acls_are_blocked[terraform:./aws_s3_bucket.shut]",
        "test_own.py::test_acls_are_blocked[terraform:more/aws_s3_bucket.open]",
    ]


def test_items_are_selected_by_address(judged: Project) -> None:
    result = judged.run("--aisec-items=resource", "-k", "acls and shut", "-v")
    result.assert_outcomes(passed=2, deselected=8)
    result = judged.run("--aisec-items=resource", "test_own.py::test_acls_are_blocked[aws_s3_bucket.shut]")
    result.assert_outcomes(passed=2)
    assert result.ret == pytest.ExitCode.OK


def test_the_last_failed_items_run_again(judged: Project) -> None:
    assert "1 violated" in judged.run("--aisec-items=resource", cache=True).outlines[-1]
    again = judged.run("--aisec-items=resource", "--lf", "-v", cache=True)
    assert ids(again) == [
        line
        for line in ids(again)
        if line.startswith(("aisec::", "test_own.py::test_acls_are_blocked[aws_s3_bucket.open]"))
    ]
    assert len(ids(again)) == 2


@pytest.fixture
def open_host(judged: Project) -> Project:
    judged.write("hosts.tf", 'resource "aws_instance" "a" {\n  instance_type = "g5.xlarge"\n}\n')
    return judged


def test_bundled_policies_have_node_ids_without_a_place_on_this_machine(open_host: Project) -> None:
    found = ids(open_host.run("--collect-only", "-q", pack="bundled"))
    assert f"{HOSTS}::test_model_host_requires_imdsv2" in found
    assert len([name for name in found if name.startswith("pytest_aisec_policies/")]) >= 12
    (policy,) = [
        item for item in open_host.report(pack="bundled")["policies"] if item["id"] == "model-host-requires-imdsv2"
    ]
    assert policy["nodeid"] == f"{HOSTS}::test_model_host_requires_imdsv2"


@pytest.mark.parametrize(
    ("argument", "count"),
    [(f"{HOSTS}::test_model_host_requires_imdsv2", 1), (HOSTS, 4), ("pytest_aisec_policies/network", 25)],
)
def test_bundled_policies_are_selected_by_their_node_id(open_host: Project, argument: str, count: int) -> None:
    result = open_host.run(argument, "--collect-only", "-q", pack=None)
    assert ids(result)[0] == "aisec::sources-are-read-completely"
    assert len(ids(result)) == 1 + count
    assert all(name.startswith(argument) for name in ids(result)[1:])


def test_a_bundled_policy_is_selected_beside_a_file_of_the_users(open_host: Project) -> None:
    result = open_host.run(f"{HOSTS}::test_model_host_requires_imdsv2", "test_own.py", "-v", pack=None)
    assert category(result, f"{HOSTS}::test_model_host_requires_imdsv2") == "VIOLATED"
    assert len(ids(result)) == 7


def test_a_bundled_policy_is_selected_from_a_folder_below(open_host: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (open_host.path / "below").mkdir()
    open_host.write("pytest.ini", "[pytest]\n")
    monkeypatch.chdir(open_host.path / "below")
    shown = ids(open_host.run("-v", "..", "--aisec-source=terraform:..", pack="bundled"))
    name = next(line.split(" ")[0] for line in shown if "imdsv2" in line)
    assert name == f"../{HOSTS}::test_model_host_requires_imdsv2"
    result = open_host.run("--rootdir=..", name, "--aisec-source=terraform:..", pack=None)
    assert "1 violated" in result.outlines[-1]


def test_a_bundled_policy_that_is_not_there_is_a_usage_error(open_host: Project) -> None:
    result = open_host.run(f"{HOSTS}::test_model_host_is_nice", pack=None)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert errors(result) == [f"ERROR: aisec: there is no policy {HOSTS}::test_model_host_is_nice"]


def test_bundled_policies_run_again_when_they_failed_last(open_host: Project) -> None:
    first = open_host.run("-v", pack=None, cache=True)
    violated = {line.split(" ")[0] for line in ids(first) if "VIOLATED" in line}
    assert {"test_own.py::test_acls_are_blocked", f"{HOSTS}::test_model_host_requires_imdsv2"} <= violated
    again = open_host.run("--lf", "-v", pack=None, cache=True)
    assert {line.split(" ")[0] for line in ids(again)} == violated | {"aisec::sources-are-read-completely"}
