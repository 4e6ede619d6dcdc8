"""Evaluation of the bodies of blocks: arguments, nested blocks, dynamic blocks."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.syntax import Block, Body
from pytest_aisec.sources.terraform.unknowns import NotKnown, derived
from pytest_aisec.sources.terraform.walking import items_of
from pytest_aisec.values import Located, Location, Unknown


def block_name(block: Block) -> str:
    """The name under which a nested block appears: that of what it generates, if it is dynamic."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def grouped(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """Nested blocks by name, in the order of their first appearance."""
    groups: dict[str, list[Block]] = {}
    for block in blocks:
        groups.setdefault(block_name(block), []).append(block)
    return groups


def body_value(body: Body, scope: Scope, at: Location) -> Located:
    """The whole of a nested body as a mapping."""
    entries = {name: evaluated(argument.expression, scope) for name, argument in body.arguments.items()}
    for name, blocks in grouped(body.blocks).items():
        entries[name] = block_list(blocks, scope)
    return Located(entries, at)


def block_list(blocks: list[Block], scope: Scope) -> Located:
    """All blocks of one name as a list. An unknown item stands for any number of blocks."""
    items: list[Located] = []
    for block in blocks:
        if block.type == "dynamic":
            items += _generated(block, scope)
        else:
            items.append(body_value(block.body, scope, block.at))
    if len(items) == 1 and isinstance(items[0].value, Unknown):
        return items[0]
    return Located(items, blocks[0].at)


def _generated(block: Block, scope: Scope) -> list[Located]:
    """What a dynamic block generates."""
    for_each = block.body.arguments.get("for_each")
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    if for_each is None or content is None:
        reason = f"dynamic {block.labels[0]} has no for_each or no content"
        return [Located(Unknown(reason=reason, location=block.at), block.at)]
    iterator = _iterator(block)
    collection = evaluated(for_each.expression, scope)
    if collection.value is None:
        return []
    items = []
    try:
        for key, value in items_of(collection, for_each.expression.at, scope):
            names = {iterator: Located({"key": key, "value": value})}
            items.append(body_value(content.body, scope.with_names(names), content.at))
    except NotKnown as missing:
        return [Located(derived(missing.unknown), for_each.expression.at)]
    except Refused as refusal:
        return [Located(Unknown(reason=refusal.reason, location=refusal.at), for_each.expression.at)]
    return items


def _iterator(block: Block) -> str:
    argument = block.body.arguments.get("iterator")
    if argument is None:
        return block.labels[0]
    return getattr(argument.expression, "root", block.labels[0])
