"""A policy that is judged alone, with only what it may read, finds what it finds among all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_aisec import ai
from pytest_aisec.aws import bedrock, bedrock_agent, ec2, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan, left_out
from pytest_aisec.plugin.subjects import subjects_of, unread_reasons
from tests.estates.names import Variant
from tests.estates.sources import Kind

KINDS = [
    ai.ModelHost,
    ai.Bucket,
    ai.Vpc,
    ai.LoadBalancer,
    bedrock.Guardrail,
    bedrock_agent.Agent,
    ec2.SecurityGroup,
    sagemaker.NotebookInstance,
]


def narrowed(inventory: Inventory, kind: type) -> Inventory:
    """The inventory as a run has it that selects policies about one kind."""
    plan = collection_plan([kind])
    types = {collected.type for collected in plan}
    (source,) = inventory.sources
    kept = tuple(each for each in source.contents.declarations if each.type in types)
    return Inventory([source._replace(contents=replace(source.contents, declarations=kept, left_out=left_out(plan)))])


@pytest.mark.parametrize("variant", ["secure", "flawed"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_population_is_the_same_in_the_part_that_is_read_for_it(
    inventory_of: Callable[[Variant, Kind], Inventory], variant: Variant, kind: type
) -> None:
    whole = inventory_of(variant, "aws")
    part = narrowed(whole, kind)

    def members(inventory: Inventory) -> list[tuple[object, ...]]:
        return [
            (each.resource.address, each.member.reason, each.member.doubt) if each.member else (each.resource.address,)
            for each in subjects_of(kind, inventory)
        ]

    assert members(part) == members(whole) != []
    assert unread_reasons(kind, part) == unread_reasons(kind, whole)
