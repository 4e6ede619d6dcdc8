"""What SageMaker answers becomes resources: clusters, who works in Studio, what runs beside it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import sagemaker
from tests.sources.live.answers import Answers
from tests.sources.live.filled import filled
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
HERE = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}"


def test_clusters(answers: Answers) -> None:
    cluster = {"ClusterArn": f"{HERE}:cluster/abcdefghijkl", "ClusterName": "c"}
    disks = [{"EbsVolumeConfig": {"VolumeKmsKeyId": KEY, "RootVolume": True}}, {"EbsVolumeConfig": {}}]
    group = {"ExecutionRole": ROLE, "InstanceStorageConfigs": disks}
    estate = read(
        answers,
        sagemaker.Cluster,
        **filled(
            sagemaker__ListClusters={"ClusterSummaries": [cluster]},
            sagemaker__DescribeCluster={
                **cluster,
                "VpcConfig": {"Subnets": ["subnet-12345678"], "SecurityGroupIds": ["sg-12345678"]},
                "NodeRecovery": "None",
                "InstanceGroups": [{**group, "InstanceGroupName": "g", "ImageVersionStatus": "EndOfLife"}],
                "RestrictedInstanceGroups": [{"InstanceGroupName": "r"}],
            },
        ),
    )
    (found,) = estate.of(sagemaker.Cluster)
    (machines,), (restricted,) = found.groups, found.restricted_groups
    assert (found.replaces_nodes, [each.address for each in found.subnets]) == (False, ["subnet-12345678"])
    assert (machines.name, machines.role is not None, machines.image_status) == ("g", True, "EndOfLife")
    assert [(disk.kms_key is not None, disk.is_root) for disk in machines.storage] == [(True, True), (False, False)]
    assert (restricted.name, restricted.role, list(restricted.storage)) == ("r", None, [])


@pytest.mark.parametrize("told", [{}, {"AutomaticModelRegistration": True}])
def test_servers_that_keep_experiments(answers: Answers, told: dict[str, Any]) -> None:
    server = {"TrackingServerArn": f"{HERE}:mlflow-tracking-server/m", "TrackingServerName": "m"}
    estate = read(
        answers,
        sagemaker.MlflowTrackingServer,
        **filled(
            sagemaker__ListMlflowTrackingServers={"TrackingServerSummaries": [server]},
            sagemaker__DescribeMlflowTrackingServer={
                **server,
                "RoleArn": ROLE,
                "ArtifactStoreUri": "s3://experiments/m",
                **told,
            },
        ),
    )
    (found,) = estate.of(sagemaker.MlflowTrackingServer)
    assert (found.registers_models, found.role is not None, found.bucket is not None) == (bool(told), True, True)


def test_applications_of_partners(answers: Answers) -> None:
    app = {"Arn": f"{HERE}:partner-app/app-ABCDEFGHIJKL"}
    estate = read(
        answers,
        sagemaker.PartnerApp,
        **filled(
            sagemaker__ListPartnerApps={"Summaries": [app]},
            sagemaker__DescribePartnerApp={**app, "KmsKeyId": KEY, "EnableIamSessionBasedIdentity": False},
        ),
    )
    (found,) = estate.of(sagemaker.PartnerApp)
    assert (found.kms_key is not None, found.role, found.knows_sessions) == (True, None, False)


@pytest.mark.parametrize(("option", "shares"), [("Allowed", True), ("Disabled", False)])
def test_people_in_studio(answers: Answers, option: str, shares: bool) -> None:
    profile = {"DomainId": "d-1", "UserProfileName": "ada"}
    estate = read(
        answers,
        sagemaker.UserProfile,
        **filled(
            sagemaker__ListUserProfiles={"UserProfiles": [profile]},
            sagemaker__DescribeUserProfile={
                **profile,
                "UserSettings": {"ExecutionRole": ROLE, "SharingSettings": {"NotebookOutputOption": option}},
            },
        ),
    )
    (found,) = estate.of(sagemaker.UserProfile)
    assert (found.address, found.role is not None, found.shares_outputs) == ("d-1/ada", True, shares)
    assert found.domain is not None


def test_scripts_of_notebooks(answers: Answers) -> None:
    named = {
        "NotebookInstanceLifecycleConfigName": "n",
        "NotebookInstanceLifecycleConfigArn": f"{HERE}:notebook-instance-lifecycle-config/n",
    }
    scripts = {"OnCreate": [{"Content": "ZWNobyBtYWRl"}], "OnStart": [{"Content": "ZWNobyBzdGFydGVk"}]}
    estate = read(
        answers,
        sagemaker.LifecycleConfig,
        **filled(
            sagemaker__ListNotebookInstanceLifecycleConfigs={"NotebookInstanceLifecycleConfigs": [named]},
            sagemaker__DescribeNotebookInstanceLifecycleConfig={**named, **scripts},
        ),
    )
    (found,) = estate.of(sagemaker.LifecycleConfig)
    assert list(found.scripts) == ["ZWNobyBtYWRl", "ZWNobyBzdGFydGVk"]


@pytest.mark.parametrize("inline", [True, False])
def test_schedules_that_define_their_job(answers: Answers, inline: bool) -> None:
    named = {"MonitoringScheduleArn": f"{HERE}:monitoring-schedule/s", "MonitoringScheduleName": "s"}
    network = {"EnableNetworkIsolation": True, "EnableInterContainerTrafficEncryption": False}
    job = {"RoleArn": ROLE, "NetworkConfig": network, "MonitoringOutputConfig": {"KmsKeyId": KEY}}
    config = {"MonitoringJobDefinition": job} if inline else {"MonitoringJobDefinitionName": "d"}
    estate = read(
        answers,
        sagemaker.MonitoringSchedule,
        **filled(
            sagemaker__ListMonitoringSchedules={"MonitoringScheduleSummaries": [{**named, "EndpointName": "e"}]},
            sagemaker__DescribeMonitoringSchedule={
                **named,
                "MonitoringScheduleStatus": "Stopped",
                "EndpointName": "e",
                "MonitoringScheduleConfig": config,
            },
        ),
    )
    (found,) = estate.of(sagemaker.MonitoringSchedule)
    assert (found.goes_on, len(found.endpoints)) == (False, 1)
    told = [(each.network_isolated, each.traffic_encrypted, each.output_key is not None) for each in found.jobs]
    assert told == ([(True, False, True)] if inline else [])
    assert [each.volume_key for each in found.jobs] == ([None] if inline else [])
