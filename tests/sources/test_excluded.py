"""What is left out when sources are looked for."""

import pytest

from pytest_aisec.sources.excluded import is_excluded


@pytest.mark.parametrize(
    ("path", "pattern", "excluded"),
    [
        ("modules/net/examples/full", "examples", True),
        ("examples", "examples/", True),
        ("my-examples", "examples", False),
        ("my-examples", "*examples", True),
        ("modules/net/tests", "modules/*/tests", True),
        ("modules/net/deep/tests/a", "modules/*/tests", True),
        ("other/modules/net/tests", "modules/*/tests", False),
        ("live/old", "live/old", True),
        ("live/older", "live/old", False),
        ("stacks/a.yaml", "*.yaml", True),
        (".", "examples", False),
        ("a", "", False),
    ],
)
def test_patterns(path: str, pattern: str, excluded: bool) -> None:
    assert is_excluded(path, [pattern]) is excluded


def test_any_pattern_is_enough() -> None:
    assert is_excluded("b", ["a", "b"])
    assert not is_excluded("b", [])
