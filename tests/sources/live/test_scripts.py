"""What users write into definitions of an account: scripts of instances, variables of tasks."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import what_it_holds
from pytest_aisec.aws import ec2, ecs
from pytest_aisec.inventory import Inventory
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from tests.policies.judged import verdicts
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read
from tests.sources.live.test_services import ARN, TASKS, described_service

pytestmark = pytest.mark.usefixtures("account")
POLICY = "definition_holds_no_secrets"
KEY = "AKIA" + "QYLPMN5HHHFPZAM2"
INSTANCES = {"Reservations": [{"Instances": [{"InstanceId": "i-1", "InstanceType": "g5.xlarge"}]}]}


def told(script: str) -> dict[str, Any]:
    return {"InstanceId": "i-1", "UserData": {"Value": base64.b64encode(script.encode()).decode()}}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (told(f"#!/bin/sh\nexport AWS_ACCESS_KEY_ID={KEY}\n"), "violated"),
        (told("#!/bin/sh\nexport MODEL=llama\n"), "passed"),
        ({"InstanceId": "i-1", "UserData": {}}, "passed"),
        (Refusal("UnauthorizedOperation"), "undetermined"),
    ],
)
def test_user_data_is_looked_into(answers: Answers, tmp_path: Path, answer: Any, verdict: str) -> None:
    estate = read(answers, ec2.StartedInstance, ec2__DescribeInstances=INSTANCES, ec2__DescribeInstanceAttribute=answer)
    assert set(verdicts(POLICY, estate).values()) == {verdict}
    snapshot.write(tmp_path / "s.json", estate.sources, str)
    assert "IyEv" not in (tmp_path / "s.json").read_text(), "the first letters of a script, in base64"


def test_user_data_that_nobody_asked_for_is_not_known(answers: Answers) -> None:
    estate = read(answers, ec2.Instance, ec2__DescribeInstances=INSTANCES)
    assert set(verdicts(POLICY, estate).values()) == {"undetermined"}


SECRET = "q7Zx2LmP9vR4tK8wB3nY6cD1"


@pytest.mark.parametrize(("variable", "verdict"), [("CHAT_PASSWORD", "violated"), ("CHAT_LABEL", "passed")])
def test_variables_of_tasks_are_masked_and_judged_by_their_names(
    answers: Answers, tmp_path: Path, variable: str, verdict: str
) -> None:
    answers.give("ecs", "DescribeServices", described_service)
    container = {"name": "chat", "image": "chat", "environment": [{"name": variable, "value": SECRET}]}
    task = {"taskDefinitionArn": f"{ARN}:task-definition/llm:3", "containerDefinitions": [container]}
    told = {**TASKS, "ecs__DescribeTaskDefinition": {"taskDefinition": task}}
    estate = read(answers, ecs.Service, ecs.TaskDefinition, **told)
    path = tmp_path / "s.json"
    snapshot.write(path, estate.sources, str, Masking(what_it_holds))
    assert variable in path.read_text()
    assert SECRET not in path.read_text()
    for each in (estate, Inventory(snapshot.read(path))):
        assert set(verdicts(POLICY, each).values()) == {verdict}
