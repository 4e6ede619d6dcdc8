"""Terraform that says the same in other words: through variables, locals, loops, dynamic blocks, modules, as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import tree_sitter
import tree_sitter_hcl
from tree_sitter import Node

from tests.estates.edited import Edit, edited

MAIN = "main.tf"
_META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "content", "dynamic"})
_LITERALS = frozenset({"string_lit", "numeric_lit", "bool_lit"})
_TYPES = {"string_lit": "string", "numeric_lit": "number", "bool_lit": "bool"}


@dataclass(frozen=True)
class Rewritten:
    """The files of an estate said otherwise.

    `origins`: (file, line) to the line of `main.tf` that says the same. `indexed`: the addresses of the resources
    that have an index only here.
    """

    files: dict[str, str]
    origins: dict[tuple[str, int], int] = field(default_factory=dict)
    indexed: frozenset[str] = frozenset()

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def address(self, address: str) -> str:
        """The address before: without modules and the indices that came with the rewriting."""
        bare = re.sub(r"^(module\.\w+(\[[^]]*\])?\.)+", "", address)
        without = re.sub(r"\[[^]]*\]$", "", bare)
        return without if without in self.indexed else bare


@dataclass(frozen=True)
class Literal:
    """A constant among the arguments of a resource: where it is, and its type in the language."""

    node: Node
    resource: str
    type: str

    @property
    def text(self) -> str:
        return text_of(self.node)

    @property
    def line(self) -> int:
        return self.node.start_point[0] + 1

    def replaced(self, text: str) -> Edit:
        return Edit(self.node.start_byte, self.node.end_byte, text)

    def wrapped(self, before: str, after: str) -> list[Edit]:
        return [
            Edit(self.node.start_byte, self.node.start_byte, before),
            Edit(self.node.end_byte, self.node.end_byte, after),
        ]


@dataclass(frozen=True)
class Estate:
    """One `main.tf` with its syntax tree."""

    source: bytes
    root: Node

    @property
    def resources(self) -> dict[str, Node]:
        """The blocks of managed resources by address."""
        return {".".join(labels(block)): block for block in self._blocks("resource")}

    def _blocks(self, kind: str) -> list[Node]:
        return [node for node in blocks(self.root) if text_of(node.children[0]) == kind]

    @property
    def repeated(self) -> frozenset[str]:
        """The resources that are a loop already."""
        return frozenset(
            address for address, block in self.resources.items() if {"count", "for_each"} & arguments(block).keys()
        )

    @property
    def single(self) -> frozenset[str]:
        return frozenset(self.resources) - self.repeated

    def literals(self) -> list[Literal]:
        """The constants that resources state: arguments of blocks, elements of lists, values of objects."""
        return [
            Literal(node, address, _TYPES[node.type])
            for address, block in self.resources.items()
            for node in _constants(block)
        ]

    def expressions(self) -> list[Literal]:
        """What resources state that is no constant: references, calls, lists and objects, each inside others too."""
        return [
            Literal(node, address, "any")
            for address, block in self.resources.items()
            for node in _descendants(block)
            if node.type == "expression"
            and node.parent is not None
            and node.parent.type in {"attribute", "tuple", "object_elem"}
            and node.children[0].type != "literal_value"
            and not _is_fixed(node)
            and not (node.parent.type == "object_elem" and node.parent.children[0] == node)
            and not _is_within(node, {"count", "for_each", "provider"})
        ]

    def lists(self) -> list[Literal]:
        """The lists of nothing but strings that resources state."""
        return [
            Literal(node, address, "list(string)")
            for address, block in self.resources.items()
            for node in _descendants(block)
            if node.type == "tuple" and _is_list_of_strings(node) and not _is_fixed(node)
        ]

    def nested(self) -> Iterator[tuple[str, Node]]:
        """The blocks inside resources that can be generated, outer ones first."""
        for block in self.resources.values():
            for node in _descendants(block):
                if node.type == "block" and node != block and text_of(node.children[0]) not in _META_BLOCKS:
                    yield text_of(node.children[0]), node

    def _providers(self) -> list[Node]:
        return self._blocks("provider")

    def providers(self) -> list[str]:
        """The lines of the configurations of providers."""
        return [line for block in self._providers() for line in text_of(block).splitlines()]

    def aliases(self) -> tuple[str, str]:
        """What a module says to be given the other configurations of the provider, and how it is given them."""
        found = [
            text_of(arguments(block)["alias"].children[2]).strip('"')
            for block in self._providers()
            if "alias" in arguments(block)
        ]
        names = ", ".join(f"aws.{alias}" for alias in found)
        needs = f'aws = {{\n      source = "hashicorp/aws"\n      configuration_aliases = [{names}]\n    }}'
        passed = ", ".join(f"aws.{alias} = aws.{alias}" for alias in found)
        if not found:
            return "", ""
        return f"terraform {{\n  required_providers {{\n    {needs}\n  }}\n}}\n", f"  providers = {{ {passed} }}"

    def without_providers(self) -> Rewritten:
        return rewritten(self, list(self.cutting_providers()))

    def cutting_providers(self) -> Iterator[Edit]:
        """What takes the configurations of providers out."""
        for block in self._providers():
            yield Edit(block.start_byte, block.end_byte, "")

    def indexing(self, index: str) -> Iterator[Edit]:
        """What gives each mention of a single resource an index."""
        for node in _descendants(self.root):
            if node.type != "expression" or node.children[0].type != "variable_expr":
                continue
            names = [text_of(node.children[0]), *(text_of(step.children[-1]) for step in node.children[1:2])]
            if ".".join(names) in self.single and not _is_within(node, {"depends_on"}):
                end = node.children[1].end_byte
                yield Edit(end, end, index)

    def with_argument(self, text: Callable[[str], str]) -> Iterator[Edit]:
        """What gives each single resource an argument more, on a line of its own after the first."""
        for address in self.single:
            start = next(child for child in self.resources[address].children if child.type == "block_start")
            end = self.resources[address].children[-1]
            tail = "" if b"\n" in self.source[start.end_byte : end.start_byte] else "\n"
            yield Edit(start.end_byte, start.end_byte, f"\n  {text(address)}{tail}")


def estate(path: Path) -> Estate:
    """The estate in a file."""
    return _estate(path.read_bytes())


@cache
def _estate(source: bytes) -> Estate:
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language())).parse(source)
    assert not tree.root_node.has_error
    return Estate(source, tree.root_node)


def rewritten(given: Estate, edits: list[Edit], more: dict[str, str] | None = None, name: str = MAIN) -> Rewritten:
    """The estate with edits made in its file, which may get another name, and with more files."""
    result = edited(given.source, edits)
    origins = {(name, number): origin for number, origin in enumerate(result.lines, 1)}
    return Rewritten({name: result.text, **(more or {})}, origins)


def text_of(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


def labels(block: Node) -> list[str]:
    return [text_of(child).strip('"') for child in block.children[1:] if child.type in {"string_lit", "identifier"}]


def _body(block: Node) -> list[Node]:
    return next((child.children for child in block.children if child.type == "body"), [])


def blocks(node: Node) -> list[Node]:
    """The blocks right inside a block, or a file."""
    return [child for child in _body(node) if child.type == "block"]


def arguments(block: Node) -> dict[str, Node]:
    return {text_of(child.children[0]): child for child in _body(block) if child.type == "attribute"}


def _descendants(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _descendants(child)


def _constants(block: Node) -> Iterator[Node]:
    for node in _descendants(block):
        if node.type == "literal_value" and node.children[0].type in _LITERALS and not _is_fixed(node):
            yield node.children[0]


def _is_fixed(node: Node) -> bool:
    """Whether the language wants a constant here: keys, indices, meta-arguments."""
    inner, outer = node, node.parent
    while outer is not None:
        if outer.type == "object_elem" and outer.children[0] == inner:
            return True
        if outer.type in {"index", "template_interpolation"}:
            return True
        inner, outer = outer, outer.parent
    return _is_within(node, {"lifecycle", "depends_on"})


def _is_within(node: Node, names: set[str]) -> bool:
    outer: Node | None = node
    while outer is not None:
        if outer.type in {"attribute", "block"} and text_of(outer.children[0]) in names:
            return True
        outer = outer.parent
    return False


def _is_list_of_strings(node: Node) -> bool:
    elements = [child for child in node.children if child.type == "expression"]
    return bool(elements) and all(
        child.children[0].type == "literal_value" and child.children[0].children[0].type == "string_lit"
        for child in elements
    )
