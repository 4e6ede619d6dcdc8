"""Machines and images that somebody looks for flaws in."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.keys import Repository
from pytest_aisec.aws import ec2, inspector2
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import referrers
from pytest_aisec.model.tags import tags_of
from pytest_aisec.verdicts import NotApplicable


class ScannedHost(ModelHost):
    """A machine that runs models, by whether Inspector may look at it."""

    @property
    def excluded_from_inspector(self) -> bool:
        """It carries the tag that keeps Inspector away, whatever its value. NotApplicable to what is no instance.

        https://docs.aws.amazon.com/inspector/latest/user/scanning-ec2.html
        """
        if not isinstance(self.resource, ec2.Instance):
            raise NotApplicable("Inspector looks at instances by themselves")
        return "InspectorEc2Exclusion" in tags_of(self.resource)


class ScannedRepository(Repository):
    """A repository of the images that models are served from, by what Inspector found in them."""

    inspector_findings = referrers(lambda: inspector2.Finding, by="repository")

    def critical_findings_older_than(self, days: int) -> list[str]:
        """What critical flaws of its images have been known for more than some days. NotApplicable to files."""
        if self.dialect is not Dialect.LIVE:
            raise NotApplicable("findings are in accounts")
        return [
            each.title or each.address
            for each in self.inspector_findings
            if self._has_image_of(each)
            and each.severity == "CRITICAL"
            and (each.days_open is None or each.days_open > days)
        ]

    def _has_image_of(self, finding: inspector2.Finding) -> bool:
        """Whether a finding is not of another account, whose repository of this name whoever administers it is told of.

        https://docs.aws.amazon.com/inspector/latest/user/admin-member-relationship.html
        """
        own = self.address.split(":")[4:5]
        return not own or finding.account in ("", *own)
