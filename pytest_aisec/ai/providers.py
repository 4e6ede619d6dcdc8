"""Other providers of models: their keys in definitions, and their addresses behind firewalls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from pytest_aisec.ai.definitions import Definition, point_at
from pytest_aisec.ai.governance import is_given
from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis.masked import addresses_of, kinds_left_out
from pytest_aisec.analysis.provider_keys import foreign_names, names_a_foreign_key
from pytest_aisec.analysis.providers import DOMAINS, addressed_in
from pytest_aisec.analysis.suricata import NotRead, Passing, of_options, passing
from pytest_aisec.aws import bedrock_agentcore, ecs, lambda_, network_firewall, sagemaker, secretsmanager, ssm
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, Masked, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined


class ModelDefinition(Definition):
    """A definition of a model, a job or an agent, by the providers of models that it has keys of."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        sagemaker.Model,
        sagemaker.TrainingJob,
        bedrock_agentcore.Runtime,
        bedrock_agentcore.RuntimeVersion,
    )

    def foreign_keys(self, approved: Iterable[str]) -> list[str]:
        """The variables that hold a key of a provider which is not approved; their values are not looked at."""
        names: list[str] = []
        unknown: list[str] = []
        for name, value in self._texts():
            if isinstance(value.value, Unknown) and name.lower().endswith(("environment", "environment_variables")):
                unknown.append(str(value.value))
            if is_given(value):
                names.append(name)
        found = foreign_names(names, approved)
        if unknown and not found:
            raise Undetermined("; ".join(dict.fromkeys(unknown)))
        point_at(self.resource, self._texts(), found)
        return found


class AddressingDefinition(Definition):
    """A definition of something that runs, by the providers of models that it names the addresses of."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        lambda_.Function,
        ecs.TaskDefinition,
        sagemaker.Model,
        sagemaker.TrainingJob,
        sagemaker.ProcessingJob,
        sagemaker.TransformJob,
        bedrock_agentcore.Runtime,
        bedrock_agentcore.RuntimeVersion,
        bedrock_agentcore.Harness,
        bedrock_agentcore.HarnessVersion,
    )

    def foreign_addresses(self, approved: Iterable[str]) -> list[str]:
        """The variables, or places, in which an address of a provider stands that is not approved.

        Raises Undetermined when none is found, and a text is not known.
        """
        known = {name.upper() for name in approved}
        found: list[str] = []
        unknown: list[str] = []
        for name, located in self._texts():
            providers, doubts = _addressed(located)
            unknown += doubts
            if set(providers) - known:
                found.append(name)
        point_at(self.resource, self._texts(), found)
        if unknown and not found:
            raise Undetermined("; ".join(dict.fromkeys(unknown)))
        return found


def _addressed(located: Located) -> tuple[list[str], list[str]]:
    """The providers whose addresses a text names, and why it may name others: an attribute of a resource does not."""
    match located.value:
        case str() as text:
            return addressed_in(text), []
        case Masked(holds=kinds):
            return addresses_of(kinds), []
        case PartlyKnown(structure=Located(value=PartlyKnown() as text)) | (PartlyKnown() as text):
            doubts = [str(part) for part in text.parts if isinstance(part, Unknown) and not part.is_set]
            told = addresses_of(kinds_left_out(text.parts))
            return told + addressed_in("".join(part if isinstance(part, str) else "?" for part in text.parts)), doubts
        case Reference():
            return [], []
        case Unknown() as missing:
            return [], [str(missing)]
    return [], []


class EgressRules(Seen, network_firewall.RuleGroup):
    """Rules of a firewall, by the providers of models that they let through."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (network_firewall.RuleGroup,)

    def foreign_domains(self, approved: Iterable[str]) -> list[str]:
        """The domains that it allows, of providers which are not approved.

        NotApplicable to rules that allow no domains. Raises Undetermined for rules that are not understood.
        """
        known = {name.upper() for name in approved}
        foreign = [domain for name, domain in DOMAINS.items() if name not in known]
        if self.list_kind == "ALLOWLIST":
            return [target for target in self.domains if any(_lets_through(target, domain) for domain in foreign)]
        parts = [] if self.list_kind else list(self._in_parts())
        rules = [] if self.list_kind else [*(each for each, _ in parts), *self._in_lines(foreign)]
        if not rules:
            raise NotApplicable("it allows no domains")
        found = [domain for domain in foreign if any(each.reaches(domain) for each in rules)]
        for each, rule in parts:
            if any(each.reaches(domain) for domain in found):
                _point_at_contents(rule)
        return found

    def _in_parts(self) -> Iterator[tuple[Passing, network_firewall.StatefulRule]]:
        for rule in self.rules:
            if rule.action == "PASS":
                try:
                    found = of_options((each.keyword, ",".join(each.values)) for each in rule.options)
                except NotRead as problem:
                    raise Undetermined(str(problem)) from None
                if found.words:
                    yield found, rule

    def _in_lines(self, foreign: list[str]) -> list[Passing]:
        """The rules that are written for Suricata; lines that are not known count where known ones suffice."""
        found = network_firewall.RuleGroup.written.locate(self)
        if not isinstance(found.value, PartlyKnown):
            return _read(self.written or "")
        lines = [line for line in known_parts(found).splitlines() if "?" not in line]
        try:
            rules = _read("\n".join(lines))
        except Undetermined:
            rules = []
        if any(each.reaches(domain) for domain in foreign for each in rules):
            network_firewall.RuleGroup.written.note(self, found, lines)
            return rules
        return _read(self.written or "")


def _point_at_contents(rule: network_firewall.StatefulRule) -> None:
    """Leave in the evidence which texts a rule looks for."""
    setting = network_firewall.RuleOption.values
    for each in [option for option in rule.options if option.keyword in {"content", "pcre"}]:
        setting.note(each, setting.locate(each), each.values)


def _read(rules: str) -> list[Passing]:
    try:
        return passing(rules)
    except NotRead as problem:
        raise Undetermined(str(problem)) from None


def _lets_through(target: str, domain: str) -> bool:
    if not target.startswith("."):
        return target == domain or target.endswith(f".{domain}")
    return f".{domain}".endswith(target) or target.endswith(f".{domain}")


class NamedSecret:
    """A secret, or a parameter of Systems Manager, by its name."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (secretsmanager.Secret, ssm.Parameter)

    def __init__(self, resource: secretsmanager.Secret | ssm.Parameter) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        kinds = (secretsmanager.Secret, ssm.Parameter)
        return [Subject(cls(each), each) for each in inventory if isinstance(each, kinds)]

    def is_key_of_another(self, approved: tuple[str, ...]) -> bool:
        """Its name is that of a key of a provider which is not approved: `prod/openai-api-key`, `HF_TOKEN`.

        NotApplicable to a name that nobody chose. Raises Undetermined where what is known of it names no such key.
        """
        setting = type(self.resource).name
        found = setting.locate(self.resource)
        alone = isinstance(self.resource, secretsmanager.Secret)
        if isinstance(found.value, PartlyKnown) and names_a_foreign_key(known_parts(found), approved, alone=alone):
            setting.note(self.resource, found, known_parts(found))
            return True
        name = self.resource.name
        if name is None:
            raise NotApplicable("it gets a name that says nothing")
        return names_a_foreign_key(name, approved, alone=alone)

    def __repr__(self) -> str:
        return self.resource.address
