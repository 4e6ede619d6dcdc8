"""Secrets that users write where no service's model expects them: snapshots and journals of accounts have none."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.aws import apigateway, bedrock_agent, codepipeline, elbv2, events, iam, sagemaker, ssm, wafv2
from pytest_aisec.declarations import SourceRecord
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.journal import Journal
from tests.sources.live.answers import Answers
from tests.sources.live.filled import filled

pytestmark = pytest.mark.usefixtures("account")

SECRET = "sk-proj-kX9vQ2mZ7tR4wB8nL5pJ3hF6dS1gC0yAkX9vQ2mZ7tR4wB8nL5pJ"
COMMANDS = {"mainSteps": [{"name": "serve", "inputs": {"runCommand": [f"export OPENAI_API_KEY={SECRET}"]}}]}
STATED = {
    "TrainingJobName": "t",
    "HyperParameters": {"OPENAI_API_KEY": SECRET, "epochs": "3"},
    "AlgorithmSpecification": {"TrainingInputMode": "File", "ContainerArguments": ["--api-key", SECRET]},
}
ACTION = {
    "name": "a",
    "actionTypeId": {"category": "Source", "owner": "ThirdParty", "provider": "GitHub", "version": "1"},
    "configuration": {"OAuthToken": SECRET},
}
RULE = {"Name": "r", "Arn": "arn:aws:events:us-east-1:123456789012:rule/r", "EventBusName": "default"}
TARGET = {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:f"}
PROMPT = {"additionalModelRequestFields": {"key": "hunter2-in-a-document"}}
PROVING = {"SearchString": b"from-the-edge", "FieldToMatch": {"SingleHeader": {"Name": "x-edge"}}}
ACL = {"Rules": [{"Name": "edge", "Statement": {"ByteMatchStatement": PROVING}}]}
ASKING = {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "x-edge", "Values": ["from-the-edge"]}}
WRITTEN = filled(
    wafv2__ListWebACLs={"WebACLs": [{"Name": "w", "Id": "w", "ARN": "arn:aws:wafv2:us-east-1:123456789012:w"}]},
    wafv2__GetWebACL={"WebACL": {"Name": "w", "Id": "w", "ARN": "arn:aws:wafv2:us-east-1:123456789012:w", **ACL}},
    elbv2__DescribeLoadBalancers={"LoadBalancers": [{"LoadBalancerArn": "arn:b"}]},
    elbv2__DescribeListeners={"Listeners": [{"ListenerArn": "arn:l", "LoadBalancerArn": "arn:b"}]},
    elbv2__DescribeRules={"Rules": [{"RuleArn": "arn:r", "Conditions": [ASKING]}]},
    sagemaker__ListTrainingJobs={"TrainingJobSummaries": [{"TrainingJobName": "t", "TrainingJobArn": "arn:t"}]},
    sagemaker__DescribeTrainingJob=STATED,
    ssm__ListDocuments={"DocumentIdentifiers": [{"Name": "d", "DocumentFormat": "JSON"}]},
    ssm__GetDocument={"Name": "d", "Content": json.dumps(COMMANDS)},
    codepipeline__ListPipelines={"pipelines": [{"name": "p"}]},
    codepipeline__GetPipeline={"pipeline": {"name": "p", "stages": [{"name": "s", "actions": [ACTION]}]}},
    events__ListRules={"Rules": [RULE]},
    events__ListTargetsByRule={"Targets": [{**TARGET, "HttpParameters": {"HeaderParameters": {"x-api-key": SECRET}}}]},
    apigateway__GetRestApis={"items": [{"id": "a", "name": "a"}]},
    apigateway__GetStages={"item": [{"stageName": "prod", "variables": {"openai_api_key": SECRET}}]},
    bedrock_agent__ListPrompts={"promptSummaries": [{"id": "PROMPT0001"}]},
    bedrock_agent__GetPrompt={
        "id": "PROMPT0001",
        "variants": [{"name": "v", "templateType": "TEXT", "templateConfiguration": {"text": {"text": "t"}}, **PROMPT}],
    },
    iam__ListVirtualMFADevices={
        "VirtualMFADevices": [{"SerialNumber": "arn:aws:iam::123456789012:mfa/x", "Base32StringSeed": b"hunter2seed"}]
    },
)
KINDS: set[Any] = {
    sagemaker.TrainingJob,
    ssm.Document,
    codepipeline.Pipeline,
    events.Rule,
    apigateway.Stage,
    bedrock_agent.Prompt,
    iam.VirtualMfaDevice,
    wafv2.WebAcl,
    elbv2.Listener,
}
MASKING = Masking(what_it_holds, kinds_of_secrets)
HIDDEN = [SECRET, "hunter2-in-a-document", "hunter2seed", "aHVudGVyMnNlZWQ=", "from-the-edge", "ZnJvbS10aGUtZWRnZQ=="]


@pytest.fixture
def source(answers: Answers, tmp_path: Path) -> Any:
    for name, answer in WRITTEN.items():
        service, operation = name.split("__")
        answers.give(service.replace("_", "-"), operation, answer)

    def made(journal: Journal | None = None) -> LiveSource:
        return LiveSource(None, ["us-east-1"], collection_plan(KINDS), session=answers.session, journal=journal)

    return made


def test_a_snapshot_of_an_account_has_none(source: Any, tmp_path: Path) -> None:
    reading = source()
    record = SourceRecord(reading.id, reading.kind, reading.location, reading.read())
    assert len(record.contents.declarations) >= len(KINDS)
    snapshot.write(tmp_path / "s.json", [record], str, MASKING)
    written = (tmp_path / "s.json").read_text()
    assert [each for each in HIDDEN if each in written] == []
    assert written.count('"holds": [') >= 6
    assert '"epochs": "3"' in written


def test_a_journal_has_none_and_goes_on_from_what_it_has(source: Any, tmp_path: Path) -> None:
    plan = collection_plan(KINDS)
    with closing(Journal(tmp_path / "j", plan, [], MASKING)) as journal:
        first = source(journal).read()
    written = "".join(each.read_text() for each in tmp_path.iterdir())
    assert [each for each in HIDDEN if each in written] == []
    with closing(Journal(tmp_path / "j", plan, [], MASKING)) as journal:
        again = source(journal).read()
    for number, contents in enumerate((first, again)):
        record = SourceRecord("aws:", "aws", "", contents)
        snapshot.write(tmp_path / f"{number}.json", [record], str, MASKING)
    of_both = [json.loads((tmp_path / f"{number}.json").read_text())["resources"] for number in (0, 1)]
    assert [each["body"] for each in of_both[0]] == [each["body"] for each in of_both[1]]
