"""A CloudFormation template as a source."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pytest_aisec.sources.source import Contents, Unread
from pytest_aisec.values import Located, Location


@dataclass(frozen=True)
class CloudFormationSource:
    """One template file with the parameter values that it is deployed with.

    `parameters` (pseudo parameters such as `AWS::Region` among them) win over `parameter_files`, later files over
    earlier ones, any of them over defaults. Values for parameters that the template does not declare are ignored,
    because one run has many templates. Locations are relative to `relative_to`.
    """

    template: Path
    relative_to: Path
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameter_files: Sequence[Path] = ()

    @property
    def kind(self) -> str:
        """`cloudformation`."""
        return "cloudformation"

    @property
    def location(self) -> str:
        """The template's path relative to `relative_to`, with forward slashes."""
        return shown_path(self.template, self.relative_to)

    @property
    def id(self) -> str:
        """`cloudformation:PATH`."""
        return f"{self.kind}:{self.location}"

    def read(self) -> Contents:
        """Every resource of the template; what cannot be read is in `unread`. Raises nothing."""
        # yaml is imported here, and only when there is a template to read
        from pytest_aisec.sources.cloudformation.decode import NotDecodableError, decode  # noqa: PLC0415
        from pytest_aisec.sources.cloudformation.evaluate import Evaluator  # noqa: PLC0415
        from pytest_aisec.sources.cloudformation.read import Reading, read_template  # noqa: PLC0415

        try:
            content = self.template.read_bytes()
            root = decode(content.decode("utf-8-sig"), self.location)
        except OSError as error:
            return Contents(unread=(Unread(f"not readable: {error.strerror}", Location(self.location)),))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            return Contents(unread=(Unread("not UTF-8 text", Location(self.location, line)),))
        except NotDecodableError as error:
            return Contents(unread=(Unread(error.reason, error.location),))
        reading = Reading(self.id)
        read_template(reading, Evaluator(root, given={key: Located(value) for key, value in self.parameters.items()}))
        facts = {"sha256": hashlib.sha256(content).hexdigest()}
        return Contents(tuple(reading.declarations), tuple(reading.unread), facts)


def shown_path(path: Path, relative_to: Path) -> str:
    """A path as locations show it: relative where it lies below, with forward slashes."""
    try:
        return path.resolve().relative_to(relative_to.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
