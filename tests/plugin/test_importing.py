"""The features are imported as Python does, tests and policies as pytest does."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project

TEST = """
import sys

def test_loaders():
    for name in ("pytest_aisec.plugin.features", "pytest_aisec.model.resource", __name__):
        print(name, type(sys.modules[name].__spec__.loader).__name__)

def test_own():
    left = [1]
    assert left == [2]
"""


@pytest.mark.parametrize("how", ["rewrite", "plain"])
def test_what_is_no_test_is_not_rewritten(judged: Project, how: str) -> None:
    judged.write("test_other.py", TEST)
    result = judged.pytester.runpytest_subprocess(
        "--aisec", "--aisec-pack=none", f"--assert={how}", "-p", "no:cacheprovider", "-s"
    )
    result.stdout.fnmatch_lines(["*pytest_aisec.plugin.features SourceFileLoader"])
    result.stdout.fnmatch_lines(["*pytest_aisec.model.resource SourceFileLoader"])
    loader = "AssertionRewritingHook" if how == "rewrite" else "SourceFileLoader"
    result.stdout.fnmatch_lines([f"*test_other {loader}"])
    said = "*assert [[]1] == [[]2]*" if how == "rewrite" else "*AssertionError*"
    result.stdout.fnmatch_lines([said])
