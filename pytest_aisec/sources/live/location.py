"""The location of a live source: which profile, which regions."""

from __future__ import annotations

ALL = "all"


def parse_location(location: str) -> tuple[str | None, tuple[str, ...]]:
    """`[PROFILE][@REGION,...]` as a profile (None: the default chain) and regions (empty: the configured one).

    The regions are what follows the last `@`, because a profile may have one in its name and a region may not.
    The one region `all` stands for every region that is enabled for the account.
    """
    profile, at, regions = location.rpartition("@")
    if not at:
        profile, regions = location, ""
    names = (name.strip() for name in regions.split(","))
    return profile.strip() or None, tuple(dict.fromkeys(name for name in names if name))


def format_location(profile: str | None, regions: tuple[str, ...]) -> str:
    """The text that `parse_location` reads as this profile and these regions."""
    return (profile or "") + ("@" + ",".join(regions) if regions else "")
