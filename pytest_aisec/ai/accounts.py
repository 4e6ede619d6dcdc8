"""What watches an account's settings and its doors: recorders, analyzers, and what these found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from pytest_aisec.ai.keys import Key
from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.ai.principals import Principal
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import accessanalyzer, account, config, organizations, s3
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import Undetermined

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


class _Analyzed(Seen, Resource):
    """What analyzers look into: those of the account, and those of its organization in other accounts that were read.

    An analyzer of an organization is listed in the account that made it, its management account or the administrator
    that it delegated to, and in no other: a member cannot see whether there is one.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-settings.html
    """

    analyzers = fellows(lambda: accessanalyzer.Analyzer)
    organizations = fellows(lambda: organizations.Organization)
    of_its_organization: tuple[accessanalyzer.Analyzer, ...] = ()

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        found = super().subjects(inventory)
        for each in found:
            assert isinstance(each.view, _Analyzed)
            each.view.of_its_organization = tuple(_of_the_organization_of(each.resource, inventory))
        return found

    def is_looked_into(self, by: Callable[[accessanalyzer.Analyzer], bool]) -> bool:
        """One of the analyzers is of a kind and works. Raises Undetermined where another account may have it."""
        if any(by(each) and each.status == "ACTIVE" for each in (*self.of_its_organization, *self.analyzers)):
            return True
        if self.organizations:
            raise Undetermined(
                "it belongs to an organization, whose analyzers only the account lists that made them: none of those"
                " that were read does"
            )
        return False


def _of_the_organization_of(resource: Resource, inventory: Inventory) -> Iterator[accessanalyzer.Analyzer]:
    """The analyzers of its organization, in the same region where it is in one."""
    owners = _sources_by_organization(inventory)
    source = resource.declaration.source
    for sources in owners.values():
        if source not in sources:
            continue
        for analyzer in inventory.of(accessanalyzer.Analyzer):
            here = not resource.declaration.region or resource.declaration.region == analyzer.declaration.region
            if here and analyzer.declaration.source in sources and analyzer.is_of_an_organization:
                yield analyzer


def _sources_by_organization(inventory: Inventory) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in inventory.of(organizations.Organization):
        found.setdefault(each.address, set()).add(each.declaration.source)
    return found


class AnalyzedRegion(_Analyzed, account.Region):
    """A region with what looks for access from outside."""

    filled_by = (account.Region,)

    @statement
    def sees_outsiders(self) -> bool:
        """One of its analyzers, or of its organization's, looks for access from outside."""
        return self.is_looked_into(lambda each: each.sees_outsiders)


class AnalyzedAccount(_Analyzed, account.Account):
    """An account with its analyzers; one that looks for unused access sees every region."""

    filled_by = (account.Account,)

    @statement
    def sees_unused_access(self) -> bool:
        """One of its analyzers, or of its organization's, looks for access that nobody uses."""
        return self.is_looked_into(lambda each: each.sees_unused_access)


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
        """Every finding about something in the AI estate, with the place of that in the estate.

        That may be in another account that was read: what an analyzer of an organization finds about its members,
        only the account lists that made it.
        """
        estate: dict[tuple[str, str], Member] = {}
        for role in (Role.AI_BUCKET, Role.AI_KEY, Role.AI_PRINCIPAL):
            for each in members(inventory, role):
                if each.resource.dialect is Dialect.LIVE:
                    estate[each.resource.declaration.source, each.resource.address] = each
                    estate.setdefault((_ANYWHERE, each.resource.address), each)
        found: list[Subject] = []
        for finding in inventory.of(accessanalyzer.Finding):
            member = _about(finding, estate)
            if finding.kind == "ExternalAccess" and member is not None:
                found.append(Subject(finding.seen_as(cls), finding, member))
        return found


def _about(finding: accessanalyzer.Finding, estate: dict[tuple[str, str], Member]) -> Member | None:
    about = finding.about or ""
    name = s3.bucket_name(about) if ":s3:::" in about else None
    return estate.get((finding.declaration.source, name or about)) or estate.get((_ANYWHERE, name or about))


_ANYWHERE = ""
"""In whichever source: names of buckets, and ARNs, are nobody else's."""
