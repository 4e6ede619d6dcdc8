"""The models of the API, as botocore brings them: what calls take, answer and refuse with."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import botocore.exceptions
import botocore.loaders
import botocore.model
import botocore.session
from jmespath.visitor import TreeInterpreter

from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Resource
from pytest_aisec.sources.live.paths import PARENT, SCALAR, SOURCE, compiled
from pytest_aisec.sources.live.paths import literal as stated
from tests.aws.exceptions import UNDECLARED_CODES
from tests.aws.shapes import Misfit, Shape, did_you_mean, merged

_KINDS = {
    "string": "text",
    "character": "text",
    "blob": "text",
    "timestamp": "text",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
}
_TEXT = frozenset({"text"})


@functools.cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@functools.cache
def operation(service: str, name: str) -> Any:
    """The model of an operation; raises Misfit."""
    known = _session().get_available_services()
    if service not in known:
        raise Misfit(f"boto3 has no service `{service}`{did_you_mean(service, known)}")
    model = _session().get_service_model(service)
    if name not in model.operation_names:
        raise Misfit(f"{service} has no operation `{name}`{did_you_mean(name, model.operation_names)}")
    return model.operation_model(name)


def shape_of(name: str, shape: Any) -> Shape:
    """A botocore shape."""
    match shape.type_name:
        case "structure":
            members = functools.partial(_members, name, shape)
            kind = "map" if getattr(shape, "is_document_type", False) else "structure"
            return Shape(name, frozenset({kind}), members=members)
        case "list":
            return Shape(name, frozenset({"list"}), item=functools.partial(shape_of, name, shape.member))
        case "map":
            return Shape(name, frozenset({"map"}), item=functools.partial(shape_of, name, shape.value))
    return Shape(name, frozenset({_KINDS[shape.type_name]}), words=tuple(getattr(shape, "enum", ())))


def _members(name: str, shape: Any) -> dict[str, Shape]:
    return {member: shape_of(f"{name}.{member}", inner) for member, inner in shape.members.items()}


@functools.cache
def answer(service: str, name: str) -> Shape:
    """What an operation answers; raises Misfit."""
    shape = operation(service, name).output_shape
    if shape is None:
        raise Misfit(f"{service}:{name} answers nothing")
    return shape_of(f"{service}:{name}", shape)


def at(path: str, shape: Shape) -> Shape:
    """What a JMESPath expression gives, applied to what has a shape; raises Misfit."""
    if path == "@" and SCALAR in shape.members():
        return shape.members()[SCALAR]
    return _as_shape(path, _Follow().visit(compiled(path).parsed, _as_value(shape)))


class _Structure(dict[str, Any]):
    """Stands for a value with members; each is made when it is asked for, since shapes are recursive."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.known = shape.members()

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 -- as mappings have it
        if name not in self.known:
            raise Misfit(f"`{name}` does not exist in {self.shape.name}{did_you_mean(name, self.known)}")
        return _as_value(self.known[name])


def _as_value(shape: Shape) -> Any:
    if "structure" in shape.kinds:
        return _Structure(shape)
    if "list" in shape.kinds and shape.item is not None:
        return [_as_value(shape.item())]
    return shape


def _as_shape(name: str, value: Any) -> Shape:
    match value:
        case Shape():
            return value
        case _Structure():
            return value.shape
        case dict():
            members = {key: _as_shape(f"{name}.{key}", item) for key, item in value.items()}
            return Shape(name, frozenset({"structure"}), members=lambda: members)
        case [item, *_]:
            inner = _as_shape(name, item)
            return Shape(inner.name, frozenset({"list"}), item=lambda: inner)
        case str():
            return Shape(name, _TEXT)
    raise Misfit(f"`{name}` gives nothing")


class _Follow(TreeInterpreter):
    """JMESPath over shapes: conditions hold for every item, and the names in them must exist."""

    def visit_field(self, node: Any, value: Any) -> Any:
        if isinstance(value, Shape):
            return value.step(node["value"])
        if isinstance(value, list):
            raise Misfit(f"`{node['value']}` stands on a list: `[]` must stand before it")
        return super().visit_field(node, value)

    def visit_filter_projection(self, node: Any, value: Any) -> Any:
        items = self.visit(node["children"][0], value)
        for item in items:
            self.visit(node["children"][2], item)
        return [self.visit(node["children"][1], item) for item in items]

    def visit_function_expression(self, node: Any, value: Any) -> Any:
        for argument in node["children"]:
            self.visit(argument, value)
        return Shape(f"{node['value']}()", frozenset())


_BODIES: dict[type[Resource], Shape] = {}


def body(kind: type[Resource]) -> Shape:
    """What live collection keeps of a resource of a class, calls per resource aside; raises Misfit."""
    listing = kind.listing
    if listing is None:
        raise Misfit(f"{kind.__name__} is not listed")
    if kind not in _BODIES:
        _BODIES[kind] = merged(kind.canonical_type, _context(listing), _listed(listing), _described(listing))
    return _BODIES[kind]


def item(listing: Listing) -> Shape:
    """What a listing gives of one resource, before it is described; raises Misfit."""
    return merged(listing.action, _context(listing), _listed(listing))


def parent(type_: str) -> Shape:
    """The body of the type that another one is listed per; raises Misfit."""
    kind = Resource.by_type.get(type_)
    if kind is None:
        raise Misfit(f"no class describes `{type_}`{did_you_mean(type_, Resource.by_type)}")
    return body(kind)


def with_answer(whole: Shape, asked: Call, calls: Iterable[Call]) -> Shape:
    """What a resource has when it is asked about: with the answer that decides whether it is."""
    before = {each.entry: answer(each.service, each.operation) for each in calls if each.entry == asked.given_by}
    return merged(whole.name, whole.members(), before)


def _listed(listing: Listing) -> Mapping[str, Shape]:
    if listing.decoded == "csv":
        return {name: Shape(f"{listing.action}.{name}", _TEXT) for name in COLUMNS[listing.action]}
    found = at(listing.result, answer(listing.service, listing.operation))
    one = found.item() if "list" in found.kinds and found.item is not None else found
    return one.members() if "structure" in one.kinds else {SCALAR: one}


_KEY = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
COLUMNS = {
    "iam:GetCredentialReport": (
        "user",
        "arn",
        "user_creation_time",
        "password_enabled",
        "password_last_used",
        "password_last_changed",
        "password_next_rotation",
        "mfa_active",
        *(f"access_key_{number}_{column}" for number in (1, 2) for column in _KEY),
        *(f"cert_{number}_{column}" for number in (1, 2) for column in _KEY[:2]),
    )
}
"""The columns of tables, which no API model tells.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""


def _described(listing: Listing) -> Mapping[str, Shape]:
    if listing.describe is None:
        return {}
    found = answer(listing.describe.service, listing.describe.operation)
    if listing.described is not None:
        found = at(listing.described, found)
    if "structure" not in found.kinds:
        raise Misfit(f"{listing.describe.action} gives no mapping at `{listing.described}`")
    return found.members()


def _context(listing: Listing) -> dict[str, Shape]:
    context = {SOURCE: _texts(SOURCE, ("Account", "Partition", "Region"))}
    if listing.per is not None:
        context[PARENT] = _texts(PARENT, ("Type", "Address"))
        near = parent(listing.per)
        context |= {name: at(path, near) for name, path in listing.per_parameters.items() if path[:1] != "="}
    return context


def _texts(name: str, members: tuple[str, ...]) -> Shape:
    return merged(name, {member: Shape(f"{name}.{member}", _TEXT) for member in members})


CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*")


def errors(service: str, name: str) -> frozenset[str]:
    """The codes that an operation is declared to refuse with; empty where the model does not tell."""
    codes: set[str] = set()
    for shape in operation(service, name).error_shapes:
        codes |= {shape.name, shape.error_code}
    return frozenset(codes)


def parameters(asked: Call | Listing) -> Iterator[str]:
    """What is wrong with the names and literals of a call's parameters, and with its codes."""
    shape = operation(asked.service, asked.operation).input_shape
    members: Mapping[str, Any] = shape.members if shape is not None else {}
    given: dict[str, object] = dict(asked.parameters)
    if isinstance(asked, Call):
        given = {name: stated(path) if path.startswith("=") else None for name, path in asked.parameters.items()}
    else:
        given |= {name: stated(path) if path[:1] == "=" else None for name, path in asked.per_parameters.items()}
    for name, value in given.items():
        if name not in members:
            yield f"{asked.action} takes no `{name}`{did_you_mean(name, members)}"
        elif value is not None:
            yield from literal(value, members[name], f"{asked.action}: {name}")
    required = shape.required_members if shape is not None else []
    yield from (f"{asked.action} needs `{name}`" for name in required if name not in given)
    for code in asked.absent:
        yield from _code(asked, code.partition(": ")[0])


def batched(asked: Call) -> Iterator[str]:
    """What is wrong with how a call is asked about many resources at once."""
    batch = asked.batch
    if batch is None:
        return
    model = operation(asked.service, asked.operation)
    takes, gives = model.input_shape.members.get(batch.parameter), model.output_shape.members
    if takes is None or takes.type_name != "list":
        yield f"{asked.action} takes no list `{batch.parameter}`"
    elif takes.metadata.get("max", batch.size) < batch.size:
        yield f"{asked.action} takes {takes.metadata['max']} at once, not {batch.size}"
    named = [(batch.answers, batch.key)]
    named += [(batch.refused, path) for path in (batch.refused_key, batch.code, batch.words) if path and batch.refused]
    for name, path in named:
        if name not in gives or gives[name].type_name != "list":
            yield f"{asked.action} answers with no list `{name}`"
        elif path != "@":
            try:
                at(path, shape_of(name, gives[name].member))
            except Misfit as misfit:
                yield f"{asked.action}: `{name}`: {misfit}"


def taken(asked: Call | Listing, name: str) -> Shape | None:
    """The parameter of a call; None if it has no such one."""
    shape = operation(asked.service, asked.operation).input_shape
    return shape_of(name, shape.members[name]) if shape is not None and name in shape.members else None


def literal(value: object, shape: Any, name: str) -> Iterator[str]:
    """What is wrong with a literal parameter."""
    match value:
        case list() if shape.type_name == "list":
            for each in value:
                yield from literal(each, shape.member, name)
        case dict() if shape.type_name in {"structure", "map"}:
            yield from _literal_entries(value, shape, name)
        case str() if shape.type_name == "string":
            words = getattr(shape, "enum", ())
            if words and value not in words:
                yield f"{name} cannot be `{value}`{did_you_mean(value, words)}"
        case bool() if shape.type_name == "boolean":
            return
        case int() if _KINDS.get(shape.type_name) == "number" and not isinstance(value, bool):
            return
        case _:
            yield f"{name} is a {shape.type_name}, not {value!r}"


def _literal_entries(value: dict[str, object], shape: Any, name: str) -> Iterator[str]:
    for key, each in value.items():
        if shape.type_name == "structure" and key not in shape.members:
            yield f"{name} has no `{key}`{did_you_mean(key, shape.members)}"
        else:
            inner = shape.members[key] if shape.type_name == "structure" else shape.value
            yield from literal(each, inner, f"{name}.{key}")


def _code(asked: Call | Listing, code: str) -> Iterator[str]:
    if not CODE.fullmatch(code):
        yield f"{asked.action}: `{code}` is no error code"
    declared = errors(asked.service, asked.operation)
    if declared and code not in declared and (asked.action, code) not in UNDECLARED_CODES:
        yield f"{asked.action} does not declare the error `{code}`{did_you_mean(code, declared)}"
