from __future__ import annotations

import pytest

from pytest_aisec.sources.live import format_location, parse_location


@pytest.mark.parametrize(
    ("text", "profile", "regions"),
    [
        ("", None, ()),
        ("prod", "prod", ()),
        ("prod@us-east-1,eu-west-1", "prod", ("us-east-1", "eu-west-1")),
        ("@us-east-1", None, ("us-east-1",)),
        ("@all", None, ("all",)),
        ("me@corp@eu-west-1", "me@corp", ("eu-west-1",)),
    ],
)
def test_a_location_names_a_profile_and_regions(text: str, profile: str | None, regions: tuple[str, ...]) -> None:
    assert parse_location(text) == (profile, regions)
    assert format_location(profile, regions) == text


def test_spaces_and_repeats_do_not_count() -> None:
    assert parse_location(" prod @ us-east-1, us-east-1 ,") == ("prod", ("us-east-1",))
