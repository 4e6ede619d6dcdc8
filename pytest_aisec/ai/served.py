"""Flows with what of them is served: in an account an alias may serve an older version."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from pytest_aisec.ai.population import Seen
from pytest_aisec.aws import bedrock, bedrock_agent
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import Resource


class ServedFlow(Seen, bedrock_agent.Flow):
    """A flow: what is being worked on, and the versions that its aliases serve in an account."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agent.Flow,)
    versions = referrers(lambda: bedrock_agent.FlowVersion, by="flow")
    aliases = referrers(lambda: bedrock_agent.FlowAlias, by="flow")

    @property
    def has_guardrails(self) -> bool:
        """One of its nodes names the version of a guardrail."""
        return any(node.guardrail_versions for _, node in self._steps())

    @property
    def unguarded_steps(self) -> list[str]:
        """The nodes that ask a model without a guardrail; `2: answer` for one of the version 2, which is served."""
        found = [(prefix, node) for prefix, node in self._steps() if node.lacks_a_guardrail]
        return [prefix + node.name for prefix, node in found]

    @property
    def steps_with_a_draft_guardrail(self) -> list[str]:
        """The nodes that use the working draft of a guardrail."""
        return self._with_a_draft(lambda node: node.uses_a_draft_guardrail)

    def asks_through(self, guardrail: bedrock.Guardrail, version: str) -> bool:
        """One of its nodes names a version of a guardrail."""
        return any(guardrail in node.guardrails and version in node.guardrail_versions for _, node in self._steps())

    @property
    def has_kept_prompts(self) -> bool:
        """One of its nodes asks with a prompt that is kept outside of it."""
        return any(node.has_a_kept_prompt for _, node in self._steps())

    @property
    def steps_with_a_draft_prompt(self) -> list[str]:
        """The nodes that ask with the working draft of a prompt."""
        return self._with_a_draft(lambda node: node.uses_a_draft_prompt)

    def _with_a_draft(self, uses_one: Callable[[bedrock_agent.FlowNode], bool]) -> list[str]:
        """The names of some nodes. What they use is read once more, so that the evidence ends where it stands."""
        steps = [(prefix + node.name, node) for prefix, node in self._steps()]
        found = [(name, node) for name, node in steps if uses_one(node)]
        for _, node in reversed(found):
            uses_one(node)
        return [name for name, _ in found]

    def _steps(self) -> list[tuple[str, bedrock_agent.FlowNode]]:
        """Its nodes, with what their names begin with: nothing where they are being worked on."""
        own = [("", node) for node in self.nodes]
        if self.dialect is not Dialect.LIVE:
            return own
        served = {version for alias in self.aliases for version in alias.versions}
        return own + [
            (f"{version.version}: ", node)
            for version in self.versions
            if version.version in served
            for node in version.nodes
        ]
