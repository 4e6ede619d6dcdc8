"""Definitions of monitoring jobs, and what came from what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_aisec.aws import sagemaker
from tests.sources.live.answers import Answers
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
NOW = datetime.now(UTC)
ARN = "arn:aws:sagemaker:us-east-1:123456789012"
ROLE = "arn:aws:iam::123456789012:role/monitor"
CLUSTER = {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}}
OUTPUT = {"MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://b/o", "LocalPath": "/o"}}]}
FED = {"EndpointInput": {"EndpointName": "chat", "LocalPath": "/i"}}
KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "DataQuality": (sagemaker.DataQualityJobDefinition, {}),
    "ModelQuality": (sagemaker.ModelQualityJobDefinition, {"GroundTruthS3Input": {"S3Uri": "s3://b/t"}}),
    "ModelBias": (sagemaker.ModelBiasJobDefinition, {"GroundTruthS3Input": {"S3Uri": "s3://b/t"}}),
    "ModelExplainability": (sagemaker.ModelExplainabilityJobDefinition, {}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_definitions_name_their_endpoints(answers: Answers, kind: str) -> None:
    described, more = KINDS[kind]
    specification: dict[str, Any] = {"ImageUri": "i"}
    if kind in {"ModelBias", "ModelExplainability"}:
        specification["ConfigUri"] = "s3://b/c"
    definition = {
        "JobDefinitionArn": f"{ARN}:job-definition/d",
        "JobDefinitionName": "d",
        "CreationTime": NOW,
        f"{kind}AppSpecification": specification,
        f"{kind}JobInput": {**FED, **more},
        f"{kind}JobOutputConfig": OUTPUT,
        "JobResources": CLUSTER,
        "RoleArn": ROLE,
    }
    listed = {
        "MonitoringJobDefinitionName": "d",
        "MonitoringJobDefinitionArn": f"{ARN}:job-definition/d",
        "CreationTime": NOW,
        "EndpointName": "chat",
    }
    endpoint = {
        "EndpointName": "chat",
        "EndpointArn": f"{ARN}:endpoint/chat",
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "EndpointStatus": "InService",
    }
    estate = read(
        answers,
        described,
        sagemaker.Endpoint,
        **{
            f"sagemaker__List{kind}JobDefinitions": {"JobDefinitionSummaries": [listed]},
            f"sagemaker__Describe{kind}JobDefinition": definition,
            "sagemaker__ListEndpoints": {"Endpoints": [endpoint]},
            "sagemaker__DescribeEndpoint": {**endpoint, "EndpointConfigName": "c"},
        },
    )
    (found,) = estate.of(described)
    assert found.endpoint is not None
    assert found.endpoint.address == f"{ARN}:endpoint/chat"


def test_what_came_from_what(answers: Answers) -> None:
    one = {"SourceArn": f"{ARN}:artifact/data", "DestinationArn": f"{ARN}:action/training", "SourceName": "data"}
    estate = read(
        answers,
        sagemaker.Association,
        sagemaker__ListAssociations={"AssociationSummaries": [{**one, "AssociationType": "ContributedTo"}, one]},
    )
    first, second = estate.of(sagemaker.Association)
    assert (first.source, first.destination, first.kind) == (one["SourceArn"], one["DestinationArn"], "ContributedTo")
    assert second.kind is None
    assert first.address != second.address
