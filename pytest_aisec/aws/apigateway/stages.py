"""Amazon API Gateway: stages of REST APIs, and how much they let through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pytest_aisec.aws import wafv2
from pytest_aisec.aws.apigateway.apis import RestApi
from pytest_aisec.aws.apigateway.paths import plain_path
from pytest_aisec.aws.apigateway.rates import MethodRate, PlannedRate
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import known_parts, never, present
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.links import blocks, link, links, owner, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import companion, either
from pytest_aisec.model.quantities import number
from pytest_aisec.model.resource import Block, Names, Resource, View, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined

_NO_API = "it names no API"
_STAGE = Regex(r"/stages/([^/]+)$")
_STATED_IN = {Dialect.TERRAFORM: "resource_arn", Dialect.CLOUDFORMATION: "ResourceArn"}
_ASSOCIATIONS = {
    Dialect.TERRAFORM: companion("aws_wafv2_web_acl_association", by="resource_arn"),
    Dialect.CLOUDFORMATION: companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn"),
}


class Stage(
    Resource,
    terraform="aws_api_gateway_stage",
    cloudformation="AWS::ApiGateway::Stage",
    live=Listing(
        "apigateway",
        "GetStages",
        "item",
        id="join('/', [restApiId, stageName])",
        per="AWS::ApiGateway::RestApi",
        per_parameters={"restApiId": "id"},
    ),
    names=Names(terraform=("stage_name",), cloudformation=("StageName",), live=("stageName",)),
):
    """A stage: the API as it answers under one name.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html
    """

    stands_for = "api"

    api = owner(lambda: RestApi, missing=_NO_API, terraform="rest_api_id", cloudformation="RestApiId", live="restApiId")
    web_acl = link(
        lambda: wafv2.WebAcl,
        terraform=either(companion("aws_wafv2_web_acl_association", by="resource_arn") / "web_acl_arn"),
        cloudformation=companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn") / "WebACLArn",
        live="webAclArn",
    )
    logs_access = boolean(
        terraform=present("access_log_settings.destination_arn"),
        cloudformation=present("AccessLogSetting.DestinationArn"),
        live=present("accessLogSettings.destinationArn"),
    )
    rates = blocks(
        MethodRate,
        terraform=never("a resource of its own states them"),
        cloudformation="MethodSettings",
        live="methodSettings.*",
    )
    name = text(default=None, terraform="stage_name", cloudformation="StageName", live="stageName")

    @statement
    def has_web_acl(self) -> bool:
        """Requests pass a web ACL, which is associated with the stage or with an ARN made of its API and its name."""
        api = self.api  # read first: the web ACL is where a person would look
        if self.web_acl is not None:
            return self.web_acl.is_for("REGIONAL")
        associations = _ASSOCIATIONS.get(self.dialect)
        return associations is not None and any(self._is_meant_by(each) for each in associations.views(api))

    @property
    def web_acls(self) -> list[wafv2.WebAcl]:
        """The web ACLs that requests pass: one, where files do not contradict each other."""
        if self.web_acl is not None:
            return [self.web_acl]
        associations = _ASSOCIATIONS.get(self.dialect)
        meant = [each for each in associations.views(self.api) if self._is_meant_by(each)] if associations else []
        found = [each.resource.seen_as(wafv2.WebAclAssociation).web_acl for each in meant]
        return [acl for acl in found if acl is not None]

    def _is_meant_by(self, association: View) -> bool:
        stated = _STAGE.search(known_parts(step_into(association.body, [_STATED_IN[self.dialect]])))
        if stated is None or "?" in stated[1]:
            raise Undetermined(f"{association} names a stage that is not known")
        return stated[1] == self.name

    method_settings = referrers(lambda: MethodSettings, by="stage")
    usage_plans = referrers(lambda: UsagePlan, by="stages")

    def limits(self) -> Iterator[MethodLimit]:
        """What it says of its methods. An account names the entry by path and verb: `~1chat/POST`.

        https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html
        """
        entries = step_into(self.body, ["methodSettings"]).value if self.dialect is Dialect.LIVE else None
        names = list(entries) if isinstance(entries, dict) else []
        for place, each in enumerate(self.rates):
            name = names[place] if self.dialect is Dialect.LIVE else f"{each.path}/{each.verb}"
            yield MethodLimit(Located(name, each.location), each)
        for setting in self._own_method_settings():
            yield MethodLimit(MethodSettings.path.settled(setting, MethodSettings.path.locate(setting)), setting)

    @statement
    def traces_data(self) -> bool:
        """It writes whole requests and answers into a log.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
        """
        if any(each.traces_data for each in self.rates):
            return True
        for each in self._own_method_settings():
            if each.traces_data:
                MethodSettings.traces_data.note(self, MethodSettings.traces_data.locate(each), value=True)
                return True
        return False

    def _own_method_settings(self) -> Iterator[MethodSettings]:
        api = self.api
        settings = self.method_settings if api.unseen else api.seen_as(_ApiWithStages).method_settings
        return (each for each in settings if _is_about(each, self))

    def _planned(self) -> list[tuple[UsagePlan, PlannedStage]]:
        """The usage plans of its callers, each with what that says of this stage."""
        api = self.api
        plans = self.usage_plans if api.unseen else api.seen_as(_ApiWithStages).usage_plans
        found = [(plan, each) for plan in plans for each in plan.planned_stages if _is_about(each, self)]
        record(Reading(self.address, "usage_plans", [plan.address for plan, _ in found], self.location))
        return found

    def plans(self) -> Iterator[UsagePlan]:
        """The usage plans of its callers."""
        yield from dict.fromkeys(plan for plan, _ in self._planned())

    def planned_limits(self) -> Iterator[MethodLimit]:
        """What these say of single methods."""
        for _, each in self._planned():
            yield from each.limits()


def _is_about(named: MethodSettings | PlannedStage, stage: Stage) -> bool:
    """Whether something names a stage: by its API and its name, since the stages of most APIs have the same names.

    Raises Undetermined where one of these is not known.
    """
    return _is_api(named.api, stage.api) and _has_name_of(named, stage)


def _is_api(theirs: RestApi | None, ours: RestApi) -> bool:
    if theirs is None or theirs == ours:
        return theirs is not None
    unseen = [each.unseen for each in (ours, theirs) if each.unseen is not None]
    if len(unseen) > 1 and unseen[0].identity and unseen[0].identity == unseen[1].identity:
        return True
    for each in unseen:
        if not each.is_set:
            raise Undetermined(str(each))
    return False


def _has_name_of(named: MethodSettings | PlannedStage, stage: Stage) -> bool:
    match type(named).stage.locate(named).value, Stage.name.path(stage.dialect).locate(stage).value:
        case str() as stated, str() as name:
            return stated == name
        case Unknown(identity=str() as stated), Unknown(identity=name) if stated == name:
            return True
    found = named.stage
    if found is not None and found.unseen is not None and not found.unseen.is_set:
        raise Undetermined(str(found.unseen))
    return found == stage


_NO_ACL = never("it is associated with the ARN of the stage")


class DeployedStage(Stage, cloudformation="AWS::ApiGateway::Deployment"):
    """A stage that a template makes with the deployment that it names; a deployment without a name makes none.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    """

    web_acl = link(lambda: wafv2.WebAcl, terraform=_NO_ACL, cloudformation=_NO_ACL, live=_NO_ACL)
    logs_access = boolean(cloudformation=present("StageDescription.AccessLogSetting.DestinationArn"))
    rates = blocks(MethodRate, cloudformation="StageDescription.MethodSettings")

    @property
    def is_made(self) -> bool:
        """It names a stage."""
        return step_into(self.body, ["StageName"]).value is not None


class MethodLimit(NamedTuple):
    """What a stage says of some of its methods: which ones (`chat/POST`, `*/*`), and the settings."""

    of: Located
    settings: MethodRate | MethodSettings | PlannedRate

    @property
    def is_general(self) -> bool:
        """It holds for all methods of all paths, other than those of which something else is said."""
        path, _, verb = str(self.of.value).rpartition("/")
        return verb == "*" and plain_path(path) == "*"


class MethodSettings(Resource, terraform="aws_api_gateway_method_settings"):
    """What holds for methods of a stage, as Terraform declares it beside that."""

    api = owner(lambda: RestApi, missing=_NO_API, terraform="rest_api_id")
    stage = link(lambda: Stage, terraform="stage_name")
    path = text(terraform="method_path")
    """Of which path and verb it speaks: `chat/POST`, or `*/*`."""
    rate_limit = number(default=-1.0, terraform="settings.throttling_rate_limit")
    """Requests in a second; -1, the provider's default, leaves it to the limit of the whole account.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_method_settings
    """
    burst_limit = number(default=-1.0, terraform="settings.throttling_burst_limit")
    traces_data = boolean(default=False, terraform="settings.data_trace_enabled")


class PlannedStage(Block):
    """A stage that a usage plan is for, with limits of its own for some of the methods.

    https://docs.aws.amazon.com/apigateway/latest/api/API_ApiStage.html
    """

    api = link(lambda: RestApi, terraform="api_id", cloudformation="ApiId", live="apiId")
    stage = link(lambda: Stage, terraform="stage", cloudformation="Stage", live="stage")
    rates = blocks(PlannedRate, terraform="throttle", cloudformation="Throttle.*", live="throttle.*")

    def limits(self) -> Iterator[MethodLimit]:
        """What it says of methods, by their paths and verbs: `/chat/POST`."""
        in_terraform = self.dialect is Dialect.TERRAFORM
        steps = "Throttle" if self.dialect is Dialect.CLOUDFORMATION else "throttle"
        entries = None if in_terraform else step_into(self.body, [steps]).value
        names = list(entries) if isinstance(entries, dict) else []
        for place, each in enumerate(self.rates):
            stated = PlannedRate.path.locate(each) if in_terraform else Located(names[place], each.location)
            yield MethodLimit(PlannedRate.path.settled(each, stated), each)


class UsagePlan(
    Resource,
    terraform="aws_api_gateway_usage_plan",
    cloudformation="AWS::ApiGateway::UsagePlan",
    live=Listing("apigateway", "GetUsagePlans", "items", id="id"),
    names=Names(live=("id",)),
):
    """How much callers with a key may ask of stages.

    https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html
    """

    apis = links(
        lambda: RestApi, terraform="api_stages.*.api_id", cloudformation="ApiStages.*.ApiId", live="apiStages.*.apiId"
    )
    stages = links(
        lambda: Stage, terraform="api_stages.*.stage", cloudformation="ApiStages.*.Stage", live="apiStages.*.stage"
    )
    rate_limit = number(
        default=0.0,
        terraform="throttle_settings.rate_limit",
        cloudformation="Throttle.RateLimit",
        live="throttle.rateLimit",
    )
    """Requests of one caller in a second; 0 where none is stated."""
    burst_limit = number(
        default=0.0,
        terraform="throttle_settings.burst_limit",
        cloudformation="Throttle.BurstLimit",
        live="throttle.burstLimit",
    )
    planned_stages = blocks(PlannedStage, terraform="api_stages", cloudformation="ApiStages", live="apiStages")
    quota = number(default=0.0, terraform="quota_settings.limit", cloudformation="Quota.Limit", live="quota.limit")
    """Requests of one caller in a period; 0 where none is stated."""


class _ApiWithStages(RestApi):
    method_settings = referrers(lambda: MethodSettings, by="api")
    usage_plans = referrers(lambda: UsagePlan, by="apis")
