"""What an account does not let us see turns no verdict: each operation that it answers is denied in turn."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.plugin.subjects import unread_reasons
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.session import Clients
from tests.estates.accounts import Account
from tests.estates.judging import Findings, Key, findings
from tests.estates.names import Variant
from tests.estates.near_misses import THEMES, VARIANTS
from tests.estates.test_themes import BY_THEME, SETTINGS, folder
from tests.policies.judged import policy
from tests.sources.live.answers import Answers

REFUSED = {"error": "AccessDeniedException"}


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """The answers to all clients, which are made once: that takes longer than all they are asked."""
    made: dict[tuple[str, str], Any] = {}
    make = Clients.get

    def get(clients: Clients, service: str, region: str) -> Any:
        if (service, region) not in made:
            made[service, region] = make(clients, service, region)
        return made[service, region]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Clients, "get", get)
        patch.setattr(Clients, "close", lambda _clients, _region=None: None)
        yield Account({}, {})._given([])


def read(answers: Answers, theme: str, account: Account) -> tuple[Inventory, Findings]:
    """What is read of an account, and found."""
    names = BY_THEME[theme]
    plan = collection_plan({policy(name)[2] for name in names})
    # decoding changes what it decodes
    answers.given = Account(copy.deepcopy(account.answers), {}, account.regions)._given(plan).given
    source = LiveSource(None, list(account.regions), plan, session=answers.session, threads=4)
    estate = Inventory([SourceRecord(source.id, "aws", source.location, source.read())])
    return estate, findings(names, estate, SETTINGS)


def by_id(found: Findings) -> dict[Key, str]:
    """Verdicts; where an id may be that of things of other types too, the address says of which type it is."""
    return {
        Key(key.policy, re.sub(r"^AWS::[^/]+/[^/]+/", "", key.address)): said.verdict for key, said in found.items()
    }


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_denied_turns_no_verdict(answers: Answers, theme: str, variant: Variant) -> None:
    account = Account.read(folder(theme, variant) / "account.yaml")
    _, complete = read(answers, theme, account)
    old = by_id(complete)
    wrong = []
    for operation in account.answers:
        if operation.startswith("sts:"):
            continue
        estate, found = read(answers, theme, Account({**account.answers, operation: REFUSED}, {}, account.regions))
        new = by_id(found)
        for key in old.keys() | new.keys():
            more, less = old.get(key, "unseen"), new.get(key, "unseen")
            if less == "unseen":
                kind = policy(key.policy.replace("-", "_"))[2]
                is_lost = more == "violated" and not unread_reasons(kind, estate)
            else:
                is_lost = less == "error" or (less != "undetermined" and (less == "violated") != (more == "violated"))
            if is_lost:
                wrong.append(f"without {operation}: {' '.join(key)} was {more} and is {less}")
    assert wrong == []
