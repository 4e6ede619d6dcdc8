"""Deciding a policy over the possible values of what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from pytest_aisec.contexts import Within

T = TypeVar("T")

LIMIT = 64
"""How many combinations of possible values are tried before the outcome is undetermined."""


class Verdict(StrEnum):
    """What became of one policy on one resource."""

    PASSED = "passed"
    VIOLATED = "violated"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


class Undetermined(BaseException):
    """A policy needs a value that the source cannot tell. `reasons` says why, one clause each.

    Not an `Exception`: an `except Exception` inside a policy must not turn it into a verdict.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class NotApplicable(BaseException):
    """The policy says nothing about this resource, for the given reason."""


class Attempt(NamedTuple):
    """How one try ended: under which choices, with which verdict, and the exception that said so."""

    choices: tuple[tuple[Hashable, int], ...]
    verdict: Verdict
    cause: BaseException | None = None


class Decision(NamedTuple):
    """The verdict over all tries.

    `reasons`: what would have to be known, when undetermined. `attempt`: the index of the try that represents
    the verdict, whose evidence is shown.
    """

    verdict: Verdict
    attempts: tuple[Attempt, ...]
    reasons: tuple[str, ...] = ()
    attempt: int = 0

    @property
    def cause(self) -> BaseException | None:
        """The exception of the representative try."""
        return self.attempts[self.attempt].cause


@dataclass(slots=True, eq=False, repr=False)
class _Choice:
    key: Hashable
    options: int
    index: int
    reason: str


@dataclass(slots=True, eq=False, repr=False)
class _Trail:
    """The choices of the current try in the order in which they were met."""

    limit: int
    choices: list[_Choice] = field(default_factory=list)
    by_key: dict[Hashable, _Choice] = field(default_factory=dict)
    overrun: bool = False
    """One try alone has met so many choices that there must be more combinations than the limit."""

    def choose(self, key: Hashable, options: int, reason: str) -> int:
        choice = self.by_key.get(key)
        if choice is None:
            if len(self.choices) == self.limit:
                self.overrun = True
                raise Undetermined(reason)
            choice = _Choice(key, options, 0, reason)
            self.choices.append(choice)
            self.by_key[key] = choice
        return choice.index

    def advance(self) -> bool:
        """Move on to the next combination; False when there is none."""
        while self.choices:
            last = self.choices[-1]
            if last.index + 1 < last.options:
                last.index += 1
                return True
            del self.by_key[self.choices.pop().key]
        return False

    def frozen(self) -> tuple[tuple[Hashable, int], ...]:
        return tuple([(choice.key, choice.index) for choice in self.choices])


_trail: ContextVar[_Trail | None] = ContextVar("trail", default=None)


_made = [0]


def choices_made() -> int:
    """How often something was chosen in this process: when it has not changed, what was computed is certain."""
    return _made[0]


def choose(key: Hashable, options: Sequence[T], reason: str) -> T:
    """One of the possible values of an unknown; within one try the same key always gives the same one.

    `options` must not depend on anything but the key. Outside `decide`, more than one option raises Undetermined.
    """
    if len(options) == 1:
        return options[0]
    _made[0] += 1
    trail = _trail.get()
    if trail is None or not options:
        raise Undetermined(reason)
    return options[trail.choose(key, len(options), reason)]


def decide(
    judge: Callable[[], object],
    *,
    violations: tuple[type[BaseException], ...] = (AssertionError,),
    skips: tuple[type[BaseException], ...] = (NotApplicable,),
    limit: int = LIMIT,
) -> Decision:
    """Run `judge` with every combination of possible values it asks for; all ends alike is the verdict.

    `violations` and `skips` are the exceptions that mean violated and not applicable. Passing in some tries and
    not applying in the others is a pass; any error is an error; every other mixture is undetermined.
    """
    trail = _Trail(limit)
    attempts: list[Attempt] = []
    reasons: dict[Hashable, str] = {}
    token = _trail.set(trail)
    try:
        while True:
            verdict, cause = _attempt(judge, violations, skips)
            reasons.update([(choice.key, choice.reason) for choice in trail.choices])
            attempts.append(Attempt(trail.frozen(), verdict, cause))
            if trail.overrun:
                break
            if not trail.advance():
                return _combine(attempts, reasons)
            if len(attempts) == limit:
                break
    finally:
        _trail.reset(token)
    decision = _combine(attempts, reasons)
    if decision.verdict is Verdict.ERROR:
        return decision
    said = (f"more than {limit} combinations of unknown values", *dict.fromkeys(reasons.values()))
    return Decision(Verdict.UNDETERMINED, tuple(attempts), said, decision.attempt)


class Exploration(NamedTuple, Generic[T]):
    """What a computation can result in, and the reasons for the doubt: none where the one result is certain.

    Not `complete`: there were more combinations of possible values than were tried.
    """

    values: list[T]
    reasons: tuple[str, ...]
    complete: bool


def explore(compute: Callable[[], T], *, limit: int = LIMIT) -> Exploration[T]:
    """Every result that `compute` can have under the possible values of unknowns.

    For analyses, which carry doubt along instead of ending in a verdict. A reason without a result to go with it
    (an unknown with no list of values) may stand for anything.
    """
    trail = _Trail(limit)
    values: list[T] = []
    reasons: dict[str, None] = {}
    token = _trail.set(trail)
    try:
        for _ in range(limit):
            try:
                values.append(compute())
            except Undetermined as unknown:
                reasons.update(dict.fromkeys(unknown.reasons))
            reasons.update([(choice.reason, None) for choice in trail.choices])
            if trail.overrun:
                break
            if not trail.advance():
                return Exploration(values, tuple(reasons), complete=True)
    finally:
        _trail.reset(token)
    said = (f"more than {limit} combinations of unknown values", *reasons)
    return Exploration(values, said, complete=False)


def nothing_assumed() -> Within[None]:
    """Leave the tries of whoever asks: for results that are kept, and must not depend on one try's choices."""
    return Within(_trail, None)


def _attempt(
    judge: Callable[[], object],
    violations: tuple[type[BaseException], ...],
    skips: tuple[type[BaseException], ...],
) -> tuple[Verdict, BaseException | None]:
    try:
        judge()
    except violations as cause:
        return Verdict.VIOLATED, cause
    except skips as cause:
        return Verdict.NOT_APPLICABLE, cause
    except Undetermined as cause:
        return Verdict.UNDETERMINED, cause
    except Exception as cause:  # noqa: BLE001 -- a faulty policy is an outcome, not the end of the run
        return Verdict.ERROR, cause
    return Verdict.PASSED, None


def _combine(attempts: list[Attempt], reasons: dict[Hashable, str]) -> Decision:
    if len(attempts) == 1 and attempts[0].verdict is not Verdict.UNDETERMINED:
        return Decision(attempts[0].verdict, tuple(attempts))
    verdicts = [attempt.verdict for attempt in attempts]
    ends = set(verdicts)

    def represented_by(verdict: Verdict) -> Decision:
        return Decision(verdict, tuple(attempts), (), verdicts.index(verdict))

    if Verdict.ERROR in ends:
        return represented_by(Verdict.ERROR)
    if Verdict.PASSED in ends and ends <= {Verdict.PASSED, Verdict.NOT_APPLICABLE}:
        return represented_by(Verdict.PASSED)
    if len(ends) == 1 and Verdict.UNDETERMINED not in ends:
        return represented_by(verdicts[0])
    said = [reasons[key] for key in _decisive(attempts)]
    for attempt in attempts:
        if isinstance(attempt.cause, Undetermined):
            said.extend(attempt.cause.reasons)
    shown = Verdict.VIOLATED if Verdict.VIOLATED in ends else Verdict.UNDETERMINED
    return Decision(
        Verdict.UNDETERMINED,
        tuple(attempts),
        tuple(dict.fromkeys(said)),
        verdicts.index(shown) if shown in ends else 0,
    )


def _decisive(attempts: list[Attempt]) -> list[Hashable]:
    """The choices on which the outcome depends, in the order of their first appearance."""
    ends_below: dict[tuple[tuple[Hashable, int], ...], set[Verdict]] = {}
    for attempt in attempts:
        for depth in range(1, len(attempt.choices) + 1):
            ends_below.setdefault(attempt.choices[:depth], set()).add(attempt.verdict)
    ends_of_siblings: dict[tuple[tuple[tuple[Hashable, int], ...], Hashable], set[frozenset[Verdict]]] = {}
    for path, ends in ends_below.items():
        ends_of_siblings.setdefault((path[:-1], path[-1][0]), set()).add(frozenset(ends))
    return list(dict.fromkeys(key for (_, key), ends in ends_of_siblings.items() if len(ends) > 1))
