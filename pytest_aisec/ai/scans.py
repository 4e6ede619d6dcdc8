"""Machines that somebody looks for flaws in."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.aws import ec2
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
