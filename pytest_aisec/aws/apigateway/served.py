"""Amazon API Gateway: what a stage of a REST API serves, which is not what the API has become since."""

from __future__ import annotations

from pytest_aisec.aws.apigateway.stages import Stage
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.paths import call, every
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import Undetermined

_ASKING = ("ANY", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
"""The verbs of methods that may ask who calls; the preflight requests of browsers carry no credentials."""
_IN_FILES = never("files declare the methods that are deployed")
_DEPLOYMENT = call(
    "apigateway",
    "GetDeployment",
    {"restApiId": "restApiId", "deploymentId": "deploymentId", "embed": "['apisummary']"},
)


class ServedStage(Stage):
    """A stage by the methods that it serves: those that the API had when it was deployed to it.

    Changes of an API reach nobody before they are deployed. What canaries serve is not asked for.
    https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployment.html
    """

    is_told = boolean(
        terraform=present(_IN_FILES), cloudformation=present(_IN_FILES), live=present(_DEPLOYMENT / "apiSummary")
    )
    authorizations = texts(
        terraform=_IN_FILES,
        cloudformation=_IN_FILES,
        live=every(*(_DEPLOYMENT / f"apiSummary.*.{verb}.authorizationType" for verb in _ASKING)),
    )
    """How its methods ask who calls, other than for the preflight requests of browsers."""

    deployment = text(default=None, terraform=_IN_FILES, cloudformation=_IN_FILES, live="deploymentId")
    canary = text(default=None, terraform=_IN_FILES, cloudformation=_IN_FILES, live="canarySettings.deploymentId")
    """The deployment that some of the callers get, which starts as that of all others.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
    """

    @statement
    def asks_who_calls(self) -> bool:
        """Each of its methods asks who calls."""
        if not self.is_told:
            raise Undetermined(f"which methods {self.address} serves is not told")
        if any(each == "NONE" for each in self.authorizations):
            return False
        if self.canary not in {None, self.deployment}:
            raise Undetermined(f"which methods the canary of {self.address} serves is not told")
        return True
