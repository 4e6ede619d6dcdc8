"""How much stages of REST APIs let through to the methods that lead to models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from pytest_aisec.analysis.alerts import one_holds
from pytest_aisec.analysis.roles.api_targets import MODEL_SERVICES
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.analysis.roles.ways import way_to_a_model
from pytest_aisec.aws import apigateway
from pytest_aisec.aws.apigateway.stages import MethodLimit
from pytest_aisec.aws.openapi_documents import INTEGRATION, asks_for_key, documented
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.steps import step_into
from pytest_aisec.verdicts import Undetermined, choose

_PREFLIGHT = "OPTIONS"


class Served(NamedTuple):
    """A method of a REST API, wherever it is declared. What is asked of it may be undetermined."""

    name: str
    verb: str
    path: Callable[[], apigateway.ApiPath | str | None]
    asks_for_key: Callable[[], bool]
    leads_to_a_model: Callable[[], bool]


def is_limited(stage: apigateway.Stage, kind: str, inventory: Inventory) -> bool:
    """Whether no more than a stated number of requests gets to models, by `rate_limit` or `burst_limit`.

    What a stage says of one method holds for that one, whatever it says of all of them; and a usage plan holds for
    the methods that want its key, what it says of one method of a stage for that one.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
    """
    limits = list(stage.limits())
    generally = any(getattr(each.settings, kind) > 0 for each in limits if each.is_general)
    if generally and all(each.is_general for each in limits):
        return True
    special = [each for each in limits if not each.is_general]
    planned = any(getattr(plan, kind) > 0 for plan in stage.plans())
    singly = [each for each in stage.planned_limits() if getattr(each.settings, kind) > 0]
    if not (generally or planned or singly or any(getattr(each.settings, kind) > 0 for each in special)):
        return False

    def holds(method: Served) -> bool:
        if (planned or any(_speaks_of(each, method) for each in singly)) and method.asks_for_key():
            return True
        return _holds(method, special, kind, generally=generally)

    return _for_models(stage, inventory, holds)


def has_a_quota(stage: apigateway.Stage, inventory: Inventory) -> bool:
    """Whether a usage plan says how much its callers may ask of models in the long run: those who have its key."""
    if not any(plan.quota > 0 for plan in stage.plans()):
        return False
    return _for_models(stage, inventory, lambda method: method.asks_for_key())


def _for_models(stage: apigateway.Stage, inventory: Inventory, holds: Callable[[Served], bool]) -> bool:
    """Whether something holds for every method that leads to a model.

    An API with one method leads to a model by that; of a source that declares no methods nothing is known.
    """
    methods = [each for each in served(stage.api, inventory) if each.verb != _PREFLIGHT]
    if not methods:
        raise Undetermined(f"which methods {stage.api.address} has is not known")
    left = [each for each in methods if not holds(each)]
    if not left or len(methods) == 1:
        return not left
    return not one_holds(each.leads_to_a_model for each in left)


def _holds(method: Served, limits: list[MethodLimit], kind: str, *, generally: bool) -> bool:
    for each in limits:
        if not _speaks_of(each, method):
            continue
        setting = getattr(type(each.settings), kind)
        if isinstance(each.settings, apigateway.MethodRate) and setting.locate(each.settings).value is None:
            reason = f"whether {each.of.value} has the limit of all methods is not known: it states none"
            return generally and choose((each.settings.key, kind, "as all"), (False, True), reason)
        return bool(getattr(each.settings, kind) > 0)
    return generally


def _speaks_of(limit: MethodLimit, method: Served) -> bool:
    """Whether settings are of a method; where they may be, both are tried."""
    try:
        return apigateway.names_method(limit.of, method.path(), method.verb)
    except Undetermined as unknown:
        key = ("settings of", limit.settings.key, method.name)
        return choose(key, (False, True), "; ".join(unknown.reasons))


def served(api: apigateway.RestApi, inventory: Inventory) -> Iterator[Served]:
    """The methods of an API: declared by themselves or in its OpenAPI document, or as an account tells them."""
    for method in api.methods:
        leads = partial(_leads, method, inventory)
        if apigateway.Integration.types_in(method.dialect):
            leads = partial(_integrated, method, api, inventory)
        yield Served(method.address, method.http_method, _place(method), _key(method), leads)
    for path in api.paths:
        for each in path.methods:
            name = f"{path.address}/{each.http_method}"
            yield Served(name, each.http_method, _told(path), _key(each), partial(_leads, each, inventory))
    for where, verb, operation in documented(api):
        named = partial(apigateway.plain_path, where)
        wants = partial(asks_for_key, operation, api)
        kind = step_into(operation, [INTEGRATION, "type"]).value
        uri = known_parts(step_into(operation, [INTEGRATION, "uri"]))
        yield Served(f"{api.address} {where}/{verb}", verb, named, wants, partial(_documented, kind, uri))


def _place(method: apigateway.Method) -> Callable[[], apigateway.ApiPath | str | None]:
    return lambda: method.place


def _told(path: apigateway.PathMethods) -> Callable[[], str]:
    return lambda: apigateway.plain_path(path.path)


def _key(method: apigateway.Method | apigateway.MethodOfPath) -> Callable[[], bool]:
    return lambda: method.asks_for_key


def _integrated(method: apigateway.Method, api: apigateway.RestApi, inventory: Inventory) -> bool:
    """Whether a method of Terraform leads to a model, by the integration of its path and verb."""
    same = [each for each in api.integrations if each.http_method == method.http_method and each.place == method.place]
    if not same:
        raise Undetermined(f"what {method.address} does with requests is not known")
    return any(_leads(each, inventory) for each in same)


def _leads(method: apigateway.Method | apigateway.MethodOfPath | apigateway.Integration, inventory: Inventory) -> bool:
    setting = type(method).uri
    uri = known_parts(setting.settled(method, setting.locate(method)))
    if MODEL_SERVICES.match(uri):
        return True
    if method.kind == "MOCK":
        return False
    function = method.function
    if function is None or function.unseen is not None:
        raise Undetermined(f"whether {uri or 'its target'} leads to a model is not followed")
    way = way_to_a_model(function, inventory)
    return way is not None and certainly(way)


def _documented(kind: object, uri: str) -> bool:
    if MODEL_SERVICES.match(uri):
        return True
    if isinstance(kind, str) and kind.upper() == "MOCK":
        return False
    raise Undetermined(f"whether {uri or 'its target'} leads to a model is not followed")
