"""Declarations of one template and of the nested stacks whose templates are at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pytest_aisec.declarations import Declaration, Dialect, Unread
from pytest_aisec.sources.cloudformation import conditions, loops, registry, sam
from pytest_aisec.sources.cloudformation.circles import circles_of_conditions
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.evaluate import Evaluator
from pytest_aisec.sources.cloudformation.files import decoded
from pytest_aisec.sources.cloudformation.unknowns import UnresolvableError
from pytest_aisec.values import NOWHERE, Located, Location, Reference, Unknown, unknown_parts

MAX_STACKS = 500
"""How many nested stacks one template may reach: templates that nest each other twice grow without end."""

EXPANDED = frozenset({"AWS::LanguageExtensions", sam.SAM})
"""The transforms whose effect is known here."""

_STACK = "AWS::CloudFormation::Stack"
_OWN_OF_A_STACK = frozenset({"AWS::StackName", "AWS::StackId", "AWS::NotificationARNs"})


@dataclass(eq=False, repr=False)
class Reading:
    """What has been read so far of one source, across its nested stacks."""

    source: str
    relative_to: Path
    declarations: list[Declaration] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    after: dict[str, list[str]] = field(default_factory=dict)
    """The addresses in the `DependsOn` of an address."""
    stacks: int = 0
    content: hashlib._Hash = field(default_factory=hashlib.sha256)
    """Of all files that were read."""

    def decoded(self, file: Path) -> Node | Unread:
        """The nodes of one file of the source."""
        read = decoded(file, self.relative_to)
        if isinstance(read, Unread):
            return read
        self.content.update(read[1])
        return read[0]


def evaluator_of(reading: Reading, file: Path, evaluator: Evaluator) -> Evaluator:
    """The evaluator of a template file made to follow nested stacks to local templates."""
    return _following(reading, (file.resolve(),), evaluator)


def _following(reading: Reading, files: tuple[Path, ...], evaluator: Evaluator) -> Evaluator:
    def follow(parent: Evaluator, name: str) -> Evaluator | None:
        node = parent.section("Resources")[name]
        if node.entries.get("Type", Node(None)).text != _STACK:
            return None
        passed = parent.value(_properties(node).get("Parameters", Node({}))) or Located({})
        found = _nested_template(reading, files, parent, name, passed)
        if isinstance(found, Unread):
            reading.unread.append(found)
            return None
        file, nested = found
        entries = passed.value if isinstance(passed.value, dict) else {}
        pseudo = {
            key: value for key, value in parent.given.items() if key.startswith("AWS::") and key not in _OWN_OF_A_STACK
        }
        child = Evaluator(
            nested,
            given={**pseudo, **entries},
            prefix=f"{parent.prefix}{name}/",
            imported=parent.imported,
            constructs=parent.constructs,
        )
        return _following(reading, (*files, file), child)

    evaluator = replace(evaluator, follow=follow)
    return sam.expanded(evaluator, reading.unread) if sam.SAM in evaluator.transforms else evaluator


def _nested_template(
    reading: Reading, files: tuple[Path, ...], parent: Evaluator, name: str, passed: Located
) -> tuple[Path, Node] | Unread:
    """The template of a nested stack: a file beside the one that nests it."""
    node = parent.section("Resources")[name]
    url = _template_of(parent, node)
    stack = f"nested stack {parent.prefix}{name}"
    place = url.location if url else node.key
    reason = f"{stack}: its template {_shown(url)} is not a local file"
    absent = Unread(reason, place, mentions=_mentioned(passed))
    path = url.value.removeprefix("file://") if url is not None and isinstance(url.value, str) else "://"
    if "://" in path or "\x00" in path:
        return absent
    try:
        file = (files[-1].parent / path).resolve()
    except (OSError, RuntimeError):
        return absent
    if not any(file.is_relative_to(folder) for folder in (reading.relative_to.resolve(), files[0].resolve().parent)):
        return absent._replace(reason=f"{stack}: its template {path} lies outside of what is read")
    reading.stacks += 1
    if file in files or reading.stacks > MAX_STACKS:
        why = "nests itself" if file in files else f"is one of more than {MAX_STACKS}"
        return absent._replace(reason=f"{stack} {why}")
    read = reading.decoded(file)
    if isinstance(read, Unread):
        return read if file.is_file() else absent
    return file, read


def _properties(node: Node) -> dict[str, Node]:
    return node.entries.get("Properties", Node({})).entries


def _template_of(parent: Evaluator, node: Node) -> Located | None:
    """The local path of a nested template: in the metadata that CDK leaves, or in the property itself."""
    asset = node.entries.get("Metadata", Node({})).entries.get("aws:asset:path")
    url = _properties(node).get("TemplateURL")
    if asset is not None and asset.text is not None:
        return Located(asset.text, asset.location)
    return None if url is None else parent.value(url)


def _shown(url: Located | None) -> str:
    if url is None:
        return "(none)"
    return f"({url.value})" if isinstance(url.value, Unknown) else str(url.value)


def _mentioned(passed: Located) -> frozenset[str] | None:
    """The addresses that the parameters of a stack name; None when a parameter may name any."""
    unknowns = list(unknown_parts(passed))
    if not all(isinstance(unknown, Reference) for unknown in unknowns):
        return None
    return frozenset(unknown.target for unknown in unknowns if isinstance(unknown, Reference))


def read_template(reading: Reading, evaluator: Evaluator, conditional: Unknown | None = None) -> None:
    """Add the resources of a template and of its nested stacks; what cannot be read becomes an Unread.

    `conditional` says why the whole stack may not exist.
    """
    root = evaluator.root
    if not isinstance(root.value, dict):
        reason = f"expected a template, a mapping with Resources; found {root.kind}"
        reading.unread.append(Unread(reason, root.location))
        return
    resources = root.entries.get("Resources")
    if resources is None or not isinstance(resources.value, dict):
        found = "nothing" if resources is None else resources.kind
        place = root.location if resources is None else resources.location
        reading.unread.append(Unread(f"expected Resources to be a mapping, found {found}", place))
        return
    reading.unread += _transforms(root)
    reading.unread += circles_of_conditions(evaluator.section("Conditions"))
    for name, node in evaluator.section("Resources").items():
        if conditions.holds(evaluator, node.entries.get("Condition")) is not False:
            # followed before a resource asks for an output, whose condition must not be assumed inside the stack
            evaluator.stack(name)
    for name, node in evaluator.section("Resources").items():
        _resource(reading, evaluator, name, node, conditional)


def _transforms(root: Node) -> Iterator[Unread]:
    """One Unread for each macro of the template, whose effect only deployment can tell."""
    node = root.entries.get("Transform")
    if node is None:
        return
    for item in node.value if isinstance(node.value, list) else [node]:
        name = item.text or item.entries.get("Name", Node(None)).text or item.kind
        if name not in EXPANDED:
            reason = f"the transform {name} is not expanded: it may add and change any resource"
            yield Unread(reason, item.location)


def _kind(evaluator: Evaluator, name: str, node: Node, place: Location) -> str | Unread:
    """The type of a resource, or why what stands among the resources is none."""
    if name.startswith("Fn::"):
        return Unread(_why(evaluator, name, node), place, types=_types_in(node))
    stated = node.entries.get("Type")
    if stated is not None and stated.text is not None:
        return stated.text
    found = stated.kind if stated is not None else node.kind
    found += " without one" * (stated is None and isinstance(node.value, dict))
    return Unread(f"resource {name}: expected a mapping with a Type, found {found}", place)


def _resource(reading: Reading, evaluator: Evaluator, name: str, node: Node, conditional: Unknown | None) -> None:
    place = node.key if node.key is not NOWHERE else node.location
    kind = _kind(evaluator, name, node, place)
    if isinstance(kind, Unread):
        reading.unread.append(kind)
        return
    exists = conditions.holds(evaluator, node.entries.get("Condition"))
    if exists is False:
        return
    if kind.endswith("::MODULE"):
        reading.unread.append(Unread(f"resource {name}: the module {kind} is not expanded", place))
        return
    complaint = registry.complaint(kind)
    if complaint is not None:
        place_of_type = node.entries["Type"].location
        reading.unread.append(Unread(f"resource {name}: {complaint[0]}", place_of_type, types=complaint[1]))
    inside = evaluator
    if isinstance(exists, Unknown):
        conditional = exists
        inside = conditions.assuming(evaluator, node.entries["Condition"].text or "", exists)
    reading.declarations.append(
        Declaration(
            source=reading.source,
            dialect=Dialect.CLOUDFORMATION,
            type=kind,
            address=evaluator.address(name),
            body=_body(reading, inside, name, node, place),
            location=place,
            conditional=conditional,
        )
    )
    needed = node.entries.get("DependsOn", Node(None))
    names = [item.text for item in (needed.items or [needed]) if item.text is not None]
    reading.after[evaluator.address(name)] = [evaluator.address(each) for each in names]
    stack = evaluator.stack(name) if kind == _STACK else None
    if stack is not None:
        read_template(reading, stack, conditional)


def _why(evaluator: Evaluator, name: str, node: Node) -> str:
    """Why a loop or macro among the resources could not be written out."""
    if not name.startswith(loops.LOOP):
        return f"{name} among the resources is not expanded"
    try:
        loops.unrolled(evaluator, {name: node})
    except UnresolvableError as error:
        return f"{name} among the resources is not expanded: {error}"
    return f"{name} among the resources is not expanded"


def _types_in(node: Node) -> frozenset[str] | None:
    """The types of the resources that a loop would make; None when any may hide in it."""
    if len(node.items) != 3:  # noqa: PLR2004 -- its arguments
        return None
    found: set[str] = set()
    for key, resource in node.items[2].entries.items():
        kind = resource.entries.get("Type", Node(None)).text
        inner = _types_in(resource) if key.startswith(loops.LOOP) else None
        if inner is None and (kind is None or "{" in kind):
            return None
        found |= inner or {str(kind)}
    return frozenset(found) or None


def _body(reading: Reading, evaluator: Evaluator, name: str, node: Node, place: Location) -> Located:
    properties = node.entries.get("Properties")
    if properties is None or properties.value is None:
        return Located({}, place)
    body = evaluator.value(properties)
    if body is None:
        return Located({}, place)
    if not isinstance(body.value, dict | Unknown):
        reason = f"resource {name}: expected Properties to be a mapping, found {properties.kind}"
        reading.unread.append(Unread(reason, properties.location))
        return Located(Unknown(reason=reason, location=properties.location), properties.location)
    # What is not stated is missing from the resource: a mapping itself stands where its first entry does.
    return body if isinstance(body.value, Unknown) else replace(body, location=place)
