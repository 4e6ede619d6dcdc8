"""Versions of flows, as they are served."""

from __future__ import annotations

from pytest_aisec.aws.bedrock_agent.flows import Flow, FlowNode
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.resource import Resource

_OF_FLOW = {"flowIdentifier": "flowIdentifier", "flowVersion": "version"}


class FlowVersion(
    Resource,
    live=Listing(
        "bedrock-agent",
        "ListFlowVersions",
        "flowVersionSummaries",
        id="join('/', [flowIdentifier, version])",
        per="AWS::Bedrock::Flow",
        per_parameters={"flowIdentifier": "id"},
        describe=Call("bedrock-agent", "GetFlowVersion", _OF_FLOW),
    ),
):
    """A version of a flow, as an account tells of it: in files it is what its flow is.

    https://docs.aws.amazon.com/bedrock/latest/userguide/flows-deploy.html
    """

    flow = link(lambda: Flow, live="flowIdentifier")
    version = text(live="version")
    nodes = blocks(FlowNode, live="Definition.Nodes")
