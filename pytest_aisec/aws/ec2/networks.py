"""Networks: VPCs, subnets, routes, gateways, flow logs."""

from __future__ import annotations

from pytest_aisec.aws import ec2, logs, s3
from pytest_aisec.aws.ec2.prefix_lists import PrefixList
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, only, present, stated, when
from pytest_aisec.model.links import blocks, fellows, link, links, owner, referrers
from pytest_aisec.model.paths import companion, either, every, naming
from pytest_aisec.model.resource import Block, Names, Resource, statement

_MAIN_OF = when("Associations.*.Main", value=True, then="VpcId")
_DEFAULT_GROUP_OF = when("GroupName", value="default", then="VpcId")
_OWN = never("it is the account that is declared")
_DEFAULT_OF = when("IsDefault", value=True, then="VpcId")


class InternetGateway(
    Resource,
    terraform="aws_internet_gateway",
    cloudformation="AWS::EC2::InternetGateway",
    live=Listing("ec2", "DescribeInternetGateways", "InternetGateways", id="InternetGatewayId"),
    names=Names(cloudformation=("InternetGatewayId",), live=("InternetGatewayId",), prefix="igw-"),
):
    """The way between a VPC and the internet."""


class Route(Block):
    """One route of a table."""

    destination = texts(
        terraform=every("cidr_block", "destination_cidr_block", "ipv6_cidr_block", "destination_ipv6_cidr_block"),
        cloudformation=every("DestinationCidrBlock", "DestinationIpv6CidrBlock"),
        live=every("DestinationCidrBlock", "DestinationIpv6CidrBlock"),
    )
    prefix_list = link(
        lambda: PrefixList,
        terraform="destination_prefix_list_id",
        cloudformation="DestinationPrefixListId",
    )
    internet_gateway = link(lambda: InternetGateway, terraform="gateway_id", cloudformation="GatewayId")
    endpoint = link(
        lambda: ec2.VpcEndpoint, terraform="vpc_endpoint_id", cloudformation="VpcEndpointId", live="GatewayId"
    )
    """That of a firewall, or of a Gateway Load Balancer, where it was read."""
    to_an_endpoint = boolean(
        default=False,
        terraform=stated("vpc_endpoint_id"),
        cloudformation=stated("VpcEndpointId"),
        live=present(only("GatewayId", r"vpce-")),
    )
    """A route has one target: where none but this is written, it leads there, although it is known after apply."""
    is_active = boolean(
        default=True,
        switch=switch(active=True, blackhole=False, filtered=False),
        terraform=never("whether what it leads to is there is seen once it is"),
        cloudformation=never("whether what it leads to is there is seen once it is"),
        live="State",
    )
    """It leads somewhere. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html"""


class Vpc(
    Resource,
    terraform=("aws_vpc", "aws_default_vpc"),
    cloudformation="AWS::EC2::VPC",
    live=Listing("ec2", "DescribeVpcs", "Vpcs", id="VpcId"),
    names=Names(
        terraform=("default_route_table_id", "main_route_table_id", "default_network_acl_id"),
        cloudformation=("VpcId",),
        live=("VpcId",),
    ),
):
    """A virtual private cloud."""

    cidr_block = text(default=None)
    owner_account = text(default=None, terraform=_OWN, cloudformation=_OWN, live="OwnerId")
    """Whose it is. An account sees those too of which subnets are shared with it.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
    """
    flow_logs = referrers(lambda: FlowLog, by="vpc")
    public_access_exclusions = referrers(lambda: ec2.VpcBlockPublicAccessExclusion, by="vpc")
    subnets = referrers(lambda: Subnet, by="vpc")
    main_route_tables = links(
        lambda: RouteTable,
        terraform=every(
            companion("aws_main_route_table_association", by="vpc_id") / "route_table_id",
            naming("aws_default_route_table", by="default_route_table_id"),
        ),
        cloudformation=never("CloudFormation cannot make a table the main one"),
        live=every(companion("AWS::EC2::RouteTable", by=_MAIN_OF) / "RouteTableId"),
    )
    """What its subnets follow unless they name another, where that is declared."""

    main_routes = blocks(
        Route,
        terraform=every(companion("aws_route", by="route_table_id")),
        cloudformation=never("CloudFormation cannot name the main table"),
        live=never("the main table holds them itself"),
    )
    """Routes that are added to the main table by the VPC's name for it, whether or not that table is declared."""

    default_network_acls = links(
        lambda: ec2.NetworkAcl,
        terraform=every(naming("aws_default_network_acl", by="default_network_acl_id")),
        cloudformation=never("CloudFormation cannot change the default network ACL"),
        live=every(companion("AWS::EC2::NetworkAcl", by=_DEFAULT_OF) / "NetworkAclId"),
    )
    """What its subnets follow unless they name another, where that is declared."""

    default_security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform=every(naming("aws_default_security_group", by="vpc_id")),
        cloudformation=never("CloudFormation cannot change the default security group"),
        live=every(companion("AWS::EC2::SecurityGroup", by=_DEFAULT_GROUP_OF) / "GroupId"),
    )
    """What is in the VPC without a security group of its own, where that is declared."""


class RouteTable(
    Resource,
    terraform=("aws_route_table", "aws_default_route_table"),
    cloudformation="AWS::EC2::RouteTable",
    live=Listing("ec2", "DescribeRouteTables", "RouteTables", id="RouteTableId"),
    names=Names(cloudformation=("RouteTableId",), live=("RouteTableId",)),
):
    """Where packets go that leave a subnet."""

    routes = blocks(
        Route,
        terraform=every("route", companion("aws_route", by="route_table_id")),
        cloudformation=every(companion("AWS::EC2::Route", by="RouteTableId")),
        live="Routes",
    )
    main_of = link(
        lambda: Vpc,
        terraform=either(
            "default_route_table_id", companion("aws_main_route_table_association", by="route_table_id") / "vpc_id"
        ),
        cloudformation=never("CloudFormation cannot make a table the main one"),
        live=_MAIN_OF,
    )
    """The VPC whose subnets use this table unless they name another."""


class Subnet(
    Resource,
    terraform=("aws_subnet", "aws_default_subnet"),
    cloudformation="AWS::EC2::Subnet",
    live=Listing("ec2", "DescribeSubnets", "Subnets", id="SubnetId"),
    names=Names(cloudformation=("SubnetId",), live=("SubnetId",)),
):
    """A range of a VPC's addresses, in one availability zone."""

    vpc = owner(lambda: Vpc, missing="it names no VPC", terraform="vpc_id", cloudformation="VpcId")
    owner_account = text(default=None, terraform=_OWN, cloudformation=_OWN, live="OwnerId")
    """Whose it is, which may share it with the account that is read."""
    told_blocking = text(
        among=("off", "block-bidirectional", "block-ingress"),
        default=None,
        terraform=never("an account tells"),
        cloudformation=never("an account tells"),
        live="BlockPublicAccessStates.InternetGatewayBlockMode",
    )
    """How public access is blocked for it, whoever decides that; None where that is not told."""
    assigns_public_ip = boolean(
        default=False, terraform="map_public_ip_on_launch", cloudformation="MapPublicIpOnLaunch"
    )
    assigns_ipv6 = boolean(
        default=False,
        terraform="assign_ipv6_address_on_creation",
        cloudformation="AssignIpv6AddressOnCreation",
        live="AssignIpv6AddressOnCreation",
    )
    """IPv6 addresses are of the internet, but nobody reaches them without a route."""
    own_route_table = link(
        lambda: RouteTable,
        terraform=companion("aws_route_table_association", by="subnet_id") / "route_table_id",
        cloudformation=companion("AWS::EC2::SubnetRouteTableAssociation", by="SubnetId") / "RouteTableId",
        live=companion("AWS::EC2::RouteTable", by="Associations.*.SubnetId") / "RouteTableId",
    )
    network_acls = links(
        lambda: ec2.NetworkAcl,
        terraform=every(
            naming("aws_network_acl", "aws_default_network_acl", by="subnet_ids"),
            companion("aws_network_acl_association", by="subnet_id") / "network_acl_id",
        ),
        cloudformation=every(companion("AWS::EC2::SubnetNetworkAclAssociation", by="SubnetId") / "NetworkAclId"),
        live=every(companion("AWS::EC2::NetworkAcl", by="Associations.*.SubnetId") / "NetworkAclId"),
    )
    flow_logs = referrers(lambda: FlowLog, by="subnet")
    public_access_blocks = fellows(lambda: ec2.VpcBlockPublicAccess)
    public_access_exclusions = referrers(lambda: ec2.VpcBlockPublicAccessExclusion, by="subnet")


VERSION_2 = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}"
)
"""The fields of a flow log that states none.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
"""


class FlowLog(
    Resource,
    terraform="aws_flow_log",
    cloudformation="AWS::EC2::FlowLog",
    live=Listing("ec2", "DescribeFlowLogs", "FlowLogs", id="FlowLogId"),
    names=Names(cloudformation=("Id",), live=("FlowLogId",)),
):
    """The record of who talked to whom in a network."""

    vpc = link(
        lambda: Vpc,
        terraform="vpc_id",
        cloudformation=when("ResourceType", value="VPC", then="ResourceId"),
        live="ResourceId",
        reads=lambda text: text if text.startswith("vpc-") else None,
    )
    subnet = link(
        lambda: Subnet,
        terraform="subnet_id",
        cloudformation=when("ResourceType", value="Subnet", then="ResourceId"),
        live="ResourceId",
        reads=lambda text: text if text.startswith("subnet-") else None,
    )
    traffic = text(among=("ACCEPT", "REJECT", "ALL"), terraform="traffic_type", cloudformation="TrafficType")
    delivered = boolean(
        default=True,
        switch=switch(SUCCESS=True, FAILED=False),
        terraform=never("whether delivery works is seen once it runs"),
        cloudformation=never("whether delivery works is seen once it runs"),
        live="DeliverLogsStatus",
    )

    seconds = integer(
        default=600,
        terraform="max_aggregation_interval",
        cloudformation="MaxAggregationInterval",
    )
    """Over how long traffic is summed up into one record.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    """
    fields = text(default=VERSION_2, terraform="log_format", cloudformation="LogFormat")
    """What stands in a record, as `${vpc-id} ${instance-id}`."""
    log_group = link(
        lambda: logs.LogGroup,
        terraform=either("log_group_name", only("log_destination", r"arn:[^:]*:(logs|[?])|[?](?!/)")),
        cloudformation=either("LogGroupName", only("LogDestination", r"arn:[^:]*:(logs|[?])|[?](?!/)")),
        live=either("LogGroupName", only("LogDestination", r"arn:[^:]*:logs:")),
        reads=lambda arn: arn.removesuffix(":*"),
    )
    """Where its records go; `log_group_name` is what Terraform's provider took up to version 5."""
    bucket = link(
        lambda: s3.Bucket,
        terraform=only("log_destination", r"arn:[^:]*:(s3|[?])|[?](?!:)"),
        cloudformation=only("LogDestination", r"arn:[^:]*:(s3|[?])|[?](?!:)"),
        live=only("LogDestination", r"arn:[^:]*:s3:"),
        reads=s3.bucket_name,
    )
    interface = text(
        default=None,
        terraform="eni_id",
        cloudformation=when("ResourceType", value="NetworkInterface", then="ResourceId"),
        live=only("ResourceId", r"eni-"),
    )
    """The one network interface that it is about; None for a network or subnet."""

    @statement
    def names_machines(self) -> bool:
        """Its records say which machine, subnet and VPC traffic was of (fields of version 3 and later).

        https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
        """
        return any(field in self.fields for field in ("instance-id", "ecs-task-arn", "subnet-id"))

    @statement
    def records_accepted_traffic(self) -> bool:
        """It keeps what was let through, which is how data leaves, not only what was refused."""
        return self.delivered and self.traffic != "REJECT"
