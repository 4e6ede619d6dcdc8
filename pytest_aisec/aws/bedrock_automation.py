"""Amazon Bedrock Data Automation."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource

_SERVICE = "bedrock-data-automation"


class Project(
    Resource,
    cloudformation="AWS::Bedrock::DataAutomationProject",
    live=Listing(
        _SERVICE,
        "ListDataAutomationProjects",
        "projects",
        id="join(' ', [projectArn, projectStage || 'LIVE'])",
        parameters={"resourceOwner": "ACCOUNT"},
        describe=Call(
            _SERVICE, "GetDataAutomationProject", {"projectArn": "projectArn", "projectStage": "projectStage || 'LIVE'"}
        ),
        described="project",
    ),
    names=Names(cloudformation=("ProjectArn",), live=("projectArn",)),
):
    """What draws data out of documents, images and recordings, in one of its stages. Terraform declares none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/bda-encryption.html
    """

    kms_key = link(lambda: kms.Key, cloudformation="KmsKeyId")
