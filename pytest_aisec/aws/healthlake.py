"""AWS HealthLake."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource

_KEY = "SseConfiguration.KmsEncryptionConfig.KmsKeyId"


class DataStore(
    Resource,
    cloudformation="AWS::HealthLake::FHIRDatastore",
    live=Listing(
        "healthlake",
        "ListFHIRDatastores",
        "DatastorePropertiesList[?DatastoreStatus != 'DELETED']",
        id="DatastoreArn",
    ),
    names=Names(cloudformation=("DatastoreId", "DatastoreArn"), live=("DatastoreId", "DatastoreArn")),
):
    """Records of patients, from which the service draws what is written in plain text. Terraform declares none.

    https://docs.aws.amazon.com/healthlake/latest/devguide/data-protection.html
    """

    kms_key = link(lambda: kms.Key, cloudformation=_KEY, live=_KEY)
    """Without one, the service encrypts with a key of its own."""
