"""The browsers and code interpreters that agents use."""

from __future__ import annotations

from pytest_aisec.aws.bedrock_agentcore.runtimes import network_mode_among, subnets_in
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Names, Resource

_CONTROL = "bedrock-agentcore-control"


class Browser(
    Resource,
    terraform="aws_bedrockagentcore_browser",
    cloudformation="AWS::BedrockAgentCore::BrowserCustom",
    live=Listing(
        _CONTROL,
        "ListBrowsers",
        "browserSummaries",
        id="browserArn",
        parameters={"type": "CUSTOM"},
        describe=Call(_CONTROL, "GetBrowser", {"browserId": "browserId"}),
    ),
    names=Names(
        terraform=("browser_id", "browser_arn"),
        cloudformation=("BrowserId", "BrowserArn"),
        live=("browserId", "browserArn"),
    ),
):
    """A browser that agents use.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/browser-tool.html
    """

    network_mode = network_mode_among("PUBLIC", "VPC")
    subnets = subnets_in("vpc_config")


class CodeInterpreter(
    Resource,
    terraform="aws_bedrockagentcore_code_interpreter",
    cloudformation="AWS::BedrockAgentCore::CodeInterpreterCustom",
    live=Listing(
        _CONTROL,
        "ListCodeInterpreters",
        "codeInterpreterSummaries",
        id="codeInterpreterArn",
        parameters={"type": "CUSTOM"},
        describe=Call(_CONTROL, "GetCodeInterpreter", {"codeInterpreterId": "codeInterpreterId"}),
    ),
    names=Names(
        terraform=("code_interpreter_id", "code_interpreter_arn"),
        cloudformation=("CodeInterpreterId", "CodeInterpreterArn"),
        live=("codeInterpreterId", "codeInterpreterArn"),
    ),
):
    """Where code runs that agents write.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/code-interpreter-resource-management.html
    """

    network_mode = network_mode_among("PUBLIC", "SANDBOX", "VPC")
    subnets = subnets_in("vpc_config")
