"""Networks of the AI estate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import ec2, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable


class Vpc(Narrowed, ec2.Vpc):
    """A VPC in which models run."""

    role = Role.AI_VPC
    filled_by = (ec2.Vpc, ec2.Subnet, sagemaker.Model, sagemaker.TrainingJob, *ModelHost.filled_by)

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

    @property
    def own_default_security_groups(self) -> Sequence[ec2.SecurityGroup]:
        """What is in it without a security group of its own; NotApplicable where the source cannot tell of it."""
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot change the default security group: the account is judged")
        return self.default_security_groups


def _recorded(flow_logs: Iterable[ec2.FlowLog]) -> bool:
    return any(flow_log.records_accepted_traffic for flow_log in flow_logs)


def _recorded_in_full(flow_logs: Iterable[ec2.FlowLog]) -> bool:
    return any(flow_log.delivered and flow_log.traffic == "ALL" for flow_log in flow_logs)


class NetworkAcl(Narrowed, ec2.NetworkAcl):
    """A network ACL in effect in an AI VPC."""

    role = Role.AI_NETWORK_ACL
    filled_by = (ec2.NetworkAcl, *Vpc.filled_by)
