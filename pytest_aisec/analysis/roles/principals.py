"""AI principals: the roles through which models, agents and their services act, and applications call models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.identity import is_meant_to_call_models, trusted_ai_service
from pytest_aisec.analysis.membership import Member, Named, member_if
from pytest_aisec.analysis.roles.actors import actors, existence, role_of
from pytest_aisec.analysis.roles.callers import callers
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import bedrock_agent, bedrock_agentcore, iam
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource

Tool = bedrock_agent.Agent | bedrock_agent.ActionGroup | bedrock_agentcore.GatewayTarget


@finds(Role.AI_PRINCIPAL, among=(iam.Role,))
def ai_principals(inventory: Inventory) -> Iterator[Member]:
    """The roles of what runs or calls models, of the tools of agents, and those that an AI service may assume.

    Also those that are made to call models, whoever acts through them: pods, App Runner, state machines, visitors of a
    web page, workflows elsewhere.
    """
    named = Named()
    for actor, doubt in actors(inventory):
        named.add(actor, partial(_role, actor), f"{actor.address} acts through it", doubt)
    for caller in callers(inventory).values():
        named.add(caller.resource, partial(_role, caller.resource), caller.reason, existence(caller.resource))
    for tool in (each for each in inventory if isinstance(each, Tool)):
        who = (
            f"a tool of {tool.address}"
            if isinstance(tool, bedrock_agent.Agent)
            else f"{tool.address}, a tool of agents,"
        )
        named.add(tool, partial(_roles_of_tools, tool), f"{who} acts through it")
    for role in inventory.of(iam.Role):
        member = named.member(role, lambda unknown: not unknown.is_set)
        if member is None or member.doubt:
            member = member_if(role, partial(_trusting, role)) or member
        if member is None or member.doubt:
            calling = member_if(role, partial(_calling, role))
            member = calling if calling is not None and not calling.doubt else member
        if member is not None:
            yield member


def _role(actor: Resource) -> Iterator[iam.Role]:
    role = role_of(actor)
    if role is not None:
        yield role


def _roles_of_tools(tool: Tool) -> Iterator[iam.Role]:
    """Those of the functions which do what agents ask for. One that was not read is none that we know."""
    for function in certain_items(tool.functions) if isinstance(tool, bedrock_agent.Agent) else (tool.function,):
        if function is not None and function.unseen is None:
            role = function.role
            if role is not None and role.unseen is None:
                yield role


_IN_THE_WEB = "sts:AssumeRoleWithWebIdentity"


def _calling(role: iam.Role) -> str | None:
    """A role that is made to call models, and that a service may assume or a web identity: no person, no account."""
    if not is_meant_to_call_models(role):
        return None
    for each in role.trust:
        if each.effect == "Allow" and (each.services or each.covers(_IN_THE_WEB)):
            who = next(iter(certain_items(each.services)), "a web identity")
            return f"{who} may assume it, and it is made to call models"
    return None


def _trusting(role: iam.Role) -> str | None:
    service = trusted_ai_service(role)
    return None if service is None else f"{service} may assume it"
