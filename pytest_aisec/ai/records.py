"""What keeps the record of an account: trails and their buckets, flow logs, and use of AI services."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.networks import Vpc
from pytest_aisec.ai.population import Narrowed, Seen, Subject
from pytest_aisec.analysis.membership import select
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import (
    bedrock,
    bedrock_agent,
    bedrock_agentcore,
    cloudtrail,
    ec2,
    log_deliveries,
    logs,
    organizations,
    route53resolver,
    s3,
    sagemaker,
)
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.model.surroundings import Referrers
from pytest_aisec.verdicts import NotApplicable, Undetermined


class RecordedOrganization(Seen, organizations.Organization):
    """An organization with the trails beside it."""

    filled_by = (organizations.Organization,)
    trails = fellows(lambda: cloudtrail.Trail)

    @statement
    def has_a_trail_of_every_account(self) -> bool:
        """Trails of the organization record management events everywhere. In files without trails: not judged."""
        if self.dialect is not Dialect.LIVE and not self.trails:
            raise NotApplicable("no trail is declared beside it: what is recorded is decided elsewhere")
        return cloudtrail.record_every_call(self.trails, of_the_organization=True)


class TrailBucket(s3.Bucket):
    """A bucket that trails write to."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (s3.Bucket, cloudtrail.Trail)
    trails = referrers(lambda: cloudtrail.Trail, by="bucket")

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        found = select((each.seen_as(cls) for each in inventory.of(s3.Bucket)), _written_to)
        return [Subject(each.resource, each.resource, each) for each in found]

    @statement
    def keeps_what_was_written(self) -> bool:
        """What a trail wrote can be had back, or cannot be deleted."""
        return self.versioned or self.object_lock


def _written_to(bucket: Resource) -> str | None:
    assert isinstance(bucket, TrailBucket)
    names = [trail.address for trail in bucket.trails]
    return f"{', '.join(names)} writes to it" if names else None


class _Told(Seen, Resource):
    """What agents run in or reach tools through, by whether its logs go somewhere."""

    log_sources: Referrers[log_deliveries.DeliverySource]
    all_sources = fellows(lambda: log_deliveries.DeliverySource)

    @statement
    def delivers_its_logs(self) -> bool:
        """Its logs are delivered. In files that declare no source of logs that is decided elsewhere."""
        if self.dialect is not Dialect.LIVE and not self.all_sources:
            raise NotApplicable("no delivery of logs is declared beside it: that is decided elsewhere")
        return any(each.delivers_logs for each in self.log_sources)


class ToldRuntime(_Told, bedrock_agentcore.Runtime):
    """A runtime of agents, by whether its logs go somewhere."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agentcore.Runtime,)
    log_sources = referrers(lambda: log_deliveries.DeliverySource, by="runtimes")


class ToldGateway(_Told, bedrock_agentcore.Gateway):
    """A gateway to the tools of agents, by whether its logs go somewhere."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agentcore.Gateway,)
    log_sources = referrers(lambda: log_deliveries.DeliverySource, by="gateways")


class ResolvingVpc(Vpc):
    """A VPC in which models run, by whether the names that are asked for in it are written down."""

    query_logs = referrers(lambda: route53resolver.QueryLogAssociation, by="vpc")

    @statement
    def keeps_queries(self) -> bool:
        """Some configuration writes them down."""
        if any(each.works for each in self.query_logs):
            return True
        self.left_to_its_owner("configurations")
        return False


class KeptTrail(Seen, cloudtrail.Trail):
    """A trail, by the account in which its files lie."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (cloudtrail.Trail,)
    buckets = fellows(lambda: s3.Bucket)

    @statement
    def writes_to_another_account(self) -> bool:
        """Its bucket is there, and none of the account's own. NotApplicable to files, which are not an account.

        A bucket that takes no files may be nobody's.
        https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
        """
        if self.dialect is not Dialect.LIVE:
            raise NotApplicable("which account a bucket belongs to is seen in accounts")
        if any(bucket == self.bucket for bucket in self.buckets) or self.failure == "NoSuchBucket":
            return False
        if self.failure:
            raise Undetermined(f"its bucket takes no files ({self.failure}): whether it is there is not seen")
        return True


class AiLogGroup(Narrowed, logs.LogGroup):
    """A log group of Bedrock, SageMaker or AgentCore, by its name, or of tasks that run models or call them."""

    role = Role.AI_LOG_GROUP
    filled_by: ClassVar[tuple[type[Resource], ...]] = (logs.LogGroup, *ModelHost.filled_by)


class FlowLogStore(Seen, ec2.FlowLog):
    """A flow log, by how its records are kept."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ec2.FlowLog,)

    @property
    def group(self) -> logs.LogGroup:
        """The log group that it writes to; NotApplicable where it writes elsewhere."""
        group = self.log_group
        if group is None:
            raise NotApplicable("it does not write to a log group")
        return group

    @property
    def store(self) -> s3.Bucket:
        """The bucket that it writes to; NotApplicable where it writes elsewhere."""
        bucket = self.bucket
        if bucket is None:
            raise NotApplicable("it does not write to a bucket")
        return bucket


class _Recorded(Resource):
    """A resource with what records its use."""

    trails = fellows(lambda: cloudtrail.Trail)
    lakes = fellows(lambda: cloudtrail.EventDataStore)


class _Used:
    """An AI service of which something is there, by whether its use is recorded: one for each place and type."""

    USED_AS: ClassVar[dict[type[Resource], str]]
    filled_by: ClassVar[tuple[type[Resource], ...]]
    looks_from: ClassVar[tuple[type[Resource], ...]] = (_Recorded,)

    def __init__(self, resource: _Recorded, kind: str) -> None:
        self.resource, self.kind = resource, kind

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """The first of each type in every place: selectors take in all of them."""
        found: dict[Hashable, Subject] = {}
        for kind, name in cls.USED_AS.items():
            seen_as: type[_Recorded] = type(kind.__name__, (_Recorded, kind), {})
            for each in inventory.of(kind):
                where = each.declaration.source, each.declaration.region, kind
                found.setdefault(where, Subject(cls(each.seen_as(seen_as), name), each))
        return list(found.values())

    @property
    def use_is_recorded(self) -> bool:
        """A trail or a lake takes in every use of it. In files without either: not judged."""
        near = self.resource
        if near.dialect is not Dialect.LIVE and not near.trails and not near.lakes:
            raise NotApplicable("no trail is declared beside it: what is recorded is decided elsewhere")
        lakes = [each for each in near.lakes if not cloudtrail.is_elsewhere(each, near)]
        trails = [each for each in near.trails if not cloudtrail.is_elsewhere(each, near)]
        records = any(each.records_use_of(self.kind) for each in lakes)
        return records or any(each.records_use_of(self.kind) for each in trails)

    def __repr__(self) -> str:
        return self.resource.address


class UsedBedrock(_Used):
    """Guardrails, knowledge bases and agents of Bedrock.

    https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
    """

    USED_AS: ClassVar[dict[type[Resource], str]] = {
        bedrock.Guardrail: "AWS::Bedrock::Guardrail",
        bedrock_agent.KnowledgeBase: "AWS::Bedrock::KnowledgeBase",
        bedrock_agent.Agent: "AWS::Bedrock::AgentAlias",
    }
    filled_by: ClassVar[tuple[type[Resource], ...]] = tuple(USED_AS)


class UsedSageMaker(_Used):
    """Endpoints of SageMaker, by their configurations.

    https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html
    """

    USED_AS: ClassVar[dict[type[Resource], str]] = {sagemaker.EndpointConfig: "AWS::SageMaker::Endpoint"}
    filled_by: ClassVar[tuple[type[Resource], ...]] = tuple(USED_AS)


class UsedAgentCore(_Used):
    """Runtimes and gateways of AgentCore.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
    """

    USED_AS: ClassVar[dict[type[Resource], str]] = {
        bedrock_agentcore.Runtime: "AWS::BedrockAgentCore::Runtime",
        bedrock_agentcore.Gateway: "AWS::BedrockAgentCore::Gateway",
    }
    filled_by: ClassVar[tuple[type[Resource], ...]] = tuple(USED_AS)
