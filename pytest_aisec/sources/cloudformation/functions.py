"""The functions of CloudFormation that compute with values: lists, texts, mappings, networks."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from ipaddress import ip_network
from itertools import islice
from typing import TYPE_CHECKING

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.hosts import host_taken_out
from pytest_aisec.sources.cloudformation.unknowns import (
    MAX_WORLDS,
    UnresolvableError,
    applied,
    derived,
    identity,
    text_of,
)
from pytest_aisec.values import JsonText, Located, Location, PartlyKnown, Reference, Unknown, unknown_parts

if TYPE_CHECKING:
    from pytest_aisec.sources.cloudformation.evaluate import Evaluator

_MAX_CIDRS = 256


def wrong(function: str, expected: str, found: Node) -> Located:
    """The unknown result of a function whose argument has not the right shape."""
    reason = f"{function} expects {expected}, found {found.kind}"
    return Located(Unknown(reason=reason, location=found.location), found.location)


def _arguments(evaluator: Evaluator, argument: Node, counts: Sequence[int]) -> list[Located] | None:
    if len(argument.items) not in counts:
        return None
    return [evaluator.value(item) or Located("", item.location) for item in argument.items]


def _split(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    values = _arguments(evaluator, argument, [2])
    if values is None:
        return wrong("Fn::Split", "a delimiter and a text", argument)

    def split(known: Sequence[Located]) -> Located:
        delimiter, text = (text_of(value.value) for value in known)
        if not delimiter:
            raise UnresolvableError("the delimiter is empty")
        return Located([Located(part, at, known[1].sensitive) for part in text.split(delimiter)], at)

    return applied("Fn::Split", values, split, at)


def _select(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    values = _arguments(evaluator, argument, [2])
    if values is None:
        return wrong("Fn::Select", "an index and a list", argument)
    host = host_taken_out(evaluator, argument, at)
    if host is not None:
        return host
    index, items = values
    if isinstance(items.value, list) and not isinstance(index.value, Unknown):
        # the other items may stay unknown
        return _computed("Fn::Select", lambda: _selected(index, items), at)
    return applied("Fn::Select", values, lambda known: _selected(*known), at)


def _selected(index: Located, items: Located) -> Located:
    if not isinstance(items.value, list):
        raise UnresolvableError("expects a list")
    text = text_of(index.value)
    if not text.isdigit() or int(text) >= len(items.value):
        raise UnresolvableError(f"the list has no item {text}")
    return items.value[int(text)]


def _computed(function: str, compute: Callable[[], Located], at: Location) -> Located:
    try:
        return compute()
    except UnresolvableError as error:
        return Located(Unknown(reason=f"{function}: {error}", location=at), at)


def _find_in_map(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    values = _arguments(evaluator, Node(argument.items[:3]), [3])
    if values is None or len(argument.items) > 4:  # noqa: PLR2004 -- its arguments
        return wrong("Fn::FindInMap", "a mapping's name and two keys", argument)
    default: Located | None = None
    if len(argument.items) == 4 and "DefaultValue" in argument.items[3].entries:  # noqa: PLR2004 -- its arguments
        default = evaluator.value(argument.items[3].entries["DefaultValue"])
    mappings = evaluator.section("Mappings")

    def found(known: Sequence[Located]) -> Located:
        node = Node(mappings)
        for value in known:
            name = text_of(value.value)
            if name not in node.entries:
                if default is not None:
                    return default
                raise UnresolvableError(f"the mapping has no {name}")
            node = node.entries[name]
        result = evaluator.value(node)
        if result is None:
            raise UnresolvableError("the mapping holds no value")
        return replace(result, location=result.location.used_at(at))

    closed = [values[0], *_closed(values[0], values[1:], mappings, open_ended=default is not None)]
    own = Unknown(reason="what the mapping holds", identity=f"mappings:{evaluator.prefix}")
    return applied("Fn::FindInMap", closed, found, at, [Located(own, at)])


def _closed(name: Located, keys: list[Located], mappings: dict[str, Node], *, open_ended: bool) -> list[Located]:
    """The keys, where an unknown one can only be a key that the mapping has: others fail the deployment."""
    node = mappings.get(name.value) if isinstance(name.value, str) else None
    result = []
    for key in keys:
        closed = key
        names = [] if node is None else list(node.entries)
        if isinstance(key.value, Unknown) and not key.value.possible and 0 < len(names) <= MAX_WORLDS:
            if open_ended:
                names.append("(any other)")
            same = key.value.identity and f"{key.value.identity} in {names}"
            options = tuple(Located(option, key.location) for option in names)
            closed = replace(key, value=_with_options(key.value, options, same))
        result.append(closed)
        node = node.entries.get(key.value) if node is not None and isinstance(key.value, str) else None
    return result


def _with_options(unknown: Unknown, options: tuple[Located, ...], same: str | None) -> Unknown:
    return Unknown(reason=unknown.reason, location=unknown.location, possible=options, identity=same)


def _base64(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    value = evaluator.value(argument) or Located("", at)

    def encoded(known: Sequence[Located]) -> Located:
        text = text_of(known[0].value).encode("utf-8", "surrogatepass")
        return Located(base64.b64encode(text).decode("ascii"), at, known[0].sensitive)

    result = applied("Fn::Base64", [value], encoded, at)
    if isinstance(value.value, PartlyKnown) and isinstance(result.value, Unknown) and result.value.possible is None:
        told = result.value
        partly = PartlyKnown(
            reason=told.reason,
            location=told.location,
            identity=told.identity,
            is_set=True,
            parts=(Unknown(reason=told.reason, location=told.location, is_set=True),),
            structure=value,
        )
        return replace(result, value=partly)
    return result


def _cidr(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    values = _arguments(evaluator, argument, [2, 3])
    if values is None:
        return wrong("Fn::Cidr", "a block, a count and optionally the number of bits", argument)
    block, count = values[:2]
    if isinstance(block.value, Unknown) and not block.value.possible and not isinstance(count.value, Unknown):
        return _computed("Fn::Cidr", lambda: _unknown_blocks(values, at), at)
    return applied("Fn::Cidr", values, lambda known: _blocks(known, at), at)


def _count(value: Located) -> int:
    text = text_of(value.value)
    if not text.isdigit() or not 1 <= int(text) <= _MAX_CIDRS:
        raise UnresolvableError(f"the count {text} is not between 1 and {_MAX_CIDRS}")
    return int(text)


def _unknown_blocks(values: Sequence[Located], at: Location) -> Located:
    """As many unknown blocks as are asked for: the length of the list is known."""
    whole = derived("Fn::Cidr", values, at)
    if not isinstance(whole.value, Unknown):
        return whole
    blocks = []
    for index in range(_count(values[1])):
        same = whole.value.identity and f"{whole.value.identity}[{index}]"
        blocks.append(Located(replace(whole.value, identity=same, is_set=True), at))
    return Located(list(blocks), at)


def _blocks(known: Sequence[Located], at: Location) -> Located:
    """Blocks that leave `bits` bits to hosts (docs: Fn::Cidr, cidrBits; 8 unless told)."""
    bits = text_of(known[2].value) if len(known) > 2 else "8"  # noqa: PLR2004 -- its arguments
    try:
        network = ip_network(text_of(known[0].value), strict=False)
        blocks = network.subnets(new_prefix=network.max_prefixlen - int(bits))
        found = list(islice(blocks, _count(known[1])))
    except ValueError as error:
        raise UnresolvableError(str(error)) from error
    if len(found) < _count(known[1]):
        raise UnresolvableError(f"{network} has only {len(found)} blocks of that size")
    return Located([Located(str(block), at) for block in found], at)


def _get_azs(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    region = evaluator.value(argument) or Located("", at)
    if region.value == "":
        region = evaluator.referenced("AWS::Region", at) or region
    reason = "the availability zones of the account are known at deployment"
    unknown = Unknown(reason=reason, location=at, identity=identity("Fn::GetAZs", [region]), is_set=True)
    return Located(unknown, at)


def _import_value(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    name = evaluator.value(argument) or Located("", at)

    def imported(known: Sequence[Located]) -> Located:
        export = text_of(known[0].value)
        value = evaluator.imported(export)
        if value is not None:
            return replace(value, location=value.location.used_at(at))
        reason = f"the export {export} of another stack is known at deployment"
        return Located(Unknown(reason=reason, location=at, identity=f"export:{export}", is_set=True), at)

    return applied("Fn::ImportValue", [name], imported, at)


def _get_stack_output(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    names = [argument.entries.get(key) for key in ("StackName", "OutputName")]
    values = [evaluator.value(node) for node in names if node is not None]
    if len(values) != 2 or None in values:  # noqa: PLR2004 -- its arguments
        return wrong("Fn::GetStackOutput", "a StackName and an OutputName", argument)
    stack, output = (value for value in values if value is not None)
    if isinstance(stack.value, str) and isinstance(output.value, str):
        reason = f"the output {output.value} of the stack {stack.value} is known at deployment"
    else:
        reason = "the output of another stack is known at deployment"
    whole = evaluator.value(argument) or Located({}, at)
    unknown = Unknown(reason=reason, location=at, identity=identity("Fn::GetStackOutput", [whole]), is_set=True)
    return Located(unknown, at)


def _length(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    value = evaluator.value(argument) or Located([], at)

    def length(known: Sequence[Located]) -> Located:
        if not isinstance(known[0].value, list):
            raise UnresolvableError("expects a list")
        return Located(len(known[0].value), at)

    if isinstance(value.value, list):
        return length([value])
    return applied("Fn::Length", [value], length, at)


def _to_json_string(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    value = evaluator.value(argument) or Located({}, at)
    if isinstance(value.value, Unknown):
        return derived("Fn::ToJsonString", [value], at)
    unknown = next(unknown_parts(value), None)
    if unknown is None:
        text = json.dumps(value.plain, separators=(",", ":"), ensure_ascii=False)
        return Located(JsonText(text, value), at, value.sensitive)
    parts = PartlyKnown(
        reason=unknown.reason,
        location=unknown.location,
        parts=tuple(_json(value)),
        structure=value,
        identity=identity("Fn::ToJsonString", [value]),
        is_set=True,
    )
    return Located(parts, at, value.sensitive)


def _json(value: Located) -> list[str | Unknown]:
    """JSON text in pieces; an unknown that may be other than text stands for its whole encoding."""
    match value.value:
        case PartlyKnown() as text:
            inner = [part if isinstance(part, Unknown) else json.dumps(part)[1:-1] for part in text.parts]
            return ['"', *inner, '"']
        case Reference() as reference:
            return ['"', reference, '"']
        case Unknown() as unknown:
            return [unknown]
        case list() as items:
            pieces = [[",", *_json(item)] for item in items]
            return ["[", *[piece for group in pieces for piece in group][1:], "]"]
        case dict() as entries:
            pieces = [[",", f"{json.dumps(key)}:", *_json(item)] for key, item in entries.items()]
            return ["{", *[piece for group in pieces for piece in group][1:], "}"]
    return [json.dumps(value.value, ensure_ascii=False)]


def _transform(evaluator: Evaluator, argument: Node, at: Location) -> Located:
    del evaluator
    name = argument.entries.get("Name", argument).text or "a macro"
    return Located(Unknown(reason=f"the macro {name} is not expanded", location=at), at)


FUNCTIONS: dict[str, Callable[[Evaluator, Node, Location], Located | None]] = {
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::FindInMap": _find_in_map,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": _get_azs,
    "Fn::ImportValue": _import_value,
    "Fn::GetStackOutput": _get_stack_output,
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Transform": _transform,
}
