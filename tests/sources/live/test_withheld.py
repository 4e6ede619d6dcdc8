"""What a service answers, and says it withheld a part of, is known but for that part."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import inspector2, lambda_
from pytest_aisec.verdicts import Undetermined
from tests.sources.live.answers import Answers
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")

ERROR = {
    "ErrorCode": "AccessDeniedException",
    "Message": "Lambda was unable to decrypt your environment variables because the KMS access was denied.",
}


def function(name: str, **stated: Any) -> dict[str, Any]:
    return {"FunctionName": name, "FunctionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{name}", **stated}


def test_variables_that_the_caller_may_not_decrypt_are_not_none(answers: Answers) -> None:
    functions = [
        function("sealed", Environment={"Error": ERROR}, Role="arn:aws:iam::123456789012:role/r"),
        function("open", Environment={"Variables": {"MODEL": "m"}}),
        function("empty"),
    ]
    estate = read(answers, lambda_.Function, lambda__ListFunctions={"Functions": functions}, lambda__GetPolicy={})
    found = {each.address.rpartition(":")[2]: each for each in estate.of(lambda_.Function)}
    assert dict(found["open"].environment) == {"MODEL": "m"}
    assert not found["empty"].environment
    with pytest.raises(Undetermined, match=r"AccessDenied: lambda:ListFunctions"):
        bool(found["sealed"].environment)
    assert "AWS::Lambda::Function" not in unread(estate)
    (source,) = estate.sources
    assert source.contents.facts["could not see lambda:ListFunctions"] == "AccessDenied 1"
    assert source.contents.facts["call lambda:ListFunctions"] == "ok 1"


def test_an_account_that_inspector_does_not_tell_of_is_not_one_without_it(answers: Answers) -> None:
    failed = {"accountId": "123456789012", "errorCode": "INTERNAL_ERROR", "errorMessage": "try again later"}
    told = {"accounts": [], "failedAccounts": [failed]}
    estate = read(answers, inspector2.Enabler, inspector2__BatchGetAccountStatus=told)
    assert list(estate.of(inspector2.Enabler)) == []
    assert "inspector2:Enabler" in unread(estate)
    (source,) = estate.sources
    reasons = [each.reason for each in source.contents.unread if "BatchGetAccountStatus" in each.reason]
    assert reasons == ["INTERNAL_ERROR: inspector2:BatchGetAccountStatus in us-east-1 (try again later)"]
    assert source.contents.facts["could not see inspector2:BatchGetAccountStatus"] == "INTERNAL_ERROR 1"
