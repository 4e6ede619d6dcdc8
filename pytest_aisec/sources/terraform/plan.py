"""The plan source: the resources that a plan leaves behind, in what `terraform show -json` prints of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.joining import Computed
from pytest_aisec.sources.terraform.plan_references import PlanReferences
from pytest_aisec.sources.terraform.printed import Printed, either_mark, managed, version_problem
from pytest_aisec.sources.terraform.printed_source import PrintedSource, Related
from pytest_aisec.sources.terraform.written import Origin, Written, planned_variables
from pytest_aisec.values import Location


class PlanFile(PrintedSource):
    """`plan:FILE[@FOLDER]`: what Terraform or OpenTofu plans, with each value that is known after apply unknown.

    https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
    """

    kind = "plan"
    command = "terraform show -json PLANFILE > plan.json"
    emptiness = (
        "made with -destroy or -refresh-only, or in an empty folder? Make it with `terraform plan -out=PLANFILE`"
    )

    def misfit(self, content: Mapping[str, Any]) -> str | None:
        """Why it is no plan."""
        if "planned_values" not in content:
            if "values" in content or "lineage" in content:
                return f"a state, not a plan: ask for state:{self.location}"
            if "format_version" not in content:
                return f"expected what `{self.command}` writes, found an object without planned_values"
        return version_problem(content, self.command) or (
            None if "planned_values" in content else f"has no planned_values: write it with `{self.command}`"
        )

    def resources(self, content: Mapping[str, Any], unread: list[Unread]) -> list[Printed]:
        """The planned values, each with the marks of its change."""
        at = Location(self.location)
        malformed: list[str] = []
        planned = content["planned_values"]
        root = planned.get("root_module") if isinstance(planned, dict) else planned
        changes = dict(_changes(content.get("resource_changes"), malformed))
        found = []
        for resource in managed(root, malformed):
            change = changes.get(resource.address, {})
            if not isinstance(change.get("after_unknown"), dict) and change.get("after_unknown") is not False:
                reason = f"{resource.address} has no after_unknown in resource_changes, to say what is unknown of it"
                unread.append(Unread(reason, at, frozenset({resource.type})))
                continue
            sensitive = either_mark(resource.computed.sensitive, change.get("after_sensitive"))
            found.append(
                resource._replace(computed=Computed(resource.computed.value, change.get("after_unknown"), sensitive))
            )
        unread += [Unread(f"not the shape of a plan: {reason}", at) for reason in malformed]
        if content.get("errored") is True:
            unread.append(Unread("the plan ended with an error and lacks what came after it", at))
        elif content.get("complete") is False:
            reason = (
                "the plan is not complete: made with -target, or with changes that Terraform deferred to a next plan"
            )
            unread.append(Unread(reason, at))
        return found

    def related(self, content: Mapping[str, Any]) -> Related:
        """What the plan's own account of the configuration says."""
        return PlanReferences(content.get("configuration"), Location(self.location)).of

    def written(self, content: Mapping[str, Any], origin: Origin, addresses: Sequence[str]) -> Written:
        """The configuration with the plan's variables: all of them if it does not fit with its own."""
        origin = replace(origin, variables={})
        written = origin.read(self.relative_to, planned_variables(origin, content, trust=True))
        if written.lacks(addresses):
            written = origin.read(self.relative_to, planned_variables(origin, content, trust=False))
        return written


def _changes(listed: object, malformed: list[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """The changes by address, without those of deposed objects, which are destroyed."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for item in listed if isinstance(listed, list) else []:
        match item:
            case {"deposed": _}:
                continue
            case {"address": str() as address, "change": dict() as change}:
                found.append((address, change))
            case _:
                malformed.append("an entry of resource_changes has no address or no change")
    return found
