from __future__ import annotations

import pytest

from pytest_aisec.sources.live import Place, format_location, parse_location


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


ARN = "arn:aws:iam::111122223333:role/readers/audit"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("prod@eu-west-1", Place("prod", ("eu-west-1",))),
        (f"#{ARN}", Place(role=ARN)),
        (f"prod@eu-west-1,us-east-1#{ARN}", Place("prod", ("eu-west-1", "us-east-1"), ARN)),
        ("org:audit", Place(organization="audit")),
        ("org:readers/audit:prod@all", Place("prod", ("all",), organization="readers/audit")),
        ("org:audit@eu-west-1", Place(None, ("eu-west-1",), organization="audit")),
        ("organisation@eu-west-1", Place("organisation", ("eu-west-1",))),
    ],
)
def test_a_place_is_what_its_text_says(text: str, place: Place) -> None:
    assert Place.parse(text) == place
    assert str(place) == text


@pytest.mark.parametrize(
    "text",
    [
        "org",
        "org:",
        "org@us-east-1",
        "org::prod",
        "org:a b",
        "@us-east-1#role/x",
        "prod@us-east-1 eu-west-1",
        "#arn:aws:iam::1:role/x",
        "#arn:aws:iam::111122223333:user/x",
    ],
)
def test_what_is_no_place_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ValueError, match=r"aws:org:ROLE|role/NAME"):
        Place.parse(text)


@pytest.mark.parametrize("text", ["@all,us-east-1", "prod@us-east-1,all", "org:audit@all,us-east-1"])
def test_no_region_is_named_beside_all(text: str) -> None:
    with pytest.raises(ValueError, match="@all stands for every enabled region"):
        Place.parse(text)
