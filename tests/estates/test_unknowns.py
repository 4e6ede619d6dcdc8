"""What the platform's files leave open makes verdicts undetermined, with the reason, and never turns one around."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.requests import Request
from tests.estates.names import TERRAFORM, Variant
from tests.estates.sources import VARIANTS, Outcome, judged

ARGUMENT = re.compile(r"(?P<indent>\s*)(?P<name>\w+)(?P<spaces>\s*)= (?P<value>.*[^\[({ ])\s*(#.*)?$")
FIXED = {"depends_on", "description", "Name", "Sid", "source", "type", "Version"}
"""Arguments that say nothing about the platform, or that Terraform lets nobody compute."""

Verdicts = dict[tuple[str, str], dict[str, Any]]
"""Finding by (policy, address)."""


@dataclass(frozen=True)
class Leaf:
    """One value of one variant: the argument `name` at a line of a file. In the file of variables: a default."""

    variant: Variant
    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.variant}-{self.file}:{self.line}-{self.name}"

    @property
    def folder(self) -> str:
        """Where the copy without the value stands."""
        return re.sub(r"\W", "-", str(self))

    def write(self, root: Path) -> None:
        """Write a copy of the platform in which nobody says what the value is. Lines stay where they are."""
        shutil.copytree(TERRAFORM[self.variant], root / self.folder)
        file = root / self.folder / self.file
        lines = file.read_text().splitlines()
        found = ARGUMENT.fullmatch(lines[self.line - 1])
        assert found is not None
        open_ = "" if self.name == "default" else f"{found['indent']}{self.name}{found['spaces']}= var.unknown"
        lines[self.line - 1] = open_
        file.write_text("\n".join(lines) + "\n")
        variables = root / self.folder / "variables.tf"
        variables.write_text(variables.read_text() + 'variable "unknown" {}\n')


def leaves(variant: Variant) -> Iterator[Leaf]:
    """Every value on a line of its own, and every default of a variable."""
    for file in sorted(TERRAFORM[variant].glob("*.tf")):
        if file.name == "providers.tf":
            continue
        block = ""
        for number, line in enumerate(file.read_text().splitlines(), 1):
            block = line.split()[0] if line[:1].isalpha() else block
            found = ARGUMENT.fullmatch(line)
            if found and found["name"] not in FIXED and (block != "variable" or found["name"] == "default"):
                yield Leaf(variant, file.name, number, found["name"])


def is_shared(leaf: Leaf) -> bool:
    """Whether the flawed platform says the same, so that its own leaf stands for this one."""
    said = (TERRAFORM["secure"] / leaf.file).read_text().splitlines()[leaf.line - 1]
    return leaf.variant == "secure" and said in (TERRAFORM["flawed"] / leaf.file).read_text().splitlines()


LEAVES = [leaf for variant in VARIANTS for leaf in leaves(variant) if not is_shared(leaf)]


def by_key(findings: list[dict[str, Any]], source: str) -> Verdicts:
    return {(found["policy"], found["address"]): found for found in findings if found["source"] == source}


@pytest.fixture(scope="session")
def complete(tmp_path_factory: pytest.TempPathFactory) -> dict[Variant, Verdicts]:
    """The findings on each variant as it is."""
    found: dict[Variant, Verdicts] = {}
    for variant in VARIANTS:
        root = tmp_path_factory.mktemp(f"complete-{variant}")
        shutil.copytree(TERRAFORM[variant], root / variant)
        outcome = judged(Request("terraform", variant), root, root)
        found[variant] = by_key(outcome.findings, f"terraform:{variant}")
    return found


@pytest.fixture(scope="session")
def without(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Leaf], Verdicts]:
    """Gives the findings on the platform without one value. One run judges all copies, each a source of its own."""
    root = tmp_path_factory.mktemp("without")
    for leaf in LEAVES:
        leaf.write(root)
    first, *rest = [Request("terraform", leaf.folder) for leaf in LEAVES]
    more = [f"--aisec-source=terraform:{root / request.location}" for request in rest]
    outcome = judged(first, root, root, None, *more)
    assert {source["id"] for source in outcome.report["sources"]} == {str(request) for request in (first, *rest)}
    assert [source["unread"] for source in outcome.report["sources"] if source["unread"]] == []
    sorted_out: dict[str, list[dict[str, Any]]] = {}
    for found in outcome.findings:
        sorted_out.setdefault(found["source"], []).append(found)
    return lambda leaf: by_key(sorted_out.get(f"terraform:{leaf.folder}", []), f"terraform:{leaf.folder}")


def turned(less: Verdicts, more: Verdicts) -> list[str]:
    """Where a verdict that was decided with less knowledge is another one with more. A finding may come in doubt."""
    wrong = []
    for key in less.keys() | more.keys():
        before = less[key]["verdict"] if key in less else "not_applicable"
        after = more[key]["verdict"] if key in more else "not_applicable"
        if before == "error" or (before != "undetermined" and (before == "violated") != (after == "violated")):
            wrong.append(f"{' '.join(key)}: {before}, and with more knowledge {after}")
    return wrong


@pytest.mark.parametrize("leaf", LEAVES, ids=str)
def test_more_knowledge_turns_no_verdict(
    without: Callable[[Leaf], Verdicts], complete: dict[Variant, Verdicts], leaf: Leaf
) -> None:
    assert without(leaf), "nothing was judged"
    assert turned(without(leaf), complete[leaf.variant]) == []


@pytest.mark.parametrize("leaf", LEAVES, ids=str)
def test_what_is_undetermined_names_the_variable_and_its_line(without: Callable[[Leaf], Verdicts], leaf: Leaf) -> None:
    lines = (TERRAFORM[leaf.variant] / "variables.tf").read_text().splitlines()
    line = len(lines) + 1
    variable = "unknown"
    if leaf.name == "default":
        line = next(number for number in range(leaf.line, 0, -1) if lines[number - 1].startswith("variable"))
        variable = lines[line - 1].split('"')[1]
    for key, found in without(leaf).items():
        if found["verdict"] == "undetermined":
            assert f"var.{variable} has no value" in found["message"], key
            assert f"{leaf.folder}/variables.tf:{line}" in found["message"], key


OPEN = "security-group-does-not-open-model-serving-ports-to-the-internet"

AFFECTED = [
    ("aws_instance.server", "subnet_id", "model-host-is-not-in-a-public-subnet"),
    ("aws_instance.server", "subnet_id", "model-host-subnet-has-its-own-network-acl"),
    ("aws_instance.server", "associate_public_ip_address", "model-host-has-no-public-ip"),
    ("aws_instance.server", "http_tokens", "model-host-requires-imdsv2"),
    ("aws_launch_template.trainer", "http_tokens", "model-host-requires-imdsv2"),
    ("aws_sagemaker_notebook_instance.research", "direct_internet_access", "notebook-has-no-direct-internet-access"),
    ("aws_bedrock_guardrail.support", "input_strength", "guardrail-blocks-prompt-attacks-at-high-strength"),
    ("aws_s3_bucket_public_access_block.artefacts", "restrict_public_buckets", "ai-bucket-blocks-public-access"),
    ("aws_route.public_internet", "gateway_id", "model-host-is-not-in-a-public-subnet"),
    ("aws_security_group_rule.server_api", "cidr_blocks", OPEN),
    ("aws_security_group_rule.server_api", "from_port", OPEN),
    ("aws_vpc_security_group_ingress_rule.trainer_tensorboard", "cidr_ipv4", OPEN),
    ("team_cidr", "default", OPEN),
]
"""Declaration, argument, and a policy that the flawed platform violates because of it."""


@pytest.mark.parametrize(("declaration", "argument", "policy"), AFFECTED)
def test_policy_that_asks_for_the_value_is_undetermined(
    without: Callable[[Leaf], Verdicts], complete: dict[Variant, Verdicts], declaration: str, argument: str, policy: str
) -> None:
    leaf = next(
        leaf for leaf in LEAVES if leaf.variant == "flawed" and leaf.name == argument and _is_in(leaf, declaration)
    )
    before, after = complete["flawed"], without(leaf)
    violated = {key for key, found in before.items() if key[0] == policy and found["verdict"] == "violated"}
    changed = {key for key in violated if after[key]["verdict"] == "undetermined"}
    assert changed
    assert {key for key in after.keys() - changed if key[0] != policy and after[key]["verdict"] == "violated"} == {
        key for key, found in before.items() if key[0] != policy and found["verdict"] == "violated"
    } - {key for key in after if after[key]["verdict"] == "undetermined"}


def _is_in(leaf: Leaf, declaration: str) -> bool:
    """Whether the block of a leaf is the declaration: `type.name`, or a variable's name."""
    lines = (TERRAFORM[leaf.variant] / leaf.file).read_text().splitlines()[: leaf.line]
    first = next(line for line in reversed(lines) if line[:1].isalpha())
    return ".".join(re.findall(r'"([^"]*)"', first)) == declaration


def judged_with(addition: str, folder: Path) -> tuple[Outcome, Verdicts]:
    """The flawed platform with one more file."""
    shutil.copytree(TERRAFORM["flawed"], folder / "flawed")
    (folder / "flawed" / "more.tf").write_text(addition)
    outcome = judged(Request("terraform", "flawed"), folder, folder)
    return outcome, by_key(outcome.findings, "terraform:flawed")


ABSENCES = {
    ("ai-vpc-keeps-flow-logs", "aws_vpc.main"),
    ("load-balancer-of-model-hosts-has-a-web-acl", "aws_lb.main"),
    ("ai-bucket-blocks-public-access", "aws_s3_bucket.training"),
    ("ai-bucket-is-encrypted-with-a-customer-managed-key", "aws_s3_bucket.artefacts"),
}
"""What the flawed platform violates because nothing is there."""

BROKEN = 'resource "aws_sns_topic" "alarms" {\n  name = \n}\n\nresource "aws_flow_log" {\n'


def test_broken_file_leaves_absences_open_and_fails_the_run(tmp_path: Path, complete: dict[Variant, Verdicts]) -> None:
    outcome, found = judged_with(BROKEN, tmp_path)
    assert {key: found[key]["verdict"] for key in ABSENCES} == dict.fromkeys(ABSENCES, "undetermined")
    assert all("flawed/more.tf:" in found[key]["message"] for key in ABSENCES)
    assert turned(found, complete["flawed"]) == []
    assert outcome.status == 1
    assert [unread["file"] for source in outcome.report["sources"] for unread in source["unread"]] == ["flawed/more.tf"]


GIVEN = {
    ("ai-vpc-keeps-flow-logs", "aws_vpc.main"): "vpc_id = aws_vpc.main.id",
    ("load-balancer-of-model-hosts-has-a-web-acl", "aws_lb.main"): "resources = [aws_lb.main.arn]",
    ("ai-bucket-blocks-public-access", "aws_s3_bucket.training"): "bucket = aws_s3_bucket.training.id",
    (
        "ai-bucket-is-encrypted-with-a-customer-managed-key",
        "aws_s3_bucket.artefacts",
    ): 'name = "${aws_s3_bucket.artefacts.id}"',
}
"""An argument for a module that lets it add what is absent."""


@pytest.mark.parametrize("absence", sorted(ABSENCES), ids=lambda absence: absence[0])
def test_module_that_is_not_there_leaves_open_what_it_is_given(
    tmp_path: Path, complete: dict[Variant, Verdicts], absence: tuple[str, str]
) -> None:
    module = f'module "more" {{\n  source = "example.com/more/aws"\n  {GIVEN[absence]}\n}}\n'
    outcome, found = judged_with(module, tmp_path)
    assert {key: found[key]["verdict"] for key in ABSENCES} == {
        key: "undetermined" if key == absence else "violated" for key in ABSENCES
    }
    assert "flawed/more.tf:1" in found[absence]["message"]
    assert turned(found, complete["flawed"]) == []
    assert outcome.status == 1
    assert "flawed/more.tf:1" in outcome.output
    assert [len(source["unread"]) for source in outcome.report["sources"]] == [1]


@pytest.mark.parametrize(
    ("pattern", "member"),
    [
        ("arn:${var.unknown}:s3:::assistant-prod-trail/*", "certain"),
        ("arn:aws:s3:::assistant-prod-trail/${var.unknown}/*", "certain"),
        ("arn:aws:s3:::${var.unknown}/*", "doubtful"),
        ("arn:aws:s3:::assistant-prod-t${var.unknown}", "doubtful"),
        ("${var.unknown}/*", "doubtful"),
        ("arn:aws:s3:::other-${var.unknown}/*", "none"),
        ("arn:${var.unknown}:sqs:us-east-1:123456789012:jobs", "none"),
    ],
)
def test_partly_known_pattern_names_the_buckets_that_it_can(tmp_path: Path, pattern: str, member: str) -> None:
    """The bucket of the audit trail is an AI bucket when the server's role names it."""
    shutil.copytree(TERRAFORM["secure"], tmp_path / "platform")
    file = tmp_path / "platform" / "iam.tf"
    file.write_text(file.read_text().replace('"${aws_s3_bucket.artefacts.arn}/*"', f'"{pattern}"', 1))
    (tmp_path / "platform" / "more.tf").write_text('variable "unknown" {}\n')
    inventory = gather([Request("terraform", "platform")], Inputs(tmp_path))
    found = [each for each in members(inventory, Role.AI_BUCKET) if each.resource.address == "aws_s3_bucket.trail"]
    assert [("doubtful" if each.doubt else "certain") for each in found] == ([] if member == "none" else [member])
