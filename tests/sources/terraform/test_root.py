"""Root modules as a whole: declarations, addresses, bodies, locations."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.gathering import Inputs, discover, gather
from pytest_aisec.requests import Request
from pytest_aisec.sources.source import Contents, Declaration, Dialect, Source
from pytest_aisec.sources.terraform import TerraformSource, find_roots
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown

from .conftest import Evaluated, Read, at


def declaration(contents: Contents, address: str) -> Declaration:
    return next(d for d in contents.declarations if d.address == address)


def chain(value: Located) -> list[str]:
    return [str(value.location), *(str(use) for use in value.location.uses)]


def test_source_names_itself(tmp_path: Path) -> None:
    source: Source = TerraformSource(tmp_path / "infra", tmp_path)
    assert (source.id, source.kind, source.location) == ("terraform:infra", "terraform", "infra")
    assert TerraformSource(tmp_path, tmp_path).id == "terraform:."


def test_missing_folder_is_unread(tmp_path: Path) -> None:
    contents = TerraformSource(tmp_path / "none", tmp_path).read()
    assert [(u.reason, str(u.location)) for u in contents.unread] == [("there is no such folder", "none")]


def test_declarations_of_all_types_without_meta_arguments(read: Read) -> None:
    contents = read(
        """
        resource "aws_s3_bucket" "b" {
          bucket = "x"
          count = 1
          provider = aws.other
          depends_on = [terraform_data.t]
          lifecycle {
            prevent_destroy = true
          }
          logging {
            target = "t"
          }
        }
        resource "terraform_data" "t" {}
        data "aws_ami" "a" {}
        moved {
          from = a.b
          to = a.c
        }
        """
    )
    assert [d.address for d in contents.declarations] == ["aws_s3_bucket.b[0]", "terraform_data.t"]
    bucket = contents.declarations[0]
    assert bucket.dialect is Dialect.TERRAFORM
    assert bucket.type == "aws_s3_bucket"
    assert bucket.source == "terraform:."
    assert bucket.body.plain == {"bucket": "x", "logging": [{"target": "t"}]}
    assert bucket.location == Location("main.tf", 2, 1)
    assert at(bucket.body, "bucket").location == Location("main.tf", 3, 12)
    assert at(bucket.body, "logging", 0).location == Location("main.tf", 10, 3)


def test_a_declaration_is_in_the_region_of_its_provider_or_its_own(read: Read) -> None:
    contents = read(
        """
            variable "open" {}
            provider "aws" { region = "us-east-1" }
            provider "aws" {
              alias  = "eu"
              region = "eu-west-1"
            }
            provider "aws" {
              alias  = "open"
              region = var.open
            }
            resource "aws_sqs_queue" "here" {}
            resource "aws_sqs_queue" "there" { provider = aws.eu }
            resource "aws_sqs_queue" "own" { region = "ap-south-1" }
            resource "aws_sqs_queue" "open" { provider = aws.open }
            resource "terraform_data" "other" {}
            module "m" {
              source    = "./m"
              providers = { aws = aws.eu }
            }
        """,
        {"m/main.tf": 'resource "aws_sqs_queue" "inside" {}'},
    )
    assert {each.address: each.region for each in contents.declarations} == {
        "aws_sqs_queue.here": "us-east-1",
        "aws_sqs_queue.there": "eu-west-1",
        "aws_sqs_queue.own": "ap-south-1",
        "aws_sqs_queue.open": "",
        "terraform_data.other": "",
        "module.m.aws_sqs_queue.inside": "eu-west-1",
    }


def test_location_is_that_of_the_value_with_its_uses(read: Read) -> None:
    contents = read(
        """
        variable "env" {
          default = "dev"
        }
        variable "size" {
          default = 1
        }
        locals {
          tags = { Env = var.env }
        }
        resource "x" "y" {
          tags = local.tags
          size = var.size
        }
        """,
        {"terraform.tfvars": "size = 5\n"},
    )
    body = declaration(contents, "x.y").body
    assert body.plain == {"tags": {"Env": "dev"}, "size": 5}
    assert chain(at(body, "tags", "Env")) == ["main.tf:3", "main.tf:12", "main.tf:9"]
    assert chain(at(body, "size")) == ["terraform.tfvars:1", "main.tf:13"]


def test_columns_count_characters(value: Evaluated) -> None:
    assert at(value('["é", "b"]'), 1).location == Location("main.tf", 2, 13)


@pytest.mark.parametrize(
    ("files", "arguments", "environment", "expected"),
    [
        ({}, {}, {}, "default"),
        ({}, {}, {"TF_VAR_v": "environment"}, "environment"),
        ({"terraform.tfvars": 'v = "fixed"'}, {}, {"TF_VAR_v": "environment"}, "fixed"),
        ({"terraform.tfvars": 'v = "fixed"', "a.auto.tfvars": 'v = "auto"'}, {}, {}, "auto"),
        ({"b.auto.tfvars": 'v = "b"', "a.auto.tfvars": 'v = "a"'}, {}, {}, "b"),
        ({"a.auto.tfvars": 'v = "auto"'}, {"v": "argument"}, {}, "argument"),
    ],
)
def test_precedence_of_variable_values(
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    arguments: dict[str, str],
    environment: dict[str, str],
    expected: str,
) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    main = 'variable "v" {\n  default = "default"\n}\nresource "x" "y" {\n  v = var.v\n}'
    assert read(main, files, **arguments).declarations[0].body.plain == {"v": expected}


def test_variable_files_come_after_what_terraform_finds(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "v" {}\nresource "x" "y" {\n  v = var.v\n}\n')
    (tmp_path / "a.auto.tfvars").write_text("v = 1\n")
    (tmp_path / "prod.tfvars").write_text("v = 2\n")
    source = TerraformSource(tmp_path, tmp_path, variable_files=[tmp_path / "prod.tfvars", tmp_path / "none.tfvars"])
    contents = source.read()
    assert contents.declarations[0].body.plain == {"v": 2}
    assert [str(u.location) for u in contents.unread] == ["none.tfvars"]


def test_texts_become_structures_only_where_the_type_asks(value: Evaluated) -> None:
    assert value("var.a", 'variable "a" {\n  type = list(number)\n}', a='[1, "2"]').plain == [1, 2]
    assert value("var.a", 'variable "a" {}', a="[1]").plain == "[1]"
    assert value("var.a", 'variable "a" {\n  type = bool\n}', a="true").plain is True


def test_variable_without_value_is_unknown_at_its_declaration(value: Evaluated) -> None:
    got = value("var.key", 'variable "key" {\n  type = string\n}')
    declared = Location("main.tf", 4, 1)
    assert got.value == Unknown(reason="var.key has no value", location=declared, identity="var.key")
    assert chain(got) == ["main.tf:4", "main.tf:2"]


def test_null_is_not_unknown(value: Evaluated) -> None:
    assert value("var.key", 'variable "key" {\n  default = null\n}').value is None


def test_circles_are_reported_once(read: Read) -> None:
    contents = read('locals {\n  a = local.b\n  b = local.a\n}\nresource "x" "y" {\n  v = local.a\n  w = local.b\n}')
    assert [u.reason for u in contents.unread] == ["local.a refers to itself: local.a -> local.b -> local.a"]
    assert contents.unread[0].types == frozenset()
    assert isinstance(at(contents.declarations[0].body, "v").value, Unknown)


def test_resources_that_need_each_other_do_not_hang(read: Read) -> None:
    contents = read('resource "a" "a" {\n  v = a.b.v\n}\nresource "a" "b" {\n  v = a.a.v\n  count = a.a.v\n}')
    assert len(contents.declarations) == 2


def test_computed_attributes_are_references(value: Evaluated) -> None:
    got = value("aws_kms_key.k.arn", 'resource "aws_kms_key" "k" {}')
    assert isinstance(got.value, Reference)
    assert (got.value.target, got.value.attribute, got.value.is_set) == ("aws_kms_key.k", "arn", True)
    assert got.value.reason == "aws_kms_key.k.arn is known after apply"
    assert got.location == Location("main.tf", 2, 7)


def test_configured_attributes_are_read(value: Evaluated) -> None:
    got = value("aws_s3_bucket.b.bucket", 'resource "aws_s3_bucket" "b" {\n  bucket = "n"\n}')
    assert got.value == "n"
    assert chain(got) == ["main.tf:5", "main.tf:2"]


def test_unknown_configured_attributes_keep_the_link(value: Evaluated) -> None:
    got = value("b.b.bucket", 'resource "b" "b" {\n  bucket = "${var.p}-x"\n}\nvariable "p" {}')
    assert isinstance(got.value, Reference)
    assert (got.value.target, got.value.attribute) == ("b.b", "bucket")


def test_references_keep_their_target_through_locals_lists_and_splats(value: Evaluated) -> None:
    rest = 'resource "s" "s" {\n  count = 2\n}\nlocals {\n  ids = s.s[*].id\n}'
    for expression in ("local.ids", "s.s.*.id", "[for s in s.s : s.id]"):
        items = value(expression, rest).value
        assert isinstance(items, list)
        assert [i.value.target for i in items if isinstance(i.value, Reference)] == ["s.s[0]", "s.s[1]"]


def test_templates_keep_known_parts_and_references(value: Evaluated) -> None:
    got = value('"${b.b.arn}/${local.n}-${var.q}*"', 'resource "b" "b" {}\nlocals {\n  n = 1\n}\nvariable "q" {}').value
    assert isinstance(got, PartlyKnown)
    kinds = [part if isinstance(part, str) else type(part) for part in got.parts]
    assert kinds == [Reference, "/1-", Unknown, "*"]


def test_data_sources_are_unknown(value: Evaluated) -> None:
    got = value("data.aws_ami.x.id", 'data "aws_ami" "x" {}').value
    assert got == Unknown(
        reason="data.aws_ami.x is read at apply", location=Location("main.tf", 4, 1), identity="data.aws_ami.x.id"
    )


def test_count_and_for_each(read: Read) -> None:
    contents = read(
        """
        resource "a" "count" {
          count = 2
          v     = count.index
        }
        resource "a" "map" {
          for_each = { b = 1, a = 2 }
          v        = "${each.key}=${each.value}"
        }
        resource "a" "set" {
          for_each = toset(["x\\"y"])
          v        = each.value
        }
        resource "a" "none" {
          count = 0
        }
        """
    )
    assert {d.address: d.body.plain for d in contents.declarations} == {
        "a.count[0]": {"v": 0},
        "a.count[1]": {"v": 1},
        'a.map["a"]': {"v": "a=2"},
        'a.map["b"]': {"v": "b=1"},
        'a.set["x\\"y"]': {"v": 'x"y'},
    }


@pytest.mark.parametrize("meta", ["count = var.n", "for_each = var.n", "count = var.n ? 1 : 0"])
def test_unknown_number_of_instances_is_one_conditional_instance(read: Read, meta: str) -> None:
    contents = read(f'variable "n" {{}}\nresource "a" "b" {{\n  {meta}\n}}\nresource "c" "d" {{\n  v = a.b[0].id\n}}')
    first, second = contents.declarations
    assert first.address == "a.b"
    assert first.conditional is not None
    assert first.conditional.reason == "var.n has no value"
    got = at(second.body, "v").value
    assert isinstance(got, Reference)
    assert got.target == "a.b"


def test_local_modules(read: Read) -> None:
    contents = read(
        """
        module "net" {
          source   = "./net"
          for_each = toset(["a"])
          cidr     = "10.0.0.0/16"
          key      = k.k
        }
        resource "k" "k" {}
        resource "x" "y" {
          v = module.net["a"].id
          w = module.net["a"].cidr
        }
        """,
        {
            "net/net.tf": """
            variable "cidr" {}
            variable "key" {}
            resource "v" "v" {
              count = 1
              cidr  = var.cidr
              key   = var.key.arn
            }
            output "id" {
              value = v.v[0].id
            }
            output "cidr" {
              value = v.v[0].cidr
            }
            """
        },
    )
    inner = declaration(contents, 'module.net["a"].v.v[0]')
    assert chain(at(inner.body, "cidr")) == ["main.tf:5", "net/net.tf:6"]
    key = at(inner.body, "key").value
    assert isinstance(key, Reference)
    assert key.target == "k.k"
    outer = declaration(contents, "x.y")
    got = at(outer.body, "v").value
    assert isinstance(got, Reference)
    assert got.target == 'module.net["a"].v.v[0]'
    assert at(outer.body, "w").value == "10.0.0.0/16"


def test_module_that_is_not_downloaded(read: Read) -> None:
    contents = read(
        """
        module "vpc" {
          source = "terraform-aws-modules/vpc/aws"
          key    = k.k.arn
          name   = "network"
          bucket = "arn:aws:s3:::logs"
          kinds  = ["a", var.later]
        }
        variable "later" {}
        resource "k" "k" {}
        resource "x" "y" {
          v = module.vpc.vpc_id
        }
        """
    )
    (unread,) = contents.unread
    assert "module.vpc" in unread.reason
    assert "terraform-aws-modules/vpc/aws" in unread.reason
    assert "terraform init -backend=false" in unread.reason
    assert unread.mentions == frozenset({"k.k", "arn:aws:s3:::logs", "logs", "a"})
    assert unread.types is None
    got = at(declaration(contents, "x.y").body, "v").value
    assert isinstance(got, Unknown)
    assert "module.vpc is not read" in got.reason


def test_downloaded_modules_are_read(read: Read) -> None:
    manifest = '{"Modules": [{"Key": "", "Dir": "."}, {"Key": "vpc", "Dir": ".terraform/modules/vpc"}]}'
    contents = read(
        'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}',
        {".terraform/modules/modules.json": manifest, ".terraform/modules/vpc/main.tf": 'resource "v" "v" {}'},
    )
    assert [d.address for d in contents.declarations] == ["module.vpc.v.v"]
    assert not contents.unread


def test_modules_that_call_each_other_end(read: Read) -> None:
    contents = read(
        'module "a" {\n  source = "./a"\n}', {"a/a.tf": 'module "b" {\n  source = "../"\n}\nresource "r" "r" {}'}
    )
    assert [d.address for d in contents.declarations] == ["module.a.r.r"]
    assert "circle" in contents.unread[0].reason


def test_syntax_error_costs_its_block_only(read: Read) -> None:
    contents = read('resource "a" "a" {\n  v = [1 2]\n}\nresource "a" "b" {}\n', {"other.tf": 'resource "a" "c" {}\n'})
    (unread,) = contents.unread
    assert (unread.location.file, unread.location.line) == ("main.tf", 2)
    assert unread.location.column == 10
    assert "found `2`" in unread.reason
    assert "expected" in unread.reason
    assert unread.types is None
    assert unread.mentions is None
    assert "a.c" in [d.address for d in contents.declarations]


@pytest.mark.parametrize(
    "text", [b"\xff\xfe", b"a = \x00", b'resource "a" {', b"}", b'x = "${', b"<<EOT\n", b"\xef\xbb\xbf"]
)
def test_bad_files_never_raise(read: Read, text: bytes) -> None:
    read("", {"bad.tf": text})


def test_file_that_is_not_utf8_is_unread(read: Read) -> None:
    contents = read("", {"bad.tf": b'a = "\n\xff"'})
    assert [(u.reason, u.location.line) for u in contents.unread] == [("file not read: not UTF-8", 2)]


@pytest.mark.parametrize(
    "text",
    [
        f'resource "a" "b" {{\n  v = {"[" * 3000}{"]" * 3000}\n}}\n',
        f'resource "a" "b" {{\n{"x {" * 3000}{"}" * 3000}\n}}\n'.replace("{", "{\n").replace("}", "}\n"),
        f'resource "a" "b" {{\n  v = {"abs(" * 3000}1{")" * 3000}\n}}\n',
    ],
)
def test_nesting_beyond_the_limit_costs_its_block_only(read: Read, text: str) -> None:
    contents = read(text + 'resource "a" "c" {}\n')
    assert [d.address for d in contents.declarations] == ["a.c"]
    assert "at most 200 levels" in contents.unread[0].reason


@pytest.mark.parametrize(
    "expression",
    [
        "+".join(["1"] * 3000),
        f"{'!' * 3000}true",
        f"{'false ? 0 : ' * 3000}1",
        f"[[1]]{'[*]' * 1000}",
        f"x{'.a' * 3000}",
    ],
)
def test_long_chains_are_read(value: Evaluated, expression: str) -> None:
    assert value(expression).location.line == 2


def test_long_chains_of_locals_end(value: Evaluated) -> None:
    links = "".join(f"  l{i + 1} = [local.l{i}]\n" for i in range(3000))
    value("local.l3000", f"locals {{\n  l0 = 1\n{links}}}").plain  # noqa: B018 - it must not raise


def test_find_roots(tmp_path: Path) -> None:
    for name, text in {
        "live/main.tf": 'module "a" {\n  source = "../modules/a"\n}',
        "modules/a/main.tf": "",
        "modules/a/examples/x/main.tf": 'module "a" {\n  source = "../../"\n}',
        "modules/b/main.tf.json": "{}",
        "live/.terraform/modules/x/main.tf": "",
        "node_modules/x/main.tf": "",
        "docs/readme.md": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = [path.relative_to(tmp_path.resolve()).as_posix() for path in find_roots(tmp_path)]
    assert found == ["live", "modules/a/examples/x", "modules/b"]


def test_a_folder_that_cannot_be_looked_into_may_be_a_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("live/main.tf", "shut/main.tf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("")
    look = os.scandir

    def refuses(path: str) -> Any:
        if Path(path).name == "shut":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuses)
    assert find_roots(tmp_path) == [tmp_path / "live", tmp_path / "shut"]


def test_a_folder_that_is_called_like_a_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "main.tf").mkdir()
    (tmp_path / "bucket.tf").write_text('resource "aws_s3_bucket" "b" {}')
    contents = TerraformSource(tmp_path, tmp_path).read()
    assert [each.address for each in contents.declarations] == ["aws_s3_bucket.b"]
    assert not contents.unread


def test_parser_is_imported_only_by_reading() -> None:
    code = (
        "import sys, pytest_aisec.sources.terraform; "
        "print([m for m in ('tree_sitter', 'tree_sitter_hcl', 'hcl2', 'lark') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_items_keep_the_uses_of_their_container(value: Evaluated) -> None:
    rest = 'variable "cfg" {\n  default = { a = ["x"] }\n}\nlocals {\n  cfg = var.cfg\n}'
    for expression in ("local.cfg.a[0]", 'lookup(local.cfg, "a")[0]', "[for v in local.cfg.a : v][0]"):
        got = chain(value(expression, rest))
        assert got[0] == "main.tf:5", expression
        assert got[-1] == "main.tf:8", expression


def test_instances_come_in_the_order_of_their_keys(read: Read) -> None:
    contents = read('resource "a" "b" {\n  for_each = { c = 1, a = 2, b = 3 }\n}')
    assert [d.address for d in contents.declarations] == ['a.b["a"]', 'a.b["b"]', 'a.b["c"]']


def test_a_null_that_has_a_type_keeps_its_type_and_the_places_where_it_is_used(value: Evaluated) -> None:
    found = value(
        "local.b",
        """
        variable "a" {
          type    = string
          default = null
        }
        locals {
          b = var.a
        }
        """,
    )
    assert found.value is None
    assert [use.line for use in found.location.uses] == [2, 10]


def test_files_of_opentofu_are_read_in_the_place_of_those_of_one_name(read: Read) -> None:
    tofu = {
        "a.tf": 'resource "a" "terraform" {}',
        "a.tofu": 'resource "a" "tofu" {}',
        "b.tf.json": '{"resource": {"b": {"terraform": {}}}}',
        "b.tofu.json": '{"resource": {"b": {"tofu": {}}}}',
        "c.tf": 'resource "c" "both" {}',
        "c_override.tofu": 'resource "c" "both" {\n  v = 1\n}',
        ".d.tofu": "broken {",
    }
    contents = read("", tofu)
    assert contents.unread == ()
    assert {each.address: each.body.plain for each in contents.declarations} == {
        "a.tofu": {},
        "b.tofu": {},
        "c.both": {"v": 1},
    }


def test_a_folder_that_has_nothing_but_files_of_opentofu_is_found(tmp_path: Path) -> None:
    for name in ("native/main.tofu", "json/main.tofu.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("{}" if "json" in name else 'module "m" {\n  source = "../called"\n}\n')
    (tmp_path / "called").mkdir()
    (tmp_path / "called/main.tofu").write_text('resource "a" "b" {}\n')
    assert find_roots(tmp_path) == [tmp_path / "json", tmp_path / "native"]
    assert [str(each) for each in discover(tmp_path)] == ["terraform:json", "terraform:native"]
    (record,) = gather([Request("terraform", "native")], Inputs(tmp_path)).sources
    assert [each.address for each in record.contents.declarations] == ["module.m.a.b"]
