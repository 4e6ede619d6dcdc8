"""Makes the platform in an account, secure or flawed: the twin of the Terraform and CloudFormation files."""

from __future__ import annotations

import boto3

from account import hosts, identity, network, services, storage
from account.clients import Clients


def seed(session: boto3.Session, secure: bool, endpoint_url: str | None = None) -> None:
    """Make every resource of the platform.

    Each carries the name that Terraform gives it: as its tag `Name`, and in its own name where it has one. Needs an
    empty account (see `account.server`) at `endpoint_url`, or wherever the session's own configuration leads.
    """
    clients = Clients(session, endpoint_url)
    key = storage.key(clients)
    roles = identity.roles(clients)
    profiles = {name: identity.instance_profile(clients, name) for name in ("server", "trainer")}
    storage.buckets(clients, key["Arn"], secure)
    storage.trail(clients)

    vpc = network.vpc(clients)
    subnets = network.subnets(clients, vpc)
    groups = network.security_groups(clients, vpc, secure)
    network.flow_logs(clients, vpc, roles["flow_logs"], secure)

    instance = hosts.server(clients, subnets, groups["server"], profiles["server"], key["Arn"], secure=secure)
    private = subnets["private_b"]
    hosts.trainer(clients, private, groups["trainer"], profiles["trainer"], key["Arn"], secure=secure)
    balancer = hosts.load_balancer(clients, subnets, groups["load_balancer"], vpc, instance)
    hosts.web_acl(clients, balancer, secure)

    services.notebook(clients, private, groups["sagemaker"], roles["notebook"], key, secure=secure)
    services.endpoint(clients, subnets, groups["sagemaker"], roles["embedder"], key)
    made = services.guardrail(clients, key["Arn"], secure)
    agent = identity.agent_role(clients, made["guardrailArn"])
    services.agent(clients, made["guardrailId"], agent, key["Arn"], secure=secure)
    # Last: the first subnet of a zone that moto makes becomes a default subnet, with public addresses.
    _remove_default_network(clients)


def _remove_default_network(clients: Clients) -> None:
    """Remove what moto puts into a new account, so that the account holds the platform and nothing else."""
    ec2 = clients("ec2")
    for vpc in ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]:
        of_vpc = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        attached = [{"Name": "attachment.vpc-id", "Values": [vpc["VpcId"]]}]
        for gateway in ec2.describe_internet_gateways(Filters=attached)["InternetGateways"]:
            name = gateway["InternetGatewayId"]
            ec2.detach_internet_gateway(InternetGatewayId=name, VpcId=vpc["VpcId"])
            ec2.delete_internet_gateway(InternetGatewayId=name)
        for subnet in ec2.describe_subnets(Filters=of_vpc)["Subnets"]:
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        ec2.delete_vpc(VpcId=vpc["VpcId"])
