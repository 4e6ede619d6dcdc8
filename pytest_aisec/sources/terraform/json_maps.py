"""Which arguments of the provider are maps, which its JSON form does not tell from blocks."""

from __future__ import annotations

_MAPS = frozenset(
    """
    additional_encryption_context additional_version_weights advanced_options airflow_configuration_options
    allocation_resource_tags ami_tags annotations arguments athena_properties attribute_mapping
    authentication_request_extra_params backup_options client_metadata client_properties collection_parameters
    column_to_json_key_mappings command_line_arguments compaction connector_configuration
    container_environment_variables context credentials_map custom_authentication_credentials custom_parameters
    custom_properties default_arguments default_run_properties driver_opts dynamic_parameters
    encryption_context_equals encryption_context_subset entity_overrides environment_variables event_configurations
    exclude_tags exclusion_list extra_params final_backup_tags global_settings group_weights header_parameters
    hook_parameters hyper_parameters hyperparameters incident_tags input input_paths ip_restriction_rule_map
    job_tags keepers label_set labels locale_specification log_destination mappings metadata
    non_overridable_arguments options orphan_file_deletion parameter_overrides parameters ports principal_tags
    profile_properties profiling_parameters properties property_map provider_details query_string_parameters
    recovery_point_tags regional_parameters request_models request_parameters request_templates requests
    required_claims resource_type_management_preference resource_type_opt_in_preference response_models
    response_parameters response_templates restore_metadata_overrides retention rule_parameters
    runtime_environment_secrets runtime_environment_variables session_attributes settings signing_parameters
    skewed_column_value_location_maps stage_variable_overrides stage_variables staging_area_tags
    static_hyper_parameters supported_login_providers table_configurations tag_map tags tags_all tags_to_add
    target_tags task_properties test_bot_alias_tags token_signing_public_keys token_url_custom_properties
    token_url_parameters_map triggers triggers_replace validation_data values_importance_map variable_tags variables
    video_codec_options volume_tags vpc_endpoint_id_restriction_rule_map vpc_id_restriction_rule_map weights
    """.split()  # noqa: SIM905 -- one name to a line would fill pages
)
"""Maps in whatever resource has them, or nearly.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

_MAPS_OF: dict[str, frozenset[str]] = {
    "attributes": frozenset(
        {
            "aws_appmesh_virtual_node",
            "aws_cognito_user",
            "aws_customerprofiles_profile",
            "aws_iot_thing",
            "aws_iot_thing_group",
            "aws_service_discovery_instance",
            "aws_xray_sampling_rule",
        }
    ),
    "configuration": frozenset({"aws_codepipeline"}),
    "connection_properties": frozenset({"aws_glue_connection"}),
    "dimensions": frozenset(
        {"aws_autoscalingplans_scaling_plan", "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"}
    ),
    "endpoints": frozenset({"aws_lambda_event_source_mapping"}),
    "environment": frozenset(
        {
            "aws_lightsail_container_service_deployment_version",
            "aws_sagemaker_algorithm",
            "aws_sagemaker_data_quality_job_definition",
            "aws_sagemaker_hyper_parameter_tuning_job",
            "aws_sagemaker_model",
            "aws_sagemaker_monitoring_schedule",
            "aws_sagemaker_training_job",
        }
    ),
    "identity_provider_details": frozenset({"aws_workspacesweb_identity_provider"}),
    "limits": frozenset({"aws_batch_job_definition"}),
    "permissions": frozenset({"aws_ssm_document"}),
    "resource_tags": frozenset(
        {"aws_ecr_repository_creation_template", "aws_fms_policy", "aws_imagebuilder_infrastructure_configuration"}
    ),
    "roles": frozenset({"aws_cognito_identity_pool_roles_attachment"}),
}
"""Arguments that are maps in these resources, and blocks in others."""


def is_map(type_: str, name: str) -> bool:
    """Whether an argument of a resource type is a map; an object of any other name is a block."""
    return name in _MAPS or type_ in _MAPS_OF.get(name, ())
