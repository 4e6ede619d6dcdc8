"""Parsed files that are kept between runs."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path

import pytest

from pytest_aisec.sources.source import Contents
from pytest_aisec.sources.terraform import TerraformSource, parsed
from pytest_aisec.sources.terraform.parsed import ParsedFiles

FILES = {
    "main.tf": 'module "m" {\n  source = "./m"\n  n = 1.25\n}\nresource "x" "y" {\n  v = [var.s, 0.1, 1e400, <<A\n a ${~ 1}\nA\n]\n}\n',
    "m/main.tf": 'variable "n" {}\nresource "x" "z" {\n  v = var.n / 3\n}\n',
    "x.tf.json": '{"variable": {"s": {"type": "string"}}}',
    "broken.tf": 'resource "x" "a" {\n  v = \n}\n',
    "terraform.tfvars": 's = "t"\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / name).write_text(text)
    return tmp_path / "root"


def read(root: Path) -> tuple[Contents, ParsedFiles]:
    kept = ParsedFiles(root.parent / "cache")
    return TerraformSource(root, root, kept=kept).read(), kept


def entries(root: Path) -> list[Path]:
    return sorted((root.parent / "cache").iterdir())


def test_second_run_reads_the_same_from_the_cache(root: Path) -> None:
    cold, first = read(root)
    warm, second = read(root)
    assert (first.found, first.asked) == (0, 4)
    assert (second.found, second.asked) == (4, 4)
    assert warm == cold == TerraformSource(root, root).read()
    assert warm.unread
    assert len(warm.declarations) == 2


def test_changed_file_is_parsed_anew(root: Path) -> None:
    read(root)
    (root / "m/main.tf").write_text(FILES["m/main.tf"].replace("/ 3", "/ 5"))
    contents, kept = read(root)
    assert kept.found == 3
    assert contents == TerraformSource(root, root).read()


def test_same_text_under_another_name_is_another_entry(root: Path) -> None:
    read(root)
    (root / "m/main.tf").rename(root / "m/other.tf")
    contents, kept = read(root)
    assert kept.found == 3
    assert {declaration.location.file for declaration in contents.declarations} == {"main.tf", "m/other.tf"}


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 100, None])
def test_damaged_entries_are_parsed_anew_and_replaced(root: Path, damage: bytes | None) -> None:
    cold, _ = read(root)
    for path in entries(root):
        content = path.read_bytes()
        path.write_bytes(content[:-1] if damage is None else damage)
    contents, kept = read(root)
    assert contents == cold
    assert kept.found == 0
    assert read(root)[1].found == 4


class _Calls:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("made-by-an-entry",)


@pytest.mark.parametrize("content", [_Calls(), "text", {"a": 1}])
def test_entries_are_data_and_never_code(root: Path, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
    cold, _ = read(root)
    monkeypatch.chdir(root)
    pickled = pickle.dumps(content)
    for path in entries(root):
        path.write_bytes(hashlib.sha256(pickled).digest() + pickled)
    contents, kept = read(root)
    assert contents == cold
    assert kept.found == 0
    assert not (root / "made-by-an-entry").exists()


def test_what_a_killed_run_leaves_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            read(root)
    assert [path.name[:4] for path in entries(root)] == ["tmp-"]
    assert read(root)[1].found == 0
    assert read(root)[1].found == 4


def test_folder_that_cannot_be_written_costs_nothing_but_time(root: Path) -> None:
    (root.parent / "cache").write_text("a file in the way")
    contents, kept = read(root)
    assert kept.found == 0
    assert contents == TerraformSource(root, root).read()


def test_other_versions_do_not_share_entries(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(root)
    monkeypatch.setattr(parsed, "_environment", lambda: b"another version")
    assert read(root)[1].found == 0


def test_too_many_entries_are_halved(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed, "MOST_ENTRIES", 3)
    read(root)
    (root / "main.tf").write_text(FILES["main.tf"] + "\n")
    read(root)
    assert len(entries(root)) == 3
