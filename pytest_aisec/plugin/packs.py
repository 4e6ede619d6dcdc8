"""Policy packs: folders of policies that are collected beside the user's own tests."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Generator, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any, NamedTuple

import pytest

from pytest_aisec.plugin import options
from pytest_aisec.plugin.refusal import refuse

BUNDLED = "pytest_aisec_policies"
ID = re.compile(rf"^(?:\.\./)*({BUNDLED}(?:[/:].*)?)$")
"""A node id of a bundled policy, as pytest prints it: seen from where it was started, not from the root."""


class Pack(NamedTuple):
    """A folder of policies. `package` is its import name; a folder of the user's is imported as pytest is told to."""

    name: str
    folder: Path
    files: tuple[Path, ...]
    package: str | None = None

    @classmethod
    def of(cls, name: str, folder: Path, package: str | None = None) -> Pack:
        """The pack in a folder, with its policy files, sorted."""
        return cls(name, folder, tuple(sorted(folder.rglob("test_*.py"))), package)

    def node_id(self, path: Path) -> str:
        """The node id of a file: the pack's name, for its place on this machine says nothing to others."""
        return f"{self.name}/{path.relative_to(self.folder).as_posix()}"


PACKS = pytest.StashKey[tuple[Pack, ...]]()
WANTED = pytest.StashKey[list[str]]()


def pack_of(config: pytest.Config, path: Path) -> Pack | None:
    """The pack that a file is collected as part of, if it is."""
    return next((pack for pack in config.stash.get(PACKS, ()) if path.is_relative_to(pack.folder)), None)


def add(config: pytest.Config) -> None:
    """Collect the packs too, unless single files or tests were named: then only those are wanted.

    Raises UsageError for a pack that is neither known, nor a folder or installed package with policies.
    """
    asked = options.value(config, "--aisec-pack")
    config.stash[WANTED] = wanted = [found[1] for arg in config.args if (found := _bundled_id(config, arg))]
    bundled = _bundled()
    if not asked and not wanted and not all(_is_folder_beside(config, arg, bundled.folder) for arg in config.args):
        return
    names = dict.fromkeys(asked or ["bundled"])
    packs = [pack for name in names if (pack := bundled if name == "bundled" else _folder(config, name)) is not None]
    for pack in packs:
        if not pack.files:
            raise pytest.UsageError(f"aisec: the pack {pack.folder} holds no test_*.py")
    config.stash[PACKS] = tuple(packs)
    if bundled in packs and BUNDLED not in sys.modules:
        pytest.register_assert_rewrite(BUNDLED)


def _bundled_id(config: pytest.Config, arg: str) -> re.Match[str] | None:
    return None if (config.invocation_params.dir / arg.partition("::")[0]).exists() else ID.match(arg)


def _is_folder_beside(config: pytest.Config, arg: str, folder: Path) -> bool:
    path = (config.invocation_params.dir / arg).resolve()
    return path.is_dir() and not path.is_relative_to(folder)


def _bundled() -> Pack:
    found = importlib.util.find_spec(BUNDLED)
    if found is None or found.origin is None:
        raise pytest.UsageError(f"aisec: the bundled policies ({BUNDLED}) are not installed")
    return Pack.of(BUNDLED, Path(found.origin).resolve().parent, BUNDLED)


def _folder(config: pytest.Config, name: str) -> Pack | None:
    if name == "none":
        return None
    folder = options.folder_of(config, "--aisec-pack") / name
    if folder.is_dir():
        return Pack.of(folder.resolve().name, folder.resolve())
    installed = _installed(name)
    if installed is None:
        flag = options.named(config, "--aisec-pack")
        raise pytest.UsageError(f"aisec: {flag} {name!r} is neither bundled, none, a folder, nor an installed package")
    if name not in sys.modules:
        pytest.register_assert_rewrite(name)
    return Pack.of(name, installed, name)


def _installed(name: str) -> Path | None:
    """The folder of an installed package of policies."""
    try:
        found = importlib.util.find_spec(name) if all(map(str.isidentifier, name.split("."))) else None
    except ModuleNotFoundError:  # of `none.such` there is not even the first
        return None
    places = list(found.submodule_search_locations or ()) if found is not None else []
    return Path(places[0]).resolve() if places else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Give pytest what it can find by path: the files of folders, not the node ids of bundled policies."""
    config = session.config
    args = [arg for arg in config.args if not _bundled_id(config, arg)]
    given = {(config.invocation_params.dir / arg).resolve() for arg in args}
    for pack in config.stash.get(PACKS, ()):
        if pack.package is None:
            args.extend(str(path) for path in pack.files if path not in given)
    config.args = args


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Collect the bundled policies below the session, and those of folders that pytest does not come to.

    The former not as arguments, as which they would bring the conftest files and folders around the place of
    installation. A folder's files are arguments, which pytest drops for a folder above them that is one too, and then
    it may leave them out: in hidden folders, by `norecursedirs`, by `--ignore`, by `python_files`.
    """
    report = yield
    if isinstance(collector, pytest.Session) and report.passed:
        for pack in collector.config.stash.get(PACKS, ()):
            missed = (path for path in pack.files if pack.package is not None or _is_missed(collector, pack, path))
            report.result.extend(_policy_file(pack, path, collector) for path in missed)
    return report


def _is_missed(session: pytest.Session, pack: Pack, path: Path) -> bool:
    """Whether pytest looks for tests above a file of a pack, and does not come to it."""
    if session.isinitpath(path):  # before version 9, it dropped no arguments
        return False
    config = session.config
    named = ((config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args)
    above = [each for each in named if each.is_dir() and path.is_relative_to(each)]
    if not above:
        return False
    top = min(above, key=lambda each: len(each.parts))
    way = (each for each in (pack.folder, *pack.folder.parents) if each != top and each.is_relative_to(top))
    if any(session.gethookproxy(each).pytest_ignore_collect(collection_path=each, config=config) for each in way):
        return True
    return not any(path.match(pattern) for pattern in config.getini("python_files"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A bundled pack below a collected folder is not collected a second time."""
    pack = pack_of(config, collection_path)
    return True if pack is not None and pack.package is not None else None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Any:
    """A file of a pack outside the root directory, for which pytest has no node id."""
    pack = pack_of(parent.config, module_path)
    if pack is None or module_path.is_relative_to(parent.config.rootpath):
        return None
    return _policy_file(pack, module_path, parent)


def _policy_file(pack: Pack, path: Path, parent: pytest.Collector) -> PolicyFile:
    is_inside = pack.package is None and path.is_relative_to(parent.config.rootpath)
    nodeid = path.relative_to(parent.config.rootpath).as_posix() if is_inside else pack.node_id(path)
    found: PolicyFile = PolicyFile.from_parent(parent, name=path.name, nodeid=nodeid, path=path)
    if pack.package is not None:
        found.module_name = ".".join([pack.package, *path.relative_to(pack.folder).with_suffix("").parts])
    return found


class PolicyFile(pytest.Collector):
    """The policies of one file. No `pytest.File`: --lf leaves out files whose node id is not their place."""

    module_name: str | None = None

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """What pytest finds in the module, by whatever prefix the user has tests found."""
        module: pytest.Module = pytest.Module.from_parent(self, path=self.path, nodeid=self.nodeid)
        if self.module_name is not None:
            module.obj = importlib.import_module(self.module_name)
            marks = getattr(module.obj, "pytestmark", [])  # pytest only sees those of modules that it imports
            for mark in marks if isinstance(marks, list | tuple) else [marks]:
                module.add_marker(mark)
        within = vars(module.obj).items()
        policies = {name: each for name, each in within if name.startswith("test_") and inspect.isfunction(each)}
        for policy in policies.values():
            policy.__dict__["__test__"] = True
        if not _is_plain(module.obj):
            return module.collect()
        is_bundled = module.obj.__name__.partition(".")[0] == BUNDLED
        return _only(policies, module) if is_bundled else super(pytest.Module, module).collect()


def _only(policies: dict[str, FunctionType], module: pytest.Module) -> Iterator[pytest.Item | pytest.Collector]:
    """What plugins make of some functions of a module; otherwise they are asked about all that it imports, too."""
    for name, policy in policies.items():
        made = module.ihook.pytest_pycollect_makeitem(collector=module, name=name, obj=policy)
        yield from made if isinstance(made, list) else [] if made is None else [made]


SETTING_UP = frozenset(
    {"setUpModule", "setup_module", "tearDownModule", "teardown_module", "setup_function", "teardown_function"}
)
"""https://docs.pytest.org/en/stable/how-to/xunit_setup.html"""


def _is_plain(module: ModuleType) -> bool:
    """Whether a module has nothing to set its tests up with. pytest goes through all that it imports to see that."""
    values = vars(module)
    return SETTING_UP.isdisjoint(values) and not any(map(_may_be_fixture, values.values()))


def _may_be_fixture(value: object) -> bool:
    """Whether there may be a fixture in a value, found without asking it: what it says of itself may be anything."""
    kind: type = type(value)
    try:
        if _may_be_wrapper(kind) or not _keeps_attributes(kind):
            return _may_be_wrapper(kind)
    except Exception:  # noqa: BLE001 -- a type with a type of its own says what it likes, too: pytest looks for itself
        return True
    return "__wrapped__" in object.__getattribute__(value, "__dict__")


@cache
def _may_be_wrapper(kind: type) -> bool:
    return kind.__name__ == "FixtureFunctionDefinition" or any("__wrapped__" in vars(each) for each in kind.__mro__)


@cache
def _keeps_attributes(kind: type) -> bool:
    """Whether things of a type have a mapping of their attributes, and not something of the type's in its place."""
    found = next((vars(each)["__dict__"] for each in kind.__mro__ if "__dict__" in vars(each)), None)
    return isinstance(found, GetSetDescriptorType | MemberDescriptorType)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep of the bundled policies those that were named, if any were, and refuse what is not there."""
    wanted = config.stash[WANTED]
    if not wanted:
        return
    for name in wanted:
        if not any(_is_named(item, name) for item in items):
            refuse(config, items, f"aisec: there is no policy {name}")
    items[:] = [
        item
        for item in items
        if not item.nodeid.startswith(f"{BUNDLED}/") or any(_is_named(item, name) for name in wanted)
    ]


def _is_named(item: pytest.Item, name: str) -> bool:
    return item.nodeid == name or item.nodeid.startswith((f"{name.rstrip('/')}/", f"{name}::", f"{name}["))
