"""The output of the CDK: every stack of an application, through its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_aisec.declarations import Unread
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.evaluate import Evaluator
from pytest_aisec.sources.cloudformation.exports import exported
from pytest_aisec.sources.cloudformation.read import Reading, evaluator_of, read_template
from pytest_aisec.values import Located

MANIFEST = "manifest.json"
_STACK = "aws:cloudformation:stack"
_ASSEMBLY = "cdk:cloud-assembly"
_UNKNOWN = frozenset({"unknown-account", "unknown-region", ""})


class _Stack(NamedTuple):
    """One stack of an assembly: its name in the assembly, its artifact, its template."""

    name: str
    artifact: Node
    file: Path


def read_assembly(reading: Reading, manifest: Path, application: Evaluator) -> None:
    """Add the resources of all stacks, addressed by construct path; the stacks find each other's exports.

    The manifest gives the stacks' names, and account and region where the application states them; what
    `application` is given wins. Stages are assemblies inside the assembly and are read too.
    """
    evaluators: list[Evaluator] = []
    exports: dict[str, Located | None] = {}

    def imported(name: str) -> Located | None:
        if not exports:
            for each in evaluators:
                exports.update(exported(each))
        return exports.get(name) or application.imported(name)

    for stack in _stacks(reading, manifest, application.root, set()):
        read = reading.decoded(stack.file)
        if isinstance(read, Unread):
            reading.unread.append(read._replace(reason=f"stack {stack.name}: {read.reason}"))
            continue
        evaluator = Evaluator(
            read,
            given={**_given(stack), **application.given},
            prefix=f"{stack.name}/",
            imported=imported,
            constructs=True,
        )
        evaluators.append(evaluator_of(reading, stack.file, evaluator))
    for evaluator in evaluators:
        read_template(reading, evaluator)


def _stacks(reading: Reading, manifest: Path, root: Node, seen: set[Path]) -> Iterator[_Stack]:
    artifacts = root.entries.get("artifacts")
    seen.add(manifest.resolve())
    if artifacts is None or not isinstance(artifacts.value, dict):
        found = root.kind if artifacts is None else artifacts.kind
        place = root.location if artifacts is None else artifacts.location
        reading.unread.append(Unread(f"expected the manifest of a CDK output with artifacts, found {found}", place))
        return
    for name, artifact in artifacts.entries.items():
        kind = artifact.entries.get("type", Node(None)).text
        properties = artifact.entries.get("properties", Node({})).entries
        key = {_STACK: "templateFile", _ASSEMBLY: "directoryName"}.get(kind or "")
        if key is None:
            continue
        path = properties.get(key, Node(None)).text
        if path is None or "\0" in path:
            reading.unread.append(Unread(f"{name}: expected {key} to be the name of a file", artifact.key))
        elif kind == _STACK:
            yield _Stack(name, artifact, manifest.parent / path)
        elif (inner := manifest.parent / path / MANIFEST).resolve() not in seen:
            read = reading.decoded(inner)
            if isinstance(read, Unread):
                reading.unread.append(read)
            else:
                yield from _stacks(reading, inner, read, seen)


def _given(stack: _Stack) -> dict[str, Located]:
    """What the manifest says of a stack's parameters and pseudo parameters."""
    properties = stack.artifact.entries.get("properties", Node({})).entries
    given = {
        name: Located(node.text, node.location)
        for name, node in properties.get("parameters", Node({})).entries.items()
        if node.text is not None
    }
    name = properties.get("stackName")
    given["AWS::StackName"] = Located(
        name.text if name is not None and name.text else stack.name, name.location if name else stack.artifact.key
    )
    environment = stack.artifact.entries.get("environment", Node(None))
    # aws://ACCOUNT/REGION
    account, _, region = (environment.text or "").removeprefix("aws://").partition("/")
    for pseudo, value in (("AWS::AccountId", account), ("AWS::Region", region)):
        if value not in _UNKNOWN:
            given[pseudo] = Located(value, environment.location)
    return given
