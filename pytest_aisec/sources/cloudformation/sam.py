"""SAM applications: translated by aws-sam-translator into what is deployed, with places in the application."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from pytest_aisec.declarations import Unread
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.evaluate import Evaluator
from pytest_aisec.sources.cloudformation.parameters import PSEUDO, parameter_value
from pytest_aisec.sources.cloudformation.sam_files import PACKAGED, packaged, packaged_globals, sam_kind
from pytest_aisec.sources.cloudformation.sam_marks import Unmarking, marked, placeholder, places_in
from pytest_aisec.sources.cloudformation.sam_policies import with_policies_placed
from pytest_aisec.values import NOWHERE, Located, Location, Unknown

SAM = "AWS::Serverless-2016-10-31"
_NO_REGION = SimpleNamespace(region_name="us-east-1")

# docs.aws.amazon.com/serverless-application-model: what publishes versions, and the types that it makes
_PUBLISHING = ("AutoPublishAlias", "AutoPublishCodeSha256", "DeploymentPreference")
_PUBLISHED = frozenset(
    f"AWS::{name}"
    for name in ("Lambda::Version", "Lambda::Alias", "CodeDeploy::Application", "CodeDeploy::DeploymentGroup")
)


def expanded(evaluator: Evaluator, unread: list[Unread]) -> Evaluator:
    """The evaluator of the translated application: its functions' roles, APIs, permissions and event sources included.

    A resource that the translator refuses, or all of them where it does not say which, becomes an Unread.
    """
    resources = evaluator.section("Resources")
    if not any(sam_kind(node) for node in resources.values()):
        return evaluator
    stacks = {name: _stack_of(node) for name, node in resources.items() if sam_kind(node) == "Application"}
    application = _Application(evaluator, {**resources, **stacks})
    while True:
        try:
            root = application.translated()
            break
        except ImportError:
            reason = (
                "SAM resources are not expanded: aws-sam-translator is not installed (pip install pytest-aisec[sam])"
            )
            application.give_up(reason, unread)
        except Exception as error:  # noqa: BLE001 -- the translator raises what it likes on bad templates
            application.refused(error, unread)
    unknown = Unknown(reason="local code is uploaded when it is packaged", is_set=True)
    bound = {PACKAGED: Located(replace(unknown, location=_transform_of(evaluator.root)))}
    return replace(evaluator, root=root, bound=bound, sections={}, nested={}, decided={}, addresses={})


def _transform_of(root: Node) -> Location:
    node = root.entries.get("Transform", root)
    return node.location


def _stack_of(node: Node) -> Node:
    """A nested application as the nested stack it becomes; one of the application repository has no local template."""
    properties = node.entries.get("Properties", Node({}))
    location = properties.entries.get("Location")
    entries = {key: value for key, value in properties.entries.items() if key in {"Parameters", "NotificationARNs"}}
    if location is not None and not {"ApplicationId", "SemanticVersion"} & set(location.entries):
        entries["TemplateURL"] = location
    kind = node.entries["Type"]._replace(value="AWS::CloudFormation::Stack")
    return node._replace(value={**node.entries, "Type": kind, "Properties": properties._replace(value=entries)})


@dataclass(eq=False, repr=False)
class _Application:
    evaluator: Evaluator
    resources: dict[str, Node]
    known: bool = False
    """Whether the translator is told the values of parameters: some of its decisions need them."""

    def translated(self) -> Node:
        root = self.evaluator.root
        if not any(sam_kind(node) for node in self.resources.values()):
            return root._replace(value={**root.entries, "Resources": Node(self.resources)})
        template = {key: marked(node) for key, node in root.entries.items() if key != "Resources"}
        whole = {name: node for name, node in self.resources.items() if isinstance(node.value, dict)}
        shared = root.entries.get("Globals", Node({})).entries
        template["Resources"] = {name: marked(packaged(self._told(node), shared)) for name, node in whole.items()}
        template["Globals"] = {name: marked(packaged_globals(name, node)) for name, node in shared.items()}
        if not template["Globals"]:
            template.pop("Globals")
        region = self.evaluator.given.get("AWS::Region")
        session = SimpleNamespace(region_name=region.value) if region else _NO_REGION
        result = _translate(template, self._parameters(), session)
        unmarking = Unmarking(None if region else "aws")
        resources = {name: node for name, node in self.resources.items() if name not in whole}
        resources |= {name: self._resource(unmarking, name, value) for name, value in result["Resources"].items()}
        place = root.entries["Resources"].location
        others = {
            key: unmarking.node(result[key], root.location, root.entries)
            for key in ("Conditions", "Outputs")
            if isinstance(result.get(key), dict)
        }
        others = {key: node._replace(key=root.location) for key, node in others.items()}
        return root._replace(value={**root.entries, **others, "Resources": Node(resources, place, place)})

    def _told(self, node: Node) -> Node:
        """A resource whose alias is written out: the translator makes a logical id of it."""
        properties = node.entries.get("Properties", Node({}))
        alias = properties.entries.get("AutoPublishAlias")
        if not self.known or alias is None or not sam_kind(node):
            return node
        value = self.evaluator.value(alias)
        if value is None or value.sensitive or not isinstance(value.value, str):
            return node
        told = {**properties.entries, "AutoPublishAlias": Node(value.value, value.location, alias.key)}
        return node._replace(value={**node.entries, "Properties": properties._replace(value=told)})

    def _parameters(self) -> dict[str, Any]:
        declared = self.evaluator.section("Parameters")
        values: dict[str, Any] = {name: placeholder(name) for name in (*declared, *PSEUDO)}
        if self.known:
            for name, node in declared.items():
                value = parameter_value(name, node, self.evaluator.given.get(name))
                if not value.sensitive and not isinstance(value.value, Unknown | list | dict):
                    values[name] = marked(Node(value.value, value.location))
        return values

    def _resource(self, unmarking: Unmarking, name: str, value: Any) -> Node:
        origin = self._origin(name, value)
        source = self.resources.get(origin, Node({}))
        place = source.key if source.key is not NOWHERE else _transform_of(self.evaluator.root)
        if source.value is not None and name == origin and sam_kind(source) is None:
            return unmarking.node(value, source.location, source.entries)._replace(key=source.key)
        entries: Mapping[str, Node] = {}
        if name == origin:
            shared = self.evaluator.root.entries.get("Globals", Node({})).entries.get(sam_kind(source) or "", Node({}))
            properties = source.entries.get("Properties", Node({}, place))
            merged = properties._replace(value={**shared.entries, **properties.entries})
            entries = {**source.entries, "Properties": merged}
        made = unmarking.node(dict(value), place, entries)._replace(key=place)
        return made if name == origin else with_policies_placed(made, source, place)

    def _origin(self, name: str, value: Any) -> str:
        """The resource of the application that a translated resource comes from."""
        if name in self.resources:
            return name
        blamed = self._blamed(name)
        if blamed is not None:
            return blamed
        lines = [place.line for place in places_in(value) if place.line is not None]
        found = [self._at(line) for line in lines]
        return next((each for each in found if each is not None), self._first_with_events())

    def _at(self, line: int) -> str | None:
        starts = {node.key.line or 0: name for name, node in self.resources.items() if (node.key.line or 0) <= line}
        name = starts[max(starts)] if starts else None
        return name if name is not None and sam_kind(self.resources[name]) else None

    def _first_with_events(self) -> str:
        kinds = [name for name, node in self.resources.items() if sam_kind(node)]
        events = (
            name for name in kinds if "Events" in self.resources[name].entries.get("Properties", Node({})).entries
        )
        return next(events, kinds[0] if kinds else "")

    def refused(self, error: Exception, unread: list[Unread]) -> None:
        """Try with known parameters, then without the resources that the translator names, then without all."""
        if not self.known:
            self.known = True
            return
        causes = getattr(error, "causes", None) or [error]
        blamed = [(self._blamed(str(getattr(cause, "_logical_id", ""))), cause) for cause in causes]
        named = {name: cause for name, cause in reversed(blamed) if name is not None}
        if not named:
            why = "; ".join(dict.fromkeys(_message(cause) for cause in causes))
            self.give_up(f"SAM resources are not expanded: {why}", unread)
        for name, cause in named.items():
            self._leave_out(name, _message(cause), unread)

    def _blamed(self, name: str) -> str | None:
        """The resource that an id in a complaint belongs to; those of events begin with their function's."""
        starts = [each for each, node in self.resources.items() if name.startswith(each) and sam_kind(node)]
        return max(starts, key=len, default=None)

    def _leave_out(self, name: str, message: str, unread: list[Unread]) -> None:
        """Leave out the setting that is refused, if only versions and aliases depend on it, else the resource."""
        node = self.resources[name]
        properties = node.entries.get("Properties", Node({}))
        optional = next((each for each in _PUBLISHING if each in message and each in properties.entries), None)
        if optional is None:
            unread.append(Unread(f"SAM resource {name} is not expanded: {message}", node.key))
            del self.resources[name]
            return
        reason = f"SAM resource {name}: {optional} is not expanded: {message}"
        unread.append(Unread(reason, properties.entries[optional].key, types=_PUBLISHED))
        kept = {key: value for key, value in properties.entries.items() if key not in _PUBLISHING}
        self.resources[name] = node._replace(value={**node.entries, "Properties": properties._replace(value=kept)})

    def give_up(self, reason: str, unread: list[Unread]) -> None:
        """Keep what is not SAM."""
        unread.append(Unread(reason, _transform_of(self.evaluator.root)))
        self.resources = {name: node for name, node in self.resources.items() if not sam_kind(node)}


def _message(error: object) -> str:
    return str(getattr(error, "message", None) or error or type(error).__name__)


def _translate(template: dict[str, Any], parameters: dict[str, Any], session: Any) -> dict[str, Any]:
    logger = logging.getLogger("samtranslator")
    level = logger.level
    with warnings.catch_warnings():
        # what it says of its own dependencies and feature switches is nobody's concern here
        warnings.simplefilter("ignore")
        logger.setLevel(logging.CRITICAL)
        from samtranslator.parser.parser import Parser  # noqa: PLC0415 -- only SAM needs it
        from samtranslator.translator.translator import Translator  # noqa: PLC0415 -- only SAM needs it

        translator = Translator(None, Parser(), boto_session=session)
        try:
            result: dict[str, Any] = translator.translate(sam_template=template, parameter_values=parameters)
        finally:
            # to nowhere; unpublished ones are complained about on the terminal
            translator.metrics.publish()
            logger.setLevel(level)
    return result
