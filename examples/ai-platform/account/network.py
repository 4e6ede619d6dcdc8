"""The VPC: public and private subnets, their routes, the private network ACL, security groups, flow logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from account.clients import Clients, tagged

VPC_CIDR = "10.20.0.0/16"
TEAM_CIDR = "10.60.0.0/16"
EVERYWHERE = "0.0.0.0/0"
SERVER_PORT = 8000
TENSORBOARD_PORT = 6006

SUBNETS = {
    "public_a": ("10.20.0.0/24", "a"),
    "public_b": ("10.20.1.0/24", "b"),
    "private_a": ("10.20.10.0/24", "a"),
    "private_b": ("10.20.11.0/24", "b"),
}


def vpc(clients: Clients) -> str:
    """The VPC with DNS names; its id."""
    ec2 = clients("ec2")
    made = ec2.create_vpc(CidrBlock=VPC_CIDR, TagSpecifications=tagged("vpc", "main"))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=made, EnableDnsSupport={"Value": True})
    ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
    return str(made)


def subnets(clients: Clients, vpc_id: str) -> dict[str, str]:
    """The four subnets, public ones routed to the internet gateway, private ones to NAT; name -> id."""
    ec2 = clients("ec2")
    ids: dict[str, str] = {}
    for name, (cidr, zone) in SUBNETS.items():
        made = ec2.create_subnet(
            VpcId=vpc_id,
            CidrBlock=cidr,
            AvailabilityZone=f"{clients.region}{zone}",
            TagSpecifications=tagged("subnet", name),
        )
        ids[name] = made["Subnet"]["SubnetId"]
    _route(clients, vpc_id, ids, "public", GatewayId=_internet_gateway(clients, vpc_id))
    _route(clients, vpc_id, ids, "private", NatGatewayId=_nat_gateway(clients, ids["public_a"]))
    _network_acl(clients, vpc_id, (ids["private_a"], ids["private_b"]))
    return ids


def _internet_gateway(clients: Clients, vpc_id: str) -> str:
    ec2 = clients("ec2")
    made = ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway", "main"))
    gateway = str(made["InternetGateway"]["InternetGatewayId"])
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
    return gateway


def _nat_gateway(clients: Clients, subnet: str) -> str:
    ec2 = clients("ec2")
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip", "nat"))
    made = ec2.create_nat_gateway(
        AllocationId=address["AllocationId"],
        SubnetId=subnet,
        TagSpecifications=tagged("natgateway", "main"),
    )
    return str(made["NatGateway"]["NatGatewayId"])


def _route(clients: Clients, vpc_id: str, ids: Mapping[str, str], kind: str, **target: str) -> None:
    ec2 = clients("ec2")
    made = ec2.create_route_table(VpcId=vpc_id, TagSpecifications=tagged("route-table", kind))
    table = made["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, **target)
    for zone in "ab":
        ec2.associate_route_table(RouteTableId=table, SubnetId=ids[f"{kind}_{zone}"])


def _network_acl(clients: Clients, vpc_id: str, protected: tuple[str, ...]) -> None:
    ec2 = clients("ec2")
    made = ec2.create_network_acl(VpcId=vpc_id, TagSpecifications=tagged("network-acl", "private"))
    acl = made["NetworkAcl"]["NetworkAclId"]
    entries: tuple[tuple[int, bool, str, str, tuple[int, int] | None], ...] = (
        (100, False, "-1", VPC_CIDR, None),
        (110, False, "6", TEAM_CIDR, (TENSORBOARD_PORT, TENSORBOARD_PORT)),
        (120, False, "6", EVERYWHERE, (32768, 60999)),
        (100, True, "-1", EVERYWHERE, None),
    )
    for number, egress, protocol, cidr, ports in entries:
        ec2.create_network_acl_entry(
            NetworkAclId=acl,
            RuleNumber=number,
            Egress=egress,
            Protocol=protocol,
            RuleAction="allow",
            CidrBlock=cidr,
            **({"PortRange": {"From": ports[0], "To": ports[1]}} if ports else {}),
        )
    for every in ec2.describe_network_acls()["NetworkAcls"]:
        for association in every["Associations"]:
            if association["SubnetId"] in protected:
                ec2.replace_network_acl_association(
                    AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
                )


def security_groups(clients: Clients, vpc_id: str, secure: bool) -> dict[str, str]:
    """The four security groups; name -> id. Flawed: the vLLM API and TensorBoard are open to everywhere."""
    https = _open(443, "HTTPS to everywhere", CidrIp=EVERYWHERE)
    to_servers = _open(SERVER_PORT, "To the model servers", CidrIp=VPC_CIDR)
    ids = {
        "load_balancer": _group(clients, vpc_id, "load_balancer", "Public HTTPS", to_servers),
        "server": _group(clients, vpc_id, "server", "vLLM", https),
        "trainer": _group(clients, vpc_id, "trainer", "Training hosts", https),
        "sagemaker": _group(clients, vpc_id, "sagemaker", "Notebooks and endpoints: nothing comes in", https),
    }
    admitted = {
        "load_balancer": _open(443, "HTTPS from everywhere", CidrIp=EVERYWHERE),
        "trainer": _open(TENSORBOARD_PORT, "TensorBoard, for the team", CidrIp=TEAM_CIDR if secure else EVERYWHERE),
        "server": (
            _open(SERVER_PORT, "The vLLM API, for the load balancer", GroupId=ids["load_balancer"])
            if secure
            else _open(SERVER_PORT, "The vLLM API", CidrIp=EVERYWHERE)
        ),
    }
    for name, permission in admitted.items():
        clients("ec2").authorize_security_group_ingress(GroupId=ids[name], IpPermissions=[permission])
    return ids


def _open(port: int, description: str, **peer: str) -> dict[str, Any]:
    kind = "UserIdGroupPairs" if "GroupId" in peer else "IpRanges"
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        kind: [{**peer, "Description": description}],
    }


def _group(clients: Clients, vpc_id: str, name: str, description: str, egress: dict[str, Any]) -> str:
    ec2 = clients("ec2")
    made = ec2.create_security_group(
        GroupName=clients.named(name),
        Description=description,
        VpcId=vpc_id,
        TagSpecifications=tagged("security-group", name),
    )
    group = str(made["GroupId"])
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything])
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[egress])
    return group


def flow_logs(clients: Clients, vpc_id: str, role_arn: str, secure: bool) -> None:
    """The log group and, in the secure platform only, the flow log that writes to it."""
    name = f"/{clients.named()}/flow-logs"
    logs = clients("logs")
    logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName=name, retentionInDays=365)
    if secure:
        group = f"arn:aws:logs:{clients.region}:{clients.account}:log-group:{name}"
        clients("ec2").create_flow_logs(
            ResourceIds=[vpc_id],
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="cloud-watch-logs",
            LogDestination=group,
            DeliverLogsPermissionArn=role_arn,
            MaxAggregationInterval=60,
            TagSpecifications=tagged("vpc-flow-log", "main"),
        )
