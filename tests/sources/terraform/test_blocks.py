"""Blocks: dynamic ones, overrides, type constraints, what is conditional, what is not a resource."""

from __future__ import annotations

from pathlib import Path

from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.values import Reference, Unknown

from .conftest import Evaluated, Read, at


def test_dynamic_blocks_nested_and_with_iterators(read: Read) -> None:
    contents = read(
        """
        locals {
          groups = [{ name = "a", ports = [80, 443] }, { name = "b", ports = [] }]
        }
        resource "x" "y" {
          rule {
            name = "fixed"
          }
          dynamic "rule" {
            for_each = local.groups
            iterator = group
            content {
              name = "${group.key}-${group.value.name}"
              dynamic "port" {
                for_each = toset([for p in group.value.ports : tostring(p)])
                content {
                  number = port.value
                  of     = group.value.name
                }
              }
            }
          }
        }
        """
    )
    assert contents.declarations[0].body.plain == {
        "rule": [
            {"name": "fixed"},
            {"name": "0-a", "port": [{"number": "443", "of": "a"}, {"number": "80", "of": "a"}]},
            {"name": "1-b", "port": []},
        ]
    }
    number = at(contents.declarations[0].body, "rule", 1, "port", 1, "number")
    assert number.location.line == 3


def test_unknown_dynamic_blocks_leave_the_others_known(read: Read) -> None:
    contents = read(
        """
        variable "more" {}
        resource "x" "y" {
          rule {
            port = 22
          }
          dynamic "rule" {
            for_each = var.more
            content {}
          }
          dynamic "only" {
            for_each = var.more
            content {}
          }
        }
        """
    )
    body = contents.declarations[0].body
    assert at(body, "rule", 0, "port").value == 22
    assert isinstance(at(body, "rule", 1).value, Unknown)
    assert isinstance(at(body, "only").value, Unknown)


def test_override_files_win(read: Read) -> None:
    contents = read(
        """
        resource "x" "y" {
          a = 1
          b = 2
          rule {
            n = 1
          }
          other {
            n = 1
          }
        }
        locals {
          l = 1
        }
        resource "x" "z" {
          l = local.l
        }
        """,
        {
            "a_override.tf": 'resource "x" "y" {\n  b = 3\n  rule {\n    n = 2\n  }\n}\n',
            "override.tf": "locals {\n  l = 2\n}\n",
        },
    )
    assert {d.address: d.body.plain for d in contents.declarations} == {
        "x.y": {"a": 1, "b": 3, "other": [{"n": 1}], "rule": [{"n": 2}]},
        "x.z": {"l": 2},
    }


def test_type_constraints_fill_in_and_convert(value: Evaluated) -> None:
    rest = """
    variable "v" {
      type = list(object({
        port = number
        open = optional(bool, false)
        tags = optional(map(string))
        deep = optional(object({ a = optional(string, "x") }), {})
      }))
      default = [{ port = "80", extra = 1 }]
    }
    """
    got = value("var.v", rest)
    assert got.plain == [{"port": 80, "open": False, "tags": None, "deep": {"a": "x"}}]
    assert at(got, 0, "open").location.line == 8


def test_values_that_do_not_fit_their_type_are_unknown(value: Evaluated) -> None:
    got = value("var.v", 'variable "v" {\n  type = number\n  default = "x"\n}').value
    assert isinstance(got, Unknown)
    assert got.reason == "var.v: a number is required, not 'x'"


def test_null_takes_the_default_only_where_it_must(read: Read) -> None:
    inner = 'variable "{0}" {{\n  default = 1\n  nullable = {1}\n}}\nresource "x" "{0}" {{\n  v = var.{0}\n}}\n'
    contents = read(
        'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}',
        {"m/m.tf": inner.format("a", "true") + inner.format("b", "false")},
    )
    assert [d.body.plain for d in contents.declarations] == [{"v": None}, {"v": 1}]


def test_what_lies_in_a_conditional_module_is_conditional(read: Read) -> None:
    contents = read(
        """
        variable "on" {}
        module "m" {
          source = "./m"
          count  = var.on ? 1 : 0
        }
        resource "x" "y" {
          v = module.m[0].id
          w = one(module.m[*].id)
        }
        """,
        {"m/m.tf": 'resource "a" "b" {}\noutput "id" {\n  value = a.b.id\n}\n'},
    )
    outer, inner = contents.declarations
    assert inner.address == "module.m.a.b"
    assert inner.conditional is not None
    assert inner.conditional.reason == "var.on has no value"
    assert outer.conditional is None
    link = at(outer.body, "v").value
    assert isinstance(link, Reference)
    assert link.target == "module.m.a.b"


def test_partly_known_for_each_has_its_known_instances(read: Read) -> None:
    contents = read('variable "q" {}\nresource "a" "b" {\n  for_each = toset(["x", var.q])\n}')
    found = {d.address: d.conditional is not None for d in contents.declarations}
    assert found == {'a.b["x"]': False, "a.b": True}


def test_only_managed_resources_are_declarations(read: Read) -> None:
    contents = read(
        """
        ephemeral "aws_secret" "s" {}
        check "c" {
          data "http" "h" {}
          assert {
            condition     = data.http.h.status_code == 200
            error_message = "x"
          }
        }
        import {
          to = x.y
          id = "1"
        }
        removed {
          from = x.old
        }
        resource "x" "y" {
          secret_wo = ephemeral.aws_secret.s.value
        }
        """
    )
    assert [d.address for d in contents.declarations] == ["x.y"]
    assert isinstance(at(contents.declarations[0].body, "secret_wo").value, Unknown)
    assert not contents.unread


def test_every_path_and_workspace(read: Read, tmp_path: Path) -> None:
    contents = read(
        'module "m" {\n  source = "./m"\n}',
        {
            "m/m.tf": 'resource "x" "y" {\n  v = [path.module, path.root, terraform.workspace]\n}\n',
            ".terraform/environment": "dev",
        },
    )
    assert contents.declarations[0].body.plain == {"v": ["m", ".", "dev"]}


def test_paths_are_shown_relative_to_the_run(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "live/main.tf").write_text('module "m" {\n  source = "../shared"\n}\n')
    (tmp_path / "shared/main.tf").write_text('resource "x" "y" {}\n')
    contents = TerraformSource(tmp_path / "live", tmp_path).read()
    assert [d.location.file for d in contents.declarations] == ["shared/main.tf"]
