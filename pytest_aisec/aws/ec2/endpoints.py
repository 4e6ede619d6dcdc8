"""Private ways from networks to services."""

from __future__ import annotations

from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.networks import Subnet, Vpc
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import PerDialect, boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import document, known_parts, never
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import companion
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.values import PartlyKnown


class VpcEndpoint(
    Resource,
    terraform="aws_vpc_endpoint",
    cloudformation="AWS::EC2::VPCEndpoint",
    live=Listing("ec2", "DescribeVpcEndpoints", "VpcEndpoints", id="VpcEndpointId"),
    names=Names(cloudformation=("Id",), live=("VpcEndpointId",), prefix="vpce-"),
):
    """A private way from a VPC to a service.

    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """

    vpc = link(lambda: Vpc, terraform="vpc_id", cloudformation="VpcId")
    service = text(default="", terraform="service_name", cloudformation="ServiceName")
    security_groups = links(
        lambda: SecurityGroup,
        terraform="security_group_ids",
        cloudformation="SecurityGroupIds",
        live="Groups.*.GroupId",
    )
    subnets = links(lambda: Subnet, terraform="subnet_ids", cloudformation="SubnetIds")
    private_dns = boolean(
        default=PerDialect(terraform=False, cloudformation=False, live=False),
        terraform="private_dns_enabled",
        cloudformation="PrivateDnsEnabled",
    )
    works = boolean(
        default=True,
        switch=switch(
            available=True,
            pendingAcceptance=False,
            pending=False,
            deleting=False,
            deleted=False,
            rejected=False,
            failed=False,
            expired=False,
            partial=False,
        ),
        terraform=never("whether it works is seen once it is there"),
        cloudformation=never("whether it works is seen once it is there"),
        live="State",
    )
    """An account lists those too that are not there yet, were refused, or have failed.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
    """
    statements = blocks(
        PolicyStatement,
        terraform=document("policy", companion("aws_vpc_endpoint_policy", by="vpc_endpoint_id") / "policy"),
        cloudformation=document("PolicyDocument"),
        live=document("PolicyDocument"),
    )
    """Those of its policy; without one it lets everything through."""

    @property
    def whole_name(self) -> str:
        """The name of the service, with a question mark where only its region is not known: that is the VPC's own."""
        stated = VpcEndpoint.service.locate(self)
        parts = known_parts(stated)
        if not (isinstance(stated.value, PartlyKnown) and _BUT_THE_REGION.fullmatch(parts)):
            return self.service
        VpcEndpoint.service.note(self, stated, parts)
        return parts

    @property
    def called(self) -> str:
        """The service that is called through it, as in the names of actions: `bedrock` for `bedrock-agent-runtime`."""
        for service in _SERVICES:
            if f".{service}" in self.whole_name:
                return service
        return self.whole_name.rpartition(".")[2]

    @statement
    def lets_everything_through(self) -> bool:
        """Nothing limits who may do what through it: it has no policy, or one that allows everything to everybody."""
        if not self.statements:
            return True
        return any(
            each.admits_anyone and each.is_about_every_resource and each.covers(f"{self.called}:AnActionThatIsToCome")
            for each in self.statements
        )


_BUT_THE_REGION = Regex(r"com\.amazonaws\.\?\.[\w.-]+")
_SERVICES = ("bedrock-agentcore", "bedrock-mantle", "bedrock", "sagemaker", "s3", "kms")
