"""Amazon SageMaker AI."""

from pytest_aisec.aws.sagemaker.applications import MlflowTrackingServer, PartnerApp
from pytest_aisec.aws.sagemaker.clusters import Cluster, InstanceGroup, RestrictedGroup, Storage
from pytest_aisec.aws.sagemaker.jobs import (
    AutoMLJob,
    CompilationJob,
    LabelingJob,
    ProcessingJob,
    TransformJob,
    TuningDefinition,
    TuningJob,
)
from pytest_aisec.aws.sagemaker.lineage import Association
from pytest_aisec.aws.sagemaker.models import (
    Container,
    Model,
    ModelPackage,
    ModelPackageGroup,
    TrainingJob,
)
from pytest_aisec.aws.sagemaker.monitoring import (
    DataQualityJobDefinition,
    Endpoint,
    ModelBiasJobDefinition,
    ModelExplainabilityJobDefinition,
    ModelQualityJobDefinition,
    MonitoringAlarm,
    MonitoringJob,
    MonitoringSchedule,
)
from pytest_aisec.aws.sagemaker.notebooks import Domain, NotebookInstance
from pytest_aisec.aws.sagemaker.people import LifecycleConfig, StudioLifecycleConfig, UserProfile
from pytest_aisec.aws.sagemaker.pipelines import CodeRepository, Pipeline
from pytest_aisec.aws.sagemaker.serving import EndpointConfig, InferenceComponent, ProductionVariant, Specification
from pytest_aisec.aws.sagemaker.storage import FeatureGroup, FlowDefinition, ModelCard

__all__ = [
    "Association",
    "AutoMLJob",
    "Cluster",
    "CodeRepository",
    "CompilationJob",
    "Container",
    "DataQualityJobDefinition",
    "Domain",
    "Endpoint",
    "EndpointConfig",
    "FeatureGroup",
    "FlowDefinition",
    "InferenceComponent",
    "InstanceGroup",
    "LabelingJob",
    "LifecycleConfig",
    "MlflowTrackingServer",
    "Model",
    "ModelBiasJobDefinition",
    "ModelCard",
    "ModelExplainabilityJobDefinition",
    "ModelPackage",
    "ModelPackageGroup",
    "ModelQualityJobDefinition",
    "MonitoringAlarm",
    "MonitoringJob",
    "MonitoringSchedule",
    "NotebookInstance",
    "PartnerApp",
    "Pipeline",
    "ProcessingJob",
    "ProductionVariant",
    "RestrictedGroup",
    "Specification",
    "Storage",
    "StudioLifecycleConfig",
    "TrainingJob",
    "TransformJob",
    "TuningDefinition",
    "TuningJob",
    "UserProfile",
]
