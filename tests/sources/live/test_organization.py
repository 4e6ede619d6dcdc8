"""Reading other accounts in a role: every account is read or says that it refuses."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.client import BaseClient

from pytest_aisec.sources.live import LiveSource, RefusedCall, Role, organization_sources
from pytest_aisec.sources.live.journal import Journal
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.plans import BUCKET, VPC

pytestmark = pytest.mark.usefixtures("account")
OTHER = "111122223333"
ROLE = Role(f"arn:aws:iam::{OTHER}:role/audit", "shared secret")


def bucket_in(account: str, name: str) -> None:
    credentials = boto3.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/any", RoleSessionName="test")
    keys = credentials["Credentials"]
    boto3.client(
        "s3",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    ).create_bucket(Bucket=name)


def test_a_role_is_assumed_with_its_external_id(answers: Answers) -> None:
    bucket_in(OTHER, "elsewhere")
    source = LiveSource(None, ("us-east-1",), [BUCKET, VPC], session=answers.session, role=ROLE)
    contents = source.read()
    assert contents.unread == ()
    assert contents.facts["account"] == OTHER
    assert ":assumed-role/audit/pytest-aisec" in contents.facts["caller"]
    assert "elsewhere" in [each.address for each in contents.declarations]
    assert {each.body.plain["$source"]["Account"] for each in contents.declarations} == {OTHER}  # type: ignore[index]
    assumed = [parameters for _service, name, parameters in answers.asked if name == "AssumeRole"]
    assert [each["ExternalId"] for each in assumed] == ["shared secret"]
    assert source.id == f"aws:@us-east-1#{ROLE.arn}"


def test_an_account_that_refuses_the_role_is_unread(answers: Answers) -> None:
    answers.give("sts", "AssumeRole", Refusal("AccessDenied", "not authorized", 403))
    (unread,) = LiveSource(None, ("us-east-1",), [VPC], session=answers.session, role=ROLE).read().unread
    assert unread.reason.startswith("AccessDenied: sts:AssumeRole; the role must exist in the account and trust")
    assert unread.types is None


def test_the_session_that_gets_credentials_can_do_nothing_else(answers: Answers) -> None:
    made: list[botocore.session.Session] = []

    def session(profile: str | None) -> botocore.session.Session:
        made.append(answers.session(profile))
        return made[-1]

    assert LiveSource(None, ("us-east-1",), [VPC], session=session, role=ROLE).read().unread == ()
    assert len(made) == 2
    for each in made:
        client: Any = each.create_client("s3", region_name="us-east-1")
        with pytest.raises(RefusedCall):
            client.list_buckets()


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A profile that names a role itself, and no region."""
    (tmp_path / "config").write_text(f"[profile audit]\nrole_arn = {ROLE.arn}\nsource_profile = default\n")
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = testing\naws_secret_access_key = testing\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "keys"))
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    return "audit"


def test_a_profile_may_name_a_role_itself(answers: Answers, profile: str) -> None:
    """As in every AWS tool; botocore makes that call, on a session that can make no other."""
    contents = LiveSource(profile, ("eu-west-1",), [VPC], session=answers.session).read()
    assert contents.unread == ()
    assert contents.facts["account"] == OTHER
    assert answers.count("AssumeRole") == 1
    (region,) = (
        place for (_, name, _), place in zip(answers.asked, answers.regions, strict=True) if name == "AssumeRole"
    )
    assert region == "eu-west-1", "as the profile names none"


def test_the_role_of_a_profile_is_assumed_once_for_all_accounts_and_parts(
    answers: Answers, profile: str, tmp_path: Path
) -> None:
    """If it asks for the code of an MFA device, nobody types that for each."""
    third = "444455556666"
    answers.give("organizations", "ListAccounts", {"Accounts": [account(OTHER), account(third)]})
    with closing(Journal(tmp_path / "journal", [VPC], [])) as journal:
        options: dict[str, Any] = {"session": answers.session, "journal": journal}
        for source in organization_sources(profile, ("us-east-1", "eu-west-1"), [VPC], "member", **options):
            assert source.read().unread == ()
    assumed = [parameters["RoleArn"] for _service, name, parameters in answers.asked if name == "AssumeRole"]
    assert assumed.count(ROLE.arn) == 1
    assert set(assumed) == {ROLE.arn, f"arn:aws:iam::{third}:role/member"}


def account(number: str, status: str = "ACTIVE") -> dict[str, str]:
    return {"Id": number, "Name": f"account {number}", "Status": status}


def test_an_organization_is_one_source_per_account(answers: Answers) -> None:
    accounts = [account("444455556666", "SUSPENDED"), account("123456789012"), account(OTHER)]
    answers.give("organizations", "ListAccounts", {"Accounts": accounts})
    told: list[str] = []
    sources = organization_sources(
        None, ("us-east-1",), [VPC], "audit", external_id="x1", session=answers.session, progress=told.append
    )
    assert told == ["aws:org:audit@us-east-1: not read, because nobody is let in: 444455556666 SUSPENDED"]
    assert [source.id for source in sources] == [
        f"aws:org:audit@us-east-1/{OTHER}",
        "aws:org:audit@us-east-1/123456789012",
        "aws:org:audit@us-east-1/444455556666",
    ]
    read = [source.read() for source in sources]
    assert [each.facts["account"] for each in read] == [OTHER, "123456789012", "444455556666"]
    assert read[2].facts["not read"] == "nobody is let in: the account is SUSPENDED"
    assert (read[2].declarations, read[2].unread) == ((), ())
    roles = [parameters["RoleArn"] for _service, name, parameters in answers.asked if name == "AssumeRole"]
    assert roles == [f"arn:aws:iam::{OTHER}:role/audit"], "the caller's own account is read as the caller"


def test_an_account_in_a_state_that_nobody_knows_is_tried(answers: Answers) -> None:
    answers.give("organizations", "ListAccounts", {"Accounts": [{"Id": OTHER, "Name": "new"}]})
    (source,) = organization_sources(None, ("us-east-1",), [VPC], "audit", session=answers.session)
    assert source.read().facts["account"] == OTHER


@pytest.mark.parametrize("denied", [False, True])
def test_the_clients_that_list_accounts_are_closed(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, denied: bool
) -> None:
    answers.give("organizations", "ListAccounts", Refusal("AccessDenied", status=403) if denied else {"Accounts": []})
    closed: list[str] = []
    monkeypatch.setattr(BaseClient, "close", lambda client: closed.append(client.meta.service_model.service_name))
    organization_sources(None, ("us-east-1",), [VPC], "audit", session=answers.session)
    assert sorted(closed) == ["organizations", "sts"]


def test_an_organization_that_cannot_be_listed_is_unread(answers: Answers) -> None:
    answers.give("organizations", "ListAccounts", Refusal("AccessDeniedException", status=403))
    (source,) = organization_sources(None, ("us-east-1",), [VPC], "audit", session=answers.session)
    (unread,) = source.read().unread
    assert unread.reason.startswith("AccessDenied: organizations:ListAccounts; ask as the organization's management")
    assert unread.types is None
    assert source.id == "aws:org:audit@us-east-1"
