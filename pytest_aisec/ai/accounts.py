"""What watches an account's settings and its doors: recorders, analyzers, and what these found."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.keys import Key
from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.ai.principals import Principal
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import accessanalyzer, account, config, s3
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource, statement

AI_TYPES = (
    "AWS::Bedrock::Guardrail",
    "AWS::Bedrock::KnowledgeBase",
    "AWS::BedrockAgentCore::Runtime",
    "AWS::OpenSearchServerless::Collection",
    "AWS::S3::Bucket",
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::Model",
)
"""Types of AI estates that AWS Config can record.

https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html
"""


class Recorder(Seen, config.ConfigurationRecorder):
    """What keeps the history of settings, by what of an AI estate it leaves out."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (config.ConfigurationRecorder,)

    @property
    def missing_types(self) -> list[str]:
        """The types of AI estates that it does not record."""
        if self.recorded_types:
            return [kind for kind in AI_TYPES if kind not in self.recorded_types]
        if self.strategy == "EXCLUSION_BY_RESOURCE_TYPES":
            return [kind for kind in AI_TYPES if kind in self.excluded_types]
        return [] if self.records_all_types else list(AI_TYPES)


class RecordedRegion(Seen, account.Region):
    """A region with its recorders of settings."""

    filled_by = (account.Region,)
    recorders = fellows(lambda: config.ConfigurationRecorder)

    @statement
    def keeps_history(self) -> bool:
        """One of them is running."""
        return any(recorder.recording for recorder in self.recorders)


class AnalyzedRegion(Seen, account.Region):
    """A region with what looks for access from outside."""

    filled_by = (account.Region,)
    analyzers = fellows(lambda: accessanalyzer.Analyzer)

    @statement
    def sees_outsiders(self) -> bool:
        """One of its analyzers looks for access from outside."""
        return any(each.sees_outsiders and each.status == "ACTIVE" for each in self.analyzers)


class AnalyzedAccount(Seen, account.Account):
    """An account with its analyzers; one that looks for unused access sees every region."""

    filled_by = (account.Account,)
    analyzers = fellows(lambda: accessanalyzer.Analyzer)

    @statement
    def sees_unused_access(self) -> bool:
        """One of its analyzers looks for access that nobody uses."""
        return any(each.sees_unused_access and each.status == "ACTIVE" for each in self.analyzers)


class OutsideAccess(accessanalyzer.Finding):
    """Access from outside to a bucket, a key or a role of the AI estate, which nobody has archived."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        accessanalyzer.Finding,
        *Bucket.filled_by,
        *Key.filled_by,
        *Principal.filled_by,
    )

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Every finding about something in the AI estate, with the place of that in the estate."""
        estate = {
            (member.resource.declaration.source, member.resource.address): member
            for role in (Role.AI_BUCKET, Role.AI_KEY, Role.AI_PRINCIPAL)
            for member in members(inventory, role)
        }
        found: list[Subject] = []
        for finding in inventory.of(accessanalyzer.Finding):
            member = _about(finding, estate)
            if finding.kind == "ExternalAccess" and member is not None:
                found.append(Subject(finding.seen_as(cls), finding, member))
        return found


def _about(finding: accessanalyzer.Finding, estate: dict[tuple[str, str], Member]) -> Member | None:
    about = finding.about or ""
    name = s3.bucket_name(about) if ":s3:::" in about else None
    return estate.get((finding.declaration.source, name or about))
