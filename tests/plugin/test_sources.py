"""What is read, and what becomes of what cannot be."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category, errors

ITEM = "aisec::sources-are-read-completely"
TEMPLATE = """\
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: false
"""


def test_everything_below_the_root_is_found(judged: Project) -> None:
    judged.write("stacks/data.yaml", TEMPLATE)
    judged.write("more/main.tf", 'resource "aws_vpc" "main" {}\n')
    judged.write("more/values.yaml", "replicas: 2\n")
    report = judged.report()
    assert report["run"]["sources_asked"] == ["terraform:.", "terraform:more", "cloudformation:stacks/data.yaml"]
    assert report["run"]["sources_reached"] == report["run"]["sources_asked"]
    assert [source["resources"] for source in report["sources"]] == [4, 1, 1]
    assert ("stacks/data.yaml", 6) in {(item["file"], item["line"]) for item in report["findings"]}


def test_only_what_is_asked_for_is_read(judged: Project) -> None:
    judged.write("stacks/a.yaml", TEMPLATE)
    judged.write("stacks/b.yaml", TEMPLATE)
    report = judged.report("--aisec-source=cloudformation:stacks/*.yaml")
    assert [source["id"] for source in report["sources"]] == [
        "cloudformation:stacks/a.yaml",
        "cloudformation:stacks/b.yaml",
    ]
    assert report["run"]["sources_asked"] == ["cloudformation:stacks/*.yaml"]


@pytest.mark.parametrize("further", [[], ["--collect-only"], ["--aisec-items=resource"], ["-k", "acls"]])
def test_finding_nothing_is_a_usage_error(judged: Project, further: list[str]) -> None:
    (judged.path / "main.tf").unlink()
    result = judged.run(*further)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert len(errors(result)) == 1
    assert "found no Terraform, CloudFormation or CDK output below" in errors(result)[0]
    assert "--aisec-source" in errors(result)[0]


def test_finding_nothing_may_be_allowed(judged: Project) -> None:
    (judged.path / "main.tf").unlink()
    result = judged.run("--aisec-allow=empty")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["0 resources in 0 sources, judged by 5 policies:"])


def test_finding_nothing_does_not_matter_to_tests_of_other_things(project: Project) -> None:
    (project.path / "main.tf").unlink()
    project.write("test_other.py", "def test_other(): pass\n")
    assert project.run().ret == pytest.ExitCode.OK


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("terraform:nowhere", "there is no folder nowhere"),
        ("terraform:stacks", "there is no Terraform file in stacks"),
        ("cloudformation:nowhere/*.yaml", "no file matches nowhere/*.yaml"),
        ("snapshot:nowhere.json", "nowhere.json"),
        ("snapshot:stacks/data.yaml", "is not a snapshot"),
    ],
)
def test_a_source_that_does_not_exist_fails_and_the_others_are_judged(
    judged: Project, source: str, message: str
) -> None:
    judged.write("stacks/data.yaml", TEMPLATE)
    result = judged.run("-v", "--aisec-source", source, "--aisec-source=terraform:.", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    assert any(message in line for line in result.outlines)
    report = judged.read("out.json")
    missing = next(item for item in report["sources"] if item["id"] == source)
    assert missing["resources"] == 0
    assert len(missing["unread"]) == 1
    assert report["run"]["sources_reached"] == ["terraform:."]


def test_a_file_that_does_not_parse_fails_with_its_line_and_the_rest_is_judged(judged: Project) -> None:
    judged.write("bad.tf", 'resource "aws_vpc" "a" {\n  cidr_block = \n}\n')
    judged.write("bad.yaml", "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A: [\n")
    result = judged.run("-v", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    assert category(result, "test_acls_are_blocked") == "VIOLATED"
    assert category(result, "test_vpc") == "UNDETERMINED"  # one may be in the file that was not read
    unread = {item["file"]: item["line"] for source in judged.read("out.json")["sources"] for item in source["unread"]}
    assert unread["bad.tf"] == 2
    assert unread["bad.yaml"] == 3
    for file, line in unread.items():
        assert any(f"{file}:{line}" in shown for shown in result.outlines)
    assert "1 unread" in result.outlines[-1]


def test_what_was_not_read_may_be_allowed(judged: Project) -> None:
    judged.policies("def test_named(bucket: s3.Bucket): pass")
    judged.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    assert judged.run().ret == pytest.ExitCode.TESTS_FAILED
    assert judged.run("--aisec-allow=empty").ret == pytest.ExitCode.TESTS_FAILED
    result = judged.run("-v", "--aisec-allow=unread")
    assert result.ret == pytest.ExitCode.OK
    assert category(result, ITEM) == "PASSED"
    assert any("bad.tf:2" in line for line in result.outlines)  # allowed, and still said


def test_zero_resources_fail_unless_allowed(judged: Project) -> None:
    judged.write("main.tf", 'variable "a" {}\n')
    result = judged.run("-v")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    result.stdout.fnmatch_lines(["NOTHING TO JUDGE*--aisec-allow empty*", "  - there is no resource in any source"])
    assert judged.run("--aisec-allow=unread").ret == pytest.ExitCode.TESTS_FAILED
    assert judged.run("--aisec-allow=empty").ret == pytest.ExitCode.OK


def test_a_source_that_was_asked_for_and_is_empty_fails(judged: Project) -> None:
    judged.write("empty/main.tf", 'variable "a" {}\n')
    judged.policies("def test_named(bucket: s3.Bucket): pass")
    assert judged.run().ret == pytest.ExitCode.OK  # found, not asked for: others have resources
    result = judged.run("--aisec-source=terraform:empty", "--aisec-source=terraform:.", "-rA")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["  - terraform:empty declares no resources"])
    assert category(judged.run("--aisec-source=terraform:empty", "-v"), ITEM) == "NOT READ"


@pytest.mark.parametrize("selection", [["-k", "test_is_a_bucket"], ["-m", "hipaa"], ["--aisec-severity=low"]])
def test_no_selection_hides_that_something_was_not_read(judged: Project, selection: list[str]) -> None:
    judged.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    result = judged.run("-v", *selection)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"


def test_the_last_failed_ones_do_not_hide_that_something_was_not_read(judged: Project) -> None:
    judged.run(cache=True)
    judged.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    result = judged.run("--lf", "-v", cache=True)
    assert category(result, ITEM) == "NOT READ"
    assert not any("test_is_a_bucket" in line for line in result.outlines)


def test_a_test_of_the_inventory_alone_fails_for_what_was_not_read(project: Project) -> None:
    project.write("test_own.py", "def test_any(inventory): assert inventory\n")
    project.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    result = project.run("-v")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"


def test_variables_reach_the_source(judged: Project) -> None:
    judged.write("some.tfvars", "public = true\n")
    assert category(judged.run("-v"), "test_policies_are_blocked") == "UNDETERMINED"
    assert category(judged.run("-v", "--aisec-var=public=true"), "test_policies_are_blocked") == "PASSED"
    assert category(judged.run("-v", "--aisec-var-file=some.tfvars"), "test_policies_are_blocked") == "PASSED"
    assert category(judged.run("-v", "--aisec-var=public=false"), "test_policies_are_blocked") == "VIOLATED"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("--aisec-var=pubic=true", "--aisec-var pubic: no root module declares the variable"),
        ("--aisec-param=Pubic=true", "--aisec-param Pubic: no template declares the parameter"),
    ],
)
def test_a_value_that_nothing_declares_is_a_usage_error(judged: Project, given: str, said: str) -> None:
    judged.write("stacks/data.yaml", TEMPLATE)
    result = judged.run(given)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*aisec: {said}"])


def test_a_module_that_is_not_there_declares_no_variable_of_the_root(judged: Project) -> None:
    judged.write("infra.tf", 'module "elsewhere" { source = "acme/elsewhere/aws" }\n')
    judged.write(
        "stacks/data.yaml",
        TEMPLATE + "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://x.test/t.yaml}}\n",
    )
    for given in ("--aisec-var=pubic=true", "--aisec-param=Pubic=true"):
        assert judged.run(given).ret == pytest.ExitCode.USAGE_ERROR


def test_a_value_that_one_of_several_declares_is_none(judged: Project) -> None:
    judged.write("live/main.tf", 'resource "aws_s3_bucket" "more" {}\n')
    judged.write("stacks/data.yaml", TEMPLATE)
    result = judged.run("--aisec-var=public=true", "--aisec-param=AWS::Region=eu-west-1")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    judged.write("live/bad.tf", "resource {")
    assert judged.run("--aisec-var=pubic=true").ret == pytest.ExitCode.TESTS_FAILED  # it may be declared there


def test_unknowns_of_two_sources_are_not_one(project: Project) -> None:
    """`var.on` of one root is not that of another: what they are together is tried in every way."""
    (project.path / "main.tf").unlink()
    subnet = 'variable "on" { type = bool }\nresource "aws_subnet" "s" { map_public_ip_on_launch = var.on }\n'
    for root in ("a", "b"):
        project.write(f"{root}/main.tf", subnet)
    project.policies(
        "def test_all_agree(s: ec2.Subnet, inventory) -> None:\n"
        "    assert all(s.assigns_public_ip == other.assigns_public_ip for other in inventory.of(ec2.Subnet))\n"
    )
    assert {finding["verdict"] for finding in project.report()["findings"]} == {"undetermined"}
    project.run("--aisec-source=terraform:a").assert_outcomes(passed=2)
