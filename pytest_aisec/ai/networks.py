"""Networks of the AI estate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.actors import STANDING, subnets_of
from pytest_aisec.aws import account, ec2, iam, lambda_, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.values import Reference
from pytest_aisec.verdicts import NotApplicable, Undetermined


class OwnedVpc(ec2.Vpc):
    """A VPC, by whether the account that is read owns it, or uses subnets that are shared with it."""

    accounts = fellows(lambda: account.Account)

    def left_to_its_owner(self, what: str) -> None:
        """Raises Undetermined where another account owns it: only that one sees what it has made there.

        https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
        """
        if self.dialect is not Dialect.LIVE:
            return
        whose = self.owner_account
        if whose is not None and any(each.number != whose for each in self.accounts):
            raise Undetermined(f"{self.address} is shared by {whose}, and what {what} that has made is not told")


class Vpc(Narrowed, OwnedVpc):
    """A VPC in which models run, or functions, people and agents call them or work with them."""

    role = Role.AI_VPC
    filled_by = (
        ec2.Vpc,
        ec2.Subnet,
        iam.Role,
        iam.ManagedPolicy,
        lambda_.Function,
        sagemaker.Model,
        sagemaker.TrainingJob,
        *STANDING,
        *ModelHost.filled_by,
    )

    all_flow_logs = fellows(lambda: ec2.FlowLog)

    @statement
    def keeps_flow_logs(self) -> bool:
        """It, or each of its subnets in which models run, has a flow log of the traffic that was let through."""
        return self._has(lambda log: log.records_accepted_traffic)

    @statement
    def keeps_flow_logs_of_all_traffic(self) -> bool:
        """Its flow logs keep what was let through and what was refused; or those of each such subnet do."""
        return self._has(lambda log: log.delivered and log.traffic in {"ALL", "ACCEPT"}) and self._has(
            lambda log: log.delivered and log.traffic in {"ALL", "REJECT"}
        )

    @statement
    def keeps_flow_logs_by_the_minute(self) -> bool:
        """One of its flow logs of all that was let through is written every minute; or one of each such subnet is."""
        return self._has(lambda log: log.records_accepted_traffic and log.seconds <= _MINUTE)

    @statement
    def keeps_flow_logs_that_name_machines(self) -> bool:
        """One of its flow logs of all that was let through says whose it was; or one of each such subnet does."""
        return self._has(lambda log: log.records_accepted_traffic and log.names_machines)

    def _has(self, fits: Callable[[ec2.FlowLog], bool]) -> bool:
        """Whether a flow log that fits stands for all of it in which models run."""
        if any(fits(log) for log in self.flow_logs):
            return True
        for places in (self.subnets, [subnet for host in self._hosts() for subnet in subnets_of(host)]):
            own = [subnet for subnet in places if subnet.vpc == self]
            if own and all(any(fits(log) for log in subnet.flow_logs) for subnet in own):
                return True
        stated = [
            ec2.FlowLog.interface.locate(log).value for log in self.all_flow_logs if _is_of_one(log) and fits(log)
        ]
        if stated and self._is_covered_by(stated):
            return True
        self.left_to_its_owner("flow logs")
        return False

    def _is_covered_by(self, stated: Sequence[object]) -> bool:
        """Whether flow logs of single interfaces are those of all machines in it; of other hosts that is not known."""
        logged = {
            each.target if isinstance(each, Reference) else each for each in stated if isinstance(each, str | Reference)
        }
        hosts = list(self._hosts())
        machines = [host for host in hosts if isinstance(host, ec2.Instance)]
        if hosts and len(machines) == len(hosts):
            if all(_is_logged(machine, logged) for machine in machines):
                return True
            if self.dialect is Dialect.LIVE:
                return False
        raise Undetermined(f"flow logs of single network interfaces: whether they are those in {self.address}")

    def _hosts(self) -> Iterator[Resource]:
        for host in self.estate_hosts:
            if any(subnet.vpc == self for subnet in subnets_of(host)):
                yield host

    @property
    def estate_hosts(self) -> list[Resource]:
        """What runs models or works with them in a network, of its source."""
        kinds: tuple[type[Resource], ...] = (*ModelHost.runs, sagemaker.Model, *STANDING, lambda_.Function)
        found: list[Resource] = []
        for kind in kinds:
            found += self.estate.beside(self, kind)
        return found

    @property
    def own_default_security_groups(self) -> Sequence[ec2.SecurityGroup]:
        """What is in it without a security group of its own; NotApplicable where the source cannot tell of it."""
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot change the default security group: the account is judged")
        groups = self.default_security_groups
        if not groups:
            self.left_to_its_owner("security groups")
        return groups


def _is_of_one(log: ec2.FlowLog) -> bool:
    return ec2.FlowLog.interface.locate(log).value is not None


def _is_logged(machine: ec2.Instance, logged: set[str]) -> bool:
    """Whether all interfaces of a machine are among those that are logged, or the one that is made with it."""
    if machine.address in logged:
        return True
    interfaces = list(machine.interfaces)
    return bool(interfaces) and all(each.address in logged for each in interfaces)


_MINUTE = 60


class NetworkAcl(Narrowed, ec2.NetworkAcl):
    """A network ACL in effect in an AI VPC."""

    role = Role.AI_NETWORK_ACL
    filled_by = (ec2.NetworkAcl, *Vpc.filled_by)
