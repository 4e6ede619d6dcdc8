"""Other providers of models: their keys in definitions, and their addresses behind firewalls."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from pytest_aisec.ai.definitions import Definition, point_at
from pytest_aisec.ai.governance import foreign_names
from pytest_aisec.ai.population import Seen
from pytest_aisec.aws import bedrock_agentcore, network_firewall, sagemaker, secretsmanager
from pytest_aisec.model.resource import Resource, answer
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

DOMAINS = {
    "ANTHROPIC": "api.anthropic.com",
    "AZURE_OPENAI": "openai.azure.com",
    "COHERE": "api.cohere.com",
    "DEEPSEEK": "api.deepseek.com",
    "FIREWORKS": "api.fireworks.ai",
    "GEMINI": "generativelanguage.googleapis.com",
    "GROQ": "api.groq.com",
    "HUGGINGFACE": "huggingface.co",
    "MISTRAL": "api.mistral.ai",
    "OPENAI": "api.openai.com",
    "OPENROUTER": "openrouter.ai",
    "PERPLEXITY": "api.perplexity.ai",
    "REPLICATE": "api.replicate.com",
    "TOGETHER": "api.together.xyz",
    "XAI": "api.x.ai",
}
"""Where other providers answer, by the name that the setting `approved_providers` knows them by."""


class ModelDefinition(Definition):
    """A definition of a model, a job or an agent, by the providers of models that it has keys of."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        sagemaker.Model,
        sagemaker.TrainingJob,
        bedrock_agentcore.Runtime,
    )

    def foreign_keys(self, approved: Iterable[str]) -> list[str]:
        """The variables that hold a key of a provider which is not approved; their values are not looked at."""
        names: list[str] = []
        unknown: list[str] = []
        for name, value in self._texts():
            if isinstance(value.value, Unknown) and name.lower().endswith(("environment", "environment_variables")):
                unknown.append(str(value.value))
            names.append(name)
        found = foreign_names(names, approved)
        if unknown and not found:
            raise Undetermined("; ".join(dict.fromkeys(unknown)))
        point_at(self.resource, self._texts(), found)
        return found


class EgressRules(Seen, network_firewall.RuleGroup):
    """Rules of a firewall, by the providers of models that they let through."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (network_firewall.RuleGroup,)

    def foreign_domains(self, approved: Iterable[str]) -> list[str]:
        """The domains that it allows, of providers which are not approved.

        NotApplicable to rules that allow no domains. Raises Undetermined for rules that are written for Suricata.
        """
        if self.list_kind != "ALLOWLIST":
            if self.is_written_in_suricata:
                raise Undetermined("rules that are written for Suricata are not read")
            raise NotApplicable("it is no list of domains that are allowed")
        known = {name.upper() for name in approved}
        foreign = [domain for name, domain in DOMAINS.items() if name not in known]
        return [target for target in self.domains if any(_lets_through(target, domain) for domain in foreign)]


def _lets_through(target: str, domain: str) -> bool:
    if not target.startswith("."):
        return target == domain or target.endswith(f".{domain}")
    return f".{domain}".endswith(target) or target.endswith(f".{domain}")


class NamedSecret(Seen, secretsmanager.Secret):
    """A secret, by its name."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (secretsmanager.Secret,)

    @answer
    def is_key_of_another(self, approved: tuple[str, ...]) -> bool:
        """Its name is that of a key of a provider which is not approved: `prod/openai-api-key`, `HF_TOKEN`.

        NotApplicable to a name that nobody chose.
        """
        if self.name is None:
            raise NotApplicable("it gets a name that says nothing")
        parts = [re.sub(r"[-. ]", "_", part).upper() for part in self.name.split("/")]
        joined = ["_".join(parts[place:]) for place in range(len(parts))]
        return bool(foreign_names([*parts, *joined], approved))
