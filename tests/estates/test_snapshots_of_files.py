"""A snapshot says of files what the files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.masked import what_it_holds
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.inventory import Inventory
from pytest_aisec.requests import Request
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from tests.estates.names import ROOT, Variant
from tests.estates.sources import VARIANTS
from tests.estates.test_snapshots import said
from tests.estates.test_themes import BY_THEME, WITH_ESTATES, folder


@pytest.mark.parametrize("kind", ["terraform", "cloudformation"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_the_verdicts_are_the_same(theme: str, variant: Variant, kind: str, tmp_path: Path) -> None:
    place = folder(theme, variant)
    if kind == "cloudformation":
        place /= "template.yaml"
        if not place.exists():
            pytest.skip("no policy shows a template")
    estate = gather([Request(kind, place.relative_to(ROOT).as_posix())], Inputs(ROOT))
    path = tmp_path / "estate.json.gz"
    snapshot.write(path, estate.sources, str, Masking(what_it_holds))
    again = Inventory(snapshot.read(path))
    assert said(BY_THEME[theme], again) == said(BY_THEME[theme], estate)
