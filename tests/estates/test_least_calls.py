"""A policy that is selected alone finds what it finds among all, although fewer calls are made for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.declarations import Declaration, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.calls import Collected
from pytest_aisec.model.reads import collection_plan, left_out
from pytest_aisec.values import Located, Unknown
from tests.estates.accounts import Account
from tests.estates.names import Variant
from tests.estates.sources import VARIANTS
from tests.estates.test_themes import BY_THEME, SETTINGS, WITH_ESTATES, folder
from tests.policies.judged import policy, verdicts


def alone(whole: Inventory, function: Callable[..., Any], kind: type) -> Inventory:
    """What is left of an account that was read whole when it is read for one policy only."""
    plan = {each.type: each for each in collection_plan({kind}, mentioned([(function, kind)]))}
    (record,) = whole.sources
    read = tuple(_less(each, plan[each.type]) for each in record.contents.declarations if each.type in plan)
    contents = replace(record.contents, declarations=read, left_out=left_out(plan.values()))
    return Inventory([SourceRecord(record.id, record.kind, record.location, contents)])


def _less(declaration: Declaration, collected: Collected) -> Declaration:
    place, entries = declaration.body.location, declaration.body.value
    assert isinstance(entries, dict)
    not_asked = {
        call.entry: Unknown(reason=f"{call.action} was not asked", location=place) for call in collected.left_out
    }
    hidden = {name: Located(unknown, place) for name, unknown in not_asked.items()}
    return declaration._replace(body=Located({**entries, **hidden}, place))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_policy_alone_says_the_same_of_an_account(theme: str, variant: Variant) -> None:
    account = Account.read(folder(theme, variant) / "account.yaml")
    whole = account.inventory({policy(name)[2] for name in BY_THEME[theme]})
    for name in BY_THEME[theme]:
        function, _, kind, _ = policy(name)
        assert verdicts(name, alone(whole, function, kind), SETTINGS) == verdicts(name, whole, SETTINGS), name


def test_policies_alone_need_less_than_half_of_the_calls() -> None:
    every, least = 0, 0
    for name in [name for names in BY_THEME.values() for name in names]:
        function, _, kind, _ = policy(name)
        every += sum(len(each.calls) for each in collection_plan({kind}))
        least += sum(len(each.calls) for each in collection_plan({kind}, mentioned([(function, kind)])))
    assert least < every / 2
