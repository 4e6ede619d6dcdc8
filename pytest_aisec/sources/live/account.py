"""Who is calling, and in which regions: what must be known before anything is collected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pytest_aisec.sources.live.calls import Answer, Calls, request
from pytest_aisec.sources.live.failures import Failure, Kind
from pytest_aisec.sources.live.guard import IDENTITY, REGION_LISTINGS
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Location

CALLER = Location(api="sts:GetCallerIdentity")

REGION_PARAMETERS: tuple[dict[str, object], ...] = ({}, {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]})


@value_class(frozen=True, slots=True)
class Identity:
    """The caller as `sts:GetCallerIdentity` names it."""

    account: str
    arn: str

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov`: the ARN's second part."""
        return self.arn.split(":")[1] if self.arn.count(":") > 1 else "aws"


def identities(calls: Calls, regions: Sequence[str]) -> dict[str, Identity | Failure]:
    """The caller, or why there is no answer, per region; a region that is not enabled refuses every caller."""
    answers: dict[str, Identity | Failure] = {}

    def keep(region: str, answer: Answer) -> None:
        value = answer.value or {}
        if answer.failure is not None:
            answers[region] = answer.failure
        elif not value.get("Account"):
            answers[region] = Failure("UnexpectedAnswer", "sts:GetCallerIdentity", "it names no account")
        else:
            answers[region] = Identity(str(value["Account"]), str(value.get("Arn", "")))

    for region in dict.fromkeys(regions):
        calls.ask(request(*IDENTITY, region, {}), partial(keep, region))
    calls.run()
    return {region: answers[region] for region in dict.fromkeys(regions)}


def enabled_regions(calls: Calls, region: str) -> list[str] | Failure:
    """The regions that are enabled for the account, asked in one region; the last failure when no service tells."""
    failure: Failure | None = None
    for (service, operation), parameters in zip(REGION_LISTINGS, REGION_PARAMETERS, strict=True):
        answers: list[Answer] = []
        calls.ask(request(service, operation, region, parameters), answers.append)
        calls.run()
        failure = answers[0].failure
        if failure is None:
            listed = (answers[0].value or {}).get("Regions", [])
            return sorted(each["RegionName"] for each in listed if each.get("OptInStatus") != "not-opted-in")
    assert failure is not None
    return failure


_REGIONS = "allow ec2:DescribeRegions, or name the regions instead of @all"
PERMISSIONS = {
    "organizations:ListAccounts": "ask as the organization's management account or as a delegated administrator, with "
    "this permission",
    "ec2:DescribeRegions": _REGIONS,
    "account:ListRegions": _REGIONS,
}
"""What to do about what has to be known before anything is read, and was refused."""


def advice(failure: Failure, profile: str | None) -> str:
    """What to do about a caller that is not known or not reached, as one clause."""
    named = f" for the profile {profile}" if profile else ""
    if failure.action == "sts:AssumeRole" and not failure.lapsed:
        return "the role must exist in the account and trust the caller, with the same external id if it asks for one"
    if failure.denied and failure.action in PERMISSIONS:
        return PERMISSIONS[failure.action]
    if failure.code in {"EOFError", "GetPassWarning"} or "reading from stdin" in failure.message:
        return f"the code of an MFA device{named} can only be typed at a terminal; give credentials of a session"
    if failure.is_of_clock:
        return "check the clock of this machine"
    if "SSL" in failure.code:
        return "name the certificates to trust in AWS_CA_BUNDLE, or check the network and AWS_ENDPOINT_URL"
    if failure.unreachable or "Timeout" in failure.code:
        return "check the network, the spelling of the region and AWS_ENDPOINT_URL"
    if failure.code == "ProfileNotFound":
        return "name one of those that `aws configure list-profiles` shows"
    if "SSO" in failure.code or "Token" in failure.code or "Expired" in failure.code:
        return f"log in again{named} (aws sso login, or fresh keys); a region that is not enabled says the same"
    if failure.kind is Kind.CREDENTIALS:
        return f"give credentials{named}: AWS_PROFILE, aws:PROFILE, or the variables AWS_ACCESS_KEY_ID and so on"
    return "the account is not read"
