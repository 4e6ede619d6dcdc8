"""The parts of an AI estate that policies are about: annotate a parameter with one of these."""

from __future__ import annotations

from pytest_aisec.ai.accounts import AnalyzedAccount, AnalyzedRegion, OutsideAccess, RecordedRegion, Recorder
from pytest_aisec.ai.agents import AgentDoor, AgentEntrance, AgentHost, AgentPlace, AgentRuntime
from pytest_aisec.ai.alerts import (
    FindingsRule,
    Safeguard,
    WatchedAgent,
    WatchedBucket,
    WatchedCustomModel,
    WatchedFeatures,
    WatchedGuardrail,
    WatchedInvocationLogging,
    WatchedKnowledgeBase,
)
from pytest_aisec.ai.assistants import TextModel
from pytest_aisec.ai.classified import ClassifiedBucket, SensitiveBucket
from pytest_aisec.ai.credentials import ConsoleUser, KeyedUser, RootUser, UserCredentials, UserKey
from pytest_aisec.ai.definitions import Definition
from pytest_aisec.ai.disks import HostSnapshot
from pytest_aisec.ai.edges import Distribution, Domain, HttpApi
from pytest_aisec.ai.execution_roles import ExecutionRole
from pytest_aisec.ai.fences import FencedHost
from pytest_aisec.ai.filesystems import FileSystem, MountingTask
from pytest_aisec.ai.firewalls import Firewall
from pytest_aisec.ai.frontdoors import Listener, LoadBalancer
from pytest_aisec.ai.governance import ApprovedHost, CallingFunction, CallingTask, OwnedResource
from pytest_aisec.ai.grants import BedrockKey, Grantee, ModelGrant, PhantomUser
from pytest_aisec.ai.guardrails import AppliedGuardrail
from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.identity_policies import IdentityPolicy
from pytest_aisec.ai.inference import (
    FunctionUrl,
    GraphQLApi,
    HttpStage,
    Relay,
    RestStage,
    Route,
    ServedRoute,
    Stage,
)
from pytest_aisec.ai.jobs import DistributedJob, IsolableJob, PlacedJob, StoringJob, WritingJob
from pytest_aisec.ai.key_use import GrantedKey, UsedKey, WatchedKey
from pytest_aisec.ai.keys import Key, Repository
from pytest_aisec.ai.metadata import MetadataHost
from pytest_aisec.ai.models import GrantedModels, ModelUse
from pytest_aisec.ai.monitors import ReviewedModel, WatchedSchedule
from pytest_aisec.ai.networks import NetworkAcl, Vpc
from pytest_aisec.ai.pipelines import ModelBuild, ModelPipeline, ModelWorkflow
from pytest_aisec.ai.places import PlacedResource
from pytest_aisec.ai.population import Population, Subject
from pytest_aisec.ai.principals import (
    Principal,
    TeamMember,
    TrustingRole,
)
from pytest_aisec.ai.private_ways import CallingVpc, Endpoint
from pytest_aisec.ai.provenance import DocumentSource, SharedModels
from pytest_aisec.ai.providers import AddressingDefinition, EgressRules, ModelDefinition, NamedSecret
from pytest_aisec.ai.reach import NetworkPolicy
from pytest_aisec.ai.records import (
    AiLogGroup,
    FlowLogStore,
    KeptTrail,
    RecordedOrganization,
    ResolvingVpc,
    ToldGateway,
    ToldRuntime,
    TrailBucket,
    UsedAgentCore,
    UsedBedrock,
    UsedSageMaker,
)
from pytest_aisec.ai.regions import (
    AlertedRegion,
    AssessedHub,
    AssessedRegion,
    ClassifiedRegion,
    EvaluatedRegion,
    GuardedRegion,
    HearingDetector,
    LoggedRegion,
    MeteredRegion,
    ModelRegion,
    RecordedAccount,
    ScannedRegion,
)
from pytest_aisec.ai.responses import FindingAutomation, RespondingRegion, ResponseRule
from pytest_aisec.ai.scans import ScannedHost, ScannedRepository
from pytest_aisec.ai.secrets import Secret
from pytest_aisec.ai.sending import SendingHost
from pytest_aisec.ai.served import ServedFlow
from pytest_aisec.ai.served_models import RegisteredModel, ServedModel
from pytest_aisec.ai.sharing import SharedAccessPoint, SharedRepository, SharedSecret
from pytest_aisec.ai.sources import ModelRepository
from pytest_aisec.ai.storage import (
    AccessPoint,
    Bucket,
    KeptBucket,
    RecordedBucket,
    ScannedBucket,
    SharedBucket,
)
from pytest_aisec.ai.stores import Collection, SearchDomain, VectorBucket, VectorCluster, VectorGraph, VectorIndex
from pytest_aisec.ai.visitors import GuestPool, ModelFunction, UserPool
from pytest_aisec.ai.web_acls import WebAcl

__all__ = [
    "AccessPoint",
    "AddressingDefinition",
    "AgentDoor",
    "AgentEntrance",
    "AgentHost",
    "AgentPlace",
    "AgentRuntime",
    "AiLogGroup",
    "AlertedRegion",
    "AnalyzedAccount",
    "AnalyzedRegion",
    "AppliedGuardrail",
    "ApprovedHost",
    "AssessedHub",
    "AssessedRegion",
    "BedrockKey",
    "Bucket",
    "CallingFunction",
    "CallingTask",
    "CallingVpc",
    "ClassifiedBucket",
    "ClassifiedRegion",
    "Collection",
    "ConsoleUser",
    "Definition",
    "DistributedJob",
    "Distribution",
    "DocumentSource",
    "Domain",
    "EgressRules",
    "Endpoint",
    "EvaluatedRegion",
    "ExecutionRole",
    "FencedHost",
    "FileSystem",
    "FindingAutomation",
    "FindingsRule",
    "Firewall",
    "FlowLogStore",
    "FunctionUrl",
    "GrantedKey",
    "GrantedModels",
    "Grantee",
    "GraphQLApi",
    "GuardedRegion",
    "GuestPool",
    "HearingDetector",
    "HostSnapshot",
    "HttpApi",
    "HttpStage",
    "IdentityPolicy",
    "IsolableJob",
    "KeptBucket",
    "KeptTrail",
    "Key",
    "KeyedUser",
    "Listener",
    "LoadBalancer",
    "LoggedRegion",
    "MetadataHost",
    "MeteredRegion",
    "ModelBuild",
    "ModelDefinition",
    "ModelFunction",
    "ModelGrant",
    "ModelHost",
    "ModelPipeline",
    "ModelRegion",
    "ModelRepository",
    "ModelUse",
    "ModelWorkflow",
    "MountingTask",
    "NamedSecret",
    "NetworkAcl",
    "NetworkPolicy",
    "OutsideAccess",
    "OwnedResource",
    "PhantomUser",
    "PlacedJob",
    "PlacedResource",
    "Population",
    "Principal",
    "RecordedAccount",
    "RecordedBucket",
    "RecordedOrganization",
    "RecordedRegion",
    "Recorder",
    "RegisteredModel",
    "Relay",
    "Repository",
    "ResolvingVpc",
    "RespondingRegion",
    "ResponseRule",
    "RestStage",
    "ReviewedModel",
    "RootUser",
    "Route",
    "Safeguard",
    "ScannedBucket",
    "ScannedHost",
    "ScannedRegion",
    "ScannedRepository",
    "SearchDomain",
    "Secret",
    "SendingHost",
    "SensitiveBucket",
    "ServedFlow",
    "ServedModel",
    "ServedRoute",
    "SharedAccessPoint",
    "SharedBucket",
    "SharedModels",
    "SharedRepository",
    "SharedSecret",
    "Stage",
    "StoringJob",
    "Subject",
    "TeamMember",
    "TextModel",
    "ToldGateway",
    "ToldRuntime",
    "TrailBucket",
    "TrustingRole",
    "UsedAgentCore",
    "UsedBedrock",
    "UsedKey",
    "UsedSageMaker",
    "UserCredentials",
    "UserKey",
    "UserPool",
    "VectorBucket",
    "VectorCluster",
    "VectorGraph",
    "VectorIndex",
    "Vpc",
    "WatchedAgent",
    "WatchedBucket",
    "WatchedCustomModel",
    "WatchedFeatures",
    "WatchedGuardrail",
    "WatchedInvocationLogging",
    "WatchedKey",
    "WatchedKnowledgeBase",
    "WatchedSchedule",
    "WebAcl",
    "WritingJob",
]
