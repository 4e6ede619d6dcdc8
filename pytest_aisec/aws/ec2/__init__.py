"""Amazon EC2: networks, firewalls, instances."""

from pytest_aisec.aws.ec2.defaults import DefaultVolumeKey, EncryptionByDefault, MetadataDefaults
from pytest_aisec.aws.ec2.endpoints import VpcEndpoint
from pytest_aisec.aws.ec2.firewalls import EgressRule, IngressRule, Rule, SecurityGroup, SeparateRule
from pytest_aisec.aws.ec2.fleets import EC2Fleet, LaunchSpecification, SpotFleet
from pytest_aisec.aws.ec2.gateways import (
    NatGateway,
    VpcBlockPublicAccess,
    VpcBlockPublicAccessExclusion,
    VpcPeeringConnection,
    VpnGateway,
)
from pytest_aisec.aws.ec2.images import ImagedInstance, ImagedLaunchTemplate
from pytest_aisec.aws.ec2.instances import Instance
from pytest_aisec.aws.ec2.interfaces import ElasticIp, NetworkInterface
from pytest_aisec.aws.ec2.launch_templates import InterfaceSpecification, LaunchTemplate
from pytest_aisec.aws.ec2.network_acls import NetworkAcl, NetworkAclEntry, OutgoingEntry
from pytest_aisec.aws.ec2.networks import FlowLog, InternetGateway, Route, RouteTable, Subnet, Vpc
from pytest_aisec.aws.ec2.prefix_lists import PrefixList
from pytest_aisec.aws.ec2.scripts import StartedInstance
from pytest_aisec.aws.ec2.volumes import Device, Snapshot, Volume

__all__ = [
    "DefaultVolumeKey",
    "Device",
    "EC2Fleet",
    "EgressRule",
    "ElasticIp",
    "EncryptionByDefault",
    "FlowLog",
    "ImagedInstance",
    "ImagedLaunchTemplate",
    "IngressRule",
    "Instance",
    "InterfaceSpecification",
    "InternetGateway",
    "LaunchSpecification",
    "LaunchTemplate",
    "MetadataDefaults",
    "NatGateway",
    "NetworkAcl",
    "NetworkAclEntry",
    "NetworkInterface",
    "OutgoingEntry",
    "PrefixList",
    "Route",
    "RouteTable",
    "Rule",
    "SecurityGroup",
    "SeparateRule",
    "Snapshot",
    "SpotFleet",
    "StartedInstance",
    "Subnet",
    "Volume",
    "Vpc",
    "VpcBlockPublicAccess",
    "VpcBlockPublicAccessExclusion",
    "VpcEndpoint",
    "VpcPeeringConnection",
    "VpnGateway",
]
