"""Where the resources of AI services are."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.governance import AI_TYPES
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.model_names import is_approved_place
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable


class PlacedResource:
    """A resource of an AI service, by the region that it is in."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = AI_TYPES

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(cls(each), each) for each in inventory if isinstance(each, AI_TYPES)]

    def is_in(self, approved: tuple[str, ...]) -> bool:
        """It is in a region that one of some patterns fits.

        NotApplicable to what files declare without its `region`: the provider, or whoever makes the stack, decides.
        """
        region = self._region()
        if not region:
            raise NotApplicable("files do not tell its region: whoever applies them decides")
        return is_approved_place(region, approved)

    def _region(self) -> str:
        if self.resource.dialect is Dialect.LIVE:
            region = self.resource.declaration.region
            record(Reading(self.resource.address, "region", region, self.resource.location))
            return region
        return str(self.resource["region"] or "") if self.resource.dialect is Dialect.TERRAFORM else ""

    def __repr__(self) -> str:
        return self.resource.address
