"""Parsing of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.numbers import number
from pytest_aisec.sources.terraform.parse_templates import TemplateReader
from pytest_aisec.values import Located, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

MOST_LEVELS = 200
"""How deep blocks, brackets and calls may be nested."""

_LOGICAL_LEVELS = frozenset({"||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"})


def numeral(text: str, at: Location) -> syntax.Literal | syntax.Invalid:
    """The number that digits denote; invalid where they are more than is calculated with."""
    try:
        return syntax.Literal(at, Located(number(text), at))
    except ValueError:
        return syntax.Invalid(at, f"{text[:20]}… is too large a number to be evaluated")


class ExpressionReader(TemplateReader):
    """Turns the nodes of one file into our tree: expressions."""

    def descend(self) -> None:
        """Enter one level of nesting. Raises RecursionError below the deepest."""
        self.levels += 1
        if self.levels > MOST_LEVELS:
            raise RecursionError

    def expression(self, node: Node) -> syntax.Expression:
        self.descend()
        children = node.children
        if len(children) > 1:
            children = [child for child in children if child.type != "comment"]
        result = self.term(children, node)
        self.levels -= 1
        return result

    def term(self, nodes: Sequence[Node], whole: Node) -> syntax.Expression:
        """One operand: a primary expression, perhaps in brackets, and the steps that follow it."""
        first = nodes[0]
        if first.type == "(":
            inner = next(node for node in nodes if node.type == "expression")
            source, rest = self.expression(inner), nodes[nodes.index(inner) + 2 :]
        else:
            source, rest = self.primary(first), nodes[1:]
        if not rest:
            return source
        steps = self.steps(rest)
        if isinstance(source, syntax.Traversal) and first.type != "(":
            return syntax.Traversal(source.at, source.root, steps)
        return syntax.Relative(self.at(whole), source, steps)

    def primary(self, node: Node) -> syntax.Expression:
        match node.type:
            case "literal_value":
                return self.literal(node.children[0])
            case "variable_expr":
                return syntax.Traversal(self.at(node), self.text(node), ())
            case "template_expr":
                return self.template(node.children[0])
            case "collection_value":
                return self.collection(node.children[0])
            case "operation":
                return self.operation(node.children[0])
            case "conditional":
                return self.conditional(node)
            case "function_call":
                return self.call(node)
            case "for_expr":
                return self.for_expression(node.children[0])
            case "expression":
                return self.expression(node)
        return syntax.Invalid(self.at(node), f"{node.type.replace('_', ' ')} is not evaluated")

    def literal(self, node: Node) -> syntax.Literal | syntax.Invalid:
        at = self.at(node)
        match node.type:
            case "string_lit":
                return syntax.Literal(at, Located(self.quoted_text(node), at))
            case "numeric_lit":
                return numeral(self.text(node), at)
            case "bool_lit":
                return syntax.Literal(at, Located(self.text(node) == "true", at))
        return syntax.Literal(at, Located(None, at))

    def steps(self, nodes: Sequence[Node]) -> tuple[syntax.Step, ...]:
        """Steps in order. `[*]` takes all that follows from each element, `.*` takes attributes only."""
        result: list[syntax.Step] = []
        for place, node in enumerate(nodes):
            if node.type == "get_attr":
                result.append(syntax.Attr(self.text(node.children[-1])))
            elif node.type == "index":
                result.append(self.index(node.children[0]))
            elif node.type == "splat":
                splat = node.children[0]
                following = self.steps([*splat.children[1:], *nodes[place + 1 :]])
                count = len(following)
                if splat.type == "attr_splat":
                    count = next((i for i, step in enumerate(following) if not isinstance(step, syntax.Attr)), count)
                return (*result, syntax.Splat(following[:count]), *following[count:])
        return tuple(result)

    def index(self, node: Node) -> syntax.Index:
        if node.type == "legacy_index":
            return syntax.Index(numeral(self.text(node).lstrip(". "), self.at(node)))
        return syntax.Index(self.expression(next(c for c in node.children if c.type == "expression")))

    def collection(self, node: Node) -> syntax.Expression:
        at = self.at(node)
        if node.type == "tuple":
            return syntax.TupleOf(
                at, tuple([self.expression(child) for child in node.children if child.type == "expression"])
            )
        items = []
        for child in node.children:
            if child.type != "object_elem":
                continue
            key, value = (part for part in child.children if part.type == "expression")
            items.append((self.object_key(key), self.expression(value)))
        return syntax.ObjectOf(at, tuple(items))

    def object_key(self, node: Node) -> syntax.Expression:
        """A bare word is a string here, as are the words `true` and `null`; `a.b` is an expression."""
        first = node.children[0]
        if len(node.children) == 1 and first.type in ("variable_expr", "literal_value"):
            bare = first.type == "variable_expr" or first.children[0].type in ("bool_lit", "null_lit")
            if bare:
                at = self.at(node)
                return syntax.Literal(at, Located(self.text(node), at))
        return self.expression(node)

    def operation(self, node: Node) -> syntax.Expression:
        children = [child for child in node.children if child.type != "comment"]
        if node.type == "unary_operation":
            operand = self.term(children[1:], node)
            return syntax.Unary(self.at(node), self.text(children[0]), operand)
        middle = next(i for i, child in enumerate(children) if not child.is_named and child.type in _LOGICAL_LEVELS)
        left = self.term(children[:middle], node)
        right = self.term(children[middle + 1 :], children[middle + 1])
        return syntax.Binary(self.at(node), children[middle].type, left, right)

    def conditional(self, node: Node) -> syntax.Expression:
        """The grammar reads `a ? b : c ? d : e` from the left; the language reads it from the right."""
        choices: list[tuple[Node, Node]] = []
        condition = node
        while True:
            condition, then, otherwise = (c for c in condition.children if c.type == "expression")
            choices.append((then, otherwise))
            inner = [child for child in condition.children if child.type != "comment"]
            if len(inner) != 1 or inner[0].type != "conditional":
                break
            condition = inner[0]
        result = self.expression(choices[0][1])
        for place, (then, _) in enumerate(choices[:-1]):
            test = choices[place + 1][1]
            result = syntax.Conditional(self.at(test), self.expression(test), self.expression(then), result)
        return syntax.Conditional(self.at(node), self.expression(condition), self.expression(choices[-1][0]), result)

    def call(self, node: Node) -> syntax.Expression:
        arguments: list[syntax.Expression] = []
        expanded = False
        for child in node.children:
            if child.type == "function_arguments":
                arguments = [self.expression(c) for c in child.children if c.type == "expression"]
                expanded = any(c.type == "ellipsis" for c in child.children)
        return syntax.Call(self.at(node), self.text(node.children[0]), tuple(arguments), expanded)

    def for_expression(self, node: Node) -> syntax.Expression:
        key, value, collection = None, "", None
        results, condition, grouped = [], None, False
        for child in node.children:
            match child.type:
                case "for_intro":
                    key, value, collection = self.for_intro(child)
                case "expression":
                    results.append(self.expression(child))
                case "ellipsis":
                    grouped = True
                case "for_cond":
                    condition = self.expression(next(c for c in child.children if c.type == "expression"))
        if collection is None:
            return syntax.Invalid(self.at(node), "this for expression has no collection")
        result_key = results[0] if len(results) > 1 else None
        return syntax.For(self.at(node), key, value, collection, result_key, results[-1], condition, grouped)

    def for_intro(self, node: Node) -> tuple[str | None, str, syntax.Expression]:
        names = [self.text(child) for child in node.children if child.type == "identifier"]
        collection = self.expression(next(c for c in node.children if c.type == "expression"))
        return (names[0] if len(names) > 1 else None), names[-1], collection
