"""Amazon ECR."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Block, Names, Resource

_IMAGE = Regex(r"(?:\d{12}\.dkr[.-]ecr[.-][a-z0-9.-]+/)([^:@]+)(?:[:@].+)?")


def repository_name(image: str) -> str | None:
    """The repository of an image in a private registry; None for an image from elsewhere.

    `123456789012.dkr.ecr.us-east-1.amazonaws.com/llm/serve:v1` gives `llm/serve`.
    """
    found = _IMAGE.fullmatch(image)
    return found[1] if found else None


class ScanningRule(Block):
    """Which repositories are scanned how often."""

    frequency = text(
        among=("SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL"), terraform="scan_frequency", cloudformation="ScanFrequency"
    )
    filters = texts(
        terraform="repository_filter.*.filter",
        cloudformation="RepositoryFilters.*.Filter",
        live="repositoryFilters.*.filter",
    )


class RegistryScanning(
    Resource,
    terraform="aws_ecr_registry_scanning_configuration",
    cloudformation="AWS::ECR::RegistryScanningConfiguration",
    live=Listing(
        "ecr", "GetRegistryScanningConfiguration", "[@]", id="join(' ', ['image scanning in', $source.Region])"
    ),
):
    """How the images of a registry are scanned.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
    """

    scan_type = text(
        among=("BASIC", "ENHANCED"),
        terraform="scan_type",
        cloudformation="ScanType",
        live="scanningConfiguration.scanType",
    )
    rules = blocks(ScanningRule, terraform="rule", cloudformation="Rules", live="scanningConfiguration.rules")


class Repository(
    Resource,
    terraform="aws_ecr_repository",
    cloudformation="AWS::ECR::Repository",
    live=Listing("ecr", "DescribeRepositories", "repositories", id="repositoryArn"),
    names=Names(
        terraform=("name", "repository_url"),
        cloudformation=("RepositoryName", "RepositoryUri"),
        live=("repositoryName", "repositoryUri", "repositoryArn"),
    ),
):
    """A repository of images.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html
    """

    name = text(terraform="name", cloudformation="RepositoryName", live="repositoryName")
    tag_mutability = text(
        among=("MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"),
        default="MUTABLE",
        terraform="image_tag_mutability",
        cloudformation="ImageTagMutability",
    )
    scanned_on_push = boolean(
        default=False,
        terraform="image_scanning_configuration.scan_on_push",
        cloudformation="ImageScanningConfiguration.ScanOnPush",
    )
    kms_key = link(
        lambda: kms.Key,
        terraform="encryption_configuration.kms_key",
        cloudformation="EncryptionConfiguration.KmsKey",
    )
    statements = blocks(
        PolicyStatement,
        terraform=document(companion("aws_ecr_repository_policy", by="repository") / "policy"),
        cloudformation=document("RepositoryPolicyText"),
        live=document(
            call(
                "ecr",
                "GetRepositoryPolicy",
                {"repositoryName": "repositoryName"},
                absent=("RepositoryPolicyNotFoundException",),
            )
            / "policyText"
        ),
    )
    """Those of its policy."""
    registries = fellows(lambda: RegistryScanning)


class Image(
    Resource,
    live=Listing(
        "ecr",
        "DescribeImages",
        "imageDetails",
        id="join('@', [repositoryName, imageDigest])",
        per="AWS::ECR::Repository",
        per_parameters={"repositoryName": "repositoryName"},
    ),
):
    """An image in a repository. Files do not declare one.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
    """

    repository = link(lambda: Repository, live="repositoryName")
    digest = text(live="imageDigest")
    tags = texts(live="imageTags")
    pushed_at = moment(live="imagePushedAt")
    scan_status = text(
        default=None,
        among=(
            "IN_PROGRESS",
            "COMPLETE",
            "FAILED",
            "UNSUPPORTED_IMAGE",
            "ACTIVE",
            "PENDING",
            "SCAN_ELIGIBILITY_EXPIRED",
            "FINDINGS_UNAVAILABLE",
            "LIMIT_EXCEEDED",
            "IMAGE_ARCHIVED",
            "IMAGE_SIZE_EXCEEDED",
        ),
        live="imageScanStatus.status",
    )
    """How its last scan went; None for an image that was never scanned."""
    scanned_at = moment(live="imageScanFindingsSummary.imageScanCompletedAt")
    critical_findings = integer(default=None, live="imageScanFindingsSummary.findingSeverityCounts.CRITICAL")
    high_findings = integer(default=None, live="imageScanFindingsSummary.findingSeverityCounts.HIGH")
    """None where there are none, or no scan told: see `scanned_at`."""
