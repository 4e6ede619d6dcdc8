"""The layers, sizes and names that docs/architecture.md promises hold in every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "pytest_aisec"
POLICIES = REPOSITORY / "policies"

LAYERS: dict[str, int] = {
    "contexts": 0,
    "values": 0,
    "value_classes": 0,
    "verdicts": 0,
    "declarations": 0,
    "settings": 0,
    "model": 1,
    "aws": 2,
    "sources": 2,
    "inventory": 3,
    "gathering": 3,
    "requests": 3,
    "analysis": 4,
    "ai": 4,
    "compliance": 4,
    "docstrings": 5,
    "findings": 5,
    "waivers": 5,
    "comments": 5,
    "engines": 5,
    "reports": 6,
    "plugin": 7,
    "hookspecs": 7,
    "marks": 7,
    "__init__": 8,
}
"""Layer of each part of the package: it may import from its own layer and from those below."""

STRANGERS = frozenset({frozenset({"aws", "sources"})})
"""Parts of one layer that do not know each other."""

LEADING_BACK = frozenset(
    {
        ("apigateway.apis", "apigateway"),
        ("ec2.fleets", "ec2"),
        ("ec2.fleets", "elbv2"),
        ("ec2.interfaces", "ec2"),
        ("ec2.launch_templates", "autoscaling"),
        ("ec2.launch_templates", "batch"),
        ("ec2.launch_templates", "ec2"),
        ("ec2.launch_templates", "eks"),
        ("ec2.networks", "ec2"),
        ("ec2.volumes", "ec2"),
        ("ecs.services", "ecs"),
        ("elbv2", "autoscaling"),
        ("elbv2", "ecs"),
        ("s3", "s3control"),
        ("servicediscovery", "ecs"),
    }
)
"""Modules of aws/, each with one that it imports although that imports it, too: their resources name each other.

A link names its class in a function, so that such a module is only looked into once all are there. No others may.
"""

LINES_PER_FILE = 320
LINES_PER_FUNCTION = 45

LONGER_FILES: dict[str, int] = {}
"""Files that are to be split, and what they may not exceed until then."""

LONGER_FUNCTIONS: dict[str, int] = {}
"""The same for functions, as `file:name`."""

FORBIDDEN_NAMES = frozenset({"base", "common", "core", "data", "handler", "helper", "manager", "processor", "util"})

MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:root|work|tmp)/[\w.]")
REGISTRY = re.compile(
    r"pypi\.org/simple|pythonhosted\.org|registry\.(?:npmjs|yarnpkg)|proxy\.golang\.org|index-url\s*=|(?:INDEX_URL|GOPROXY)\s*="
    r"|(?:artifactory|nexus)\.|https?://(?:10|192\.168)\."
)
HIDDEN = frozenset({"build", "dist", "__pycache__", "node_modules"})
OWN_HIDDEN = frozenset({".ci", ".github", ".gitignore", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml"})


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def modules(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def part_of(path: Path) -> str:
    """`sources` for everything under pytest_aisec/sources, `values` for pytest_aisec/values.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path, *, at_once: bool = False) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything that a module imports, wherever in it or only when it is imported."""
    package = path.relative_to(REPOSITORY).parent.parts
    module = ast.parse(path.read_text(encoding="utf-8"))
    for node in executed(module) if at_once else ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join([*start, *filter(None, [node.module])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: no bodies of functions, and nothing that only type checkers see."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for otherwise in child.orelse:
                yield otherwise
                yield from executed(otherwise)
        elif not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from executed(child)


def graph() -> dict[str, set[str]]:
    """The modules of the package that each of them imports when it is imported itself; not the packages it is in."""
    paths = {
        name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in modules(PACKAGE)
    }
    found: dict[str, set[str]] = {}
    for name, path in paths.items():
        named = (imported for _, imported in imports(path, at_once=True))
        meant = (each if each in paths else each.rpartition(".")[0] for each in named)
        found[name] = {each for each in meant if each in paths and each != name}
    return found


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Modules each of which imports the one before it, the last of which is the first; none where there is no circle."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return [str(each) for each in error.args[1]]
    return []


def own_parts(imported: str) -> Iterator[str]:
    """The part of the package that an import is from; `from pytest_aisec import X` may name one, or something public."""
    steps = imported.split(".")
    if steps[0] == PACKAGE.name:
        yield steps[1] if len(steps) > 1 and steps[1] in LAYERS else "__init__"


def texts() -> list[Path]:
    """Every file of the repository that is text, tools' own folders aside."""
    return sorted(walk(REPOSITORY))


def walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name not in OWN_HIDDEN
        if hidden or path.name in HIDDEN or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from walk(path)
        elif b"\0" not in path.read_bytes()[:1024]:
            yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function and its length, decorators and docstring aside: a policy's docstring is its page."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            said = ast.get_docstring(node, clean=False)
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - (said.count("\n") if said else 0)


def test_every_part_of_the_package_has_a_layer_and_every_layer_its_parts() -> None:
    assert {part_of(path) for path in modules(PACKAGE)} == LAYERS.keys()


@pytest.mark.parametrize("part", sorted({part_of(path) for path in modules(PACKAGE)}))
def test_imports_go_down_the_layers(part: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {imported}"
        for path in modules(PACKAGE)
        if part_of(path) == part
        for line, imported in imports(path)
        for other in own_parts(imported)
        if LAYERS[other] > LAYERS[part] or frozenset({part, other}) in STRANGERS
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_import_each_other_in_no_circle() -> None:
    """Other than by the imports that are listed, each of which has to be there and to lead back."""
    edges = graph()
    back = {(f"{PACKAGE.name}.aws.{one}", f"{PACKAGE.name}.aws.{other}") for one, other in LEADING_BACK}
    gone = [pair for pair in sorted(back) if pair[1] not in edges[pair[0]]]
    straight = {name: {each for each in imported if (name, each) not in back} for name, imported in edges.items()}
    assert not circle(straight), ", imported by ".join(circle(straight))
    gone += [pair for pair in sorted(back) if not circle({**straight, pair[0]: {*straight[pair[0]], pair[1]}})]
    assert gone == []


def test_only_the_plugin_knows_pytest() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {imported}"
        for path in modules(PACKAGE)
        if part_of(path) not in {"plugin", "hookspecs", "marks"}
        for line, imported in imports(path)
        if imported.split(".")[0] in {"pytest", "_pytest", "pluggy"}
    ]
    assert not wrong, "\n".join(wrong)


def test_policies_know_only_public_parts() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {imported}"
        for path in modules(POLICIES)
        for line, imported in imports(path)
        if set(own_parts(imported)) & {"plugin", "reports", "sources", "gathering", "findings"}
    ]
    assert not wrong, "\n".join(wrong)


def test_files_are_short() -> None:
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(PACKAGE, POLICIES)}
    wrong = [
        f"{name} has {lines} lines" for name, lines in long.items() if lines > LONGER_FILES.get(name, LINES_PER_FILE)
    ]
    wrong += [
        f"{name} is short now: strike it off the list" for name in LONGER_FILES if long.get(name, 0) <= LINES_PER_FILE
    ]
    assert not wrong, "\n".join(wrong)


def test_functions_are_short() -> None:
    wrong = [
        f"{name_of(path)}:{name} has {lines} lines"
        for path in modules(PACKAGE, POLICIES)
        for name, lines in functions(path)
        if lines > LONGER_FUNCTIONS.get(f"{name_of(path)}:{name}", LINES_PER_FUNCTION)
    ]
    assert not wrong, "\n".join(wrong)


def test_names_say_what_is_inside() -> None:
    wrong = [
        name_of(path)
        for path in (*modules(PACKAGE, POLICIES), *PACKAGE.rglob("*/"))
        if FORBIDDEN_NAMES & {word.removesuffix("s") for word in path.stem.lower().split("_")}
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("forbidden", "what"),
    [
        pytest.param(MACHINE_PATH, "a path of one machine", id="path"),
        pytest.param(REGISTRY, "a package registry", id="registry"),
    ],
)
def test_nothing_depends_on_the_machine_it_was_written_on(forbidden: re.Pattern[str], what: str) -> None:
    wrong = [
        f"{name_of(path)}:{number} names {what}: {found[0]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (found := forbidden.search(line))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("forbidden", "line"),
    [
        pytest.param(MACHINE_PATH, f"see /{'tmp'}/x", id="temporary"),
        pytest.param(MACHINE_PATH, f'"/{"root"}/.cache"', id="home"),
        pytest.param(REGISTRY, f"https://pypi.{'org'}/simple", id="registry"),
    ],
)
def test_what_is_forbidden_is_found(forbidden: re.Pattern[str], line: str) -> None:
    assert forbidden.search(line)


WRONG = """
from __future__ import annotations
from typing import TYPE_CHECKING
import pytest
if TYPE_CHECKING:
    from .model import paths
def long():
    from pytest_aisec import inventory
    import pytest_aisec.aws.s3
"""


def test_what_breaks_the_rules_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "pytest_aisec"
    (package / "sources").mkdir(parents=True)
    (package / "values.py").write_text(WRONG)
    (package / "sources" / "utils.py").write_text(WRONG.replace(".model", "..model") + "    x = 1\n" * 400)
    for name, folder in {"REPOSITORY": tmp_path, "PACKAGE": package, "POLICIES": tmp_path / "policies"}.items():
        monkeypatch.setattr(f"{__name__}.{name}", folder)
    with pytest.raises(AssertionError, match=r"(?s)values.py:6 .*model.paths.*:8 .*inventory.*:9 .*aws.s3"):
        test_imports_go_down_the_layers("values")
    with pytest.raises(AssertionError, match=r"(?s)^(?!.*model).*utils.py:8 .*inventory.*:9 .*aws.s3"):
        test_imports_go_down_the_layers("sources")
    with pytest.raises(AssertionError, match=r"(?s)sources/utils.py:4 .*values.py:4 "):
        test_only_the_plugin_knows_pytest()
    with pytest.raises(AssertionError, match=r"utils.py has 4"):
        test_files_are_short()
    with pytest.raises(AssertionError, match=r"utils.py:long has 40"):
        test_functions_are_short()
    with pytest.raises(AssertionError, match=r"sources/utils.py"):
        test_names_say_what_is_inside()


CIRCLE = """
from typing import TYPE_CHECKING
from . import b
from pytest_aisec.c import name
if TYPE_CHECKING:
    import pytest_aisec.a
def later():
    import pytest_aisec.a
"""


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param("import os", [], id="none"),
        pytest.param("def f():\n    import pytest_aisec.a", [], id="later"),
        pytest.param("if TYPE_CHECKING:\n    import pytest_aisec.a", [], id="typing"),
        pytest.param("try:\n    from pytest_aisec.a import f\nexcept ImportError:\n    pass", ["a", "c"], id="module"),
        pytest.param("class C:\n    from . import a", ["a", "c"], id="class"),
        pytest.param("if TYPE_CHECKING:\n    pass\nelse:\n    import pytest_aisec.b", ["b", "c"], id="otherwise"),
    ],
)
def test_circles_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, expected: list[str]) -> None:
    package = tmp_path / "pytest_aisec"
    package.mkdir()
    for name, text in {"__init__": "", "a": CIRCLE, "b": "from pytest_aisec import c", "c": last}.items():
        (package / f"{name}.py").write_text(text)
    monkeypatch.setattr(f"{__name__}.REPOSITORY", tmp_path)
    monkeypatch.setattr(f"{__name__}.PACKAGE", package)
    found = circle(graph())
    assert {f"pytest_aisec.{name}" for name in expected} <= set(found)
    assert bool(found) is bool(expected)


def test_the_development_environment_is_pinned_to_the_bytes() -> None:
    text = (REPOSITORY / "requirements-dev.txt").read_text(encoding="utf-8")
    pins = [line for line in text.replace("\\\n", " ").splitlines() if not line.startswith("#")]
    assert len(pins) > 50
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+( +--hash=sha256:[0-9a-f]{64})+", pin)] == []
