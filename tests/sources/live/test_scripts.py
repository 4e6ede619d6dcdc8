"""The scripts that instances of an account start with."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.aws import ec2
from pytest_aisec.sources import snapshot
from tests.policies.judged import verdicts
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read

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
