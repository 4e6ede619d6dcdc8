"""Models that endpoints serve, by whether they come from the registry, and are approved there."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis.model_names import package_named
from pytest_aisec.aws import sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable


class _Config(sagemaker.EndpointConfig):
    endpoints = referrers(lambda: sagemaker.Endpoint, by="config")


class _Model(sagemaker.Model):
    configs = referrers(lambda: _Config, by="models")
    components = referrers(lambda: sagemaker.InferenceComponent, by="models")

    @statement
    def is_served(self) -> bool:
        """An endpoint has it, as a variant, as the shadow of one, or as a component; a configuration alone has not.

        Whatever the machines: of the account, serverless, asynchronous. Jobs that answer in bulk are no endpoints.
        """
        return any(config.endpoints for config in self.configs) or bool(self.components)

    @statement
    def runs_packages(self) -> bool:
        """Each of its containers runs a version of the registry."""
        return bool(self.containers) and all(each.package is not None for each in self.containers)


class RegisteredModel(Seen, sagemaker.Model):
    """A model that may be served from the registry, by whether what it serves is approved."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (sagemaker.Model,)

    def serves_approved_packages(self, approved: tuple[str, ...]) -> bool:
        """Each version that it serves is approved. NotApplicable where it serves none.

        A package of AWS Marketplace, which has no approval of the account's, is if one of some patterns fits its name.
        """
        if not self.packages:
            raise NotApplicable("it is not served from the registry")
        return all(_is_named(each, approved) or each.approval == "Approved" for each in self.packages)


def _is_named(package: sagemaker.ModelPackage, approved: tuple[str, ...]) -> bool:
    name = package_named(package.address) if package.unseen is not None else None
    return name is not None and name.is_among(approved)


class ServedModel:
    """What may answer at an endpoint: a model, or a component that brings a container of its own."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (sagemaker.Model, sagemaker.InferenceComponent)
    looks_from: ClassVar[tuple[type[Resource], ...]] = (_Model, _Config)

    def __init__(self, serving: _Model | sagemaker.InferenceComponent) -> None:
        self.serving = serving

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All models and components."""
        models = [Subject(cls(each.seen_as(_Model)), each) for each in inventory.of(sagemaker.Model)]
        return models + [Subject(cls(each), each) for each in inventory.of(sagemaker.InferenceComponent)]

    @property
    def comes_from_the_registry(self) -> bool:
        """All that it runs is named as a version of the registry, its own image and weights are none.

        NotApplicable to a model that no endpoint serves, to a component that names a model, which is judged itself, and
        to one that adapts another, for which SageMaker takes no versions.
        """
        if isinstance(self.serving, _Model):
            if not self.serving.is_served:
                raise NotApplicable("no endpoint serves it")
            return self.serving.runs_packages
        if self.serving.adapts_another:
            raise NotApplicable("it adapts the model of another component, for which there are no versions")
        if not any(each.has_container for each in self.serving.specifications):
            raise NotApplicable("it names the model that it serves, which is judged itself")
        return False

    def __repr__(self) -> str:
        return self.serving.address
