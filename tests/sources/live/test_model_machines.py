"""What services answer about the machines, jobs and ways of models becomes resources."""

from __future__ import annotations

import pytest

from pytest_aisec import ai
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import autoscaling, batch, ec2, lambda_, sqs
from pytest_aisec.inventory import Inventory
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
JOB = "arn:aws:batch:us-east-1:123456789012:job-definition/j:1"
ENVIRONMENT = "arn:aws:batch:us-east-1:123456789012:compute-environment/e"


def hosts(estate: Inventory) -> dict[str, str]:
    return {each.resource.address: each.reason for each in members(estate, Role.MODEL_HOST) if not each.doubt}


def machine(number: int, image: str) -> dict[str, object]:
    return {"InstanceId": f"i-{number}", "InstanceType": "m5.large", "ImageId": image, "State": {"Name": "running"}}


def test_names_of_images_are_asked_once_each(answers: Answers) -> None:
    def images(parameters: dict[str, object]) -> object:
        if "ami-gone" in parameters["ImageIds"]:  # type: ignore[operator]
            return Refusal("InvalidAMIID.NotFound")
        return {"Images": [{"ImageId": "ami-1", "Name": "Deep Learning AMI GPU PyTorch (Ubuntu 22.04)"}]}

    machines = [machine(1, "ami-1"), machine(2, "ami-1"), machine(3, "ami-gone")]
    estate = read(
        answers,
        ec2.ImagedInstance,
        ec2__DescribeInstances={"Reservations": [{"Instances": machines}]},
        ec2__DescribeImages=images,
    )
    found = "image Deep Learning AMI GPU PyTorch (Ubuntu 22.04)"
    assert hosts(estate) == {"i-1": found, "i-2": found}
    asked = [given["ImageIds"] for _, name, given in answers.asked if name == "DescribeImages"]
    assert asked == [["ami-1", "ami-gone"], ["ami-1"], ["ami-gone"]]


def test_policies_about_hosts_have_images_read() -> None:
    assert {ec2.ImagedInstance, ec2.ImagedLaunchTemplate} <= set(ai.ModelHost.filled_by)


def test_jobs_and_the_machines_for_them(answers: Answers) -> None:
    asking = {"type": "GPU", "value": "1"}
    estate = read(
        answers,
        batch.JobDefinition,
        batch.ComputeEnvironment,
        batch__DescribeJobDefinitions={
            "jobDefinitions": [
                {
                    "jobDefinitionName": "j",
                    "jobDefinitionArn": JOB,
                    "revision": 1,
                    "type": "container",
                    "containerProperties": {"image": "x", "resourceRequirements": [asking]},
                }
            ]
        },
        batch__DescribeComputeEnvironments={
            "computeEnvironments": [
                {
                    "computeEnvironmentName": "e",
                    "computeEnvironmentArn": ENVIRONMENT,
                    "computeResources": {
                        "type": "EC2",
                        "maxvCpus": 8,
                        "instanceTypes": ["g5.xlarge"],
                        "subnets": ["subnet-1"],
                    },
                }
            ]
        },
    )
    assert hosts(estate) == {JOB: "a container asks for a GPU", ENVIRONMENT: "instance type g5.xlarge"}


def test_launch_configurations(answers: Answers) -> None:
    arn = "arn:aws:autoscaling:us-east-1:123456789012:launchConfiguration:1:launchConfigurationName/c"
    stated = {"LaunchConfigurationName": "c", "LaunchConfigurationARN": arn, "ImageId": "ami-1"}
    more = {"InstanceType": "g4dn.xlarge", "CreatedTime": "2026-01-01T00:00:00Z"}
    options = {"MetadataOptions": {"HttpTokens": "required"}, "AssociatePublicIpAddress": False}
    estate = read(
        answers,
        autoscaling.LaunchConfiguration,
        autoscaling__DescribeLaunchConfigurations={"LaunchConfigurations": [{**stated, **more, **options}]},
    )
    (found,) = estate.of(autoscaling.LaunchConfiguration)
    assert hosts(estate) == {arn: "instance type g4dn.xlarge"}
    assert (found.imdsv2_required, found.public_ip_requested) == (True, False)


def test_queues_and_what_hands_on_their_messages(answers: Answers) -> None:
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/q"
    function = "arn:aws:lambda:us-east-1:123456789012:function:f"
    mapping = {"UUID": "u" * 36, "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q", "FunctionArn": function}
    estate = read(
        answers,
        sqs.Queue,
        lambda_.EventSourceMapping,
        sqs__ListQueues={"QueueUrls": [url]},
        lambda__ListEventSourceMappings={
            "EventSourceMappings": [mapping, {"UUID": "v" * 36, "EventSourceArn": "arn:s"}]
        },
    )
    (queue,) = estate.of(sqs.Queue)
    handing = {each.address: each.queue for each in estate.of(lambda_.EventSourceMapping)}
    assert handing == {"u" * 36: queue, "v" * 36: None}
