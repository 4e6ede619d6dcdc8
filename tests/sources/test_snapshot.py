"""Snapshots give back exactly what was written."""

from __future__ import annotations

import gzip
import hashlib
import json
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord, Unread
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking, decode_body, encode_body
from pytest_aisec.values import JsonText, Located, Location, Masked, PartlyKnown, Reference, Unknown, located

files = st.builds(Location, st.sampled_from(["main.tf", "a/b.tf"]), st.integers(1, 99), st.integers(1, 9))
apis = st.builds(Location, api=st.just("s3:GetBucketAcl"), resource=st.just("models"))
locations = st.one_of(files, apis, st.builds(lambda place, use: place.used_at(use), files, files))
reasons = st.sampled_from(["var.a has no value", "module.x is not read"])
scalars = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(-2, 2), st.text(max_size=4))
plain_unknowns = st.one_of(
    st.builds(Unknown, reason=reasons, location=locations, identity=st.none() | st.just("var.a"), is_set=st.booleans()),
    st.builds(Reference, reason=reasons, target=st.just("aws_kms_key.k[0]"), attribute=st.just("arn")),
)
keys = st.sampled_from(["a", "", "0", "b/c", "~4", "d#", "e!", "~f", "$ref", "$unknown", "$literal"])


def extended(inner: st.SearchStrategy[Located]) -> st.SearchStrategy[Located]:
    unknowns = st.one_of(
        st.builds(
            PartlyKnown,
            reason=reasons,
            parts=st.lists(st.one_of(st.text(max_size=3), plain_unknowns), max_size=3).map(tuple),
            structure=st.none() | inner,
        ),
        st.builds(Unknown, reason=reasons, possible=st.lists(inner, min_size=1, max_size=2).map(tuple)),
    )
    values = st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(keys, inner, max_size=3),
        unknowns,
        st.builds(JsonText, st.text(max_size=3), inner),
    )
    return st.builds(Located, values, locations, st.booleans())


leaves = st.builds(Located, st.one_of(scalars, plain_unknowns), locations, st.booleans())
bodies = st.dictionaries(keys, st.recursive(leaves, extended, max_leaves=6), max_size=4)


def same(left: Located, right: Located) -> bool:
    """Equal in value, place, sensitivity and the structure behind encoded text."""
    return repr(left) == repr(right) and structures(left) == structures(right)


def structures(value: Located) -> list[str]:
    match value.value:
        case JsonText() as text:
            return [repr(text.structure), *structures(text.structure)]
        case list() as items:
            return [found for item in items for found in structures(item)]
        case dict() as entries:
            return [found for item in entries.values() for found in structures(item)]
    return []


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(bodies, locations)
def test_bodies_come_back_as_they_were(body: dict[str, Located], location: Location) -> None:
    written = Located(body, location)
    encoded, places = json.loads(json.dumps(encode_body(written, masking=None)))
    assert same(decode_body(encoded, places, location), written)


def record() -> SourceRecord:
    place = Location("main.tf", 3, 1)
    conditional = Unknown(reason="var.enabled has no value", location=Location("variables.tf", 1, 1))
    body = located({"bucket": "models", "secret": "hunter2"}, place)
    assert isinstance(body.value, dict)
    body.value["secret"] = Located("hunter2", place, sensitive=True)
    declaration = Declaration("terraform:.", Dialect.TERRAFORM, "aws_s3_bucket", "aws_s3_bucket.m", body, place)
    maybe = Declaration("terraform:.", Dialect.TERRAFORM, "aws_s3_bucket", "aws_s3_bucket.n", body, place, conditional)
    unread = Unread("module.x is not downloaded", place, frozenset({"aws_vpc"}), frozenset({"aws_vpc.a"}))
    return SourceRecord("terraform:.", "terraform", ".", Contents((declaration, maybe), (unread,), {"a": "b"}))


@pytest.mark.parametrize("name", ["inventory.json", "inventory.json.gz"])
def test_records_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    snapshot.write(path, [record()], lambda name: name, masking=None)
    assert (path.read_bytes()[:2] == b"\x1f\x8b") == name.endswith(".gz")
    (found,) = snapshot.read(path)
    assert found.contents.written <= datetime.now(UTC).isoformat()
    assert found._replace(contents=replace(found.contents, written="")) == record()
    assert [item.name for item in tmp_path.iterdir()] == [name]
    assert path.stat().st_mode & 0o077 == 0


def test_sensitive_values_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "inventory.json"
    snapshot.write(path, [record()], lambda _: "AWS::S3::Bucket")
    text = path.read_text(encoding="utf-8")
    assert "hunter2" not in text
    resource = json.loads(text)["resources"][0]
    assert resource["body"]["secret"] == {"$unknown": "sensitive value", "is_set": True}
    assert (resource["type"], resource["origin_type"]) == ("AWS::S3::Bucket", "aws_s3_bucket")


def test_what_was_in_sensitive_values_is_told_by_kind_only(tmp_path: Path) -> None:
    path = tmp_path / "inventory.json"
    asked: list[tuple[str, str]] = []

    def look(name: str, text: str) -> list[str]:
        asked.append((name, text))
        return ["Secret Keyword"]

    snapshot.write(path, [record()], str, Masking(look))
    assert "hunter2" not in path.read_text(encoding="utf-8")
    assert set(asked) == {("secret", "hunter2")}
    (found,) = snapshot.read(path)
    entries = found.contents.declarations[0].body.value
    assert isinstance(entries, dict)
    masked = entries["secret"].value
    assert isinstance(masked, Masked)
    assert masked.holds == ("Secret Keyword",)
    assert masked.is_set


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no json", "is not a snapshot"),
        (b"[]", "it says 'list'"),
        (b'{"schema": "aisec-inventory/9"}', "it says 'aisec-inventory/9'"),
        (b'{"schema": "aisec-inventory/1", "sources": []}', "was changed after it was written: it does not have one"),
        (b'{"schema": "aisec-inventory/1",\n"resources": [\n]}\n', "is not a snapshot"),
        (b'{"schema": "aisec-inventory/1",\n"resources": [\n],\n"a": 1}\n', "not a complete snapshot: KeyError"),
        (b'{"schema": "aisec-inventory/1",\n"resources": [\n{}\n],\n', "not a complete snapshot: KeyError"),
        (gzip.compress(b"x" * 200, mtime=0)[:40], "is not a snapshot"),
        (gzip.compress(b"x" * 200, mtime=0)[:10] + b"\xff" * 30, "is not a snapshot"),
        (
            b'{"schema": "aisec-inventory/1",\n"resources": [\n' + b"[" * 100_000 + b"\n",
            "is not a snapshot: nested too",
        ),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(snapshot.UnreadableSnapshot, match=message):
        snapshot.read(path)


HEAD = f'{{"schema": "{snapshot.SCHEMA}",\n"resources": [\n'


@pytest.mark.parametrize("head", ["", HEAD, HEAD + "],\n", '{"schema": "x"}\n\n'])
def test_no_line_is_read_that_does_not_end(tmp_path: Path, head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "LINE", 1_000_000)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(head.encode() + b" " * 50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(snapshot.UnreadableSnapshot, match="more than 1,000,000 characters in one piece"):
            snapshot.read(path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_no_more_resources_are_kept_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inventory.json.gz"
    elsewhere = tuple(each._replace(source="other") for each in record().contents.declarations)
    snapshot.write(path, [record(), record()._replace(id="other", contents=Contents(elsewhere))], lambda name: name)
    length = sum(map(len, gzip.decompress(path.read_bytes()).split(b"\n")[2:4]))
    monkeypatch.setattr(snapshot, "WHOLE", length)
    assert len(snapshot.read(path, only="terraform:*")) == 1
    monkeypatch.setattr(snapshot, "WHOLE", length // 2)
    with pytest.raises(snapshot.UnreadableSnapshot, match="characters of resources; ask for fewer sources"):
        snapshot.read(path)


def test_notices_a_change(tmp_path: Path) -> None:
    path = tmp_path / "inventory.json"
    snapshot.write(path, [record()], lambda name: name)
    path.write_text(path.read_text(encoding="utf-8").replace('"models"', '"others"'), encoding="utf-8")
    with pytest.raises(snapshot.UnreadableSnapshot, match="was changed"):
        snapshot.read(path)


def aged(days: float, *, live: bool = True) -> SourceRecord:
    """A source that was read some days ago: an account, or what was in a snapshot since."""
    time = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    return record()._replace(contents=Contents(facts={"finished": time}) if live else Contents(written=time))


@pytest.mark.parametrize("live", [True, False])
def test_a_snapshot_that_is_too_old_is_refused(tmp_path: Path, live: bool) -> None:
    path = tmp_path / "inventory.json"
    snapshot.write(path, [record(), aged(9, live=live)], lambda name: name)
    assert len(snapshot.read(path, timedelta(days=10))) == 2
    with pytest.raises(
        snapshot.UnreadableSnapshot, match=r"terraform:\. was read at .*, 9 days ago, and at most 7 days"
    ):
        snapshot.read(path, timedelta(days=7))


def test_a_snapshot_of_tomorrow_is_refused_where_age_matters(tmp_path: Path) -> None:
    """With a clock that is wrong, it would be young enough for ever."""
    path = tmp_path / "inventory.json"
    snapshot.write(path, [aged(-1)], lambda name: name)
    assert len(snapshot.read(path)) == 1
    with pytest.raises(snapshot.UnreadableSnapshot, match=r"says that terraform:\. was read in the future, at "):
        snapshot.read(path, timedelta(days=7))
    snapshot.write(path, [aged(-1 / 24 / 60)], lambda name: name)
    assert len(snapshot.read(path, timedelta(days=7))) == 1, "clocks may differ by a minute"


def test_writing_a_snapshot_again_makes_nothing_younger(tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    snapshot.write(first, [aged(9)], lambda name: name)
    snapshot.write(second, snapshot.read(first), lambda name: name)
    with pytest.raises(snapshot.UnreadableSnapshot, match="9 days ago"):
        snapshot.read(second, timedelta(days=7))


def test_a_snapshot_without_times_is_refused_where_age_matters(tmp_path: Path) -> None:
    path = tmp_path / "inventory.json"
    source = {"id": "aws:", "kind": "aws", "location": "", "resources": 0, "unread": [], "facts": {}}
    digest = hashlib.sha256(json.dumps([source]).encode()).hexdigest()
    head = f'{{"schema": "{snapshot.SCHEMA}",\n"resources": [\n],\n'
    path.write_text(f'{head}"sources": {json.dumps([source])},\n"sha256": "{digest}"}}\n')
    assert len(snapshot.read(path)) == 1
    with pytest.raises(snapshot.UnreadableSnapshot, match="does not say when aws: was read"):
        snapshot.read(path, timedelta(days=7))


def test_one_source_of_several(tmp_path: Path) -> None:
    path = tmp_path / "inventory.json.gz"
    others = [aged(number)._replace(id=f"aws:org/{number}") for number in (1, 2)]
    snapshot.write(path, [record(), *others], lambda name: name)
    assert [found.id for found in snapshot.read(path, only="aws:*/2")] == ["aws:org/2"]
    assert [len(found.contents.declarations) for found in snapshot.read(path, only="terraform:*")] == [2]
    with pytest.raises(snapshot.UnreadableSnapshot, match=r"has no source aws:\*/3; it has terraform:\., aws:org/1"):
        snapshot.read(path, only="aws:*/3")
