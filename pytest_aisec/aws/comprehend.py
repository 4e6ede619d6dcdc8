"""Amazon Comprehend."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.resource import Names, Resource


class EntityRecognizer(
    Resource,
    terraform="aws_comprehend_entity_recognizer",
    cloudformation="AWS::Comprehend::EntityRecognizer",
    live=Listing("comprehend", "ListEntityRecognizers", "EntityRecognizerPropertiesList", id="EntityRecognizerArn"),
    names=Names(live=("EntityRecognizerArn",)),
):
    """A model that finds a company's own kinds of entities in text.

    https://docs.aws.amazon.com/comprehend/latest/APIReference/API_EntityRecognizerProperties.html
    """

    model_key = link(lambda: kms.Key, terraform="model_kms_key_id", cloudformation="ModelKmsKeyId")
    volume_key = link(lambda: kms.Key, terraform="volume_kms_key_id", cloudformation="VolumeKmsKeyId")
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnets", cloudformation="VpcConfig.Subnets")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="vpc_config.security_group_ids",
        cloudformation="VpcConfig.SecurityGroupIds",
    )
    role = link(lambda: iam.Role, terraform="data_access_role_arn", cloudformation="DataAccessRoleArn")


class DocumentClassifier(
    Resource,
    terraform="aws_comprehend_document_classifier",
    cloudformation="AWS::Comprehend::DocumentClassifier",
    live=Listing(
        "comprehend", "ListDocumentClassifiers", "DocumentClassifierPropertiesList", id="DocumentClassifierArn"
    ),
    names=Names(live=("DocumentClassifierArn",)),
):
    """A model that sorts a company's documents.

    https://docs.aws.amazon.com/comprehend/latest/APIReference/API_DocumentClassifierProperties.html
    """

    model_key = link(lambda: kms.Key, terraform="model_kms_key_id", cloudformation="ModelKmsKeyId")
    volume_key = link(lambda: kms.Key, terraform="volume_kms_key_id", cloudformation="VolumeKmsKeyId")
    output_key = link(
        lambda: kms.Key, terraform="output_data_config.kms_key_id", cloudformation="OutputDataConfig.KmsKeyId"
    )
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnets", cloudformation="VpcConfig.Subnets")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="vpc_config.security_group_ids",
        cloudformation="VpcConfig.SecurityGroupIds",
    )
    role = link(lambda: iam.Role, terraform="data_access_role_arn", cloudformation="DataAccessRoleArn")
