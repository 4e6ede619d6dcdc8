"""Versions of flows, and the names under which they are served."""

from __future__ import annotations

from pytest_aisec.aws.bedrock_agent.flows import NODES, Flow, FlowNode
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import every, unmapped
from pytest_aisec.model.resource import Names, Resource, statement

_NOT_IN_FILES = unmapped("it is known once the version is made")
_OF_FLOW = {"flowIdentifier": "flowIdentifier", "flowVersion": "version"}


class FlowVersion(
    Resource,
    cloudformation="AWS::Bedrock::FlowVersion",
    live=Listing(
        "bedrock-agent",
        "ListFlowVersions",
        "flowVersionSummaries",
        id="join('/', [flowIdentifier, version])",
        per="AWS::Bedrock::Flow",
        per_parameters={"flowIdentifier": "id"},
        describe=Call("bedrock-agent", "GetFlowVersion", _OF_FLOW),
    ),
    names=Names(cloudformation=("Version",)),
):
    """A version of a flow. What its steps are stands in the account: a template makes it of what its flow then is.

    https://docs.aws.amazon.com/bedrock/latest/userguide/flows-deploy.html
    """

    flow = link(lambda: Flow, cloudformation="FlowArn", live="flowIdentifier")
    version = text(cloudformation=_NOT_IN_FILES, live="version")
    nodes = blocks(FlowNode, cloudformation=_NOT_IN_FILES, live=every(*NODES))


class FlowAlias(
    Resource,
    cloudformation="AWS::Bedrock::FlowAlias",
    live=Listing(
        "bedrock-agent",
        "ListFlowAliases",
        "flowAliasSummaries",
        id="arn",
        per="AWS::Bedrock::Flow",
        per_parameters={"flowIdentifier": "id"},
    ),
    names=Names(cloudformation=("Id",), live=("arn",)),
):
    """A name under which a version of a flow is called. The provider of Terraform has no such type.

    https://docs.aws.amazon.com/bedrock/latest/userguide/flows-deploy.html
    """

    flow = link(lambda: Flow, cloudformation="FlowArn", live="flowId")
    versions = texts(cloudformation="RoutingConfiguration.*.FlowVersion")
    declared_versions = links(
        lambda: FlowVersion,
        cloudformation="RoutingConfiguration.*.FlowVersion",
        live=never("an account tells the number"),
    )
    alias_id = text(
        default=None, cloudformation=never("the alias for tests is there without being declared"), live="id"
    )

    @statement
    def serves_the_draft(self) -> bool:
        """It leads to what is being worked on, and is not the alias for tests."""
        if any(each.unseen is None for each in self.declared_versions):
            return False
        return self.alias_id != "TSTALIASID" and "DRAFT" in self.versions
