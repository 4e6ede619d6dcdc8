"""Where moto's answers lose what was set, or lack what AWS adds: one function per answer that is put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Protocol
from xml.etree import ElementTree as ET

LAST_RULE = "32767"


class Memory:
    """What was asked for and moto forgets: deleted VPCs, settings of models and notebooks, selectors, web ACLs."""

    NOTED: ClassVar = {
        "DeleteVpc",
        "CreateModel",
        "CreateNotebookInstance",
        "PutEventSelectors",
        "AssociateWebACL",
        "DisassociateWebACL",
    }

    def __init__(self) -> None:
        self.deleted_vpcs: set[str | None] = set()
        self.isolated: dict[str, bool] = {}
        self.metadata_services: dict[str, dict[str, Any]] = {}
        self.selecting: set[str] = set()
        self._web_acls: dict[str, str] = {}

    def note(self, operation: str, parameters: Mapping[str, Any]) -> None:
        """Keep what one request says."""
        match operation:
            case "DeleteVpc":
                self.deleted_vpcs.add(parameters["VpcId"])
            case "CreateModel":
                self.isolated[parameters["ModelName"]] = bool(parameters.get("EnableNetworkIsolation"))
            case "CreateNotebookInstance" if chosen := parameters.get("InstanceMetadataServiceConfiguration"):
                self.metadata_services[parameters["NotebookInstanceName"]] = chosen
            case "PutEventSelectors":
                self.selecting.add(parameters["TrailName"])
            case "AssociateWebACL":
                self._web_acls[parameters["ResourceArn"]] = parameters["WebACLArn"]
            case "DisassociateWebACL":
                self._web_acls.pop(parameters["ResourceArn"], None)

    def resources_of_web_acl(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of ListResourcesForWebACL, of the asked kind (a load balancer unless said otherwise)."""
        kind = parameters.get("ResourceType", "APPLICATION_LOAD_BALANCER")
        known = self._web_acls.items() if kind == "APPLICATION_LOAD_BALANCER" else ()
        return {"ResourceArns": [resource for resource, acl in known if acl == parameters["WebACLArn"]]}


def _find(parent: ET.Element, path: str) -> ET.Element | None:
    return parent.find("/".join(f"{{*}}{part}" for part in path.split("/")))


def _items(parent: ET.Element, path: str) -> Iterator[ET.Element]:
    yield from parent.findall("/".join(f"{{*}}{part}" for part in (*path.split("/"), "item")))


def _set(parent: ET.Element, name: str, text: str) -> None:
    found = _find(parent, name)
    if found is None:
        found = _add(parent, name)
    found.text = text


def _add(parent: ET.Element, name: str) -> ET.Element:
    namespace = parent.tag[: parent.tag.find("}") + 1]
    return ET.SubElement(parent, f"{namespace}{name}")


def _drop(parent: ET.Element, name: str) -> None:
    found = _find(parent, name)
    if found is not None:
        parent.remove(found)


def _instances(root: ET.Element, _: Memory) -> None:
    """An instance has the groups of its first interface, hardware virtualization, no address but one it was given."""
    for reservation in _items(root, "reservationSet"):
        for instance in _items(reservation, "instancesSet"):
            groups, first = _find(instance, "groupSet"), _find(instance, "networkInterfaceSet/item/groupSet")
            if groups is not None and not len(groups) and first is not None:
                groups.extend(first)
            for interface in _items(instance, "networkInterfaceSet"):
                if (association := _find(interface, "association")) is not None and not len(association):
                    interface.remove(association)
            _drop(instance, "kernelId")
            _set(instance, "virtualizationType", "hvm")


def _network_acls(root: ET.Element, memory: Memory) -> None:
    """A network ACL goes with its VPC, and ends with a rule that denies the rest, in both directions."""
    acls = _find(root, "networkAclSet")
    for acl in _items(root, "networkAclSet"):
        vpc = _find(acl, "vpcId")
        if acls is not None and vpc is not None and vpc.text in memory.deleted_vpcs:
            acls.remove(acl)
        entries = _find(acl, "entrySet")
        numbers = {_find(entry, "ruleNumber") for entry in _items(acl, "entrySet")}
        if entries is None or LAST_RULE in {number.text for number in numbers if number is not None}:
            continue
        for egress in ("true", "false"):
            entry = _add(entries, "item")
            rest = {"cidrBlock": "0.0.0.0/0", "egress": egress, "protocol": "-1"}
            for name, text in {**rest, "ruleAction": "deny", "ruleNumber": LAST_RULE}.items():
                _set(entry, name, text)


def _flow_logs(root: ET.Element, _: Memory) -> None:
    """Deliveries succeed: moto tries the role, which is not that of an account with deliveries."""
    for log in _items(root, "flowLogSet"):
        _set(log, "deliverLogsStatus", "SUCCESS")
        _drop(log, "deliverLogsErrorMessage")


def _launch_template_versions(root: ET.Element, _: Memory) -> None:
    """The template's own tags are not among those of what is launched from it."""
    for version in _items(root, "launchTemplateVersionSet"):
        tagged = _find(version, "launchTemplateData/tagSpecificationSet")
        if tagged is None:
            continue
        for specification in list(tagged):
            kind = _find(specification, "resourceType")
            if kind is not None and kind.text == "launch-template":
                tagged.remove(specification)


def _authorization_details(root: ET.Element, _: Memory) -> None:
    """A managed policy has its name, which is also the end of its ARN."""
    for policy in root.iterfind("./{*}GetAccountAuthorizationDetailsResult/{*}Policies/{*}member"):
        _set(policy, "PolicyName", (policy.findtext("{*}Arn") or "").rpartition("/")[2])


def _xml(change: Callable[[ET.Element, Memory], None]) -> Callable[[bytes, Memory], bytes]:
    def changed(body: bytes, memory: Memory) -> bytes:
        root = ET.fromstring(body)  # noqa: S314 -- moto's own answer
        change(root, memory)
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))

    return changed


XML_ANSWERS: dict[str, Callable[[bytes, Memory], bytes]] = {
    "DescribeInstances": _xml(_instances),
    "DescribeNetworkAcls": _xml(_network_acls),
    "DescribeFlowLogs": _xml(_flow_logs),
    "DescribeLaunchTemplateVersions": _xml(_launch_template_versions),
    "GetAccountAuthorizationDetails": _xml(_authorization_details),
}


def _model(answer: dict[str, Any], memory: Memory) -> None:
    answer["EnableNetworkIsolation"] = memory.isolated.get(answer["ModelName"], False)
    if not answer.get("Containers"):
        answer.pop("Containers", None)


def _notebook(answer: dict[str, Any], memory: Memory) -> None:
    """One for which nothing was chosen runs on the newest platform, and answers both versions of metadata requests."""
    chosen = memory.metadata_services.get(answer["NotebookInstanceName"])
    answer["PlatformIdentifier"] = "notebook-al2023-v1"
    answer["InstanceMetadataServiceConfiguration"] = chosen or {"MinimumInstanceMetadataServiceVersion": "1"}


def _without_empty_capture(answer: dict[str, Any], _: Memory) -> None:
    if not answer.get("DataCaptureConfig"):
        answer.pop("DataCaptureConfig", None)


def _trails(answer: dict[str, Any], memory: Memory) -> None:
    for trail in answer["trailList"]:
        trail["HasCustomEventSelectors"] = trail["Name"] in memory.selecting


def _event_selectors(answer: dict[str, Any], _: Memory) -> None:
    for kind in ("EventSelectors", "AdvancedEventSelectors"):
        if not answer.get(kind):
            answer.pop(kind, None)


def _detector(answer: dict[str, Any], _: Memory) -> None:
    """The three sources that every detector reads are on as long as it is."""
    state = answer["status"]
    for source in ("cloudTrail", "dnsLogs", "flowLogs"):
        answer["dataSources"][source] = {"status": state}
    answer["features"] = [{"name": name, "status": state} for name in ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")]


JSON_ANSWERS: dict[str, Callable[[dict[str, Any], Memory], None]] = {
    "DescribeModel": _model,
    "DescribeNotebookInstance": _notebook,
    "DescribeEndpointConfig": _without_empty_capture,
    "DescribeEndpoint": _without_empty_capture,
    "DescribeTrails": _trails,
    "GetEventSelectors": _event_selectors,
    "GetDetector": _detector,
}


class _Answer(Protocol):
    status: int
    body: bytes


def encryption_by_default(said: _Answer) -> None:
    """A bucket without a setting is encrypted with keys that S3 owns, and its answer says so."""
    if b"ServerSideEncryptionConfigurationNotFoundError" not in said.body:
        return
    said.status = 200
    said.body = (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>'
        b"<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
        b"<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
    )
