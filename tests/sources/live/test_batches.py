"""Many resources in one request: each gets its part of the answer, and what it does not tell is unknown."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.model.calls import Batch, Call, Collected, Listing
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.journal import Journal
from pytest_aisec.sources.live.plan import check_plan
from pytest_aisec.sources.source import Contents
from pytest_aisec.values import Unknown
from tests.sources.live.answers import Answers, Refusal

pytestmark = pytest.mark.usefixtures("account")
DETAILS = Call(
    "inspector2",
    "BatchGetFindingDetails",
    {"findingArns": "[findingArn]"},
    batch=Batch("findingArns", 10, "findingDetails", "findingArn", "errors", "findingArn", "errorCode", "errorMessage"),
)
FINDING = Collected("inspector2:Finding", Listing("inspector2", "ListFindings", "findings", "findingArn"), (DETAILS,))
PROJECT = Collected(
    "AWS::CodeBuild::Project",
    Listing(
        "codebuild",
        "ListProjects",
        "projects[].{name: @, names: [@]}",
        "name",
        describe=Call(
            "codebuild",
            "BatchGetProjects",
            {"names": "names"},
            batch=Batch("names", 3, "projects", "name", refused="projectsNotFound"),
        ),
        described="projects[0]",
    ),
)


def arn(number: int) -> str:
    return f"arn:aws:inspector2:us-east-1:123456789012:finding/{number:03}"


def told(number: int) -> dict[str, Any]:
    return {"findingArn": arn(number), "epssScore": number / 1000}


def findings(answers: Answers, count: int, details: Callable[[list[str]], Any]) -> None:
    """An account of some findings whose details a function of the asked ARNs gives."""
    listed = [
        {
            "findingArn": arn(number),
            "awsAccountId": "123456789012",
            "type": "PACKAGE_VULNERABILITY",
            "description": "a flaw",
            "remediation": {},
            "severity": "HIGH",
            "firstObservedAt": 0,
            "lastObservedAt": 0,
            "status": "ACTIVE",
            "resources": [],
        }
        for number in range(count)
    ]
    answers.given["inspector2", "ListFindings"] = {"findings": listed}
    answers.give("inspector2", "BatchGetFindingDetails", lambda given: details(given["findingArns"]))


def number_of(asked: str) -> int:
    return int(asked.rpartition("/")[2])


def all_told(asked: list[str]) -> dict[str, Any]:
    return {"findingDetails": [told(number_of(each)) for each in reversed(asked)], "errors": []}


def read(answers: Answers, *plan: Collected, **more: Any) -> Contents:
    return LiveSource(None, ("us-east-1",), plan, session=answers.session, threads=4, **more).read()


def details(contents: Contents) -> dict[int, Any]:
    """The details of each finding, or why they are unknown."""
    assert contents.unread == ()
    found: dict[int, Any] = {}
    for each in contents.declarations:
        entries = each.body.value
        assert isinstance(entries, dict)
        value = entries["BatchGetFindingDetails"]
        known = value.value
        found[number_of(each.address)] = known.reason if isinstance(known, Unknown) else value.plain
    return found


def sizes(answers: Answers) -> list[int]:
    """How many each request of details was about."""
    return sorted(len(given["findingArns"]) for _, name, given in answers.asked if name == "BatchGetFindingDetails")


def test_each_resource_gets_its_part_as_if_it_had_been_asked_alone(answers: Answers) -> None:
    findings(answers, 23, all_told)
    assert details(read(answers, FINDING)) == {number: {"findingDetails": [told(number)]} for number in range(23)}
    assert sizes(answers) == [3, 10, 10]


def test_a_description_may_be_asked_about_many(answers: Answers) -> None:
    names = [f"build-{number}" for number in range(7)]
    answers.give("codebuild", "ListProjects", {"projects": names})
    answers.give(
        "codebuild",
        "BatchGetProjects",
        lambda given: {"projects": [{"name": name, "description": f"of {name}"} for name in given["names"]]},
    )
    contents = read(answers, PROJECT)
    bodies: list[Any] = [each.body.plain for each in contents.declarations]
    assert [(body["name"], body["description"]) for body in bodies] == [(name, f"of {name}") for name in names]
    assert answers.count("BatchGetProjects") == 3


def test_what_the_answer_refuses_is_unknown_with_its_reason(answers: Answers) -> None:
    def some(asked: list[str]) -> dict[str, Any]:
        error = {"errorCode": "INTERNAL_ERROR", "errorMessage": "try later"}
        return {
            "findingDetails": [told(number_of(each)) for each in asked[1:]],
            "errors": [{"findingArn": asked[0], **error}],
        }

    findings(answers, 12, some)
    contents = read(answers, FINDING)
    found = details(contents)
    hidden = "INTERNAL_ERROR: inspector2:BatchGetFindingDetails (try later)"
    assert {number for number, value in found.items() if value == hidden} == {0, 10}
    assert found[1] == {"findingDetails": [told(1)]}
    assert contents.facts["could not see"] == "2"


def test_a_refusal_that_is_a_plain_name_counts_by_the_list_it_is_in(answers: Answers) -> None:
    answers.give("codebuild", "ListProjects", {"projects": ["here", "gone"]})
    answers.give("codebuild", "BatchGetProjects", {"projects": [{"name": "here"}], "projectsNotFound": ["gone"]})
    contents = read(answers, PROJECT)
    gone = next(each for each in contents.declarations if each.address == "gone").body.value
    assert isinstance(gone, dict)
    assert isinstance(gone["source"].value, Unknown)
    assert gone["source"].value.reason == "projectsNotFound: codebuild:BatchGetProjects"


def test_what_the_answer_leaves_out_is_unknown_and_not_absent(answers: Answers) -> None:
    findings(answers, 3, lambda asked: {"findingDetails": [told(number_of(each)) for each in asked[:2]], "errors": []})
    found = details(read(answers, FINDING))
    assert [isinstance(found[number], str) for number in range(3)] == [False, False, True]
    assert found[2].startswith("LeftOut: inspector2:BatchGetFindingDetails")


def test_what_may_be_left_out_is_absent(answers: Answers) -> None:
    findings(answers, 2, lambda asked: {"findingDetails": [told(number_of(asked[0]))], "errors": []})
    plan = FINDING._replace(calls=(replace(DETAILS, absent=("LeftOut",)),))
    assert details(read(answers, plan)) == {0: {"findingDetails": [told(0)]}, 1: {}}


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "InternalServerException"])
def test_a_failure_is_that_of_all_and_is_asked_once(answers: Answers, code: str) -> None:
    findings(answers, 12, lambda asked: Refusal(code, "no") if arn(0) in asked else all_told(asked))
    contents = read(answers, FINDING)
    found = details(contents)
    assert {number for number, value in found.items() if isinstance(value, str)} == set(range(10))
    assert sizes(answers) == [2, 10]
    assert contents.facts["could not see"] == "1", "one request was not answered"


def test_one_that_is_gone_does_not_hide_the_others(answers: Answers) -> None:
    findings(answers, 10, lambda asked: Refusal("ValidationException", "no") if arn(7) in asked else all_told(asked))
    found = details(read(answers, FINDING))
    assert {number for number, value in found.items() if isinstance(value, str)} == {7}
    assert found[7].startswith("ValidationException: inspector2:BatchGetFindingDetails")
    assert sizes(answers) == [1, 2, 2, 3, 5, 5, 10]


def test_what_two_types_ask_about_the_same_is_asked_once(answers: Answers) -> None:
    findings(answers, 4, all_told)
    bodies: list[Any] = [
        each.body.plain for each in read(answers, FINDING, FINDING._replace(type="inspector2:Other")).declarations
    ]
    assert [len(body["BatchGetFindingDetails"]["findingDetails"]) for body in bodies] == [1] * 8
    assert sizes(answers) == [4]


def test_other_parameters_keep_requests_apart(answers: Answers) -> None:
    service = Collected(
        "AWS::ECS::Service",
        Listing(
            "ecs",
            "ListServices",
            "serviceArns[].{serviceArn: @}",
            "serviceArn",
            per="AWS::ECS::Cluster",
            per_parameters={"cluster": "clusterArn"},
            describe=Call(
                "ecs",
                "DescribeServices",
                {"cluster": "cluster", "services": "[serviceArn]"},
                batch=Batch("services", 10, "services", "serviceArn"),
            ),
            described="services[0]",
        ),
    )
    cluster = Collected(
        "AWS::ECS::Cluster", Listing("ecs", "ListClusters", "clusterArns[].{clusterArn: @}", "clusterArn")
    )
    answers.give("ecs", "ListClusters", {"clusterArns": ["a", "b"]})
    answers.give("ecs", "ListServices", lambda given: {"serviceArns": [f"{given['cluster']}/{n}" for n in range(3)]})
    answers.give(
        "ecs",
        "DescribeServices",
        lambda given: {"services": [{"serviceArn": each, "status": "ACTIVE"} for each in given["services"]]},
    )
    contents = read(answers, cluster, service)
    assert len(contents.declarations) == 8
    asked = [(given["cluster"], given["services"]) for _, name, given in answers.asked if name == "DescribeServices"]
    assert sorted(asked) == [("a", ["a/0", "a/1", "a/2"]), ("b", ["b/0", "b/1", "b/2"])]


def test_calls_after_a_description_are_gathered_too(answers: Answers) -> None:
    """What comes in one by one leaves when nothing else is under way, and nobody waits for ever."""
    described = PROJECT._replace(
        listing=replace(
            PROJECT.listing,
            describe=Call("codebuild", "BatchGetProjects", {"names": "names"}),
        ),
        calls=(
            Call(
                "codebuild",
                "BatchGetReportGroups",
                {"reportGroupArns": "[arn]"},
                batch=Batch("reportGroupArns", 100, "reportGroups", "arn"),
            ),
        ),
    )
    names = [f"build-{number}" for number in range(5)]
    answers.give("codebuild", "ListProjects", {"projects": names})
    answers.give(
        "codebuild",
        "BatchGetProjects",
        lambda given: {"projects": [{"name": given["names"][0], "arn": f"arn:{given['names'][0]}"}]},
    )
    answers.give(
        "codebuild",
        "BatchGetReportGroups",
        lambda given: {"reportGroups": [{"arn": each} for each in given["reportGroupArns"]]},
    )
    contents = read(answers, described)
    bodies: list[Any] = [each.body.plain for each in contents.declarations]
    assert [body["BatchGetReportGroups"]["reportGroups"][0]["arn"] for body in bodies] == [
        f"arn:{each}" for each in names
    ]
    assert answers.count("BatchGetReportGroups") == 1


def test_a_journal_gives_back_what_a_batch_told(answers: Answers, tmp_path: Path) -> None:
    findings(answers, 11, all_told)
    plan = (FINDING,)

    def once() -> dict[int, Any]:
        journal = Journal(tmp_path / "j", plan, ["aws:"])
        try:
            return details(read(answers, *plan, journal=journal))
        finally:
            journal.close()

    first = once()
    answers.given["inspector2", "BatchGetFindingDetails"] = Refusal("AccessDeniedException")
    assert once() == first
    assert len(first) == 11


def test_batches_are_asked_wherever_units_are_collected(answers: Answers) -> None:
    findings(answers, 12, all_told)
    with ThreadPoolExecutor(2) as executor:
        contents = read(answers, FINDING, executor=executor)
    assert details(contents) == {number: {"findingDetails": [told(number)]} for number in range(12)}
    assert sizes(answers) == [2, 10]
    assert pickle.loads(pickle.dumps(FINDING)) == FINDING


@pytest.mark.parametrize(
    "wrong",
    [{"parameter": "ids"}, {"size": 0}, {"key": "a b"}, {"refused_key": "("}, {"code": "]"}],
    ids="".join,
)
def test_a_batch_that_cannot_be_asked_is_a_mistake_of_the_plan(wrong: Mapping[str, Any]) -> None:
    assert DETAILS.batch is not None
    call = replace(DETAILS, batch=DETAILS.batch._replace(**wrong))
    with pytest.raises(ValueError, match=r"batched|JMESPath"):
        check_plan([FINDING._replace(calls=(call,))])
