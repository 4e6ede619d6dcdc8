"""Networks of the AI estate."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import ec2, sagemaker
from pytest_aisec.model.resource import statement


class Vpc(Narrowed, ec2.Vpc):
    """A VPC in which models run."""

    role = Role.AI_VPC
    filled_by = (ec2.Vpc, ec2.Subnet, sagemaker.Model, *ModelHost.filled_by)

    @statement
    def keeps_flow_logs(self) -> bool:
        """It, or each of its subnets, has a flow log of the traffic that was let through."""
        if _recorded(self.flow_logs):
            return True
        return bool(self.subnets) and all(_recorded(subnet.flow_logs) for subnet in self.subnets)


def _recorded(flow_logs: Iterable[ec2.FlowLog]) -> bool:
    return any(flow_log.records_accepted_traffic for flow_log in flow_logs)
