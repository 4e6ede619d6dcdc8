"""Verdicts over unknown values: truth tables, monotonicity, consistency, limits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_aisec.verdicts import Decision, NotApplicable, Undetermined, Verdict, choose, decide

Env = Mapping[str, bool | None]
Expression = tuple[object, ...]


def read(env: Env, name: str) -> bool:
    known = env[name]
    return choose(name, (True, False), f"{name} has no value") if known is None else known


def evaluate(expression: Expression, env: Env) -> bool:
    match expression:
        case ("leaf", str(name)):
            return read(env, name)
        case ("not", tuple(inner)):
            return not evaluate(inner, env)
        case ("and", tuple(left), tuple(right)):
            return evaluate(left, env) and evaluate(right, env)
        case ("or", tuple(left), tuple(right)):
            return evaluate(left, env) or evaluate(right, env)
        case ("any", *parts):
            return any(evaluate(part, env) for part in parts)  # type: ignore[arg-type]
        case ("all", *parts):
            return all(evaluate(part, env) for part in parts)  # type: ignore[arg-type]
    raise AssertionError(expression)


def kleene(expression: Expression, env: Env) -> bool | None:
    def both(values: list[bool | None], absorbing: bool) -> bool | None:
        if absorbing in values:
            return absorbing
        return None if None in values else not absorbing

    match expression:
        case ("leaf", str(name)):
            return env[name]
        case ("not", tuple(inner)):
            value = kleene(inner, env)
            return None if value is None else not value
        case ("and" | "all", *parts):
            return both([kleene(part, env) for part in parts], absorbing=False)  # type: ignore[arg-type]
        case ("or" | "any", *parts):
            return both([kleene(part, env) for part in parts], absorbing=True)  # type: ignore[arg-type]
    raise AssertionError(expression)


def judged(expression: Expression, env: Env) -> Decision:
    def judge() -> None:
        assert evaluate(expression, env)

    return decide(judge)


def expressions(names: list[str]) -> st.SearchStrategy[Expression]:
    leaves = st.sampled_from(names).map(lambda name: ("leaf", name))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["and", "or"]), inner, inner),
            st.tuples(st.sampled_from(["any", "all"]), inner, inner, inner),
        ),
        max_leaves=6,
    )


NAMES = ["a", "b", "c", "d", "e"]
environments = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})
AS_VERDICT = {True: Verdict.PASSED, False: Verdict.VIOLATED, None: Verdict.UNDETERMINED}


def distinct(expression: Expression) -> bool:
    def names(part: object) -> list[str]:
        if not isinstance(part, tuple):
            return []
        return [str(part[1])] if part[0] == "leaf" else [name for item in part[1:] for name in names(item)]

    return len(names(expression)) == len(set(names(expression)))


@given(expressions(NAMES).filter(distinct), environments)
def test_equals_the_kleene_truth_table(expression: Expression, env: Env) -> None:
    assert judged(expression, env).verdict is AS_VERDICT[kleene(expression, env)]


@given(expressions(NAMES), environments)
def test_is_the_verdict_of_all_completions_alike(expression: Expression, env: Env) -> None:
    unknown = [name for name, value in env.items() if value is None]
    ends = {
        evaluate(expression, {**env, **dict(zip(unknown, values, strict=True))})
        for values in itertools.product([True, False], repeat=len(unknown))
    }
    expected = AS_VERDICT[ends.pop()] if len(ends) == 1 else Verdict.UNDETERMINED
    assert judged(expression, env).verdict is expected


@given(expressions(NAMES), environments, st.sampled_from(NAMES), st.booleans())
def test_more_knowledge_never_flips_a_decided_verdict(expression: Expression, env: Env, name: str, value: bool) -> None:
    before = judged(expression, env).verdict
    if env[name] is None and before is not Verdict.UNDETERMINED:
        assert judged(expression, {**env, name: value}).verdict is before


def test_names_the_reasons_that_matter_and_no_others() -> None:
    env = {"a": None, "b": None, "c": None}

    def judge() -> None:
        read(env, "c")
        assert read(env, "a") or read(env, "b")

    assert decide(judge).reasons == ("a has no value", "b has no value")


def test_same_unknown_is_consistent_within_a_try() -> None:
    env: Env = {"a": None}
    assert decide(lambda: _assert(read(env, "a") or not read(env, "a"))).verdict is Verdict.PASSED


def test_gives_up_after_the_limit() -> None:
    names = [str(number) for number in range(7)]
    env: Env = dict.fromkeys(names)
    decision = decide(lambda: _assert(all([read(env, name) for name in names]) or True))
    assert decision.verdict is Verdict.UNDETERMINED
    assert len(decision.attempts) == 64
    assert decision.reasons[0] == "more than 64 combinations of unknown values"


def test_exactly_the_limit_is_decided() -> None:
    names = [str(number) for number in range(6)]
    env: Env = dict.fromkeys(names)
    decision = decide(lambda: _assert(all([read(env, name) for name in names]) or True))
    assert (decision.verdict, len(decision.attempts)) == (Verdict.PASSED, 64)


def test_unbounded_unknown_in_one_branch_is_undetermined() -> None:
    def judge() -> None:
        if choose("a", (True, False), "a has no value"):
            raise Undetermined("b has no value")
        raise AssertionError

    decision = decide(judge)
    assert decision.verdict is Verdict.UNDETERMINED
    assert decision.reasons == ("a has no value", "b has no value")
    assert isinstance(decision.cause, AssertionError)


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((None, NotApplicable()), Verdict.PASSED),
        ((NotApplicable(), NotApplicable()), Verdict.NOT_APPLICABLE),
        ((NotApplicable(), AssertionError()), Verdict.UNDETERMINED),
        ((None, ZeroDivisionError()), Verdict.ERROR),
        ((AssertionError(), AssertionError()), Verdict.VIOLATED),
    ],
)
def test_mixtures(ends: tuple[BaseException | None, ...], verdict: Verdict) -> None:
    def judge() -> None:
        end = choose("a", ends, "a has no value")
        if end is not None:
            raise end

    assert decide(judge).verdict is verdict


def test_except_exception_does_not_swallow_undetermined() -> None:
    def judge() -> None:
        try:
            raise Undetermined("a has no value")
        except Exception:  # noqa: BLE001
            return

    assert decide(judge).verdict is Verdict.UNDETERMINED


def test_outside_a_decision_a_choice_is_undetermined() -> None:
    with pytest.raises(Undetermined, match="a has no value"):
        choose("a", (True, False), "a has no value")


def test_interrupts_are_not_verdicts() -> None:
    def judge() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decide(judge)


def _assert(truth: bool) -> None:
    assert truth
