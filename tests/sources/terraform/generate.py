"""Random expressions and programs, mostly valid, over variables and locals of every type."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

DECLARATIONS = """
variable "s" { default = "prod" }
variable "n" { default = 3 }
variable "b" { default = true }
variable "l" {
  type    = list(string)
  default = ["x", "yy", "", "x"]
}
variable "nums" {
  type    = set(number)
  default = [3, 1, 10]
}
variable "m" {
  type    = map(string)
  default = { b = "2", a = "1" }
}
variable "objs" {
  type = list(object({ name = string, port = optional(number, 80), tags = optional(map(string)) }))
  default = [{ name = "a" }, { name = "b", port = 443, tags = { k = "v" } }]
}
variable "nothing" {
  type    = string
  default = null
}
locals {
  up    = upper(var.s)
  obj   = { a = 1, "b-c" = [1, "two", null], d = { e = var.b } }
  pairs = { for i, v in var.l : "${i}-${v}" => i }
  mixed = [1, "a", true, null, [var.n]]
  long  = <<-EOT
      first ${var.s}
        second
      %{~ for k, v in var.m }
      ${k}=${v}
      %{~ endfor }
  EOT
}
"""

WORDS = ["a", "prod", "x-y", "", "é", "10", "true", "a,b,c", "Hello World", "arn:aws:s3:::b/*", "0.5", "-3"]


class Generator:
    """Expressions by type: each method gives the text of one that is probably of that type."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.declarations = DECLARATIONS
        self.names: list[tuple[str, str]] = []

    def expression(self) -> str:
        return self.any(3)

    def pick(self, choices: list[Callable[[], str]]) -> str:
        return self.rng.choice(choices)()

    def any(self, depth: int) -> str:
        makers = [self.string, self.number, self.bool, self.list, self.map, self.list, self.map]
        return self.rng.choice(makers)(depth)

    def named(self, kind: str) -> list[Callable[[], str]]:
        return [lambda name=name: name for name, of in self.names if of == kind]  # type: ignore[misc]

    def string(self, depth: int) -> str:
        word = json.dumps(self.rng.choice(WORDS), ensure_ascii=False)
        leaves: list[Callable[[], str]] = [
            lambda: word,
            lambda: "var.s",
            lambda: "local.up",
            lambda: "var.m.a",
            lambda: 'var.m["b"]',
            lambda: "var.l[1]",
            lambda: "var.objs[0].name",
            lambda: 'local.obj["b-c"][1]',
            lambda: "local.long",
            *self.named("string"),
        ]
        if depth <= 0:
            return self.pick(leaves)
        d = depth - 1
        return self.pick(
            [
                *leaves[:4],
                lambda: f'"{self.text(d)}"',
                lambda: f'"{self.text(d)}"',
                lambda: (
                    f"{self.rng.choice(['upper', 'lower', 'trimspace', 'strrev', 'title', 'base64encode', 'md5'])}({self.string(d)})"
                ),
                lambda: f"join({self.string(0)}, {self.list(d)})",
                lambda: f"replace({self.string(d)}, {self.string(0)}, {self.string(0)})",
                lambda: f"substr({self.string(d)}, {self.rng.randint(-3, 3)}, {self.rng.randint(-1, 3)})",
                lambda: f'format("%s-%v", {self.string(d)}, {self.any(d)})',
                lambda: f"({self.bool(d)} ? {self.string(d)} : {self.any(d)})",
                lambda: f"coalesce({self.string(d)}, {self.string(d)})",
                lambda: f"try({self.any(d)}[0], {self.string(d)})",
                lambda: f"lookup({self.map(d)}, {self.string(0)}, {self.string(d)})",
                lambda: f"tostring({self.any(d)})",
                lambda: f"jsonencode({self.any(d)})",
                lambda: f"element({self.list(d)}, {self.rng.randint(0, 4)})",
                lambda: f"trimprefix({self.string(d)}, {self.string(0)})",
            ]
        )

    def text(self, depth: int) -> str:
        """The inside of a quoted template."""
        pieces = [self.piece(depth, self.rng.choice(["", "", "~"])) for _ in range(self.rng.randint(1, 3))]
        return " ".join(pieces) if self.rng.random() < 0.5 else "".join(pieces)

    def piece(self, depth: int, strip: str) -> str:
        return self.pick(
            [
                lambda: self.rng.choice([" a ", "-", " ", "$${x}", "%%{y}", "\\n", "é ", "\\u00e9"]),
                lambda: f"${{{strip}{self.any(depth)}{strip}}}",
                lambda: f"${{{self.string(depth)}}}",
                lambda: (
                    f"%{{{strip} if {self.bool(depth)} }} ${{{self.string(depth)}}} %{{ else {strip}}} no %{{ endif }}"
                ),
                lambda: f"%{{ for k, v in {self.map(depth)} {strip}}} ${{k}}=${{v}}; %{{ endfor }}",
                lambda: f"%{{ for v in {self.list(depth)} }}${{v}}, %{{{strip} endfor }}",
            ]
        )

    def number(self, depth: int) -> str:
        leaves: list[Callable[[], str]] = [
            lambda: str(self.rng.randint(-5, 20)),
            lambda: self.rng.choice(["0.1", "2.5", "1e3", "1000000", "3.0"]),
            lambda: "var.n",
            lambda: "var.objs[1].port",
            lambda: "var.objs[0].port",
            lambda: "local.obj.a",
            lambda: "local.mixed[4][0]",
            *self.named("number"),
        ]
        if depth <= 0:
            return self.pick(leaves)
        d = depth - 1
        operator = self.rng.choice(["+", "-", "*", "/", "%", "+"])
        return self.pick(
            [
                *leaves[:3],
                lambda: f"({self.number(d)} {operator} {self.number(d)})",
                lambda: (
                    f"{self.number(d)} {operator} {self.number(d)} {self.rng.choice(['+', '*', '-'])} {self.number(d)}"
                ),
                lambda: f"-{self.rng.randint(1, 9)}",
                lambda: f"length({self.any(d)})",
                lambda: f"{self.rng.choice(['max', 'min'])}({self.number(d)}, {self.number(d)})",
                lambda: f"{self.rng.choice(['abs', 'ceil', 'floor'])}({self.number(d)})",
                lambda: f"({self.bool(d)} ? {self.number(d)} : {self.number(d)})",
                lambda: f"tonumber({self.string(d)})",
                lambda: f"sum({self.list(d)})",
                lambda: f"index({self.list(d)}, {self.any(0)})",
            ]
        )

    def bool(self, depth: int) -> str:
        leaves: list[Callable[[], str]] = [
            lambda: "true",
            lambda: "false",
            lambda: "var.b",
            lambda: "local.obj.d.e",
            *self.named("bool"),
        ]
        if depth <= 0:
            return self.pick(leaves)
        d = depth - 1
        return self.pick(
            [
                *leaves[:3],
                lambda: f"{self.any(d)} {self.rng.choice(['==', '!='])} {self.any(d)}",
                lambda: f"{self.string(d)} == {self.string(d)}",
                lambda: f"{self.number(d)} {self.rng.choice(['<', '>', '<=', '>='])} {self.number(d)}",
                lambda: f"({self.bool(d)} {self.rng.choice(['&&', '||'])} {self.bool(d)})",
                lambda: f"!{self.bool(0)}",
                lambda: f"contains({self.list(d)}, {self.any(0)})",
                lambda: f"can({self.any(d)})",
                lambda: (
                    f"{self.rng.choice(['startswith', 'endswith', 'strcontains'])}({self.string(d)}, {self.string(0)})"
                ),
                lambda: f"{self.any(d)} == null",
                lambda: f"{self.rng.choice(['alltrue', 'anytrue'])}({self.list(d)})",
            ]
        )

    def list(self, depth: int) -> str:
        leaves: list[Callable[[], str]] = [
            lambda: "var.l",
            lambda: "var.nums",
            lambda: "local.mixed",
            lambda: "[]",
            lambda: "var.objs",
            lambda: "var.objs[*].name",
            lambda: "var.objs.*.port",
            *self.named("list"),
        ]
        if depth <= 0:
            return self.pick(leaves)
        d = depth - 1
        return self.pick(
            [
                *leaves[:3],
                lambda: f"[{', '.join(self.any(d) for _ in range(self.rng.randint(0, 3)))}]",
                lambda: f"[{', '.join(self.string(d) for _ in range(self.rng.randint(1, 3)))}]",
                lambda: f"concat({self.list(d)}, {self.list(d)})",
                lambda: f"[for v in {self.list(d)} : v if {self.condition('v')}]",
                lambda: f'[for k, v in {self.map(d)} : "${{k}}-{self.rng.choice("ab")}"]',
                lambda: f"[for i, v in {self.list(d)} : [i, v]]",
                lambda: f"{self.rng.choice(['keys', 'values'])}({self.map(d)})",
                lambda: (
                    f"{self.rng.choice(['distinct', 'reverse', 'flatten', 'compact', 'tolist', 'toset', 'sort'])}({self.list(d)})"
                ),
                lambda: f"split({self.string(0)}, {self.string(d)})",
                lambda: f"slice({self.list(d)}, 0, {self.rng.randint(0, 2)})",
                lambda: f"({self.bool(d)} ? {self.list(d)} : {self.list(d)})",
                lambda: f"setproduct({self.list(0)}, {self.list(0)})",
                lambda: f"range({self.rng.randint(0, 5)})",
                lambda: f"{self.list(d)}[*]",
                lambda: f"chunklist({self.list(d)}, 2)",
                lambda: f"setunion({self.list(d)}, {self.list(d)})",
                lambda: f"coalescelist({self.list(d)}, {self.list(d)})",
                lambda: f"try({self.list(d)}, {self.list(d)})",
            ]
        )

    def condition(self, name: str) -> str:
        return self.rng.choice(
            [f"{name} != null", f'{name} != ""', f"can(tostring({name}))", "var.b", f"try({name} > 2, false)"]
        )

    def map(self, depth: int) -> str:
        leaves: list[Callable[[], str]] = [
            lambda: "var.m",
            lambda: "local.obj",
            lambda: "local.pairs",
            lambda: "{}",
            lambda: "var.objs[1]",
            *self.named("map"),
        ]
        if depth <= 0:
            return self.pick(leaves)
        d = depth - 1
        return self.pick(
            [
                *leaves[:3],
                lambda: f'{{ a = {self.any(d)}, "b c" = {self.any(d)}, ({self.string(0)}) = {self.number(d)} }}',
                lambda: f"{{ x : {self.string(d)}\n y = {self.string(d)} }}",
                lambda: f"merge({self.map(d)}, {self.map(d)})",
                lambda: f"{{ for v in {self.list(d)} : tostring(v) => v... if can(tostring(v)) }}",
                lambda: f"{{ for i, v in {self.list(d)} : i => v }}",
                lambda: f"{{ for k, v in {self.map(d)} : upper(k) => v if {self.condition('v')} }}",
                lambda: f"({self.bool(d)} ? {self.map(d)} : {self.map(d)})",
                lambda: f"tomap({self.map(d)})",
                lambda: f'zipmap(["p", "q"], [{self.any(d)}, {self.any(d)}])',
                lambda: f"jsondecode(jsonencode({self.map(d)}))",
                lambda: f"yamldecode(yamlencode({self.map(d)}))",
            ]
        )
