"""Through which endpoints the stores of retrieval are reached."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.ai.population import Seen
from pytest_aisec.aws import opensearchserverless
from pytest_aisec.aws.serverless_endpoints import VpcEndpoint
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.links import fellows
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined


class NetworkPolicy(Seen, opensearchserverless.SecurityPolicy):
    """A policy that says from where collections can be reached, with the endpoints beside it."""

    filled_by = (opensearchserverless.SecurityPolicy, VpcEndpoint)
    endpoints = fellows(lambda: VpcEndpoint)

    @property
    def strange_endpoints(self) -> list[str]:
        """The endpoints that it lets in and that are none of the account: of somebody else, or not there any more.

        NotApplicable to one that is not about the network, or names no endpoint. Files do not tell which endpoints the
        account has beside those that they declare: raises Undetermined for another id.
        """
        if self.kind != "network":
            raise NotApplicable("it does not say from where collections are reached")
        named = list(self._named())
        if not named:
            raise NotApplicable("it names no endpoint")
        own = [each.address for each in self.endpoints] if self.dialect is Dialect.LIVE else []
        strange = [str(each.value) for each in named if isinstance(each.value, str) and each.value not in own]
        unknown = [each.value for each in named if isinstance(each.value, Unknown)]
        for each in unknown:
            if not isinstance(each, Reference):
                raise Undetermined(str(each))
        if strange and self.dialect is not Dialect.LIVE:
            raise Undetermined(f"whether {strange[0]} is an endpoint of the account is not declared beside it")
        return strange

    def _named(self) -> Iterator[Located]:
        """The endpoints that its rules name."""
        document = type(self).document
        for rule in items_of(document.locate(self)):
            stated = step_into(rule, ["SourceVPCEs"])
            if isinstance(rule.value, Unknown) or type(stated.value) is Unknown:
                raise Undetermined(str(rule.value if isinstance(rule.value, Unknown) else stated.value))
            for each in items_of(stated):
                document.note(self, each, {"SourceVPCEs": str(each.value)})
                yield each
