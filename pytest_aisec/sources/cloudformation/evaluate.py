"""The value of any node of a template under given parameters, with unknowns where deployment decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pytest_aisec.sources.cloudformation import conditions, intrinsics
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.parameters import PSEUDO, parameter_value, pseudo_parameter
from pytest_aisec.sources.cloudformation.unknowns import concatenated
from pytest_aisec.values import NOWHERE, Located, Location, Reference, Unknown

_RESOLVED = re.compile(r"(\{\{resolve:[^{}]*\}\})")
_SECRET = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure):")


@dataclass
class Evaluator:
    """Evaluates the nodes of one template.

    `given`: parameter values, pseudo parameters among them. `prefix` comes before logical ids in addresses
    (`Network/` inside the nested stack Network). `outputs`: of followed nested stacks, by logical id of the stack.
    `imported` gives the value of an export of another template, None if there is none.
    """

    root: Node
    given: Mapping[str, Located] = field(default_factory=dict)
    prefix: str = ""
    outputs: dict[str, Mapping[str, Located]] = field(default_factory=dict)
    imported: Callable[[str], Located | None] = lambda _name: None
    decided: dict[str, conditions.Truth] = field(default_factory=dict)
    deciding: list[str] = field(default_factory=list)

    def section(self, name: str) -> dict[str, Node]:
        """The entries of a top-level section; empty when it is absent or malformed."""
        return self.root.entries[name].entries if name in self.root.entries else {}

    def value(self, node: Node) -> Located | None:
        """The evaluated node; None where `AWS::NoValue` removes it."""
        match node.value:
            case dict() as entries:
                function = _function(entries)
                if function is not None:
                    return self._called(function, node)
                values = ((key, self.value(child)) for key, child in entries.items())
                return Located({key: value for key, value in values if value is not None}, node.location)
            case list() as items:
                evaluated = (self.value(item) for item in items)
                return Located([value for value in evaluated if value is not None], node.location)
            case str() as text if "{{resolve:" in text:
                return _dynamic(text, node.location)
            case _ as scalar:
                return Located(scalar, node.location)

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
        if name in PSEUDO:
            return _used(pseudo_parameter(name, self.given, at), at)
        declared = self.section("Parameters").get(name)
        if declared is not None:
            return _used(parameter_value(name, declared, self.given.get(name), self.prefix), at)
        return self.attribute(name, "Ref", at)

    def attribute(self, name: str, attribute: str, at: Location) -> Located:
        """An attribute of a resource: a Reference, or the output of a nested stack that was followed."""
        resource = self.section("Resources").get(name)
        if resource is None:
            reason = f"{name} is neither a parameter nor a resource of the template"
            return Located(Unknown(reason=reason, location=at), at)
        place = resource.key if resource.key is not NOWHERE else resource.location
        if name in self.outputs and attribute.startswith("Outputs."):
            output = self.outputs[name].get(attribute.removeprefix("Outputs."))
            if output is None:
                reason = f"the nested stack {name} has no output {attribute.removeprefix('Outputs.')}"
                return Located(Unknown(reason=reason, location=place), at)
            return _used(output, at)
        exists = conditions.holds(self, resource.entries.get("Condition"))
        if exists is False:
            reason = f"{name} does not exist, because its condition is false"
            return Located(Unknown(reason=reason, location=place), at)
        address = f"{self.prefix}{name}"
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
    return next((key for key in entries if key.startswith("Fn::")), None)


def _used(value: Located, at: Location) -> Located:
    return replace(value, location=value.location.used_at(at))


def _dynamic(text: str, at: Location) -> Located:
    """Text with `{{resolve:...}}` references, whose values CloudFormation fetches at deployment."""
    parts = []
    for piece in _RESOLVED.split(text):
        if not _RESOLVED.fullmatch(piece):
            parts.append(Located(piece, at))
            continue
        unknown = Unknown(reason=f"{piece} is resolved at deployment", location=at, identity=piece, is_set=True)
        parts.append(Located(unknown, at, sensitive=_SECRET.match(piece) is not None))
    return concatenated(parts, at)
