"""CloudFormation templates, SAM applications and CDK output as sources."""

from pytest_aisec.sources.cloudformation.find import find_templates, is_template
from pytest_aisec.sources.cloudformation.source import CloudFormationSource, cloudformation_sources

__all__ = ["CloudFormationSource", "cloudformation_sources", "find_templates", "is_template"]
