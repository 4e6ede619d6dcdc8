"""What the code of policies mentions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial, wraps
from operator import attrgetter
from types import ModuleType
from typing import Any

import pytest

from pytest_aisec import ai
from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.aws import s3
from pytest_aisec.model.kinds import narrower
from pytest_aisec.model.reads import collection_plan, described_types

OWN = {call.operation for call in s3.Bucket.calls()}


def every() -> set[str]:
    """All that can be asked of a bucket, for the classes that other tests define too."""
    return {call.operation for kind in narrower(s3.Bucket) for call in kind.calls()}


def asked(function: Callable[..., Any], kind: type = s3.Bucket) -> set[str]:
    """What is asked of each bucket for a policy."""
    (plan,) = [
        each for each in collection_plan({kind}, mentioned([(function, kind)])) if each.type == "AWS::S3::Bucket"
    ]
    assert {call.operation for call in (*plan.calls, *plan.left_out)} == every()
    return {call.operation for call in plan.calls}


def keeps_versions(bucket: s3.Bucket) -> bool:
    return bucket.versioned


class Judge:
    def agrees(self, bucket: s3.Bucket) -> bool:
        return keeps_versions(bucket)


JUDGE = Judge()
CHECKS = {"versions": [keeps_versions]}
HELPERS = ModuleType("helpers")
exec("def ok(bucket): return bucket.versioned", vars(HELPERS))
vars(HELPERS)["ok"].__module__ = "helpers"


def made(check: Callable[[s3.Bucket], bool]) -> Callable[[s3.Bucket], None]:
    def policy(bucket: s3.Bucket) -> None:
        assert check(bucket)

    return policy


def attribute(bucket: s3.Bucket) -> None:
    assert bucket.versioned


def helper(bucket: s3.Bucket) -> None:
    assert keeps_versions(bucket)


def method(bucket: s3.Bucket) -> None:
    assert JUDGE.agrees(bucket)


def table(bucket: s3.Bucket) -> None:
    assert all(check(bucket) for check in CHECKS["versions"])


def module(bucket: s3.Bucket) -> None:
    assert HELPERS.ok(bucket)


def nested(bucket: s3.Bucket) -> None:
    assert [each for each in [bucket] if each.versioned]


def text(bucket: s3.Bucket) -> None:
    assert bucket["GetBucketVersioning.Status"] == "Enabled"


NOT_OF = partial(lambda check, bucket: not check(bucket), lambda bucket: bucket.versioned)


def through_a_partial(bucket: s3.Bucket) -> None:
    assert NOT_OF(bucket)


def only_where(check: Callable[[s3.Bucket], bool]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def around(policy: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(policy)
        def judge(bucket: s3.Bucket) -> None:
            if check(bucket):
                policy(bucket)

        return judge

    return around


@only_where(lambda bucket: bucket.versioned)
def decorated(bucket: s3.Bucket) -> None:
    assert bucket


POLICIES = [
    *(attribute, helper, method, table, module, nested, text, made(keeps_versions)),
    *(through_a_partial, decorated),
]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda each: each.__name__)
def test_bucket_is_asked_only_for_what_a_policy_reads(policy: Callable[..., Any]) -> None:
    assert asked(policy) == {"GetBucketVersioning"}


def test_code_that_makes_up_names_has_everything_asked() -> None:
    def made_up(bucket: s3.Bucket) -> None:
        assert all(getattr(bucket, name) for name in sorted(OWN))

    def gotten(bucket: s3.Bucket) -> None:
        assert all(attrgetter(name)(bucket) for name in sorted(OWN))

    assert asked(made_up) == OWN
    assert asked(gotten) == OWN


def test_what_code_imports_when_it_runs_is_followed_or_may_be_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    def importing() -> Callable[[s3.Bucket], None]:
        scope: dict[str, Any] = {"__name__": __name__}
        exec("def policy(bucket):\n    from helpers import ok\n    assert ok(bucket)", scope)
        policy: Callable[[s3.Bucket], None] = scope["policy"]
        return policy

    assert asked(importing()) == OWN
    monkeypatch.setitem(sys.modules, "helpers", HELPERS)
    assert asked(importing()) == {"GetBucketVersioning"}


def test_what_is_not_there_yet_is_passed_over() -> None:
    def policy(bucket: s3.Bucket) -> None:
        assert bucket.versioned
        assert later

    assert asked(policy) == {"GetBucketVersioning"}
    later = True


def test_what_is_judged_brings_along_how_it_is_found() -> None:
    def versioned(bucket: ai.Bucket) -> None:
        assert bucket.versioned

    names = mentioned([(versioned, ai.Bucket)])
    assert names is not None
    assert {"artefact_buckets", "statements_held", "resources"} <= names
    assert "logged" not in names


def test_answers_by_which_others_are_listed_are_always_asked_for() -> None:
    plan = {each.type: each for each in collection_plan(described_types(), frozenset())}
    for each in plan.values():
        if each.listing.per is not None:
            used = {path.partition(".")[0] for path in each.listing.per_parameters.values()}
            assert not used & {call.entry for call in plan[each.listing.per].left_out}
    assert any(each.left_out for each in plan.values())


def test_the_search_does_not_go_on_in_itself() -> None:
    def policy(bucket: Any) -> None:
        assert bucket.expand.follow.stands_for

    names = mentioned([(policy, s3.Bucket)])
    assert names is not None
    assert {"expand", "follow", "stands_for"} <= names
    assert not {"finder_of", "_under_way", "FunctionType"} & names
