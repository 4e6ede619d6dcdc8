"""Every page is read, or the population is not known; nothing is lost or told twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.session
import pytest

from pytest_aisec.sources.live import pages
from pytest_aisec.sources.live.calls import Answer, Calls, fit, invoke, request
from pytest_aisec.sources.live.session import Clients
from tests.sources.live.answers import Answers, Refusal

pytestmark = pytest.mark.usefixtures("account")


def ask(answers: Answers, service: str, operation: str, **parameters: Any) -> Answer:
    client = answers.session().create_client(service, region_name="us-east-1")
    return invoke(client, request(service, operation, "us-east-1", parameters))


def acl(number: int) -> dict[str, Any]:
    return {"Name": f"acl-{number}", "Id": "i", "ARN": f"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/{number}"}


def test_a_paginator_is_followed(answers: Answers) -> None:
    def page(asked: dict[str, Any]) -> Any:
        number = int(asked.get("NextToken", 0))
        more = {"NextToken": str(number + 1)} if number < 2 else {}
        return {"Subnets": [{"SubnetId": f"subnet-{number}"}], **more}

    answers.give("ec2", "DescribeSubnets", page)
    answer = ask(answers, "ec2", "DescribeSubnets")
    assert answer.value == {"Subnets": [{"SubnetId": f"subnet-{number}"} for number in range(3)], "NextToken": "1"}
    assert answer.failure is None
    assert answer.statuses == ("ok",) * 3


def test_what_only_the_first_page_says_is_kept_and_what_only_a_later_one_says_too(answers: Answers) -> None:
    def page(asked: dict[str, Any]) -> Any:
        if "Marker" in asked:
            return {"Policies": [], "UserDetailList": [{"UserName": "late"}], "IsTruncated": False}
        return {"GroupDetailList": [{"GroupName": "early"}], "IsTruncated": True, "Marker": "x"}

    answers.give("iam", "GetAccountAuthorizationDetails", page)
    value = ask(answers, "iam", "GetAccountAuthorizationDetails").value
    assert value is not None
    assert value["GroupDetailList"] == [{"GroupName": "early"}]
    assert value["UserDetailList"] == [{"UserName": "late"}]


def test_tokens_are_followed_where_botocore_has_no_paginator(answers: Answers) -> None:
    def page(asked: dict[str, Any]) -> Any:
        number = int(asked.get("NextMarker", 0))
        return {"WebACLs": [acl(number)], **({"NextMarker": str(number + 1)} if number < 2 else {})}

    answers.give("wafv2", "ListWebACLs", page)
    answer = ask(answers, "wafv2", "ListWebACLs", Scope="REGIONAL")
    assert answer.value == {"WebACLs": [acl(0), acl(1), acl(2)]}
    assert answer.failure is None


@pytest.mark.parametrize(("service", "operation"), [("wafv2", "ListWebACLs"), ("ec2", "DescribeSubnets")])
def test_a_token_that_comes_back_is_an_unfinished_listing(answers: Answers, service: str, operation: str) -> None:
    page = {"WebACLs": [acl(0)], "NextMarker": "x"} if service == "wafv2" else {"Subnets": [], "NextToken": "x"}
    answers.give(service, operation, page)
    answer = ask(answers, service, operation, **({"Scope": "REGIONAL"} if service == "wafv2" else {}))
    assert answer.failure is not None
    assert "same" in answer.failure.message


@pytest.mark.parametrize(
    ("service", "operation", "items", "token"),
    [("wafv2", "ListWebACLs", "WebACLs", "NextMarker"), ("ec2", "DescribeSubnets", "Subnets", "NextToken")],
)
def test_tokens_in_a_circle_are_an_unfinished_listing(
    answers: Answers, service: str, operation: str, items: str, token: str
) -> None:
    following = {"": "1", "1": "2", "2": "3", "3": "1"}
    answers.give(service, operation, lambda asked: {items: [], token: following[asked.get(token, "")]})
    answer = ask(answers, service, operation, **({"Scope": "REGIONAL"} if service == "wafv2" else {}))
    assert answer.failure is not None
    assert answer.failure.code == "PaginationStoppedError"
    assert answers.count(operation) <= 6


@pytest.mark.parametrize(
    ("service", "operation", "items", "token"),
    [("wafv2", "ListWebACLs", "WebACLs", "NextMarker"), ("ec2", "DescribeSubnets", "Subnets", "NextToken")],
)
def test_pages_without_end_are_an_unfinished_listing(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, service: str, operation: str, items: str, token: str
) -> None:
    monkeypatch.setattr(pages, "LIMIT", 20)
    answers.give(service, operation, lambda asked: {items: [], token: f"{asked.get(token, '')}x"})
    answer = ask(answers, service, operation, **({"Scope": "REGIONAL"} if service == "wafv2" else {}))
    assert answer.failure is not None
    assert "no end after 20 pages" in answer.failure.message


@pytest.mark.parametrize(
    ("service", "operation", "items", "token"),
    [("wafv2", "ListWebACLs", "WebACLs", "NextMarker"), ("ec2", "DescribeSubnets", "Subnets", "NextToken")],
)
def test_an_empty_page_is_not_the_last(answers: Answers, service: str, operation: str, items: str, token: str) -> None:
    def page(asked: dict[str, Any]) -> Any:
        number = int(asked.get(token, 0))
        last: dict[str, Any] = acl(1) if service == "wafv2" else {"SubnetId": "subnet-1"}
        return {items: [last]} if number == 9 else {items: [], token: str(number + 1)}

    answers.give(service, operation, page)
    answer = ask(answers, service, operation, **({"Scope": "REGIONAL"} if service == "wafv2" else {}))
    assert answer.failure is None
    assert answer.value is not None
    assert len(answer.value[items]) == 1


def test_a_cut_answer_without_a_way_on_is_an_unfinished_listing(answers: Answers) -> None:
    answers.give("wafv2", "ListWebACLs", lambda _asked: {"WebACLs": [acl(0)], "NextMarker": "x"})
    client: Any = answers.session().create_client("wafv2", region_name="us-east-1")
    takes = client.meta.service_model.operation_model("ListWebACLs").input_shape.members
    del takes["NextMarker"]
    answer = invoke(client, request("wafv2", "ListWebACLs", "us-east-1", {"Scope": "REGIONAL"}))
    assert answer.value == {"WebACLs": [acl(0)], "NextMarker": "x"}
    assert answer.failure is not None
    assert answer.failure.code == "PaginationStoppedError"


def test_a_page_that_fails_leaves_the_pages_before_it(answers: Answers) -> None:
    def page(asked: dict[str, Any]) -> Any:
        return Refusal("Throttling") if "NextMarker" in asked else {"WebACLs": [acl(0)], "NextMarker": "1"}

    answers.give("wafv2", "ListWebACLs", page)
    answer = ask(answers, "wafv2", "ListWebACLs", Scope="REGIONAL")
    assert answer.value == {"WebACLs": [acl(0)]}
    assert answer.failure is not None
    assert answer.statuses == ("ok", "Throttling")


def test_an_operation_that_this_botocore_does_not_know_is_a_failure(answers: Answers) -> None:
    answer = ask(answers, "ec2", "DescribeTomorrow")
    assert (answer.value, answer.failure is None) == (None, False)


def test_a_question_is_asked_once_while_it_is_open_and_after_it_is_answered(answers: Answers) -> None:
    given: list[Answer] = []
    with ThreadPoolExecutor(4) as executor:
        calls = Calls(Clients(answers.session(), 4), executor)
        questions: list[dict[str, Any]] = [{"VpcIds": []}, {"VpcIds": []}, {"DryRun": False}]
        for _round in range(2):
            for parameters in questions:
                calls.ask(request("ec2", "DescribeVpcs", "us-east-1", parameters), given.append)
            calls.run()
    assert len(given) == 6
    assert answers.count("DescribeVpcs") == 2
    assert set(calls.statuses.values()) == {2}
    assert [status for _, status in calls.statuses] == ["ok"]


def test_parameters_take_the_types_that_the_operation_wants() -> None:
    model = botocore.session.get_session().get_service_model("sqs").operation_model("GetQueueAttributes")
    assert fit({"QueueUrl": "u", "AttributeNames": "All"}, model.input_shape) == {
        "QueueUrl": "u",
        "AttributeNames": ["All"],
    }
    keys = botocore.session.get_session().get_service_model("apigateway").operation_model("GetApiKeys")
    assert fit({"includeValues": "false", "limit": "5"}, keys.input_shape) == {"includeValues": False, "limit": 5}
