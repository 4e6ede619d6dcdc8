"""The catalogue of a run: what is shared with other runs in the process, and what is not."""

from __future__ import annotations

from pathlib import Path

from pytest_aisec.compliance.catalogue import bundled

HOUSE = 'name = "House rules"\n[[controls]]\nid = "{}"\ntitle = "Access"\ntestable = "yes"\n'


def test_frameworks_of_the_package_are_read_once_and_those_of_the_user_for_each_run(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    for control in ("AC-1", "AC-2"):
        file.write_text(HOUSE.format(control))
        known = bundled().with_own([file])
        assert list(known.framework("house").controls) == [control]
        assert known.framework("soc2") is bundled().framework("soc2")
