"""Guardrails with what of them is in force: in an account models are asked through published versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from pytest_aisec.ai.population import Seen
from pytest_aisec.ai.served import ServedFlow
from pytest_aisec.aws import bedrock, bedrock_agent
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import Resource


class AppliedGuardrail(Seen, bedrock.Guardrail):
    """A guardrail: what is being worked on, and in an account the versions in force.

    These are the newest, which is what whoever calls a model means to name, and older ones that agents, flows or the
    account itself name. What an application names in its calls is not seen.
    """

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock.Guardrail,)
    published = referrers(lambda: bedrock.PublishedGuardrail, by="guardrail")
    enforcing = referrers(lambda: bedrock.EnforcedGuardrail, by="guardrail")
    agents = referrers(lambda: bedrock_agent.Agent, by="guardrail")
    agent_versions = referrers(lambda: bedrock_agent.AgentVersion, by="guardrail")
    flows = fellows(lambda: ServedFlow)

    @property
    def looks_for_prompt_attacks_in_use(self) -> bool:
        """A version in force does, or what is worked on: where it is asked through itself, or none was published."""
        live = self.dialect is Dialect.LIVE
        if live and any(each.looks_for_prompt_attacks and self._is_named(each.version) for each in self.published):
            return True
        is_used = not live or not self.published or self._is_named("DRAFT")
        return is_used and self.looks_for_prompt_attacks

    @property
    def open_to_prompt_attacks(self) -> list[str]:
        """The versions that do not block prompt attacks at the highest strength, `DRAFT` for what is worked on."""
        return self._in_force(lambda settings: not settings.blocks_prompt_attacks)

    def open_to(self, kinds: tuple[str, ...]) -> list[str]:
        """The versions that let some kinds of personal data and secrets through, `DRAFT` for what is worked on."""
        return self._in_force(lambda settings: bool(settings.let_through(kinds)))

    def _in_force(self, is_wrong: Callable[[bedrock.GuardrailSettings], bool]) -> list[str]:
        found = ["DRAFT"] if is_wrong(self) else []
        if self.dialect is Dialect.LIVE:
            found += [each.version for each in self.published if is_wrong(each) and self._is_named(each.version)]
        return found

    def _is_named(self, version: str) -> bool:
        """It is the newest, or something in the account names it."""
        return (
            version == max((each.version for each in self.published), key=int)
            or any(each.version == version for each in self.enforcing)
            or any(each.guardrail_version == version for each in self.agents)
            or any(each.guardrail_version == version and self._is_served(each) for each in self.agent_versions)
            or any(each.asks_through(self, version) for each in self.flows)
        )

    def _is_served(self, version: bedrock_agent.AgentVersion) -> bool:
        agent = version.agent
        return agent is not None and version in agent.served_versions
