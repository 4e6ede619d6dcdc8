"""The location of a live source: which accounts, in which role, which regions."""

from __future__ import annotations

import re

from pytest_aisec.value_classes import value_class

ALL = "all"
ORGANIZATION = "org"
ROLE_NAME = re.compile(r"[\w+=,./-]{1,512}")
"""With its path, if it has one; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
ROLE_ARN = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,./@-]+")


@value_class(frozen=True, slots=True)
class Place:
    """What `aws:` names: an account as the caller sees it or in a role, or all accounts of an organization.

    `profile` None: the default chain. `regions` empty: the configured one. `role` is the ARN of a role to assume,
    `organization` the name of a role to assume in every account.
    """

    profile: str | None = None
    regions: tuple[str, ...] = ()
    role: str | None = None
    organization: str | None = None

    @classmethod
    def parse(cls, location: str) -> Place:
        """`[PROFILE][@REGION,...][#ROLE_ARN]` or `org:ROLE[:PROFILE][@REGION,...]`. Raises ValueError with advice."""
        first, colon, rest = location.partition(":")
        if first.partition("@")[0].strip() == ORGANIZATION:
            named, regions = _with_regions(rest)
            name, _, profile = (named or "").partition(":")
            if not colon or not ROLE_NAME.fullmatch(name):
                raise ValueError("an organization is aws:org:ROLE, with the name of the role to assume in each account")
            return cls(profile or None, regions, organization=name)
        account, hash_, arn = location.partition("#arn:")
        if not hash_:
            return cls(*_with_regions(location))
        if not ROLE_ARN.fullmatch(f"arn:{arn}"):
            raise ValueError(f"arn:{arn} is not the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME")
        return cls(*_with_regions(account), role=f"arn:{arn}")

    def __str__(self) -> str:
        if self.organization is not None:
            account = format_location(f":{self.profile}" if self.profile else None, self.regions)
            return f"{ORGANIZATION}:{self.organization}{account}"
        return format_location(self.profile, self.regions) + (f"#{self.role}" if self.role else "")


def _with_regions(location: str) -> tuple[str | None, tuple[str, ...]]:
    """The same as `parse_location`. Raises ValueError for what cannot be regions."""
    profile, regions = parse_location(location)
    for name in regions:
        if not re.fullmatch(r"[a-z0-9-]+", name):
            raise ValueError(f"{name!r} is not the name of a region; a role is #arn:aws:iam::ACCOUNT:role/NAME")
    if ALL in regions and len(regions) > 1:
        raise ValueError(f"@{ALL} stands for every enabled region, so no other is named beside it")
    return profile, regions


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
