"""Plans as a source: what is known, unknown, sensitive and gone; joined with a folder; and files that are no plan."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from pytest_aisec.declarations import Contents, Declaration
from pytest_aisec.sources.terraform import Origin, PlanFile
from pytest_aisec.sources.terraform.printed import either_mark
from pytest_aisec.sources.terraform.written import planned_variables
from pytest_aisec.values import Location, PartlyKnown, Reference, Unknown

from .conftest import at
from .oracle import needs_terraform, planned, run
from .plans import as_json, entry, plan

KEY = entry("aws_kms_key.k", {"enable_key_rotation": None}, {"arn": True, "id": True})
BUCKET = entry("aws_s3_bucket.b", {"bucket": "data"}, {"id": True})


def read(folder: Path, content: object, origin: Path | None = None) -> Contents:
    file = folder / "plan.json"
    file.write_text(content if isinstance(content, str) else as_json(content), encoding="utf-8")
    return PlanFile(file, folder, Origin(origin) if origin else None).read()


def by_address(contents: Contents) -> dict[str, Declaration]:
    return {declaration.address: declaration for declaration in contents.declarations}


def body(declaration: Declaration) -> dict[str, Any]:
    plain = declaration.body.plain
    assert isinstance(plain, dict)
    return plain


def reason(contents: Contents) -> str:
    (unread,) = contents.unread
    assert unread.location.file == "plan.json"
    return unread.reason


# What is in a plan


def test_values_of_the_root_module_and_of_others(tmp_path: Path) -> None:
    inner = entry('module.m["a.b"].aws_s3_bucket.b[0]', {"bucket": "inner"}, module='module.m["a.b"]')
    contents = read(tmp_path, plan(KEY, BUCKET, inner))
    assert not contents.unread
    assert list(by_address(contents)) == ["aws_kms_key.k", "aws_s3_bucket.b", 'module.m["a.b"].aws_s3_bucket.b[0]']
    declared = contents.declarations[2]
    assert (declared.source, declared.dialect, declared.type) == ("plan:plan.json", "terraform", "aws_s3_bucket")
    assert body(declared) == {"bucket": "inner"}
    assert declared.location == Location("plan.json")
    assert contents.facts["terraform_version"] == "1.11.4"
    assert len(contents.facts["sha256"]) == 64


def test_what_is_known_after_apply_is_unknown_leaf_by_leaf(tmp_path: Path) -> None:
    values = {"name": "n", "tags": {"a": "b"}, "rule": [{"port": 1}, {}], "list": [None, "x"], "gone": None}
    unknown = {"id": True, "tags": {"c": True}, "rule": [{}, {"port": True}], "list": [True, False], "whole": True}
    (found,) = read(tmp_path, plan(entry("aws_x.y", values, unknown))).declarations
    plain = body(found)
    assert plain["name"] == "n"
    assert plain["tags"]["a"] == "b"
    assert plain["rule"][0] == {"port": 1}
    assert plain["list"][1] == "x"
    unknowns = [plain["id"], plain["tags"]["c"], plain["rule"][1]["port"], plain["list"][0], plain["whole"]]
    assert [str(value.reason) for value in unknowns if isinstance(value, Unknown)] == [
        f"aws_x.y.{path} is known after apply" for path in ("id", "tags.c", "rule[1].port", "list[0]", "whole")
    ]
    assert "gone" not in plain


def test_containers_that_hold_only_unknowns_are_not_absent(tmp_path: Path) -> None:
    (found,) = read(tmp_path, plan(entry("aws_x.y", {}, {"block": [{"a": True}], "map": {"k": True}}))).declarations
    plain = body(found)
    assert isinstance(plain["block"][0]["a"], Unknown)
    assert isinstance(plain["map"]["k"], Unknown)


def test_sensitive_values_are_marked_known_or_not(tmp_path: Path) -> None:
    values = {"password": "secret", "nested": [{"token": "t", "name": "n"}]}
    sensitive = {"password": True, "later": True, "nested": [{"token": True}]}
    (found,) = read(tmp_path, plan(entry("aws_x.y", values, {"later": True}, sensitive))).declarations
    assert at(found.body, "password").sensitive
    assert at(found.body, "later").sensitive
    assert at(found.body, "nested", 0, "token").sensitive
    assert not at(found.body, "nested", 0, "name").sensitive


def test_marks_of_either_part_of_the_plan_count(tmp_path: Path) -> None:
    content = plan(entry("aws_x.y", {"a": "1", "b": "2"}, sensitive={"a": True}))
    content["resource_changes"][0]["change"]["after_sensitive"] = {"b": True}
    (found,) = read(tmp_path, content).declarations
    assert at(found.body, "a").sensitive
    assert at(found.body, "b").sensitive


@pytest.mark.parametrize("marks", [(True, {"x": True}), ({"x": True}, True), ([True, {}], [False, {"y": True}])])
def test_two_mirrors_of_a_value_together(marks: tuple[object, object]) -> None:
    assert either_mark(*marks) == (True if True in marks else [True, {"y": True}])


def test_what_is_destroyed_read_or_deposed_is_not_declared(tmp_path: Path) -> None:
    content = plan(BUCKET)
    gone = {"actions": ["delete"], "before": {"bucket": "x"}, "after": None, "after_unknown": False}
    content["resource_changes"] += [
        {"address": "aws_s3_bucket.gone", "mode": "managed", "type": "aws_s3_bucket", "name": "gone", "change": gone},
        {"address": "aws_s3_bucket.b", "deposed": "ab12", "mode": "managed", "change": gone},
    ]
    data = {"address": "data.aws_ami.a", "mode": "data", "type": "aws_ami", "name": "a", "values": {"id": "ami-1"}}
    content["planned_values"]["root_module"]["resources"].append(data)
    content["resource_drift"] = [{"address": "aws_s3_bucket.drifted", "change": {"after": {"bucket": "d"}}}]
    content["prior_state"] = {"values": {"root_module": {"resources": [{**data, "mode": "managed", "address": "a.b"}]}}}
    contents = read(tmp_path, content)
    assert not contents.unread
    assert list(by_address(contents)) == ["aws_s3_bucket.b"]
    assert isinstance(body(contents.declarations[0])["id"], Unknown)


# References that the plan itself tells


def related(folder: Path, references: list[str], unknown: object = True, name: str = "kms_key_id") -> Any:
    expressions = {name: {"references": references}}
    resource = {"address": "aws_x.y", "mode": "managed", "type": "aws_x", "name": "y", "expressions": expressions}
    content = plan(entry("aws_x.y", {}, {name: unknown}), configuration={"root_module": {"resources": [resource]}})
    (found,) = read(folder, content).declarations
    return body(found)[name]


def targets(value: object) -> list[tuple[str, str]]:
    assert isinstance(value, PartlyKnown)
    return [(reference.target, reference.attribute) for reference in value.references]


@pytest.mark.parametrize(
    ("references", "target"),
    [
        (["aws_kms_key.k.arn", "aws_kms_key.k"], ("aws_kms_key.k", "arn")),
        (['aws_kms_key.k["a.b"].arn', 'aws_kms_key.k["a.b"]', "aws_kms_key.k"], ('aws_kms_key.k["a.b"]', "arn")),
        (["aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k", "var.a"], ("aws_kms_key.k[0]", "arn")),
        (
            ["each.key", "aws_x.z.block[0].id", "aws_x.z.block[0]", "aws_x.z.block", "aws_x.z"],
            ("aws_x.z", "block[0].id"),
        ),
    ],
)
def test_one_reference_is_what_is_unknown(tmp_path: Path, references: list[str], target: tuple[str, str]) -> None:
    found = related(tmp_path, references)
    assert targets(found) == [target]
    assert found.is_set


@pytest.mark.parametrize(
    "references",
    [
        ["aws_kms_key.k.arn", "aws_kms_key.k", "local.key"],
        ["local.keys.main.arn", "local.keys.main", "local.keys"],
        ["aws_kms_key.k.arn", "aws_kms_key.k", "each.value.arn", "each.value"],
        ["aws_kms_key.k.arn", "aws_kms_key.k", "data.aws_kms_key.d.arn", "data.aws_kms_key.d"],
        ["aws_kms_key.k.arn", "aws_kms_key.k", "aws_kms_key.l.arn", "aws_kms_key.l"],
        ["aws_kms_key.k", "count.index"],
        ["module.absent.arn", "module.absent"],
        [],
    ],
)
def test_more_than_one_possible_origin_is_no_reference(tmp_path: Path, references: list[str]) -> None:
    assert type(related(tmp_path, references)) is Unknown


def test_a_list_may_hold_more_than_what_it_refers_to(tmp_path: Path) -> None:
    references = ["aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"]
    first, second, more = related(tmp_path, references, name="subnet_ids")
    assert targets(first) + targets(second) == [("aws_subnet.a", "id"), ("aws_subnet.b", "id")]
    assert type(more) is Unknown
    assert type(related(tmp_path, references, name="aliases")) is Unknown


def test_references_are_followed_through_module_inputs_and_outputs(tmp_path: Path) -> None:
    def resource(name: str, *references: str) -> dict[str, Any]:
        expressions = {"key": {"references": [*references]}}
        return {"mode": "managed", "type": "aws_x", "name": name, "expressions": expressions}

    child = {
        "resources": [resource("inner", "var.given"), resource("own", "aws_kms_key.c.arn", "aws_kms_key.c")],
        "outputs": {"made": {"expression": {"references": ["aws_x.inner.id", "aws_x.inner"]}}},
    }
    given = {"given": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}
    configuration = {
        "root_module": {
            "resources": [resource("outer", 'module.m["p"].made', 'module.m["p"]')],
            "module_calls": {"m": {"expressions": given, "module": child}},
        }
    }
    inside = [entry(f'module.m["p"].aws_x.{n}', {}, {"key": True}, module='module.m["p"]') for n in ("inner", "own")]
    contents = read(tmp_path, plan(entry("aws_x.outer", {}, {"key": True}), *inside, configuration=configuration))
    assert [targets(body(declaration)["key"]) for declaration in contents.declarations] == [
        [('module.m["p"].aws_x.inner', "id")],
        [("aws_kms_key.k", "arn")],
        [('module.m["p"].aws_kms_key.c', "arn")],
    ]


# Joined with the configuration

MAIN = """\
variable "names" {
  type    = list(string)
  default = ["a"]
}

resource "aws_kms_key" "k" {
  for_each = toset(var.names)
}

resource "aws_s3_bucket" "b" {
  bucket     = "data"
  kms_key_id = aws_kms_key.k["a"].arn
}
"""

JOINED = [
    entry('aws_kms_key.k["a"]', {}, {"arn": True}),
    entry("aws_s3_bucket.b", {"bucket": "data"}, {"kms_key_id": True}),
]


def infra(folder: Path, text: str = MAIN) -> Path:
    (folder / "infra").mkdir()
    (folder / "infra/main.tf").write_text(text)
    return folder / "infra"


def test_places_and_references_are_those_of_the_folder(tmp_path: Path) -> None:
    contents = read(tmp_path, plan(*JOINED), infra(tmp_path))
    assert not contents.unread
    bucket = by_address(contents)["aws_s3_bucket.b"]
    assert bucket.location == Location("infra/main.tf", 10, 1)
    assert at(bucket.body, "bucket").location == Location("infra/main.tf", 11, 16)
    key = at(bucket.body, "kms_key_id")
    assert key.location.line == 12
    assert isinstance(key.value, Reference)
    assert (key.value.target, key.value.attribute) == ('aws_kms_key.k["a"]', "arn")
    assert contents.facts["configuration"] == "infra"
    assert contents.facts.keys() == {"sha256", "terraform_version", "configuration"}


def test_only_what_is_named_is_joined(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    assert {d.location.line for d in read(tmp_path, plan(*JOINED)).declarations} == {None}


def test_the_values_of_the_plan_count_and_the_difference_is_a_note(tmp_path: Path) -> None:
    text = MAIN.replace('"data"', '"other"') + 'resource "aws_s3_bucket" "further" {}\n'
    contents = read(tmp_path, plan(*JOINED, entry("aws_x.absent", {"a": 1})), infra(tmp_path, text))
    assert not contents.unread
    assert body(by_address(contents)["aws_s3_bucket.b"])["bucket"] == "data"
    assert by_address(contents)["aws_x.absent"].location == Location("plan.json")
    assert "aws_s3_bucket.further" not in by_address(contents)
    assert contents.facts["configuration_differs"] == "infra lacks aws_x.absent; the plan lacks aws_s3_bucket.further"


def test_variables_have_the_values_of_the_plan_and_the_places_of_the_folder(tmp_path: Path) -> None:
    variables = {"names": {"value": ["a"]}}
    text = MAIN.replace('= "data"', "= var.names[0]")
    folder = infra(tmp_path, text)
    bucket = entry("aws_s3_bucket.b", {"bucket": "a"})
    declared = {"root_module": {"variables": {"names": {"default": ["a"]}}}}
    contents = read(tmp_path, plan(JOINED[0], bucket, variables=variables, configuration=declared), folder)
    assert at(by_address(contents)["aws_s3_bucket.b"].body, "bucket").location.line == 3
    (folder / "terraform.tfvars").write_text('names = ["b"]\n')  # the plan was made with another value
    contents = read(tmp_path, plan(JOINED[0], bucket, variables=variables, configuration=declared), folder)
    assert "configuration_differs" not in contents.facts


def test_variables_are_given_as_on_a_command_line(tmp_path: Path) -> None:
    variables = {"l": {"value": ["${x}", "%{y}"]}, "s": {"value": "${x}"}, "n": {"value": 1.5}, "null": {"value": None}}
    given = planned_variables(Origin(tmp_path), {"variables": variables}, trust=False)
    assert given == {"l": '["$${x}", "%%{y}"]', "s": "${x}", "n": "1.5"}


def test_a_number_of_instances_that_the_folder_does_not_tell(tmp_path: Path) -> None:
    text = 'data "aws_x" "d" {}\nresource "aws_s3_bucket" "b" {\n  count  = data.aws_x.d.n\n  bucket = "data"\n}\n'
    buckets = [entry(f"aws_s3_bucket.b[{i}]", {"bucket": "data"}) for i in range(2)]
    contents = read(tmp_path, plan(*buckets), infra(tmp_path, text))
    assert [at(d.body, "bucket").location.line for d in contents.declarations] == [4, 4]
    assert [d.conditional for d in contents.declarations] == [None, None]
    assert "configuration_differs" not in contents.facts


def test_a_folder_that_does_not_parse_is_a_note(tmp_path: Path) -> None:
    contents = read(tmp_path, plan(*JOINED), infra(tmp_path, MAIN + "resource {\n"))
    assert not contents.unread
    assert contents.facts["configuration_unread"].startswith("1, first infra/main.tf:")


def test_a_folder_that_is_not_there_is_unread_and_the_plan_is_judged(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("nowhere", "empty"):
        contents = read(tmp_path, plan(*JOINED), tmp_path / name)
        (unread,) = contents.unread
        assert name in unread.reason
        assert unread.types == frozenset()
        assert len(contents.declarations) == 2


# What is no plan, or not a whole one


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("PK\x03\x04...", "binary format, expected JSON: run `terraform show -json PLANFILE > plan.json`"),
        ('{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}\n', "the log that `terraform plan -json`"),
        ("resource {}", "not JSON (Expecting value), expected what `terraform show -json PLANFILE > plan.json` writes"),
        ("[" * 100_000, "not JSON"),
        ("[]", "expected the JSON object that `terraform show -json PLANFILE"),
        ("{}", "found an object without planned_values"),
        ('{"format_version": "1.2"}', "has no planned_values"),
        ('{"format_version": "1.0", "values": {}}', "a state, not a plan: ask for state:plan.json"),
        ('{"version": 4, "lineage": "x", "resources": []}', "a state, not a plan: ask for state:plan.json"),
        ('{"planned_values": {}}', "format_version is None, expected 1.x"),
        ('{"format_version": "2.0", "planned_values": {}}', "format_version is '2.0', expected 1.x"),
        ('{"format_version": "1.2", "planned_values": {"root_module": {}}}', "there are no resources in it"),
        ('{"format_version": "1.2", "planned_values": 7}', "the root module is not an object"),
    ],
)
def test_what_is_no_plan_says_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    contents = read(tmp_path, text)
    assert said in reason(contents)
    assert not contents.declarations


def test_a_syntax_error_has_its_place(tmp_path: Path) -> None:
    (unread,) = read(tmp_path, '{\n  "a" 1\n}').unread
    assert unread.location == Location("plan.json", 2, 7)


def test_a_file_that_is_not_there_is_unread(tmp_path: Path) -> None:
    (unread,) = PlanFile(tmp_path / "none.json", tmp_path).read().unread
    assert unread.reason == "there is no file none.json"


@pytest.mark.parametrize(
    ("more", "said"),
    [({"errored": True, "complete": False}, "ended with an error"), ({"complete": False}, "-target")],
)
def test_an_incomplete_plan_is_judged_and_unread(tmp_path: Path, more: dict[str, object], said: str) -> None:
    contents = read(tmp_path, plan(BUCKET, **more))
    assert said in reason(contents)
    assert contents.unread[0].types is None
    assert len(contents.declarations) == 1


@pytest.mark.parametrize("changes", [[], [{"address": "aws_s3_bucket.b", "change": {"after": {"bucket": "data"}}}]])
def test_a_resource_of_which_nobody_says_what_is_unknown_is_unread(tmp_path: Path, changes: list[object]) -> None:
    content = plan(BUCKET, KEY)
    content["resource_changes"][:1] = changes
    contents = read(tmp_path, content)
    assert "aws_s3_bucket.b has no after_unknown in resource_changes" in reason(contents)
    assert contents.unread[0].types == frozenset({"aws_s3_bucket"})
    assert list(by_address(contents)) == ["aws_kms_key.k"]


@pytest.mark.parametrize(
    "root",
    [
        {"resources": 7},
        {"resources": ["x"]},
        {"resources": [{"mode": "managed"}]},
        {"resources": [{"mode": "managed", "address": "a.b", "type": "a", "name": "b", "values": 7}]},
        {"child_modules": [[]]},
        {"child_modules": {"a": 1}},
    ],
)
def test_another_shape_is_unread(tmp_path: Path, root: object) -> None:
    content = {**plan(), "planned_values": {"root_module": root}}
    assert "not the shape of a plan" in reason(read(tmp_path, content))


def test_deep_nesting_is_unread(tmp_path: Path) -> None:
    deep: Any = "x"
    for _ in range(700):
        deep = [deep]
    assert reason(read(tmp_path, plan(entry("aws_x.y", {"a": deep}))))


@given(strategies.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_plan_raises_and_every_body_is_a_mapping(tmp_path: Path, chance: random.Random) -> None:
    inner = entry("module.m.aws_x.y", {"a": [{"b": "c"}]}, {"d": True}, {"a": [{"b": True}]}, module="module.m")
    expressions = {
        "key": {"references": ["module.m.out", "aws_kms_key.k.arn"]},
        "block": [{"a": {"constant_value": 1}}],
    }
    resource = {"mode": "managed", "type": "aws_kms_key", "name": "k", "expressions": expressions}
    child = {"outputs": {"out": {"expression": {"references": ["var.v"]}}}, "resources": [resource]}
    calls = {"m": {"module": child, "expressions": {"v": {"references": ["aws_kms_key.k.arn"]}}}}
    configuration = {"root_module": {"resources": [resource], "module_calls": calls}}
    content = json.loads(as_json(plan(KEY, BUCKET, inner, configuration=configuration)))
    for _ in range(chance.randint(1, 3)):
        damage(content, chance)
    for found in read(tmp_path, content).declarations:
        assert isinstance(found.body.value, dict)


def damage(content: Any, chance: random.Random) -> None:
    """Put something else in one place of a document."""
    while True:
        key = chance.choice(list(content) if isinstance(content, dict) else range(len(content)))
        if not content[key] or not isinstance(content[key], dict | list) or chance.random() < 1 / 4:
            content[key] = chance.choice(
                [None, True, False, 7, "x", "module.m", [], {}, [None], {"a": [1]}, [["a.b.c"]]]
            )
            return
        content = content[key]


# Terraform itself

CONFIGURATION = """\
variable "secret" {
  type      = string
  sensitive = true
  default   = "s3cret"
}

variable "names" {
  type = list(string)
}

resource "terraform_data" "a" {
  for_each = toset(var.names)
  input    = { name = each.key, secret = var.secret, gone = null }
}

resource "terraform_data" "b" {
  input = terraform_data.a["x"].id
}

resource "terraform_data" "c" {
  count = 2
  input = [terraform_data.b.id, "k"]
}

module "m" {
  for_each = { p = 1, q = 2 }
  source   = "./m"
  given    = terraform_data.b.id
}
"""
MODULE = """\
variable "given" {}

resource "terraform_data" "inner" {
  input = var.given
}
"""
ADDRESSES = [
    'module.m["p"].terraform_data.inner',
    'module.m["q"].terraform_data.inner',
    'terraform_data.a["x"]',
    'terraform_data.a["y"]',
    "terraform_data.b",
    "terraform_data.c[0]",
    "terraform_data.c[1]",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root module that terraform can plan offline."""
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(CONFIGURATION)
    (tmp_path / "m/main.tf").write_text(MODULE)
    (tmp_path / "terraform.tfvars").write_text('names = ["x", "y"]\n')
    run(tmp_path, "init", "-input=false")
    return tmp_path


@needs_terraform
def test_plan_of_terraform_itself(root: Path) -> None:
    contents = read(root, planned(root))
    assert not contents.unread
    found = by_address(contents)
    assert sorted(found) == ADDRESSES
    assert body(found['terraform_data.a["y"]'])["input"] == {"name": "y", "secret": "s3cret"}
    assert at(found['terraform_data.a["y"]'].body, "input", "secret").sensitive
    assert targets(body(found["terraform_data.b"])["input"]) == [('terraform_data.a["x"]', "id")]
    assert targets(body(found['module.m["q"].terraform_data.inner'])["input"]) == [("terraform_data.b", "id")]
    first, second = body(found["terraform_data.c[1]"])["input"]
    assert (type(first), second) == (Unknown, "k")


@needs_terraform
def test_plan_of_terraform_itself_joined(root: Path) -> None:
    contents = read(root, planned(root), root)
    assert not contents.unread
    assert "configuration_differs" not in contents.facts
    found = by_address(contents)
    assert found['module.m["p"].terraform_data.inner'].location == Location("m/main.tf", 3, 1)
    given = at(found['module.m["p"].terraform_data.inner'].body, "input")
    assert isinstance(given.value, Reference)
    assert (given.value.target, given.location.line) == ("terraform_data.b", 28)
    name = at(found['terraform_data.a["x"]'].body, "input", "name")
    assert (name.location.file, name.location.line) == ("terraform.tfvars", 1)
    element = at(found["terraform_data.c[0]"].body, "input", 0)
    assert isinstance(element.value, Reference)
    assert (element.value.target, element.location.line) == ("terraform_data.b", 22)


@needs_terraform
def test_plans_of_what_changes_and_of_nothing(root: Path) -> None:
    run(root, "apply", "-auto-approve", "-input=false")
    unchanged = read(root, planned(root))
    assert sorted(by_address(unchanged)) == ADDRESSES
    assert isinstance(body(by_address(unchanged)["terraform_data.b"])["id"], str)
    (root / "terraform.tfvars").write_text('names = ["x"]\n')
    changed = by_address(read(root, planned(root)))
    assert sorted(changed) == [address for address in ADDRESSES if address != 'terraform_data.a["y"]']
    run(root, "plan", "-input=false", "-target=terraform_data.b", "-out=part")
    assert "-target" in reason(read(root, json.loads(run(root, "show", "-json", "part"))))
    run(root, "plan", "-input=false", "-destroy", "-out=none")
    assert "there are no resources in it" in reason(read(root, json.loads(run(root, "show", "-json", "none"))))
    assert "binary format" in PlanFile(root / "none", root).read().unread[0].reason
