"""In what, by the vendors' schemas, the settings of a class are looked for."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pytest_aisec.aws.datazone import Separated
from pytest_aisec.aws.iam import DefaultVersion, ReportedMoment
from pytest_aisec.aws.policy_documents import PrincipalsOf
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.derived import Document, Negated, Only, Present, When
from pytest_aisec.model.links import Blocks
from pytest_aisec.model.paths import Answer, Companion, Either, Every, Here, Path, Place
from pytest_aisec.model.resource import Resource, View
from pytest_aisec.model.structure import Decoded
from tests.aws import cloudformation, live, terraform
from tests.aws.described import resource_classes
from tests.aws.shapes import Misfit, Shape, follow, inside


def of_type(dialect: Dialect, name: str) -> Shape:
    """The body of a resource of a type; raises Misfit. Live resources have the CloudFormation names."""
    match dialect:
        case Dialect.TERRAFORM:
            return terraform.resource(name)
        case Dialect.CLOUDFORMATION:
            return cloudformation.resource(name)
        case Dialect.LIVE:
            return live.parent(name)


def of_class(kind: type[Resource], dialect: Dialect) -> list[Shape]:
    """The bodies that a resource of a class can have; raises Misfit."""
    if dialect is Dialect.LIVE:
        return [live.body(kind)] if kind.listing is not None else []
    return [of_type(dialect, name) for name in kind.types_in(dialect)]


def of_place(place: Place, own: Sequence[Shape], dialect: Dialect) -> list[Shape]:
    """In what a place is looked for; raises Misfit."""
    if place.call is not None:
        return [live.answer(place.call.service, place.call.operation)]
    if place.types is not None:
        return [of_type(dialect, name) for name in place.types]
    return list(own)


@dataclass(frozen=True)
class Value:
    """A place whose value the setting has: unchanged, negated, as whether there is one, or decoded."""

    place: Place
    use: str = "value"


def values(path: Path, use: str = "value") -> Iterator[Value]:
    """The places of a path that give its value: not those of pointers and conditions."""
    match path:
        case Here(steps):
            yield Value(Place(steps), use)
        case Answer(call, steps):
            yield Value(Place(steps, call=call), use)
        case Companion(itself=True):
            yield from (Value(place, use) for place in path.by_places())
        case Companion(types=types, steps=steps):
            yield Value(Place(steps, types), use)
        case ReportedMoment(column):
            yield Value(Place(column), use)
        case DefaultVersion():
            yield from (Value(place, use) for place in path.places())
        case PrincipalsOf(element=element):
            yield Value(Place(element), "present")
        case _:
            paths, inner_use = _inner(path, use)
            for each in paths:
                yield from values(each, inner_use)


def _inner(path: Path, use: str) -> tuple[tuple[Path, ...], str]:
    """The paths that another one is made of, and what it does with their values."""
    match path:
        case Either(paths) | Every(paths):
            return paths, use
        case Document(paths):
            return paths, "document"
        case Decoded(inner):
            return (inner,), "document"
        case Only(inner):
            return (inner,), use
        case Negated(inner):
            return (inner,), "negated"
        case Present(inner) | Separated(inner):
            return (inner,), "present"
        case When(then=then):
            return (then,), use
    return (), use


def found(place: Place, own: Sequence[Shape], dialect: Dialect) -> list[tuple[Shape, Shape | Misfit]]:
    """Each container that a place is looked for in, with what is there or why nothing is. Raises Misfit."""
    results: list[tuple[Shape, Shape | Misfit]] = []
    for container in of_place(place, own, dialect):
        try:
            results.append((container, follow(container, place.steps)))
        except Misfit as misfit:
            results.append((container, misfit))
    return results


def stated(place: Place, own: Sequence[Shape], dialect: Dialect) -> list[tuple[Shape, Shape | Misfit]]:
    """Like `found`, but what can only be read is not there: no file states it."""
    return [
        (container, Misfit(f"{result.name} can only be read: no file states it"))
        if isinstance(result, Shape) and result.read_only and dialect is not Dialect.LIVE
        else (container, result)
        for container, result in found(place, own, dialect)
    ]


Containers = dict[type[View], list[Shape]]


def containers(kinds: Iterable[type[Resource]], dialect: Dialect) -> Containers:
    """Class -> what its settings are looked for in: resource types, and for blocks every place that holds them.

    What does not exist is left out here; the setting or type that names it is reported for itself.
    """
    every: Containers = defaultdict(list)
    for kind in kinds:
        try:
            every[kind] = of_class(kind, dialect)
        except Misfit:
            every[kind] = []
        _add_blocks(kind, every[kind], dialect, every)
    return every


def _add_blocks(kind: type[View], own: Sequence[Shape], dialect: Dialect, every: Containers) -> None:
    for setting in kind.settings().values():
        if not isinstance(setting, Blocks):
            continue
        new = [
            shape
            for shape in _blocks(setting.path(dialect), own, dialect)
            if shape.name not in {known.name for known in every[setting.kind]}
        ]
        if new:
            every[setting.kind] += new
            _add_blocks(setting.kind, new, dialect, every)


ENCODED = {
    "aws_ecs_task_definition.container_definitions": (
        "ecs",
        "DescribeTaskDefinition",
        "taskDefinition.containerDefinitions",
    ),
    "aws_batch_job_definition.container_properties": (
        "batch",
        "DescribeJobDefinitions",
        "jobDefinitions[].containerProperties",
    ),
    "aws_batch_job_definition.ecs_properties": (
        "batch",
        "DescribeJobDefinitions",
        "jobDefinitions[].ecsProperties.taskProperties[].containers[]",
    ),
    "aws_batch_job_definition.node_properties": (
        "batch",
        "DescribeJobDefinitions",
        "jobDefinitions[].nodeProperties.nodeRangeProperties[].container",
    ),
    "AWS::Bedrock::Flow.DefinitionString": ("bedrock-agent", "GetFlow", "definition.nodes"),
    "AWS::Bedrock::Flow.DefinitionS3Location.Key": ("bedrock-agent", "GetFlow", "definition.nodes"),
}
"""Arguments that take JSON in the words of the API, or name a file of it, and where its answer has them."""


def _blocks(path: Path, own: Sequence[Shape], dialect: Dialect) -> Iterator[Shape]:
    for value in values(path):
        encoded = [
            ENCODED[f"{shape.name}.{value.place.steps}"]
            for shape in own
            if f"{shape.name}.{value.place.steps}" in ENCODED
        ]
        if value.use == "document" and encoded:
            yield from (inside(live.at(way, live.answer(service, name))) for service, name, way in encoded)
            continue
        if value.use == "document":
            yield cloudformation.policy_statement()
            continue
        try:
            there = found(value.place, own, dialect)
        except Misfit:
            continue
        yield from (inside(shape) for _, shape in there if isinstance(shape, Shape))


@functools.cache
def described(dialect: Dialect) -> Containers:
    """The containers of every class of the package."""
    return containers(resource_classes(), dialect)
