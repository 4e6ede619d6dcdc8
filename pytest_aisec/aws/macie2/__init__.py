"""Amazon Macie."""

from pytest_aisec.aws.macie2.findings import AllowList, Criterion, CustomDataIdentifier, Finding, FindingsFilter
from pytest_aisec.aws.macie2.jobs import BucketCriterion, ClassificationJob, JobBuckets, Scope
from pytest_aisec.aws.macie2.sessions import Administrator, ClassificationScope, ResultStore, Session

__all__ = [
    "Administrator",
    "AllowList",
    "BucketCriterion",
    "ClassificationJob",
    "ClassificationScope",
    "Criterion",
    "CustomDataIdentifier",
    "Finding",
    "FindingsFilter",
    "JobBuckets",
    "ResultStore",
    "Scope",
    "Session",
]
