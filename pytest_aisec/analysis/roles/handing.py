"""What hands work on to what: functions, state machines, queues, topics, streams, rules of buses, buckets."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import NamedTuple

from pytest_aisec.analysis.identity import statements_held
from pytest_aisec.analysis.membership import Named
from pytest_aisec.analysis.roles.buses import rules_for_objects, rules_on, rules_on_named
from pytest_aisec.analysis.roles.written import by_name, called, definition, environment, leaves, referred, substituted
from pytest_aisec.aws import events, iam, kinesis, lambda_, pipes, s3, sns, sqs, stepfunctions
from pytest_aisec.aws.s3_notifications import NotifyingBucket
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located
from pytest_aisec.verdicts import explore

Relay = lambda_.Function | stepfunctions.StateMachine | sqs.Queue | sns.Topic | kinesis.Stream | events.Rule | s3.Bucket

NAMED: tuple[type[Resource], ...] = (
    lambda_.Function,
    stepfunctions.StateMachine,
    sqs.Queue,
    sns.Topic,
    kinesis.Stream,
)
"""What gets work where a variable or a step of a state machine names it."""

READ_FOR_WAYS: tuple[type[Resource], ...] = (
    *NAMED,
    lambda_.EventSourceMapping,
    sns.Subscription,
    events.Rule,
    pipes.Pipe,
    NotifyingBucket,
)
"""What has to be read to know where work is handed on to."""

_HANDING_ON: tuple[tuple[str, type[Resource], str], ...] = (
    ("lambda:InvokeFunction", lambda_.Function, ":function:"),
    ("states:StartExecution", stepfunctions.StateMachine, ":stateMachine:"),
    ("states:StartSyncExecution", stepfunctions.StateMachine, ":stateMachine:"),
    ("sqs:SendMessage", sqs.Queue, ":"),
    ("sns:Publish", sns.Topic, ":"),
    ("kinesis:PutRecord", kinesis.Stream, ":stream/"),
    ("kinesis:PutRecords", kinesis.Stream, ":stream/"),
    ("s3:PutObject", s3.Bucket, ":::"),
)
"""Actions by which something hands work on, to what, and after what its name stands in an ARN."""


_RECEIVING: tuple[tuple[str, type[Resource], str], ...] = (
    ("sqs:ReceiveMessage", sqs.Queue, ":"),
    ("kinesis:GetRecords", kinesis.Stream, ":stream/"),
)
"""Actions by which something takes work, from what, and after what its name stands in an ARN."""


_WILD = Regex("[*?]")


class Next(NamedTuple):
    """Where one goes on from a resource: certainly, and in doubt."""

    certain: tuple[Resource, ...]
    doubtful: tuple[tuple[Resource, tuple[str, ...]], ...]


def following(resource: Resource, inventory: Inventory) -> Next:
    """What a resource hands work on to, found once.

    What only may name something does not count, as most names do not: it would lead from anything to anything.
    """

    def find() -> Next:
        named = Named()
        named.add(resource, partial(_handed_to, resource, inventory), "")
        doubtful = tuple((each, doubt) for each, (_, doubt) in named.doubtful.items())
        return Next(tuple(named.certain), doubtful)

    return inventory.once(("hands on to", resource.key), find)


def _handed_to(resource: Resource, inventory: Inventory) -> Iterator[Resource]:
    match resource:
        case sqs.Queue() | kinesis.Stream():
            yield from _readers(resource, inventory)
        case sns.Topic():
            yield from _subscribed(resource)
        case events.Rule():
            yield from _targets(resource, inventory)
        case s3.Bucket():
            yield from _told_of_objects(resource, inventory)
        case stepfunctions.StateMachine():
            for leaf in [*leaves(definition(resource)), *leaves(substituted(resource))]:
                yield from _meant(resource, leaf, inventory)
                if ":states:::events:putEvents" in known_parts(leaf):
                    yield from rules_on(resource, "default", inventory)
        case lambda_.Function():
            for leaf in leaves(environment(resource)):
                yield from _meant(resource, leaf, inventory)
            yield from handed_on_through(resource.role, inventory)


_Reader = lambda_.EventSourceMapping | pipes.Pipe
_Sources = tuple[sqs.Queue | None, kinesis.Stream | None]


def _readers(source: sqs.Queue | kinesis.Stream, inventory: Inventory) -> Iterator[Resource]:
    certain, unsure = inventory.once("readers", lambda: _by_source(inventory))
    for reader in certain.get(source, ()):
        yield from _passed_on(reader, inventory)
    for reader in unsure:
        if source in _sources(reader):
            yield from _passed_on(reader, inventory)


def _by_source(inventory: Inventory) -> tuple[dict[Resource, list[_Reader]], list[_Reader]]:
    """The readers of each queue and stream, and those of which it is not certain what they read."""
    certain: dict[Resource, list[_Reader]] = {}
    unsure: list[_Reader] = []
    readers: list[_Reader] = [*inventory.of(lambda_.EventSourceMapping), *inventory.of(pipes.Pipe)]
    for reader in readers:
        with unrecorded():
            found = explore(partial(_sources, reader))
        if found.reasons or not found.values:
            unsure.append(reader)
            continue
        for source in found.values[0]:
            if source is not None:
                certain.setdefault(source, []).append(reader)
    return certain, unsure


def _sources(reader: _Reader) -> _Sources:
    return reader.queue, reader.stream


def _passed_on(reader: _Reader, inventory: Inventory) -> Iterator[Resource]:
    if isinstance(reader, lambda_.EventSourceMapping):
        if reader.function is not None:
            yield reader.function
        return
    for each in (reader.functions, reader.state_machines, reader.topics, reader.queues, reader.streams):
        yield from certain_items(each)
    for bus in certain_items(reader.buses):
        yield from rules_on_named(bus, inventory)


def _subscribed(topic: sns.Topic) -> Iterator[Resource]:
    yield from topic.own_functions
    yield from topic.own_queues
    for each in topic.subscriptions:
        if each.unseen is None and each.is_confirmed:
            yield from (target for target in (each.function, each.queue) if target is not None)


def _targets(rule: events.Rule, inventory: Inventory) -> Iterator[Resource]:
    for target in rule.targets if rule.enabled else ():
        for each in (target.functions, target.state_machines, target.topics, target.queues, target.streams):
            yield from certain_items(each)
        for bus in certain_items(target.buses):
            if target.means(bus):
                yield from (each for each in rules_on_named(bus, inventory) if each != rule)


def _told_of_objects(bucket: s3.Bucket, inventory: Inventory) -> Iterator[Resource]:
    telling = bucket.seen_as(NotifyingBucket)
    for each in (telling.functions, telling.queues, telling.topics):
        yield from certain_items(each)
    if telling.tells_eventbridge:
        yield from rules_for_objects(bucket, inventory)


def received_through(role: iam.Role | None, inventory: Inventory) -> Iterator[Resource]:
    """The queues and streams that the role of a program names where it may take messages or records from them."""
    if role is None or role.unseen is not None:
        return
    for statement in statements_held(role, read_only=True):
        places = items_of(iam.Statement.resources.path(statement.dialect).locate(statement))
        for action, kind, before in _RECEIVING if places and statement.effect == "Allow" else ():
            if statement.covers(action):
                yield from _placed(role, places, inventory, kind, before)


def _placed(
    role: iam.Role, places: list[Located], inventory: Inventory, kind: type[Resource], before: str
) -> Iterator[Resource]:
    for place in places:
        yield from _meant(role, place, inventory, (kind,))
        yield from _fitting(role, place, inventory, kind, before)


def handed_on_through(role: iam.Role | None, inventory: Inventory) -> Iterator[Resource]:
    """What the role of a program names where it may hand work on; what it names with everything else is none."""
    if role is None or role.unseen is not None:
        return
    for statement in statements_held(role, read_only=True):
        if statement.effect != "Allow":
            continue
        places = items_of(iam.Statement.resources.path(statement.dialect).locate(statement))
        for action, kind, before in _HANDING_ON if places else ():
            if statement.covers(action):
                yield from _placed(role, places, inventory, kind, before)
        if places and statement.covers("events:PutEvents"):
            for place in places:
                yield from _buses(role, place, inventory)


def _fitting(
    role: iam.Role, place: Located, inventory: Inventory, kind: type[Resource], before: str
) -> Iterator[Resource]:
    """The resources of a kind whose name fits the pattern at the end of an ARN."""
    text = place.value if isinstance(place.value, str) else ""
    name = text.rpartition(before)[2] if before in text else ""
    if name and before != ":":
        name = text.partition(before)[2].partition("/" if before == ":::" else ":")[0]
    if not name.strip("*?"):
        return
    source, known = role.declaration.source, by_name(inventory, (kind,))
    if not _WILD.search(name):
        yield from (each for own in {name, text} for each in known.get((source, own), ()))
        return
    for (where, own), named in known.items():
        if where == source and (fnmatchcase(own, name) or (own.startswith("arn:") and fnmatchcase(own, text))):
            yield from named


def _meant(
    near: Resource, leaf: Located, inventory: Inventory, kinds: tuple[type[Resource], ...] = NAMED
) -> Iterator[Resource]:
    """What a text or a reference certainly names, of the kinds that hand work on."""
    yield from referred(near, leaf, kinds)
    if kinds == NAMED:
        yield from _buses(near, leaf, inventory)
    if isinstance(leaf.value, str):
        for text in {leaf.value, lambda_.invoked_function(leaf.value), sqs.queue_url(leaf.value)}:
            found = called(near, text or leaf.value, NAMED, inventory)
            yield from (each for each in found if isinstance(each, kinds))


def _buses(near: Resource, leaf: Located, inventory: Inventory) -> Iterator[events.Rule]:
    """The rules on a bus that a value names: a declared one, or any by its ARN."""
    for bus in referred(near, leaf, (events.EventBus,)):
        yield from rules_on_named(bus, inventory)
    if isinstance(leaf.value, str):
        declared = next(iter(called(near, leaf.value, (events.EventBus,), inventory)), None)
        name = leaf.value.rpartition(":event-bus/")[2] if ":event-bus/" in leaf.value else ""
        if declared is not None or name.strip("*?"):
            yield from rules_on(near, name or leaf.value, inventory)
