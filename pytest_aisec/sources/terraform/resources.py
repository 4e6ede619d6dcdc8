"""Resources and data sources as values, and as declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform.blocks import block_list, grouped
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.expansion import Expansion, Member, expanded
from pytest_aisec.sources.terraform.lookups import OF_ALL_REGIONS, looked_up, sought
from pytest_aisec.sources.terraform.policy_document import rendered
from pytest_aisec.sources.terraform.providers import all_tags, credentials, default_tags, provider_name, region_of
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.syntax import Block
from pytest_aisec.sources.terraform.unknowns import Whole, released
from pytest_aisec.sources.terraform.untagged import UNTAGGED
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.modules import Module

_META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on"})
_META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})
_ALWAYS_SET = frozenset({"id", "arn"})
_ALWAYS_SET_OF = {
    "aws_api_gateway_rest_api": {"execution_arn", "root_resource_id"},
    "aws_apigatewayv2_api": {"api_endpoint", "execution_arn"},
    "aws_iam_instance_profile": {"name", "unique_id"},
    "aws_iam_policy": {"name", "policy_id"},
    "aws_iam_role": {"name", "unique_id"},
    "aws_kms_alias": {"name", "target_key_arn", "target_key_id"},
    "aws_kms_key": {"key_id"},
    "aws_lambda_function": {"invoke_arn", "qualified_arn", "version"},
    "aws_lb": {"dns_name", "name"},
    "aws_s3_bucket": {"bucket"},
    "aws_security_group": {"name"},
    "aws_sqs_queue": {"name", "url"},
}
"""Computed attributes that no existing resource lacks, of any type and of some; of others null cannot be excluded."""

_ABOUT_THE_CALLER = frozenset({"data.aws_caller_identity", "data.aws_region", "data.aws_partition"})
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


class Resource:
    """One `resource` or `data` block in one module, with all its instances."""

    def __init__(self, module: Module, kind: str, name: str, block: Block) -> None:
        self.module = module
        self.kind = kind
        self.block = block
        self.address = f"{module.prefix}{kind}.{name}"
        self.groups = {name: blocks for name, blocks in grouped(block.body.blocks).items() if name not in _META_BLOCKS}
        self._expansion: Expansion | None = None
        self._instances: list[Instance] | None = None
        self._expanding = False

    @property
    def managed(self) -> bool:
        """Whether it is a resource, which Terraform makes, and not something it reads."""
        return not self.kind.startswith(("data.", "ephemeral."))

    def expansion(self) -> Expansion:
        """Its instances; one that may not exist if `count` depends on itself."""
        if self._expansion is None:
            if self._expanding:
                circular = Unknown(reason=f"{self.address} depends on itself", location=self.block.at)
                return Expansion("unknown", (Member(conditional=circular),))
            self._expanding = True
            try:
                self._expansion = expanded(self.block.body, Scope(self.module))
            finally:
                self._expanding = False
        return self._expansion

    def instances(self) -> list[Instance]:
        """All instances."""
        if self._instances is None:
            expansion = self.expansion()
            found = [Instance(self, member) for member in expansion.members]
            if self._expansion is None:
                return found
            self._instances = found
        return self._instances

    def forget(self) -> None:
        """Let go of the instances and of what was evaluated for them."""
        for instance in self._instances or ():
            instance.forget()
        self._instances = self._expansion = None

    def value(self) -> Located:
        """What the bare address means in an expression: one instance, or a list or map of them."""
        at = self.block.at
        expansion, instances = self.expansion(), self.instances()
        match expansion.form:
            case "count":
                return Located([instance.value() for instance in instances], at)
            case "for_each":
                keyed = {str(item.member.key): item.value() for item in instances if item.member.key is not None}
                return Located(keyed, at)
        return instances[0].value(uncounted=expansion.form == "unknown")


class Instance:
    """One instance of a resource: its attributes, evaluated when they are asked for."""

    def __init__(self, resource: Resource, member: Member) -> None:
        self.resource = resource
        self.member = member
        self.address = resource.address + member.suffix
        self.scope = Scope(resource.module, member.names)
        self._known: dict[str, Located] = {}
        self._evaluating: set[str] = set()

    def value(self, *, uncounted: bool = False) -> Located:
        """The instance as a value that can be passed around."""
        reason = f"{self.address} is known after apply"
        at = self.resource.block.at
        return Located(Whole(reason=reason, location=at, is_set=True, lazy=self, uncounted=uncounted), at)

    def forget(self) -> None:
        """Let go of what was evaluated."""
        self._known.clear()

    def whole(self, at: Location) -> Located:
        """A reference to the resource itself, or an unknown for what is only read."""
        if self.resource.managed:
            reason = f"{self.address} is known after apply"
            return Located(
                Reference(reason=reason, target=self.address, attribute="", is_set=True, identity=self.address), at
            )
        return Located(self._read_at_apply(""), at)

    def region(self) -> str:
        """The region that it is in, by its own argument or its provider's; empty where that is not known.

        https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
        """
        if not self.resource.kind.startswith("aws_"):
            return ""
        stated = self._stated_region()
        return stated.value if stated is not None and isinstance(stated.value, str) else ""

    def _stated_region(self) -> Located | None:
        stated = self.configured("region")
        if stated is not None and stated.value is not None:
            return stated
        return region_of(self.resource.module.provider(provider_name(self.resource.block, self.resource.kind)))

    def configured(self, name: str) -> Located | None:
        """An argument or nested block as the configuration states it; None if it does not."""
        if name in self._known:
            return self._known[name]
        argument = self.resource.block.body.arguments.get(name)
        if argument is None and name not in self.resource.groups:
            return None
        if name in self._evaluating:
            reason = f"{self.address}.{name} depends on itself"
            return Located(Unknown(reason=reason, location=self.resource.block.at), self.resource.block.at)
        self._evaluating.add(name)
        try:
            if argument is not None:
                value = evaluated(argument.expression, self.scope)
            else:
                value = block_list(self.resource.groups[name], self.scope)
        finally:
            self._evaluating.discard(name)
        self._known[name] = value
        return value

    def attribute(self, name: str, at: Location) -> Located:
        """An attribute as other expressions read it: from the configuration, or known after apply."""
        followed = self._followed(name)
        if followed is not None:
            return followed
        if self.resource.kind == "terraform_data" and name == "output":
            name = "input"
        by_id = name == "id" and not self.resource.managed  # what is looked up by its id has that one
        value = self.configured(name) if name not in _META_ARGUMENTS and (name != "id" or by_id) else None
        if not self.resource.managed:
            if value is None or value.value is None:
                return Located(self._read_at_apply(name), at)
            return value
        if value is None or value.value is None:
            return Located(self._reference(name), at)
        return self._linked(value, name)

    def _followed(self, name: str) -> Located | None:
        """An attribute that follows from the configuration by a rule of the provider."""
        kind = self.resource.kind
        if kind == "data.aws_iam_policy_document":
            return rendered(self.configured, name, self.resource.block.at)
        if kind == "data.aws_region" and name in ("name", "region", "id"):
            return region_of(self.resource.module.provider(provider_name(self.resource.block, kind)))
        if name == "tags_all":
            return self._all_tags()
        return None

    def _all_tags(self) -> Located | None:
        kind = self.resource.kind
        if not kind.startswith("aws_") or kind in UNTAGGED:
            return None
        defaults = default_tags(self.resource.module.provider(provider_name(self.resource.block, kind)))
        return None if defaults is None else all_tags(defaults, self.configured("tags"))

    def _linked(self, value: Located, name: str) -> Located:
        """A configured value; where it is not known, a reference, so that the link to this resource survives."""
        inner = value.value
        if isinstance(inner, Reference | Whole) or not isinstance(inner, Unknown):
            return value
        if isinstance(inner, PartlyKnown) and inner.structure is not None:
            return value
        reference = Reference(
            reason=inner.reason,
            location=inner.location,
            possible=inner.possible,
            identity=inner.identity or f"{self.address}.{name}",
            is_set=inner.is_set or self._is_always_set(name),
            target=self.address,
            attribute=name,
        )
        return Located(reference, value.location, value.sensitive)

    def _is_always_set(self, name: str) -> bool:
        return name in _ALWAYS_SET or name in _ALWAYS_SET_OF.get(self.resource.kind, ())

    def _reference(self, name: str) -> Reference:
        path = f"{self.address}.{name}"
        return Reference(
            reason=f"{path} is known after apply",
            location=self.resource.block.at,
            target=self.address,
            attribute=name,
            identity=path,
            is_set=self._is_always_set(name),
        )

    def _read_at_apply(self, name: str) -> Unknown:
        path = f"{self.address}.{name}".rstrip(".")
        if self.resource.kind == "data.aws_caller_identity" and self._credentials():
            path += f"@{self._credentials()}"
        at = self.resource.block.at
        partition = (self.resource.kind, name) == ("data.aws_partition", "partition")
        unknown = Unknown(
            reason=f"{self.resource.address} is read at apply",
            location=at,
            identity=path,
            possible=tuple(Located(text, at) for text in _PARTITIONS) if partition else None,
            is_set=self.resource.kind in _ABOUT_THE_CALLER,
            sought=sought(self.resource.kind, self.configured),
        )
        usual = self.resource.module.provider("aws")
        if self._credentials() != credentials(usual):
            return unknown
        where, usually = (each and each.plain for each in (self._stated_region(), region_of(usual)))
        if where != usually and self.resource.kind not in OF_ALL_REGIONS:
            return unknown
        return looked_up((self.resource.kind, name), self.configured, unknown)

    def _credentials(self) -> str:
        """Whose credentials its provider has, where that states any: of another account, maybe."""
        return credentials(self.resource.module.provider(provider_name(self.resource.block, self.resource.kind)))

    def body(self) -> Located:
        """All that the configuration states, ready to leave the evaluator; and in `provider` whose credentials."""
        block = self.resource.block
        entries: dict[str, Located] = {}
        for name in (*block.body.arguments, *self.resource.groups):
            if name in _META_ARGUMENTS or name in entries:
                continue
            value = self.configured(name)
            if value is not None:
                entries[name] = released(value)
        tags = self._all_tags()
        if tags is not None:
            entries["tags_all"] = released(tags)
        theirs = self._credentials()
        if theirs:
            entries["provider"] = Located(theirs, block.at)
        return Located(entries, block.at)

    def conditional(self) -> Unknown | None:
        """Why it may not exist, if it may not."""
        own = self.member.conditional
        if own is None:
            return self.resource.module.conditional
        unknown = released(Located(own)).value
        return unknown if isinstance(unknown, Unknown) else own
