"""Agents and their tools: who may call them, and where they stand."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis import network
from pytest_aisec.aws import bedrock_agentcore
from pytest_aisec.aws.policy_documents import lets_everybody_in
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable

_RUNTIMES = (bedrock_agentcore.Runtime, bedrock_agentcore.RuntimeVersion)
_HARNESSES = (bedrock_agentcore.Harness, bedrock_agentcore.HarnessVersion)
_PLACED = (*_RUNTIMES, bedrock_agentcore.Browser, bedrock_agentcore.CodeInterpreter)


class AgentRuntime(bedrock_agentcore.RuntimeConfiguration):
    """A runtime, by what of it is served: the newest version, and those that endpoints of an account keep to."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = _RUNTIMES

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(each, each) for each in inventory if isinstance(each, cls.filled_by)]


class AgentEntrance(bedrock_agentcore.Entrance):
    """A runtime, a gateway or a harness that takes tokens of an identity provider."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*_RUNTIMES, bedrock_agentcore.Gateway, *_HARNESSES)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(each, each) for each in inventory if isinstance(each, cls.filled_by)]


class AgentHost(bedrock_agentcore.Entrance):
    """A runtime or a harness: it runs an agent for whoever it lets in."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*_RUNTIMES, *_HARNESSES)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(each, each) for each in inventory if isinstance(each, cls.filled_by)]


class AgentDoor:
    """A runtime or a gateway of agents whose callers IAM lets in, by its own policy."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*_RUNTIMES, bedrock_agentcore.Gateway)

    def __init__(self, resource: bedrock_agentcore.RuntimeConfiguration | bedrock_agentcore.Gateway) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        kinds = (bedrock_agentcore.RuntimeConfiguration, bedrock_agentcore.Gateway)
        return [Subject(cls(each), each) for each in inventory if isinstance(each, kinds)]

    @property
    def admits_anyone(self) -> bool:
        """Its policy lets in everybody.

        NotApplicable where IAM does not know the callers: who comes with a token is everybody to a policy. So it is in
        Terraform, which has no such policies.
        """
        door = self.resource
        if door.dialect is Dialect.TERRAFORM:
            raise NotApplicable("the Terraform provider that is known here has no policies of agents")
        if isinstance(door, bedrock_agentcore.Gateway) and door.authorizer_type != "AWS_IAM":
            raise NotApplicable("its callers are not known to IAM")
        if isinstance(door, bedrock_agentcore.RuntimeConfiguration) and door.takes_tokens:
            raise NotApplicable("its callers come with tokens, which are judged by themselves")
        return lets_everybody_in(door.statements)

    def __repr__(self) -> str:
        return self.resource.address


class AgentPlace:
    """A runtime, a browser or a code interpreter of agents, by the subnets in which it stands."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = _PLACED

    def __init__(
        self,
        resource: bedrock_agentcore.RuntimeConfiguration
        | bedrock_agentcore.Browser
        | bedrock_agentcore.CodeInterpreter,
    ) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(cls(each), each) for each in inventory if isinstance(each, _PLACED)]

    @property
    def public_subnets(self) -> list[str]:
        """Those of its subnets from which a way leads straight to the internet; NotApplicable outside of VPCs."""
        if self.resource.network_mode != "VPC":
            raise NotApplicable("it stands in no VPC")
        return [subnet.address for subnet in network.public_among(self.resource.subnets, outwards=True)]

    def __repr__(self) -> str:
        return self.resource.address
