"""Amazon DataZone, which is beneath SageMaker Unified Studio."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


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
