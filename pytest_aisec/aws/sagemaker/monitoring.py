"""Endpoints, and the schedules by which what they answer is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws import cloudwatch, iam, kms
from pytest_aisec.aws.sagemaker.serving import EndpointConfig
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement

_INPUT = "monitoring_schedule_config.monitoring_job_definition.monitoring_inputs.endpoint_input.endpoint_name"
_INPUTS = "MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringInputs.*.EndpointInput.EndpointName"
_DIMENSIONS = {
    Dialect.TERRAFORM: ("dimensions.*", "metric_query.*.metric.dimensions.*"),
    Dialect.CLOUDFORMATION: ("Dimensions.*.Value", "Metrics.*.MetricStat.Metric.Dimensions.*.Value"),
}
_WRITTEN = ("aws/sagemaker/Endpoints/", "/aws/sagemaker/Endpoints/")
_NOT_IN_FILES = never("what became of it is seen once it runs")


class Endpoint(
    Resource,
    terraform="aws_sagemaker_endpoint",
    cloudformation="AWS::SageMaker::Endpoint",
    live=Listing(
        "sagemaker",
        "ListEndpoints",
        "Endpoints",
        id="EndpointArn",
        describe=Call("sagemaker", "DescribeEndpoint", {"EndpointName": "EndpointName"}),
    ),
    names=Names(
        terraform=("name",), cloudformation=("EndpointName", "EndpointArn"), live=("EndpointName", "EndpointArn")
    ),
):
    """Where models answer.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor.html
    """

    config = link(lambda: EndpointConfig, terraform="endpoint_config_name", cloudformation="EndpointConfigName")
    capturing = text(
        among=("Started", "Stopped"),
        default=None,
        terraform=_NOT_IN_FILES,
        cloudformation=_NOT_IN_FILES,
        live="DataCaptureConfig.CaptureStatus",
    )
    """Whether what it is asked and answers is kept at this moment; None in files, and where it is not configured."""
    schedules = referrers(lambda: MonitoringSchedule, by="endpoints")
    data_quality_jobs = referrers(lambda: DataQualityJobDefinition, by="endpoint")
    model_quality_jobs = referrers(lambda: ModelQualityJobDefinition, by="endpoint")
    bias_jobs = referrers(lambda: ModelBiasJobDefinition, by="endpoint")
    explainability_jobs = referrers(lambda: ModelExplainabilityJobDefinition, by="endpoint")

    @statement
    def monitored(self) -> bool:
        """A schedule that goes on looks at its answers, by itself or through a definition that it names."""
        found = [self.schedules]
        found += [job.schedules for job in self.data_quality_jobs]
        found += [job.schedules for job in self.model_quality_jobs]
        found += [job.schedules for job in self.bias_jobs]
        found += [job.schedules for job in self.explainability_jobs]
        return any(schedule.goes_on for schedules in found for schedule in schedules)


_DEFINITION_NAMES = ("JobDefinitionName", "JobDefinitionArn")


def _definitions(kind: str) -> Listing:
    """How the definitions of one kind of jobs are listed; the four kinds have the same operations."""
    return Listing(
        "sagemaker",
        f"List{kind}JobDefinitions",
        "JobDefinitionSummaries",
        id="MonitoringJobDefinitionArn",
        describe=Call(
            "sagemaker", f"Describe{kind}JobDefinition", {"JobDefinitionName": "MonitoringJobDefinitionName"}
        ),
    )


class DataQualityJobDefinition(
    Resource,
    terraform="aws_sagemaker_data_quality_job_definition",
    cloudformation="AWS::SageMaker::DataQualityJobDefinition",
    live=_definitions("DataQuality"),
    names=Names(terraform=("name",), cloudformation=("JobDefinitionName", "JobDefinitionArn"), live=_DEFINITION_NAMES),
):
    """Whether what is asked is like what the model was trained on."""

    endpoint = link(
        lambda: Endpoint,
        terraform="data_quality_job_input.endpoint_input.endpoint_name",
        cloudformation="DataQualityJobInput.EndpointInput.EndpointName",
    )
    schedules = referrers(lambda: MonitoringSchedule, by="data_quality_job")


class ModelQualityJobDefinition(
    Resource,
    cloudformation="AWS::SageMaker::ModelQualityJobDefinition",
    live=_definitions("ModelQuality"),
    names=Names(cloudformation=("JobDefinitionName", "JobDefinitionArn"), live=_DEFINITION_NAMES),
):
    """Whether the answers are right. Terraform declares none."""

    endpoint = link(lambda: Endpoint, cloudformation="ModelQualityJobInput.EndpointInput.EndpointName")
    schedules = referrers(lambda: MonitoringSchedule, by="model_quality_job")


class ModelBiasJobDefinition(
    Resource,
    cloudformation="AWS::SageMaker::ModelBiasJobDefinition",
    live=_definitions("ModelBias"),
    names=Names(cloudformation=("JobDefinitionName", "JobDefinitionArn"), live=_DEFINITION_NAMES),
):
    """Whether the answers favour some. Terraform declares none."""

    endpoint = link(lambda: Endpoint, cloudformation="ModelBiasJobInput.EndpointInput.EndpointName")
    schedules = referrers(lambda: MonitoringSchedule, by="bias_job")


class ModelExplainabilityJobDefinition(
    Resource,
    cloudformation="AWS::SageMaker::ModelExplainabilityJobDefinition",
    live=_definitions("ModelExplainability"),
    names=Names(cloudformation=("JobDefinitionName", "JobDefinitionArn"), live=_DEFINITION_NAMES),
):
    """Whether what answers depend on changes. Terraform declares none."""

    endpoint = link(lambda: Endpoint, cloudformation="ModelExplainabilityJobInput.EndpointInput.EndpointName")
    schedules = referrers(lambda: MonitoringSchedule, by="explainability_job")


_DEFINITION = "monitoring_schedule_config.monitoring_job_definition_name"
_DEFINITION_CLOUDFORMATION = "MonitoringScheduleConfig.MonitoringJobDefinitionName"
_TOLD = never("an account tells the endpoint")


class MonitoringJob(Block):
    """The job that a schedule defines itself.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringJobDefinition.html
    """

    network_isolated = boolean(
        default=False,
        terraform="network_config.enable_network_isolation",
        cloudformation="NetworkConfig.EnableNetworkIsolation",
    )
    traffic_encrypted = boolean(
        default=False,
        terraform="network_config.enable_inter_container_traffic_encryption",
        cloudformation="NetworkConfig.EnableInterContainerTrafficEncryption",
    )
    output_key = link(
        lambda: kms.Key,
        terraform="monitoring_output_config.kms_key_id",
        cloudformation="MonitoringOutputConfig.KmsKeyId",
    )
    volume_key = link(
        lambda: kms.Key,
        terraform="monitoring_resources.cluster_config.volume_kms_key_id",
        cloudformation="MonitoringResources.ClusterConfig.VolumeKmsKeyId",
    )
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")


class MonitoringSchedule(
    Resource,
    terraform="aws_sagemaker_monitoring_schedule",
    cloudformation="AWS::SageMaker::MonitoringSchedule",
    live=Listing(
        "sagemaker",
        "ListMonitoringSchedules",
        "MonitoringScheduleSummaries",
        id="MonitoringScheduleArn",
        describe=Call("sagemaker", "DescribeMonitoringSchedule", {"MonitoringScheduleName": "MonitoringScheduleName"}),
    ),
    names=Names(
        terraform=("name",),
        cloudformation=("MonitoringScheduleName", "MonitoringScheduleArn"),
        live=("MonitoringScheduleName", "MonitoringScheduleArn"),
    ),
):
    """When answers are looked at.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateMonitoringSchedule.html
    """

    endpoints = links(
        lambda: Endpoint,
        terraform=every(_INPUT),
        cloudformation=every("EndpointName", _INPUTS),
        live=every("EndpointName"),
    )
    data_quality_job = link(
        lambda: DataQualityJobDefinition, terraform=_DEFINITION, cloudformation=_DEFINITION_CLOUDFORMATION, live=_TOLD
    )
    model_quality_job = link(
        lambda: ModelQualityJobDefinition, terraform=_DEFINITION, cloudformation=_DEFINITION_CLOUDFORMATION, live=_TOLD
    )
    bias_job = link(
        lambda: ModelBiasJobDefinition, terraform=_DEFINITION, cloudformation=_DEFINITION_CLOUDFORMATION, live=_TOLD
    )
    explainability_job = link(
        lambda: ModelExplainabilityJobDefinition,
        terraform=_DEFINITION,
        cloudformation=_DEFINITION_CLOUDFORMATION,
        live=_TOLD,
    )
    status = text(
        among=("Pending", "Failed", "Scheduled", "Stopped"),
        default="Scheduled",
        terraform=_NOT_IN_FILES,
        cloudformation="MonitoringScheduleStatus",
        live="MonitoringScheduleStatus",
    )

    jobs = blocks(
        MonitoringJob,
        terraform="monitoring_schedule_config.monitoring_job_definition",
        cloudformation="MonitoringScheduleConfig.MonitoringJobDefinition",
        live="MonitoringScheduleConfig.MonitoringJobDefinition",
    )
    """The one that it defines itself; none where it names a definition."""

    @statement
    def goes_on(self) -> bool:
        """It has not been stopped, and did not fail."""
        return self.status in {"Pending", "Scheduled"}

    def watched_endpoints(self) -> Iterator[Endpoint]:
        """The endpoints that it looks at, by itself or through the definition that it names."""
        yield from self.endpoints
        if self.dialect is not Dialect.LIVE:
            for job in (self.data_quality_job, self.model_quality_job, self.bias_job, self.explainability_job):
                if job is not None and job.unseen is None and job.endpoint is not None:
                    yield job.endpoint


class MonitoringAlarm(cloudwatch.Alarm):
    """An alarm, by the endpoints and schedules that the dimensions of its metrics name.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-interpreting-cloudwatch.html
    """

    endpoints = links(
        lambda: Endpoint,
        terraform=every(*_DIMENSIONS[Dialect.TERRAFORM]),
        cloudformation=every(*_DIMENSIONS[Dialect.CLOUDFORMATION]),
        live=every(*_DIMENSIONS[Dialect.CLOUDFORMATION]),
    )
    schedules = links(
        lambda: MonitoringSchedule,
        terraform=every(*_DIMENSIONS[Dialect.TERRAFORM]),
        cloudformation=every(*_DIMENSIONS[Dialect.CLOUDFORMATION]),
        live=every(*_DIMENSIONS[Dialect.CLOUDFORMATION]),
    )

    @answer
    def stands_on(self, schedule: MonitoringSchedule) -> bool:
        """It is on a metric that a schedule, or another one of the same endpoint, writes.

        Both spellings of the namespaces are in use; `/aws/sagemaker/Endpoints` alone is how busy machines are.
        """
        if not any(self.watches_a_namespace(beginning) for beginning in _WRITTEN):
            return False
        return schedule in self.schedules or any(each in self.endpoints for each in schedule.watched_endpoints())
