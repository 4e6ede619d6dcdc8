"""Models of text, which Amazon Comprehend trains for a company."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.aws import comprehend, kms
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


class TextModel:
    """A model that finds entities in text or sorts documents."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (comprehend.EntityRecognizer, comprehend.DocumentClassifier)

    def __init__(self, resource: comprehend.EntityRecognizer | comprehend.DocumentClassifier) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        kinds = (comprehend.EntityRecognizer, comprehend.DocumentClassifier)
        return [Subject(cls(each), each) for each in inventory if isinstance(each, kinds)]

    @property
    def model_key(self) -> kms.Key | None:
        """By whose key the model is encrypted; None: by AWS's."""
        return self.resource.model_key

    @property
    def volume_key(self) -> kms.Key | None:
        """By whose key the disks of its training are encrypted; None: by AWS's."""
        return self.resource.volume_key

    def __repr__(self) -> str:
        return self.resource.address
