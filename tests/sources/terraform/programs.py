"""Random configurations of several modules, all valid, whose resources terraform can plan without a provider."""

from __future__ import annotations

import random

from .generate import Generator
from .oracle import guarded

_MANY = [
    "toset(var.l)",
    "var.m",
    "local.pairs",
    "{ for o in var.objs : o.name => o }",
    "toset([])",
    '{ "x y" = 1, "q\\"" = [2] }',
    "toset([for v in var.nums : tostring(v)])",
    '{ for k, v in var.m : upper(k) => { v = v } if k != "b" }',
]
_COUNTS = ["0", "1", "2", "length(var.l)", "var.b ? 1 : 0", "!var.b ? 3 : 2", "var.n - 1"]

_INNER = """
variable "text" { type = string }
variable "texts" {
  type    = list(string)
  default = ["d"]
}
variable "any" { default = null }
variable "object" {
  type = object({ a = optional(number, 5), b = optional(list(string)), c = optional(object({ d = optional(bool, true) }), {}) })
  default = {}
}
resource "terraform_data" "each" {
  for_each = toset(var.texts)
  input    = "${var.text}/${each.key}/${jsonencode(var.any)}"
}
resource "terraform_data" "object" {
  count = length(var.texts) > 1 ? 2 : 1
  input = jsonencode([count.index, var.object])
}
output "inputs" { value = { for k, r in terraform_data.each : k => r.input } }
output "objects" { value = terraform_data.object[*].input }
output "any" { value = var.any }
"""


class Program:
    """The files of one configuration."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.generator = Generator(rng)
        self.files = {"main.tf": self.root(), "inner/main.tf": self.inner(), "deep/main.tf": _INNER}

    def meta(self) -> tuple[str, str]:
        """A `count`, a `for_each` or neither, and the form that its instances have."""
        kind = self.rng.choice(["", "count", "for_each", "for_each"])
        if kind == "count":
            return f"  count = {self.rng.choice(_COUNTS)}\n", kind
        return (f"  for_each = {self.rng.choice(_MANY)}\n", kind) if kind else ("", kind)

    def own_names(self, kind: str) -> None:
        names = {"count": [("count.index", "number")], "for_each": [("each.key", "string"), ("each.value", "map")]}
        self.generator.names = names.get(kind, [])

    def resource(self, name: str) -> tuple[str, str]:
        meta, kind = self.meta()
        self.own_names(kind)
        value = guarded(self.generator.any(2))
        form = {"count": f"terraform_data.{name}[*].input", "for_each": f"[for r in terraform_data.{name} : r.input]"}
        text = f'resource "terraform_data" "{name}" {{\n{meta}  input = {value}\n}}\n'
        self.generator.names = []
        return text, form.get(kind, f"[terraform_data.{name}.input]")

    def call(self, name: str, source: str) -> tuple[str, str]:
        meta, kind = self.meta()
        self.own_names(kind)
        generator = self.generator
        texts = f"try([for v in {generator.list(1)} : tostring(v)], [])"
        arguments = [
            f"  text = {guarded(generator.any(1))}\n",
            f"  texts = [for v in distinct({texts}) : v if v != null]\n" if self.rng.random() < 0.8 else "",
            f"  any = try({generator.any(1)}, null)\n" if self.rng.random() < 0.7 else "",
            f"  object = {{ a = {self.rng.randint(0, 9)}, b = [1, true], x = 5 }}\n" if self.rng.random() < 0.5 else "",
        ]
        self.generator.names = []
        text = f'module "{name}" {{\n  source = "{source}"\n{meta}{"".join(arguments)}}}\n'
        form = {"count": f"module.{name}[*].inputs", "for_each": f"[for m in module.{name} : m.any]"}
        return text, form.get(kind, f"[module.{name}.objects, module.{name}.any]")

    def inner(self) -> str:
        """A module that calls a further one."""
        passed = self.rng.choice(["var.texts", "reverse(var.texts)", "[var.text]", "keys(terraform_data.each)"])
        return _INNER + (
            f'module "deep" {{\n  source = "../deep"\n  for_each = toset(["p", "q"])\n  text = each.key\n'
            f"  texts = {passed}\n  any = terraform_data.object[0].input\n}}\n"
            'output "deep" { value = module.deep["p"].objects }\n'
        )

    def root(self) -> str:
        parts, results = [self.generator.declarations], []
        for place in range(3):
            text, form = self.resource(f"r{place}")
            parts.append(text)
            results.append(form)
        for place in range(2):
            text, form = self.call(f"m{place}", self.rng.choice(["./inner", "./deep"]))
            parts.append(text)
            results.append(form)
        parts.append(f'resource "terraform_data" "all" {{\n  input = jsonencode([{", ".join(results)}])\n}}\n')
        return "".join(parts)
