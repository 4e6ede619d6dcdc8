"""Amazon SageMaker AI."""

from pytest_aisec.aws.sagemaker.models import EndpointConfig, Model, ModelPackage, ProductionVariant, TrainingJob
from pytest_aisec.aws.sagemaker.notebooks import Domain, NotebookInstance
from pytest_aisec.aws.sagemaker.pipelines import Pipeline

__all__ = [
    "Domain",
    "EndpointConfig",
    "Model",
    "ModelPackage",
    "NotebookInstance",
    "Pipeline",
    "ProductionVariant",
    "TrainingJob",
]
