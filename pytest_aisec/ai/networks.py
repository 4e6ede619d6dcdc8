"""Networks of the AI estate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.identity import statements_held
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.actors import role_of, subnets_of
from pytest_aisec.aws import ec2, iam, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable


class Vpc(Narrowed, ec2.Vpc):
    """A VPC in which models run."""

    role = Role.AI_VPC
    filled_by = (ec2.Vpc, ec2.Subnet, iam.Role, sagemaker.Model, sagemaker.TrainingJob, *ModelHost.filled_by)

    @statement
    def keeps_flow_logs(self) -> bool:
        """It, or each of its subnets, has a flow log of the traffic that was let through."""
        if _recorded(self.flow_logs):
            return True
        return bool(self.subnets) and all(_recorded(subnet.flow_logs) for subnet in self.subnets)

    @statement
    def keeps_flow_logs_of_all_traffic(self) -> bool:
        """One of its own flow logs, or one of each of its subnets, keeps what was let through and what was refused."""
        if _recorded_in_full(self.flow_logs):
            return True
        return bool(self.subnets) and all(_recorded_in_full(subnet.flow_logs) for subnet in self.subnets)

    endpoints = referrers(lambda: ec2.VpcEndpoint, by="vpc")

    @property
    def missing_endpoints(self) -> list[str]:
        """The services of models for which something in it has a role, and to which it has no private way."""
        needed = [
            service for service, action in _CALLED.items() if any(_may_call(host, action) for host in self._hosts())
        ]
        if not needed:
            raise NotApplicable("nothing in it is known to call models")
        return [service for service in needed if not self._leads_to(service)]

    def _leads_to(self, service: str) -> bool:
        endpoints: Sequence[ec2.VpcEndpoint] = self.endpoints
        return any(each.service.endswith(f".{service}") and each.private_dns for each in endpoints)

    def _hosts(self) -> Iterator[Resource]:
        for host in self.estate_hosts:
            if any(subnet.vpc == self for subnet in subnets_of(host)):
                yield host

    @property
    def estate_hosts(self) -> list[Resource]:
        """What runs models or calls them in a network, of its source."""
        kinds: tuple[type[Resource], ...] = (*ModelHost.filled_by, sagemaker.Model)
        found: list[Resource] = []
        for kind in kinds:
            found += self.estate.beside(self, kind)
        return found

    @property
    def own_default_security_groups(self) -> Sequence[ec2.SecurityGroup]:
        """What is in it without a security group of its own; NotApplicable where the source cannot tell of it."""
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot change the default security group: the account is judged")
        return self.default_security_groups


_CALLED = {"bedrock-runtime": "bedrock:InvokeModel", "sagemaker.runtime": "sagemaker:InvokeEndpoint"}
"""Endpoint services, and what is called through them.

https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
"""


def _may_call(host: Resource, action: str) -> bool:
    role = role_of(host)
    if role is None or (role.unseen is not None and role.unseen.is_set):
        return False
    return any(each.effect == "Allow" and each.covers(action) for each in statements_held(role))


def _recorded(flow_logs: Iterable[ec2.FlowLog]) -> bool:
    return any(flow_log.records_accepted_traffic for flow_log in flow_logs)


def _recorded_in_full(flow_logs: Iterable[ec2.FlowLog]) -> bool:
    return any(flow_log.delivered and flow_log.traffic == "ALL" for flow_log in flow_logs)


class NetworkAcl(Narrowed, ec2.NetworkAcl):
    """A network ACL in effect in an AI VPC."""

    role = Role.AI_NETWORK_ACL
    filled_by = (ec2.NetworkAcl, *Vpc.filled_by)
