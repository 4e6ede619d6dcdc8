"""Rebuild the Terraform schema that the tests hold every attribute path against, from an npm package.

Needs npm and the network: `python scripts/terraform_schema.py`.
"""
# ruff: noqa: INP001 - a script, not a package

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = REPOSITORY / "tests" / "schemas"
SCHEMA = SCHEMAS / "terraform_aws.json.gz"
PACKAGE = "@cdktn/provider-aws"

_RESOURCE = re.compile(r"/docs/resources/\S+ (aws_\w+)\}")
_ARGUMENT = re.compile(r"#\w+ \w+#(\w+)\}")
_CAPITAL = re.compile(r"(?<=.)([A-Z])")

Types = dict[str, dict[str, Any]]


def packed(folder: Path) -> Path:
    """The package as npm gives it, in a folder."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the package")
    subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, check=True)  # noqa: S603 -- a fixed command
    return next(folder.glob("*.tgz"))


def assembly(archive: Path) -> dict[str, Any]:
    """The package's description of all its types."""
    with tarfile.open(archive) as files:
        found = files.extractfile("package/.jsii")
        if found is None:
            raise SystemExit(f"{archive.name} holds no .jsii")
        described: dict[str, Any] = json.load(found)
    return described


def documentation(described: dict[str, Any]) -> str:
    """The text that links a type or property to its page, on which its Terraform name stands."""
    docs = described.get("docs", {})
    return f"{docs.get('summary', '')} {docs.get('remarks', '')}"


def type_of(described: Any, types: Types, inside: tuple[str, ...]) -> Any:
    """A type: `string`, `number`, `boolean`, `any`, `{"array": type}`, `{"map": type}` or the members of a block."""
    if "primitive" in described:
        return described["primitive"]
    if "collection" in described:
        kind = described["collection"]["kind"]
        return {kind: type_of(described["collection"]["elementtype"], types, inside)}
    if "union" in described:
        own = [each for each in described["union"]["types"] if not each.get("fqn", "").startswith("cdktn.")]
        return type_of(own[0], types, inside) if len(own) == 1 else "any"
    name = described["fqn"]
    if name not in types or name in inside:
        return "any"
    return dict(sorted(arguments(name, types, (*inside, name))))


def arguments(name: str, types: Types, inside: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What may be written in a block: `t` is its type, `r` is there where it must be given."""
    for described in types[name].get("properties", ()):
        written = _ARGUMENT.search(documentation(described))
        if written is None:
            raise SystemExit(f"{name}.{described['name']} does not tell its Terraform name")
        entry = {} if described.get("optional") else {"r": 1}
        yield written[1], {**entry, "t": type_of(described["type"], types, inside)}


def attributes(resource: dict[str, Any], written: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What can only be read (`c`): the provider computes it. The name is derived from its camel case."""
    for described in resource.get("properties", ()):
        name = described["name"]
        if described.get("static") or name.endswith("Input") or name in written:
            continue
        kind = described["type"].get("primitive", "any")
        yield _CAPITAL.sub(r"_\1", name).lower(), {"c": 1, "t": kind}


def resources(types: Types) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every resource type of the provider, with its arguments and attributes."""
    for described in types.values():
        named = _RESOURCE.search(documentation(described))
        if described.get("base") != "cdktn.TerraformResource" or named is None:
            continue
        config = described["initializer"]["parameters"][-1]["type"]["fqn"]
        own = dict(arguments(config, types, (config,)))
        written = frozenset(each["name"] for each in types[config].get("properties", ()))
        computed = {name: entry for name, entry in attributes(described, written) if name not in own}
        yield named[1], dict(sorted({**own, **computed}.items()))


def write(every: dict[str, dict[str, Any]]) -> None:
    """Write them; the same content gives the same bytes."""
    text = json.dumps(every, separators=(",", ":"), sort_keys=True)
    SCHEMA.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        package = assembly(packed(Path(folder)))
    write(dict(resources(package["types"])))
    print(f"{SCHEMA.name}: from {PACKAGE} {package['version']}")  # noqa: T201 -- the provenance, for the README
