"""Vector stores: what retrieval looks up its documents in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.membership import Member, Named, member_if
from pytest_aisec.analysis.roles.actors import existence
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import bedrock_agent, neptune_graph, opensearch, opensearchserverless, rds, s3vectors
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource

STORES = (
    opensearch.Domain,
    opensearchserverless.Collection,
    s3vectors.VectorBucket,
    s3vectors.Index,
    rds.Cluster,
    neptune_graph.Graph,
)


@finds(Role.VECTOR_STORE, among=STORES)
def vector_stores(inventory: Inventory) -> Iterator[Member]:
    """What knowledge bases keep their vectors in, and what is made for vectors."""
    named = Named()
    for base in inventory.of(bedrock_agent.KnowledgeBase):
        reason = f"{base.address} keeps its vectors in it"
        named.add(base, partial(_stores_of, base), reason, existence(base))
    for store in inventory:
        if isinstance(store, STORES):
            member = named.member(store, lambda unknown: not unknown.is_set)
            if member is None or member.doubt:
                member = member_if(store, partial(_made_for_vectors, store)) or member
            if member is not None:
                yield member


def _stores_of(base: bedrock_agent.KnowledgeBase) -> Iterator[Resource]:
    for store in (base.collection, base.domain, base.vector_bucket, base.vector_index, base.cluster, base.graph):
        if store is not None:
            yield store


def _made_for_vectors(store: Resource) -> str | None:
    match store:
        case s3vectors.VectorBucket() | s3vectors.Index():
            return "it keeps vectors"
        case opensearchserverless.Collection() if store.kind == "VECTORSEARCH":
            return "a collection for the search of vectors"
        case neptune_graph.Graph() if store.searches_vectors:
            return "a graph with an index of vectors"
    return None
