"""The value of any node of a template under given parameters, with unknowns where deployment decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pytest_aisec.sources.cloudformation import conditions, intrinsics, loops
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.parameters import PSEUDO, parameter_value, pseudo_parameter
from pytest_aisec.sources.cloudformation.unknowns import UnresolvableError, concatenated, listed
from pytest_aisec.values import NOWHERE, Located, Location, Reference, Unknown

_RESOLVED = re.compile(r"(\{\{resolve:[^{}]*\}\})")
_SECRET = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure):")


@dataclass(eq=False, repr=False)
class Evaluator:
    """Evaluates the nodes of one template.

    `given`: parameter values, pseudo parameters among them. `prefix` comes before logical ids in addresses
    (`Network/` inside the nested stack Network). `follow` gives the evaluator of the template of a nested stack, None
    if that is not at hand. `imported` gives the value of an export of another template, None if there is none.
    `constructs`: addresses are the construct paths that the CDK leaves in the metadata. `bound`: values of names that
    are neither parameters nor resources.
    """

    root: Node
    given: Mapping[str, Located] = field(default_factory=dict)
    prefix: str = ""
    follow: Callable[[Evaluator, str], Evaluator | None] = lambda _evaluator, _name: None
    imported: Callable[[str], Located | None] = lambda _name: None
    constructs: bool = False
    bound: Mapping[str, Located] = field(default_factory=dict)
    decided: dict[str, conditions.Truth] = field(default_factory=dict)
    deciding: list[str] = field(default_factory=list)
    sections: dict[str, dict[str, Node]] = field(default_factory=dict)
    nested: dict[str, Evaluator | None] = field(default_factory=dict)
    copies: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    values: dict[str, Located] = field(default_factory=dict)

    @property
    def transforms(self) -> list[str]:
        """The names of the macros that the template declares."""
        node = self.root.entries.get("Transform", Node([]))
        named = [item.entries.get("Name", item) for item in (node.value if isinstance(node.value, list) else [node])]
        return [item.text for item in named if item.text is not None]

    def section(self, name: str) -> dict[str, Node]:
        """The entries of a top-level section, loops unrolled; empty when it is absent or malformed.

        A loop that cannot be unrolled stays among the entries under its own name.
        """
        if name in self.sections:
            return self.sections[name]
        entries = self.root.entries[name].entries if name in self.root.entries else {}
        self.sections[name] = entries
        if loops.has_loop(entries):
            unrolled: dict[str, Node] = {}
            for key, node in entries.items():
                try:
                    unrolled |= loops.unrolled(self, {key: node})
                except UnresolvableError:
                    unrolled[key] = node
            self.sections[name] = unrolled
        return self.sections[name]

    def address(self, name: str) -> str:
        """The address of a resource of the template: its logical id, or its construct path."""
        if self.constructs and not self.addresses:
            taken: set[str] = set()
            for each, node in self.section("Resources").items():
                path = node.entries.get("Metadata", Node(None)).entries.get("aws:cdk:path", Node(None)).text
                if path and path not in taken:
                    self.addresses[each] = path
                    taken.add(path)
        return self.addresses.get(name, f"{self.prefix}{name}")

    def stack(self, name: str) -> Evaluator | None:
        """The evaluator of a nested stack, if its template is at hand; asked for once."""
        if name not in self.nested:
            # what the stack's own parameters say of its outputs is a circle, and therefore unknown
            self.nested[name] = None
            self.nested[name] = self.follow(self, name)
        return self.nested[name]

    def output(self, name: str, at: Location) -> Located:
        """The value of one of the template's outputs."""
        node = self.section("Outputs").get(name)
        if node is None or conditions.holds(self, node.entries.get("Condition")) is False:
            return Located(Unknown(reason=f"the nested stack has no output {name}", location=at), at)
        value = self.value(node.entries.get("Value", Node("", node.location)))
        return value or Located(None, at)

    def value(self, node: Node) -> Located | None:
        """The evaluated node; None where `AWS::NoValue` removes it."""
        match node.value:
            case dict() as entries:
                function = _function(entries)
                if function is not None:
                    return self._called(function, node)
                if loops.has_loop(entries):
                    return self._looped(node)
                values = ((key, self.value(child)) for key, child in entries.items())
                return Located({key: value for key, value in values if value is not None}, _heading(node))
            case list() as items:
                evaluated = (self.value(item) for item in items)
                return listed([value for value in evaluated if value is not None], node.location)
            case str() as text if "{{resolve:" in text:
                return _dynamic(text, node.location)
            case _ as scalar:
                return Located(scalar, node.location)

    def _looped(self, node: Node) -> Located | None:
        try:
            return self.value(node._replace(value=loops.unrolled(self, node.entries)))
        except UnresolvableError as error:
            return Located(Unknown(reason=str(error), location=node.location), node.location)

    def _called(self, function: str, node: Node) -> Located | None:
        if len(node.entries) > 1:
            reason = f"{function} stands beside other keys, whose meaning only deployment can tell"
            return Located(Unknown(reason=reason, location=node.location), node.location)
        call = intrinsics.FUNCTIONS.get(function)
        if call is None:
            reason = f"{function} is not a function that can be evaluated"
            return Located(Unknown(reason=reason, location=node.location), node.location)
        return call(self, node.entries[function], node.location)

    def referenced(self, name: str, at: Location) -> Located | None:
        """What `Ref` gives for a name: a parameter's value, a Reference to a resource; None for AWS::NoValue."""
        if name == "AWS::NoValue":
            return None
        if name in self.bound:
            return replace(self.bound[name], location=at)
        if name in PSEUDO:
            return _used(pseudo_parameter(name, self.given, at), at)
        declared = self.section("Parameters").get(name)
        if declared is not None:
            if name not in self.values:
                self.values[name] = parameter_value(name, declared, self.given.get(name), self.prefix)
            return _used(self.values[name], at)
        return self.attribute(name, "Ref", at)

    def attribute(self, name: str, attribute: str, at: Location) -> Located:
        """An attribute of a resource: a Reference, or the output of a nested stack that was followed."""
        resource = self.section("Resources").get(name)
        if resource is None:
            reason = f"{name} is neither a parameter nor a resource of the template"
            return Located(Unknown(reason=reason, location=at), at)
        place = resource.key if resource.key is not NOWHERE else resource.location
        exists = conditions.holds(self, resource.entries.get("Condition"))
        if exists is False:
            reason = f"{name} does not exist, because its condition is false"
            return Located(Unknown(reason=reason, location=place), at)
        stack = self.stack(name) if attribute.startswith("Outputs.") else None
        if stack is not None:
            return _used(stack.output(attribute.removeprefix("Outputs."), place), at)
        address = self.address(name)
        reference = Reference(
            reason=f"{name}.{attribute} is known after deployment",
            location=place,
            target=address,
            attribute=attribute,
            identity=f"{address}.{attribute}",
            is_set=True,
        )
        return Located(reference, at)


def _function(entries: Mapping[str, Node]) -> str | None:
    """The function that a mapping calls. IAM policies have plain keys named `Condition`."""
    if len(entries) == 1 and "Ref" in entries:
        return "Ref"
    return next((key for key in entries if key.startswith("Fn::") and not key.startswith(loops.LOOP)), None)


def _used(value: Located, at: Location) -> Located:
    return replace(value, location=value.location.used_at(at))


def _dynamic(text: str, at: Location) -> Located:
    """Text with `{{resolve:...}}` references, whose values CloudFormation fetches at deployment."""
    parts = []
    for piece in _RESOLVED.split(text):
        if not _RESOLVED.fullmatch(piece):
            parts.append(Located(piece, at))
            continue
        unknown = Unknown(
            reason=f"{piece} is resolved at deployment", location=at, identity=piece, is_set=True, sought=(piece[2:-2],)
        )
        parts.append(Located(unknown, at, sensitive=_SECRET.match(piece) is not None))
    try:
        return concatenated(parts, at)
    except UnresolvableError as error:
        return Located(Unknown(reason=str(error), location=at, is_set=True), at)


def _heading(node: Node) -> Location:
    """Where a mapping is: at its key, as a block of Terraform is, for what it does not say belongs to no entry."""
    return node.location if node.key is NOWHERE or node.location.uses else node.key
