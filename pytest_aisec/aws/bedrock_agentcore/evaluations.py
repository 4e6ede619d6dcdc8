"""What judges the answers of agents while they work."""

from __future__ import annotations

from pytest_aisec.aws import iam, logs
from pytest_aisec.model.attribute import boolean, texts, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import link, links
from pytest_aisec.model.resource import Names, Resource

_CONTROL = "bedrock-agentcore-control"


class OnlineEvaluation(
    Resource,
    cloudformation="AWS::BedrockAgentCore::OnlineEvaluationConfig",
    live=Listing(
        _CONTROL,
        "ListOnlineEvaluationConfigs",
        "onlineEvaluationConfigs",
        id="onlineEvaluationConfigArn",
        describe=Call(_CONTROL, "GetOnlineEvaluationConfig", {"onlineEvaluationConfigId": "onlineEvaluationConfigId"}),
    ),
    names=Names(
        cloudformation=("OnlineEvaluationConfigId", "OnlineEvaluationConfigArn"),
        live=("onlineEvaluationConfigId", "onlineEvaluationConfigArn"),
    ),
):
    """An evaluation that scores what agents do, from their logs, while they work.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/online-evaluations.html
    """

    runs = boolean(
        default=unstated("whether it runs from the start is not stated"),
        switch=switch(ENABLED=True, DISABLED=False),
        cloudformation="ExecutionStatus",
    )
    evaluators = texts(cloudformation="Evaluators.*.EvaluatorId")
    """What scores: those of AWS are called `Builtin.Helpfulness` and the like."""
    log_groups = links(lambda: logs.LogGroup, cloudformation="DataSourceConfig.CloudWatchLogs.LogGroupNames")
    services = texts(cloudformation="DataSourceConfig.CloudWatchLogs.ServiceNames")
    """The names under which the agents whose work is scored write traces."""
    role = link(lambda: iam.Role, cloudformation="EvaluationExecutionRoleArn")
