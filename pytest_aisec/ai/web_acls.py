"""Web ACLs in front of models."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai.frontdoors import LoadBalancer
from pytest_aisec.ai.inference import FRONTS
from pytest_aisec.ai.planned_acls import planned_acls
from pytest_aisec.ai.population import Narrowed, Subject
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import apigateway, appsync, bedrock_agentcore, cloudfront, fms, wafv2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.verdicts import NotApplicable


class WebAcl(Narrowed, wafv2.WebAcl):
    """A web ACL of an inference API, or of a load balancer in front of model hosts; a policy that makes such ones."""

    role = Role.INFERENCE_WEB_ACL
    filled_by = (
        wafv2.WebAcl,
        wafv2.WebAclAssociation,
        apigateway.Stage,
        cloudfront.Distribution,
        cloudfront.VpcOrigin,
        appsync.GraphQLApi,
        appsync.DataSource,
        bedrock_agentcore.Gateway,
        fms.Policy,
        *FRONTS,
        *LoadBalancer.filled_by,
    )
    stages = fellows(lambda: apigateway.Stage)
    distributions = referrers(lambda: cloudfront.Distribution, by="web_acl")

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them, and the policies of Firewall Manager that make such web ACLs."""
        return [*super().subjects(inventory), *planned_acls(inventory)]

    def sees_bodies_of(self, kilobytes: int) -> bool:
        """It looks at that much of every body. NotApplicable where the limit cannot be raised.

        https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html
        """
        if not self.distributions and not any(self in stage.web_acls for stage in self.stages):
            raise NotApplicable("what it stands in front of has a limit of its own, which cannot be raised")
        return any(_kilobytes(limit) >= kilobytes for limit in self.body_limits)

    def shown_headers(self, secret: Iterable[str]) -> list[str]:
        """Those of some headers that its log tells. NotApplicable to one that does not log."""
        shown = [header for header in secret if not self.hides(header.lower())]
        if not self.logs_requests:  # read last: the log is where a person would look first
            raise NotApplicable("it does not log")
        return shown


def _kilobytes(limit: str) -> int:
    """`KB_64`."""
    return int(limit.removeprefix("KB_"))
