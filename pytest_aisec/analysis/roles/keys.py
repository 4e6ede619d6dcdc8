"""Keys and image repositories of the AI estate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import (
    batch,
    bedrock,
    bedrock_agent,
    bedrock_agentcore,
    ecr,
    ecs,
    kms,
    neptune_graph,
    opensearch,
    opensearchserverless,
    rds,
    s3,
    s3vectors,
    sagemaker,
)
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource

KEYED = (
    sagemaker.NotebookInstance,
    sagemaker.Domain,
    sagemaker.EndpointConfig,
    sagemaker.TrainingJob,
    sagemaker.FeatureGroup,
    sagemaker.ModelCard,
    bedrock_agent.Agent,
    bedrock_agent.DataSource,
    bedrock.Guardrail,
    bedrock.CustomModel,
)
"""What is encrypted with a key that it names, beside AI buckets and vector stores."""


@finds(Role.AI_KEY, among=(kms.Key,))
def ai_keys(inventory: Inventory) -> Iterator[Member]:
    """The keys by which AI buckets and what runs models are encrypted."""
    named = Named()
    for member in (*members(inventory, Role.AI_BUCKET), *members(inventory, Role.VECTOR_STORE)):
        reason = f"{member.resource.address} is encrypted with it"
        named.add(member.resource, partial(_keys_of, member.resource), reason, member.doubt)
    for resource in inventory:
        if isinstance(resource, KEYED):
            named.add(resource, partial(_keys_of, resource), f"{resource.address} is encrypted with it")
    for key in inventory.of(kms.Key):
        found = named.member(key, lambda unknown: not unknown.is_set)
        if found is not None:
            yield found


def _keys_of(resource: Resource) -> Iterator[kms.Key]:
    found: list[kms.Key | None] = []
    match resource:
        case sagemaker.TrainingJob():
            found = [resource.volume_key, resource.output_key]
        case sagemaker.FeatureGroup():
            found = [resource.online_key, resource.offline_key]
        case sagemaker.EndpointConfig():
            found = [resource.kms_key, resource.answers_key, resource.capture_key]
        case (
            sagemaker.NotebookInstance()
            | sagemaker.Domain()
            | sagemaker.ModelCard()
            | bedrock_agent.Agent()
            | bedrock_agent.DataSource()
            | bedrock.Guardrail()
            | bedrock.CustomModel()
            | s3vectors.VectorBucket()
            | s3vectors.Index()
            | opensearch.Domain()
            | opensearchserverless.Collection()
            | rds.Cluster()
            | neptune_graph.Graph()
            | s3.Bucket()
        ):
            found = [resource.kms_key]
    yield from (key for key in found if key is not None)


_Runner = sagemaker.Model | bedrock_agentcore.Runtime


@finds(Role.MODEL_REPOSITORY, among=(ecr.Repository,))
def model_repositories(inventory: Inventory) -> Iterator[Member]:
    """The repositories of the images that models are served from."""
    named = Named()
    runners: list[_Runner] = [*inventory.of(sagemaker.Model), *inventory.of(bedrock_agentcore.Runtime)]
    for runner in runners:
        named.add(runner, partial(_repositories_of, runner), f"{runner.address} runs an image of it")
    for member in members(inventory, Role.MODEL_HOST):
        if isinstance(member.resource, ecs.TaskDefinition | batch.JobDefinition):
            reason = f"{member.resource.address} runs an image of it"
            named.add(member.resource, partial(_images_of, member.resource), reason, member.doubt)
    for repository in inventory.of(ecr.Repository):
        found = named.member(repository, lambda unknown: not unknown.is_set)
        if found is not None:
            yield found


def _repositories_of(runner: _Runner) -> Iterable[ecr.Repository]:
    return runner.repositories


def _images_of(definition: ecs.TaskDefinition | batch.JobDefinition) -> Iterator[ecr.Repository]:
    yield from (each.repository for each in definition.containers if each.repository is not None)
    if isinstance(definition, batch.JobDefinition):
        yield from (each.repository for each in definition.pod_containers if each.repository is not None)
