"""Who comes to models from applications: signed in, or as a guest."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.inference import FRONTS
from pytest_aisec.ai.population import Narrowed, Seen
from pytest_aisec.analysis.identity import holder_may_call_models
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import appsync, cognito_identity, cognito_idp
from pytest_aisec.model.resource import Resource, statement


class UserPool(Narrowed, cognito_idp.UserPool):
    """A user pool whose tokens an inference API takes."""

    role = Role.USER_POOL
    filled_by = (cognito_idp.UserPool, appsync.GraphQLApi, *FRONTS)


class GuestPool(Seen, cognito_identity.IdentityPool):
    """An identity pool, by what it lets guests do."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (cognito_identity.IdentityPool,)

    @statement
    def lets_guests_call_models(self) -> bool:
        """Whoever has not signed in gets credentials with which models can be called."""
        return self.admits_guests and self.guest_role is not None and holder_may_call_models(self.guest_role)
