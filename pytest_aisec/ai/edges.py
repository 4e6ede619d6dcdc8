"""How inference APIs are reached: distributions, domains, and the addresses behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from pytest_aisec.ai.inference import FRONTS
from pytest_aisec.ai.planned_acls import gets_a_web_acl
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.origins import open_origins
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.analysis.roles.parts import parts
from pytest_aisec.aws import apigateway, apigatewayv2, cloudfront
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable, Undetermined


class Distribution(cloudfront.Distribution):
    """A distribution in front of an inference API."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        *FRONTS,
        apigateway.DomainName,
        apigatewayv2.DomainName,
        cloudfront.Distribution,
        cloudfront.VpcOrigin,
    )

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [
            Subject(member.resource.seen_as(cls), member.resource, member)
            for member in members(inventory, Role.INFERENCE_API)
            if isinstance(member.resource, cloudfront.Distribution)
        ]

    @statement
    def has_web_acl(self) -> bool:
        """Requests pass a web ACL: its own, or one that Firewall Manager gives it."""
        own = self.web_acl is not None and self.web_acl.is_for("CLOUDFRONT")
        return own or gets_a_web_acl(self)

    @property
    def open_origins(self) -> list[str]:
        """Its origins that can be reached around it."""
        return [each.address for each in open_origins(self)]


class HttpApi(apigatewayv2.Api):
    """An HTTP API that leads to a model: it cannot have a web ACL of its own."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = FRONTS
    distributions = fellows(lambda: cloudfront.Distribution)
    domains = referrers(lambda: apigatewayv2.DomainName, by="apis")

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [
            Subject(member.resource.seen_as(cls), member.resource, member)
            for member in members(inventory, Role.INFERENCE_API)
            if isinstance(member.resource, apigatewayv2.Api)
        ]

    @statement
    def is_behind_a_web_acl(self) -> bool:
        """A distribution with a web ACL leads to it, or to a domain of it. NotApplicable to a WebSocket API."""
        self._is_http()
        guarded = [each for each in self.distributions if each.web_acl is not None]
        if any(
            self in each.http_apis or any(domain in each.http_domains for domain in self.domains) for each in guarded
        ):
            return True
        if any(domain.unseen is not None for each in guarded for domain in each.http_domains):
            for unread in self.estate.hidden(self.resource, (apigatewayv2.DomainName.canonical_type,)):
                raise Undetermined(str(unread))
        return False

    @statement
    def refuses_direct_calls(self) -> bool:
        """It does not answer at the address that API Gateway gives it. NotApplicable to a WebSocket API."""
        self._is_http()
        return self.endpoint_disabled

    def _is_http(self) -> None:
        if self.protocol != "HTTP":
            raise NotApplicable("it is a WebSocket API")


class Domain:
    """A domain of the account at which an inference API answers."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*FRONTS, apigateway.DomainName, apigatewayv2.DomainName)

    def __init__(self, resource: apigateway.DomainName | apigatewayv2.DomainName) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        among = [each for each in inventory if isinstance(each, apigateway.DomainName | apigatewayv2.DomainName)]
        return [
            Subject(cls(cast("apigateway.DomainName", member.resource)), member.resource, member)
            for member in parts(inventory, Role.INFERENCE_API, among, _apis_of)
        ]

    @property
    def requires_tls12(self) -> bool:
        """It refuses whoever speaks less than TLS 1.2."""
        return self.resource.requires_tls12

    def __repr__(self) -> str:
        return self.resource.address


def _apis_of(domain: Resource) -> Sequence[Resource]:
    assert isinstance(domain, apigateway.DomainName | apigatewayv2.DomainName)
    return domain.apis
