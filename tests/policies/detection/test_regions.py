"""Which calls in a region somebody hears of, in accounts of several regions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_aisec.aws import cloudtrail
from pytest_aisec.declarations import Declaration
from pytest_aisec.sources.live import LiveSource
from tests.model.declared import inventory, live
from tests.policies.judged import everything, verdicts
from tests.sources.live.answers import Answers

SAFEGUARD = "switching_off_a_safeguard_raises_an_alarm"
BUCKET = "change_of_an_ai_bucket_policy_raises_an_alarm"
HERE, THERE, UNREAD = "us-east-1", "eu-west-1", "ap-south-1"
TRAIL = f"arn:aws:cloudtrail:{HERE}:111122223333:trail/t"
GROUP = f"arn:aws:logs:{HERE}:111122223333:log-group:trail"
CHANGES = ("PutBucketPolicy", "DeleteBucketPolicy")


def at(region: str, type_: str, address: str, **body: Any) -> Declaration:
    return live(type_, address, **body)._replace(region=region)


def trail(home: str = HERE, *, everywhere: bool = True, group: str = GROUP) -> Declaration:
    """A trail with a log group."""
    told = {"TrailARN": TRAIL, "IsMultiRegionTrail": everywhere, "CloudWatchLogsLogGroupArn": f"{group}:*"}
    return at(home, "AWS::CloudTrail::Trail", TRAIL, GetTrailStatus={"IsLogging": True}, **told)


def rule(region: str, *names: str) -> Declaration:
    """A rule that sends calls on."""
    told = {"EventPattern": json.dumps({"detail": {"eventName": names}}), "State": "ENABLED", "EventBusName": "default"}
    targets = {"Targets": [{"Id": "t", "Arn": "arn:t"}]}
    return at(region, "AWS::Events::Rule", f"{region}/r", ListTargetsByRule=targets, **told)


def alarm(region: str, *names: str, acting: str = "") -> list[Declaration]:
    """A metric filter on the log group of the trail, with an alarm, there or in another region."""
    pattern = "{ " + " || ".join(f"$.eventName = {name}" for name in names) + " }"
    metric = {"metricName": "Off", "metricNamespace": "Security", "metricValue": "1"}
    counting = {"logGroupName": "trail", "filterPattern": pattern, "metricTransformations": [metric]}
    told = {
        "MetricName": "Off",
        "Namespace": "Security",
        "AlarmActions": ["arn:t"],
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1.0,
    }
    return [
        at(region, "AWS::Logs::LogGroup", "trail", logGroupName="trail", logGroupArn=GROUP),
        at(region, "AWS::Logs::MetricFilter", "f", **counting),
        at(acting or region, "AWS::CloudWatch::Alarm", "a", **told),
    ]


def judged(policy: str, *estate: Declaration) -> dict[str, str]:
    read = inventory(*estate, facts={"regions reached": f"{HERE},{THERE}"})
    return verdicts(policy, everything(read) if policy == BUCKET else read)


def of_detectors(*estate: Declaration) -> list[str]:
    detectors = [at(name, "AWS::GuardDuty::Detector", f"d-{name}") for name in (HERE, THERE)]
    found = judged(SAFEGUARD, *detectors, *estate)
    return [found[each.address] for each in detectors]


@pytest.mark.parametrize(
    ("everywhere", "counted", "acting", "expected"),
    [
        (True, "DeleteDetector", HERE, ["passed", "passed"]),
        (False, "DeleteDetector", HERE, ["passed", "violated"]),
        (True, "DeleteTrail", HERE, ["violated", "violated"]),
        (True, "DeleteDetector", THERE, ["violated", "violated"]),
    ],
)
def test_the_log_group_of_a_trail_has_the_calls_of_its_regions(
    everywhere: bool, counted: str, acting: str, expected: list[str]
) -> None:
    assert of_detectors(trail(everywhere=everywhere), *alarm(HERE, counted, acting=acting)) == expected


@pytest.mark.parametrize(("everywhere", "expected"), [(True, "passed"), (False, "violated")])
def test_a_rule_hears_of_calls_that_a_trail_of_another_region_takes_in(everywhere: bool, expected: str) -> None:
    assert of_detectors(trail(everywhere=everywhere), rule(THERE, "DeleteDetector")) == ["violated", expected]


OWN = live("sts:Account", "111122223333", Account="111122223333")
OF_ANOTHER_ACCOUNT = f"arn:aws:logs:{HERE}:999988887777:log-group:trail"


@pytest.mark.parametrize(
    ("writing", "expected"),
    [
        (trail(), ["violated", "violated"]),
        (trail(group=OF_ANOTHER_ACCOUNT), ["undetermined", "undetermined"]),
        (trail(group=OF_ANOTHER_ACCOUNT, everywhere=False), ["undetermined", "violated"]),
        (trail(UNREAD), ["undetermined", "undetermined"]),
        (trail(UNREAD, everywhere=False), ["violated", "violated"]),
    ],
)
def test_who_counts_in_a_log_group_that_was_not_read_is_not_seen(writing: Declaration, expected: list[str]) -> None:
    assert of_detectors(OWN, writing) == expected


def test_a_rule_that_was_read_suffices_where_a_log_group_was_not() -> None:
    found = of_detectors(OWN, trail(group=OF_ANOTHER_ACCOUNT), rule(HERE, "DeleteDetector"))
    assert found == ["passed", "undetermined"]


@pytest.mark.parametrize(("home", "expected"), [(HERE, "violated"), (THERE, "passed"), (UNREAD, "undetermined")])
def test_a_trail_is_switched_off_at_home(home: str, expected: str) -> None:
    assert judged(SAFEGUARD, trail(home), rule(THERE, "StopLogging", "DeleteTrail")) == {TRAIL: expected}


def test_a_trail_that_every_region_lists_is_at_home() -> None:
    answers = Answers()
    told = {"TrailARN": TRAIL, "HomeRegion": THERE, "IsMultiRegionTrail": True}
    answers.give(
        "sts",
        "GetCallerIdentity",
        {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:role/r", "UserId": "u"},
    )
    answers.give("cloudtrail", "DescribeTrails", {"trailList": [told]})
    answers.give("cloudtrail", "GetTrailStatus", {"IsLogging": True})
    answers.give("cloudtrail", "GetEventSelectors", {"EventSelectors": []})
    plan = [collected for collected in (cloudtrail.Trail.collected(),) if collected]
    contents = LiveSource(None, (HERE, THERE), plan, session=answers.session, threads=2).read()
    assert [(each.address, each.region) for each in contents.declarations] == [(TRAIL, THERE)]
    asked = zip(answers.asked, answers.regions, strict=True)
    assert [(name, region) for (_, name, _), region in asked if name == "GetTrailStatus"] == [("GetTrailStatus", THERE)]


@pytest.mark.parametrize(
    ("region", "beside", "expected"),
    [
        (HERE, [rule(HERE, *CHANGES)], "passed"),
        (THERE, [rule(THERE, *CHANGES)], "passed"),
        (THERE, [rule(HERE, *CHANGES)], "violated"),
        (UNREAD, [rule(HERE, *CHANGES)], "undetermined"),
        (THERE, alarm(HERE, *CHANGES), "passed"),
    ],
)
def test_calls_about_a_bucket_are_made_where_it_is(region: str, beside: list[Declaration], expected: str) -> None:
    bucket = at(region, "AWS::S3::Bucket", "weights", Name="weights")
    assert judged(BUCKET, bucket, trail(), *beside) == {"weights": expected}


def test_a_trail_of_one_region_does_not_count_calls_about_buckets_of_others() -> None:
    bucket = at(THERE, "AWS::S3::Bucket", "weights", Name="weights")
    assert judged(BUCKET, bucket, trail(everywhere=False), *alarm(HERE, *CHANGES)) == {"weights": "violated"}
