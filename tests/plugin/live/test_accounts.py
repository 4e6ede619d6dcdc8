"""Several accounts: in a role, and all those of an organization."""

from __future__ import annotations

from urllib.parse import parse_qs

import boto3
import pytest

from tests.plugin.conftest import Project, category
from tests.sources.live.server import Asked, Reply, Server

OWN = "123456789012"
ARN = "arn:aws:iam::111122223333:role/audit"


def assumed(asked: Asked) -> dict[str, str]:
    """The parameters of an assumed role."""
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}


@pytest.fixture
def roles(server: Server) -> list[dict[str, str]]:
    """The roles that were assumed."""
    found: list[dict[str, str]] = []

    def remember(asked: Asked) -> None:
        if asked.operation == "sts:AssumeRole":
            found.append(assumed(asked))

    server.faults.append(remember)
    return found


def test_an_account_is_read_in_a_role(live: Project, roles: list[dict[str, str]]) -> None:
    options = ("--aisec-external-id=shared", "--aisec-allow=empty", "--aisec-report=json=out.json")
    result = live.run("-v", f"--aisec-source=aws:#{ARN}", "-k", "acls", *options)
    assert result.ret == pytest.ExitCode.OK, result.outlines
    assert [(each["RoleArn"], each["ExternalId"]) for each in roles] == [(ARN, "shared")]
    report = live.read("out.json")
    assert report["sources"][0]["facts"]["account"] == "111122223333"
    assert "shared" not in (live.path / "out.json").read_text()


@pytest.mark.parametrize("refused", [False, True])
def test_an_organization_is_all_its_accounts_and_none_is_silent(
    live: Project, server: Server, roles: list[dict[str, str]], refused: bool
) -> None:
    organizations = boto3.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    made = [
        organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]["AccountId"]
        for name in ("prod", "test")
    ]

    def refuse(asked: Asked) -> Reply | None:
        is_it = asked.operation == "sts:AssumeRole" and f"::{made[1]}:" in assumed(asked)["RoleArn"]
        return Reply(403, "AccessDenied") if is_it and refused else None

    server.faults.append(refuse)
    options = ("--aisec-report=json=out.json", "-k", "acls")
    result = live.run("-v", "--aisec-source=aws:org:audit@us-east-1", *options)
    sources = {each["id"]: each for each in live.read("out.json")["sources"]}
    place = "aws:org:audit@us-east-1"
    assert sorted(sources) == sorted(f"{place}/{number}" for number in (OWN, *made))
    assert {each["RoleArn"] for each in roles} == {f"arn:aws:iam::{number}:role/audit" for number in made}
    assert sources[f"{place}/{OWN}"]["resources"] == 3, "the caller's own account is read as the caller"
    if refused:
        (unread,) = sources[f"{place}/{made[1]}"]["unread"]
        assert unread["reason"].startswith("AccessDenied: sts:AssumeRole")
        assert category(result, "aisec::sources-are-read-completely") == "NOT READ"
        assert result.ret == pytest.ExitCode.TESTS_FAILED
    else:
        assert result.ret == pytest.ExitCode.OK, result.outlines


def test_an_organization_that_may_not_be_listed_is_not_read(live: Project, server: Server) -> None:
    server.faults.append(
        lambda asked: Reply(400, "AccessDeniedException") if asked.operation == "organizations:ListAccounts" else None
    )
    result = live.run("-v", "--aisec-source=aws:org:audit@us-east-1", "-k", "acls")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_acls") == "UNDETERMINED"
    result.stdout.fnmatch_lines(["*AccessDenied: organizations:ListAccounts*"])
