"""The syntax of the Terraform language as the evaluator sees it: a small typed tree with positions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from pytest_aisec.values import Located, Location


@dataclass(slots=True, eq=False, repr=False)
class Literal:
    """A constant. It is its own value, so that evaluation hands out the same object each time."""

    at: Location
    value: Located


@dataclass(slots=True, eq=False, repr=False)
class Template:
    """A string with interpolations and directives. `parts` holds decoded text and what stands between it."""

    at: Location
    parts: tuple[Part, ...]


@dataclass(slots=True, eq=False, repr=False)
class Wrapped:
    """A template that is nothing but one interpolation: it keeps the type of what it wraps."""

    at: Location
    inner: Expression


@dataclass(slots=True, eq=False, repr=False)
class TemplateIf:
    """`%{ if condition }..%{ else }..%{ endif }` inside a template."""

    at: Location
    condition: Expression
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@dataclass(slots=True, eq=False, repr=False)
class TemplateFor:
    """`%{ for key, value in collection }..%{ endfor }` inside a template."""

    at: Location
    key: str | None
    value: str
    collection: Expression
    parts: tuple[Part, ...]


@dataclass(slots=True, eq=False, repr=False)
class Attr:
    """The step `.name`."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class Index:
    """The step `[key]`, also for the legacy form `.0`."""

    key: Expression


@dataclass(slots=True, eq=False, repr=False)
class Splat:
    """The steps `.*` and `[*]` with the steps that are taken from each element."""

    each: tuple[Step, ...]


@dataclass(slots=True, eq=False, repr=False)
class Traversal:
    """A name followed by steps: `var.x`, `aws_subnet.a[0].id`."""

    at: Location
    root: str
    steps: tuple[Step, ...]


@dataclass(slots=True, eq=False, repr=False)
class Relative:
    """Steps from the value of any other expression: `f(x)[0].id`."""

    at: Location
    source: Expression
    steps: tuple[Step, ...]


@dataclass(slots=True, eq=False, repr=False)
class Unary:
    """`-x` or `!x`."""

    at: Location
    operator: str
    operand: Expression


@dataclass(slots=True, eq=False, repr=False)
class Binary:
    """Two operands and an arithmetic, comparing or logical operator."""

    at: Location
    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False, repr=False)
class Conditional:
    """`condition ? then : otherwise`."""

    at: Location
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(slots=True, eq=False, repr=False)
class TupleOf:
    """`[a, b]`."""

    at: Location
    items: tuple[Expression, ...]


@dataclass(slots=True, eq=False, repr=False)
class ObjectOf:
    """`{ key = value }`; a bare word as a key is a literal here."""

    at: Location
    items: tuple[tuple[Expression, Expression], ...]


@dataclass(slots=True, eq=False, repr=False)
class For:
    """`[for ...]`, or `{for ...}` when there is a `result_key`; `grouped` is the mark `...`."""

    at: Location
    key: str | None
    value: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None
    grouped: bool


@dataclass(slots=True, eq=False, repr=False)
class Call:
    """A function call; `expanded` is the mark `...` after the last argument."""

    at: Location
    name: str
    arguments: tuple[Expression, ...]
    expanded: bool


@dataclass(slots=True, eq=False, repr=False)
class Invalid:
    """An expression that could not be read; `reason` says why."""

    at: Location
    reason: str


Step: TypeAlias = Attr | Index | Splat
Expression: TypeAlias = (
    Literal
    | Template
    | Wrapped
    | Traversal
    | Relative
    | Unary
    | Binary
    | Conditional
    | TupleOf
    | ObjectOf
    | For
    | Call
    | Invalid
)
Part: TypeAlias = str | TemplateIf | TemplateFor | Expression


@dataclass(slots=True, eq=False, repr=False)
class Argument:
    """`name = expression`, located at the name."""

    name: str
    expression: Expression
    at: Location


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """`type "label" { ... }`, located at its first word."""

    type: str
    labels: tuple[str, ...]
    body: Body
    at: Location


@dataclass(slots=True, eq=False, repr=False)
class Body:
    """What stands between the braces of a block, or in a file."""

    arguments: dict[str, Argument] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


class SyntaxProblem(NamedTuple):
    """A place where a file does not follow the grammar: what stands there and what was expected."""

    at: Location
    found: str
    expected: str

    def __str__(self) -> str:
        return f"syntax error: found {self.found}, expected {self.expected}"


class ParsedFile(NamedTuple):
    """One file: its body, and its first syntax error if it has one (the body then lacks what is broken)."""

    body: Body
    problem: SyntaxProblem | None = None
