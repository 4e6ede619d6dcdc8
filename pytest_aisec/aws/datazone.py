"""Amazon DataZone, which is beneath SageMaker Unified Studio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pytest_aisec.aws import ec2, iam, kms
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import Path, Place, every
from pytest_aisec.model.resource import Names, Resource, View
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, PartlyKnown


class Domain(
    Resource,
    terraform="aws_datazone_domain",
    cloudformation="AWS::DataZone::Domain",
    live=Listing(
        "datazone", "ListDomains", "items", id="arn", describe=Call("datazone", "GetDomain", {"identifier": "id"})
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """Where a company's data is catalogued and shared, and where people work with it in Unified Studio.

    https://docs.aws.amazon.com/datazone/latest/userguide/encryption-rest-datazone.html
    """

    kms_key = link(lambda: kms.Key, terraform="kms_key_identifier", cloudformation="KmsKeyIdentifier")
    role = link(lambda: iam.Role, terraform="domain_execution_role", cloudformation="DomainExecutionRole")


@value_class(frozen=True)
class Separated:
    """The texts that commas separate in each text at a path."""

    path: Path

    def locate(self, view: View) -> Located:
        found = self.path.locate(view)
        return replace(found, value=[part for each in items_of(found) for part in _parts(each)])

    def places(self) -> Iterator[Place]:
        yield from self.path.places()


def _parts(text: Located) -> Iterator[Located]:
    match text.value:
        case str() as known:
            yield from (replace(text, value=part.strip()) for part in known.split(",") if part.strip())
        case PartlyKnown(parts=parts) if all(not isinstance(part, str) or not part.strip(", ") for part in parts):
            yield from (replace(text, value=part) for part in parts if not isinstance(part, str))
        case _:
            yield text


class EnvironmentBlueprintConfiguration(
    Resource,
    terraform="aws_datazone_environment_blueprint_configuration",
    cloudformation="AWS::DataZone::EnvironmentBlueprintConfiguration",
    live=Listing(
        "datazone",
        "ListEnvironmentBlueprintConfigurations",
        "items",
        id="join('/', [domainId, environmentBlueprintId])",
        per="AWS::DataZone::Domain",
        per_parameters={"domainIdentifier": "id"},
    ),
):
    """With what a domain makes environments of one kind: notebooks and jobs of Unified Studio run in its subnets.

    What it makes of them is seen in accounts, where domains of SageMaker, that are made so, are read like others.

    https://docs.aws.amazon.com/sagemaker-unified-studio/latest/adminguide/blueprints.html
    """

    subnets = links(
        lambda: ec2.Subnet,
        terraform=Separated(every("regional_parameters.*.Subnets")),
        cloudformation=Separated(every("RegionalParameters.*.Parameters.Subnets")),
        live=Separated(every("regionalParameters.*.Subnets")),
    )
