"""The example templates of cfn-lint's source distribution: read without an exception, decoded as cfn-lint does.

The distribution is fetched by pip once and kept in the user's cache; without a network the test is skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Unread
from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.files import decoded
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown

RELEASE = "1.58.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "pytest-aisec" / "corpus"


@pytest.fixture(scope="module")
def corpus() -> Path:
    folder = CACHE / f"cfn_lint-{RELEASE}" / "test" / "fixtures" / "templates"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(CACHE)]
        try:
            fetched = subprocess.run(
                [sys.executable, "-m", "pip", *command, f"cfn-lint=={RELEASE}"],
                check=False,
                capture_output=True,
                timeout=180,
            )
        except subprocess.TimeoutExpired:
            pytest.skip("the example templates could not be fetched in time")
        if fetched.returncode != 0:
            pytest.skip("the example templates could not be fetched: no pip or no network")
        with tarfile.open(CACHE / f"cfn_lint-{RELEASE}.tar.gz") as archive:
            archive.extractall(CACHE, filter="data")
    return folder


def templates(corpus: Path) -> list[Path]:
    found = sorted(path for path in corpus.rglob("*") if path.suffix in {".yaml", ".yml", ".json", ".template"})
    assert len(found) > 200
    return found


def tally(value: Located, kinds: Counter[str]) -> None:
    assert value.location.file is not None
    assert value.location.line is not None
    match value.value:
        case dict() as entries:
            for item in entries.values():
                tally(item, kinds)
        case list() as items:
            for item in items:
                tally(item, kinds)
        case Reference():
            kinds["reference"] += 1
        case PartlyKnown():
            kinds["partly known"] += 1
        case Unknown() as unknown:
            kinds["one of a few" if unknown.possible else "unknown"] += 1
        case _:
            kinds["known"] += 1


def test_every_example_is_read(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds: Counter[str] = Counter()
    for path in templates(corpus):
        contents = CloudFormationSource(path, corpus).read()
        for declaration in contents.declarations:
            tally(declaration.body, kinds)
        for unread in contents.unread:
            assert unread.location.line is not None, unread
    with capsys.disabled():
        total = sum(kinds.values())
        shares = ", ".join(f"{kind} {count / total:.1%}" for kind, count in kinds.most_common())
        sys.stdout.write(f"{shares} of {total} leaves\n")
    assert kinds["unknown"] / sum(kinds.values()) < 0.1


def test_what_is_decoded_is_what_cfn_lint_decodes(corpus: Path) -> None:
    from cfnlint.decode import decode

    for path in templates(corpus):
        ours = decoded(path, corpus)
        theirs, problems = decode(str(path))
        assert isinstance(ours, Unread) == (theirs is None), (path, ours, problems)
        if isinstance(ours, Unread):
            # of duplicate keys it names the first, and of aliases none
            same = ours.location.line == problems[0].linenumber
            assert same or "duplicate" in ours.reason or "aliases" in ours.reason, (path, ours, problems)
        elif ours[0].value is not None:
            assert plain(ours[0]) == comparable(theirs), path


def plain(node: Node) -> Any:
    match node.value:
        case dict() as entries:
            return {key: plain(item) for key, item in entries.items()}
        case list() as items:
            return [plain(item) for item in items]
    return (type(node.value).__name__, node.value)


def comparable(value: Any) -> Any:
    match value:
        case dict():
            return {_key(key): comparable(item) for key, item in value.items()}
        case list():
            return [comparable(item) for item in value]
        case date():
            # CloudFormation has no dates in its YAML; they are text
            return ("str", value.isoformat())
        case str():
            return ("str", str(value))
    return (type(value).__name__, value)


def _key(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
