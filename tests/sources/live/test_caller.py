"""A caller without credentials, profile, region or network gets one clear sentence."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError, SSLError

from pytest_aisec.sources.live import LiveSource, Role
from pytest_aisec.sources.source import Contents, Unread
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.plans import VPC


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def only(contents: Contents) -> Unread:
    assert contents.declarations == ()
    (unread,) = contents.unread
    assert unread.types is None, "anything may hide in an account that was not read"
    return unread


def test_no_credentials() -> None:
    reason = only(LiveSource(None, ("us-east-1",), [VPC]).read()).reason
    assert reason.startswith("NoCredentialsError: sts:GetCallerIdentity")
    assert "give credentials: AWS_PROFILE, aws:PROFILE" in reason


def test_a_profile_that_does_not_exist() -> None:
    reason = only(LiveSource("prod", ("us-east-1",), [VPC]).read()).reason
    assert "ProfileNotFound" in reason
    assert "(prod)" in reason
    assert "aws configure list-profiles" in reason


def test_a_configuration_file_that_does_not_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken").write_text("[profile prod\nregion=")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "broken"))
    assert "ConfigParseError" in only(LiveSource("prod", ("us-east-1",), [VPC]).read()).reason


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.mark.usefixtures("_keys")
def test_no_region() -> None:
    assert only(LiveSource(None, (), [VPC]).read()).reason == "no region: write aws:@us-east-1, or set AWS_REGION"


@pytest.mark.usefixtures("_keys")
def test_keys_that_have_expired(answers: Answers) -> None:
    answers.give("sts", "GetCallerIdentity", Refusal("ExpiredToken", "it was for an hour", 403))
    reason = only(LiveSource(None, ("us-east-1",), [VPC], session=answers.session).read()).reason
    assert reason.startswith("ExpiredToken: sts:GetCallerIdentity (it was for an hour); log in again")


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        ("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z"),
        ("InvalidSignatureException", "Signature not yet current: 20260101T001000Z is still later than"),
    ],
)
def test_a_clock_that_is_wrong(answers: Answers, code: str, message: str) -> None:
    answers.give("sts", "GetCallerIdentity", Refusal(code, message, 403))
    reason = only(LiveSource(None, ("us-east-1",), [VPC], session=answers.session).read()).reason
    assert reason.endswith("; check the clock of this machine")


@pytest.mark.parametrize("error", [EOFError(), OSError("pytest: reading from stdin while output is captured!")])
@pytest.mark.usefixtures("_keys")
def test_a_code_of_an_mfa_device_where_nobody_can_type_it(answers: Answers, error: Exception) -> None:
    answers.give("sts", "GetCallerIdentity", error)
    reason = only(LiveSource(None, ("us-east-1",), [VPC], session=answers.session).read()).reason
    assert "the code of an MFA device can only be typed at a terminal" in reason


@pytest.mark.usefixtures("_keys")
def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    reason = only(LiveSource(None, ("us-east-1",), [VPC]).read()).reason
    assert "EndpointConnectionError" in reason
    assert "check the network, the spelling of the region and AWS_ENDPOINT_URL" in reason


@pytest.mark.usefixtures("_keys")
def test_a_region_that_does_not_exist(answers: Answers) -> None:
    error = EndpointConnectionError(endpoint_url="https://sts.us-esat-1.amazonaws.com/", error=OSError())
    error.kwargs["error"].__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    answers.give("sts", "GetCallerIdentity", error)
    reason = only(LiveSource(None, ("us-esat-1",), [VPC], session=answers.session).read()).reason
    assert "check the network, the spelling of the region" in reason


@pytest.mark.usefixtures("_keys")
def test_a_proxy_with_certificates_of_its_own(answers: Answers) -> None:
    error = SSLError(endpoint_url="https://sts.amazonaws.com", error=ssl.SSLError("self-signed certificate"))
    answers.give("sts", "GetCallerIdentity", error)
    reason = only(LiveSource(None, ("us-east-1",), [VPC], session=answers.session).read()).reason
    assert "name the certificates to trust in AWS_CA_BUNDLE" in reason


@pytest.mark.usefixtures("_keys")
def test_credentials_that_ended_are_not_the_fault_of_the_role(answers: Answers) -> None:
    answers.give("sts", "AssumeRole", Refusal("ExpiredToken", "expired", 403))
    role = Role("arn:aws:iam::111122223333:role/audit")
    reason = only(LiveSource(None, ("us-east-1",), [VPC], session=answers.session, role=role).read()).reason
    assert "log in again" in reason


@pytest.mark.usefixtures("_keys")
def test_a_region_that_cannot_be_one(answers: Answers) -> None:
    answers.give("sts", "GetCallerIdentity", Refusal("InvalidClientTokenId", status=403))
    reason = only(LiveSource(None, ("us east",), [VPC], session=answers.session).read()).reason
    assert "us east" in reason


@pytest.mark.usefixtures("_keys")
def test_regions_that_nobody_lists(answers: Answers) -> None:
    answers.give("ec2", "DescribeRegions", Refusal("UnauthorizedOperation", status=403))
    answers.give("account", "ListRegions", Refusal("AccessDeniedException", status=403))
    reason = only(LiveSource(None, ("all",), [VPC], session=answers.session).read()).reason
    assert reason == "AccessDenied: account:ListRegions; allow ec2:DescribeRegions, or name the regions instead of @all"
