"""The hosts that run models: the vLLM server, the training hosts, and the load balancer in front of the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from account.clients import Clients, name_tags, tagged
from account.network import SERVER_PORT

GPU_IMAGE = "ami-0c2b8ca1dad447f8a"


def _metadata(secure: bool) -> dict[str, Any]:
    tokens = "required" if secure else "optional"
    return {"HttpEndpoint": "enabled", "HttpTokens": tokens, "HttpPutResponseHopLimit": 1}


def _disk(size: int, key_arn: str) -> list[dict[str, Any]]:
    ebs = {"VolumeType": "gp3", "VolumeSize": size, "Encrypted": True, "KmsKeyId": key_arn}
    return [{"DeviceName": "/dev/sda1", "Ebs": ebs}]


def server(
    clients: Clients,
    subnets: Mapping[str, str],
    group: str,
    profile: str,
    key_arn: str,
    *,
    secure: bool,
) -> str:
    """The vLLM server with its volume of models; its id. Flawed: in a public subnet, with a public IP and IMDSv1."""
    ec2 = clients("ec2")
    made = ec2.run_instances(
        ImageId=GPU_IMAGE,
        InstanceType="g5.xlarge",
        MinCount=1,
        MaxCount=1,
        IamInstanceProfile={"Arn": profile},
        Monitoring={"Enabled": True},
        NetworkInterfaces=[
            {
                "DeviceIndex": 0,
                "SubnetId": subnets["private_a" if secure else "public_a"],
                "AssociatePublicIpAddress": not secure,
                "Groups": [group],
            }
        ],
        MetadataOptions=_metadata(secure),
        BlockDeviceMappings=_disk(200, key_arn),
        TagSpecifications=tagged("instance", "server"),
    )
    instance = str(made["Instances"][0]["InstanceId"])
    volume = ec2.create_volume(
        AvailabilityZone=f"{clients.region}a",
        VolumeType="gp3",
        Size=500,
        Encrypted=True,
        KmsKeyId=key_arn,
        TagSpecifications=tagged("volume", "models"),
    )
    ec2.attach_volume(VolumeId=volume["VolumeId"], InstanceId=instance, Device="/dev/sdf")
    return instance


def trainer(clients: Clients, subnet: str, group: str, profile: str, key_arn: str, *, secure: bool) -> None:
    """The launch template of the training hosts. Flawed: with IMDSv1."""
    interface = {
        "DeviceIndex": 0,
        "SubnetId": subnet,
        "AssociatePublicIpAddress": False,
        "Groups": [group],
    }
    clients("ec2").create_launch_template(
        LaunchTemplateName=clients.named("trainer"),
        LaunchTemplateData={
            "ImageId": GPU_IMAGE,
            "InstanceType": "p4d.24xlarge",
            "IamInstanceProfile": {"Arn": profile},
            "NetworkInterfaces": [interface],
            "MetadataOptions": _metadata(secure),
            "BlockDeviceMappings": _disk(1000, key_arn),
        },
        TagSpecifications=tagged("launch-template", "trainer"),
    )


def load_balancer(clients: Clients, subnets: Mapping[str, str], group: str, vpc: str, instance: str) -> str:
    """The public load balancer with its HTTPS listener in front of the server; its ARN."""
    elb = clients("elbv2")
    made = elb.create_load_balancer(
        Name=clients.named(),
        Scheme="internet-facing",
        Type="application",
        Subnets=[subnets["public_a"], subnets["public_b"]],
        SecurityGroups=[group],
        Tags=name_tags("main"),
    )
    arn = str(made["LoadBalancers"][0]["LoadBalancerArn"])
    drop = {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[drop])
    targets = elb.create_target_group(
        Name=clients.named("server"),
        VpcId=vpc,
        TargetType="instance",
        Port=SERVER_PORT,
        Protocol="HTTP",
        HealthCheckPath="/health",
        Tags=name_tags("server"),
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=targets, Targets=[{"Id": instance, "Port": SERVER_PORT}])
    elb.create_listener(
        LoadBalancerArn=arn,
        Port=443,
        Protocol="HTTPS",
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        Certificates=[{"CertificateArn": _certificate(clients)}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
    )
    return arn


def _certificate(clients: Clients) -> str:
    made = clients("acm").request_certificate(DomainName="assistant.example.com", ValidationMethod="DNS")
    return str(made["CertificateArn"])


def web_acl(clients: Clients, load_balancer_arn: str, secure: bool) -> None:
    """The web ACL with the managed rules. Flawed: it stands beside the load balancer, which does not use it."""
    wafv2 = clients("wafv2")
    rule = {
        "Name": "common",
        "Priority": 0,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}},
        "VisibilityConfig": _visibility("common"),
    }
    made = wafv2.create_web_acl(
        Name=clients.named(),
        Description="The managed rules for web applications",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        Rules=[rule],
        VisibilityConfig=_visibility("main"),
        Tags=name_tags("main"),
    )["Summary"]
    if secure:
        wafv2.associate_web_acl(WebACLArn=made["ARN"], ResourceArn=load_balancer_arn)


def _visibility(metric: str) -> dict[str, Any]:
    return {"MetricName": metric, "CloudWatchMetricsEnabled": True, "SampledRequestsEnabled": True}
