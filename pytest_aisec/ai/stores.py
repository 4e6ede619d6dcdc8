"""What retrieval looks up its documents in."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import bedrock_agent, neptune_graph, opensearch, opensearchserverless, rds, s3vectors
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable


class _Store:
    """The vector stores of one type."""

    filled_by: ClassVar[tuple[type[Resource], ...]]

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Those of the role that are of the type, which is the first in `filled_by`."""
        assert issubclass(cls, Resource)
        return [
            Subject(member.resource.seen_as(cls), member.resource, member)
            for member in members(inventory, Role.VECTOR_STORE)
            if isinstance(member.resource, cls.filled_by[0])
        ]


class SearchDomain(_Store, opensearch.Domain):
    """An OpenSearch domain that a knowledge base keeps its vectors in."""

    filled_by = (opensearch.Domain, bedrock_agent.KnowledgeBase)


class VectorBucket(_Store, s3vectors.VectorBucket):
    """A bucket of vectors."""

    filled_by = (s3vectors.VectorBucket,)


class VectorIndex(_Store, s3vectors.Index):
    """An index of vectors."""

    filled_by = (s3vectors.Index,)


class VectorCluster(_Store, rds.Cluster):
    """A database cluster that a knowledge base keeps its vectors in."""

    filled_by = (rds.Cluster, bedrock_agent.KnowledgeBase)

    @property
    def public_ways(self) -> list[str]:
        """Its machines with public addresses, and its gateway. NotApplicable to files that declare no machine."""
        if self.dialect is not Dialect.LIVE and not self.instances:
            raise NotApplicable("no instance of it is declared beside it: where they stand is decided elsewhere")
        gateway = ["an internet access gateway"] if self.has_internet_gateway else []
        found = [each for each in self.instances if each.publicly_accessible]
        for each in found:
            place = rds.Instance.publicly_accessible.locate(each).location
            record(Reading(self.address, "instances", each.address, place))
        return [*gateway, *(each.address for each in found)]


class VectorGraph(_Store, neptune_graph.Graph):
    """A graph that a knowledge base keeps its vectors in, or that has an index of vectors."""

    filled_by = (neptune_graph.Graph, bedrock_agent.KnowledgeBase)


class Collection:
    """A collection of vectors; or a security policy of files that declare no collection for it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        opensearchserverless.Collection,
        opensearchserverless.SecurityPolicy,
        bedrock_agent.KnowledgeBase,
    )

    def __init__(self, resource: opensearchserverless.Collection | opensearchserverless.SecurityPolicy) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        collections = inventory.of(opensearchserverless.Collection)
        sources = {each.declaration.source for each in collections}
        apart = [
            each
            for each in inventory.of(opensearchserverless.SecurityPolicy)
            if each.dialect is not Dialect.LIVE and each.declaration.source not in sources
        ]
        stores = [
            Subject(cls(member.resource), member.resource, member)
            for member in members(inventory, Role.VECTOR_STORE)
            if isinstance(member.resource, opensearchserverless.Collection)
        ]
        return [*stores, *(Subject(cls(each), each) for each in apart)]

    @property
    def encrypted_with_customer_managed_key(self) -> bool:
        """Its key, or the one that the policy names, is the account's."""
        if isinstance(self.resource, opensearchserverless.Collection):
            return self.resource.encrypted_with_customer_managed_key
        if self.resource.kind != "encryption":
            raise NotApplicable("it is about the network")
        return self.resource.names_own_key

    @property
    def reachable_from_the_internet(self) -> bool:
        """The internet is let in."""
        if isinstance(self.resource, opensearchserverless.Collection):
            return self.resource.reachable_from_the_internet
        if self.resource.kind != "network":
            raise NotApplicable("it is about encryption")
        return self.resource.allows_from_public

    def __repr__(self) -> str:
        return self.resource.address
