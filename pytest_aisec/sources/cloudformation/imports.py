"""What a template imports whatever its conditions are, so that it cannot be deployed without."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.sources.cloudformation import conditions
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.evaluate import Evaluator
from pytest_aisec.sources.cloudformation.loops import LOOP


def needed_imports(evaluator: Evaluator) -> Iterator[str]:
    """The names of the exports that a template's resources need in any case, those of its nested stacks included."""
    for name, node in evaluator.section("Resources").items():
        if not name.startswith(LOOP) and conditions.holds(evaluator, node.entries.get("Condition")) is True:
            yield from _imports(evaluator, node)
            stack = evaluator.stack(name)
            if stack is not None:
                yield from needed_imports(stack)


def _imports(evaluator: Evaluator, node: Node) -> Iterator[str]:
    if "Fn::If" in node.entries:
        return  # one of its values is not needed
    name = node.entries.get("Fn::ImportValue")
    known = None if name is None else evaluator.value(name)
    if known is not None and isinstance(known.value, str):
        yield known.value
    for key, inner in node.entries.items():
        if not key.startswith(LOOP):  # which may have nothing to go through
            yield from _imports(evaluator, inner)
    for inner in node.items:
        yield from _imports(evaluator, inner)
