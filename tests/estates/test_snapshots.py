"""A snapshot says of an account what the account says, and holds none of what is sensitive in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.inventory import Inventory
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from tests.estates.accounts import Account
from tests.estates.judging import Findings, findings
from tests.estates.names import Variant
from tests.estates.sources import VARIANTS
from tests.estates.test_themes import BY_THEME, SETTINGS, WITH_ESTATES, folder
from tests.policies.judged import policy


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_the_verdicts_are_the_same(theme: str, variant: Variant, tmp_path: Path) -> None:
    account = Account.read(folder(theme, variant) / "account.yaml")
    names = BY_THEME[theme]
    estate = account.inventory({policy(name)[2] for name in names})
    path = tmp_path / "account.json.gz"
    snapshot.write(path, estate.sources, str, Masking(what_it_holds, kinds_of_secrets))
    again = Inventory(snapshot.read(path))
    assert said(names, again) == said(names, estate)


def said(names: list[str], estate: Inventory) -> Findings:
    """What policies find, without the places of objects in this process."""
    found = findings(names, estate, SETTINGS)
    return {key: each._replace(why=re.sub(r" at 0x\w+", "", each.why)) for key, each in found.items()}
