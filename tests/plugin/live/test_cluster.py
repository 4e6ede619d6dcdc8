"""A cluster of two processes collects the account's regions, and one of the processes is killed on the way."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.plugin.conftest import Project, category, errors
from tests.sources.live.server import Server

REGIONS = ("us-east-1", "eu-west-1", "eu-west-2", "ap-south-1", "us-west-2")
CLUSTER = Path(__file__).parents[2] / "sources" / "live" / "cluster.py"
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="needs distributed: pip install 'pytest-aisec[dask]'"
)


@pytest.fixture
def cluster(live: Project) -> Iterator[list[str]]:
    """The address of the scheduler, and the process ids of its workers."""
    command = [sys.executable, str(CLUSTER)]
    root = str(CLUSTER.parents[3])
    environment = {**os.environ, "PYTHONPATH": root, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "20s"}
    with (
        (live.path / "cluster.log").open("wb") as log,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout is not None
        said = process.stdout.readline().split()
        assert len(said) == 3, (live.path / "cluster.log").read_text()
        yield said
        process.communicate("")


@needs_dask
def test_a_worker_that_is_killed_loses_nothing(live: Project, server: Server, cluster: list[str]) -> None:
    for region in REGIONS:
        boto3.client("kms", region_name=region).create_key()
    options = (
        "-v",
        f"--aisec-source=aws:@{','.join(REGIONS)}",
        "--aisec-evidence=all",
        "-k",
        "acls or direct or egress",
    )
    alone = live.apart(*options, "--aisec-report=json=alone.json")
    needed = server.asked.total()
    server.asked.clear()
    server.latency = 0.05
    address, victim, _ = cluster

    killed_at: list[int] = []

    def kill() -> None:
        deadline = time.monotonic() + 60
        while server.asked.total() < needed // 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        killed_at.append(server.asked.total())
        os.kill(int(victim), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    spread = live.apart(*options, f"--aisec-executor=dask://{address}", "--aisec-report=json=spread.json")
    killer.join()
    assert spread.ret == alone.ret, spread.outlines
    assert needed // 3 <= killed_at[0] < needed, "it was killed on the way"
    assert killed_at[0] < server.asked.total(), "and the other one went on"
    for test in ("test_acls", "test_direct", "test_egress"):
        assert category(spread, test) == category(alone, test)
    first, second = live.read("alone.json"), live.read("spread.json")
    assert second["findings"] == first["findings"] != []
    for part in ("unread", "resources"):
        assert second["sources"][0][part] == first["sources"][0][part]
    assert second["sources"][0]["facts"]["regions reached"] == ",".join(REGIONS)


LEAVING = """
import sys, time
from concurrent.futures import CancelledError
from pytest_aisec.sources.live import connected

with connected(sys.argv[1]) as executor:
    under_way = executor.submit(time.sleep, 600)
try:
    under_way.result(timeout=30)
except CancelledError:
    print("cancelled")
"""


@needs_dask
def test_who_leaves_a_cluster_does_not_wait_for_it(cluster: list[str]) -> None:
    command = [sys.executable, "-c", LEAVING, f"dask://{cluster[0]}"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout == "cancelled\n"


SURVIVING = """
import subprocess, sys, time
from concurrent.futures import wait
from pytest_aisec.sources.live import executors
executors.PATIENCE = 1
with subprocess.Popen([sys.executable, sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as cluster:
    with executors.connected("dask://" + cluster.stdout.readline().split()[0]) as executor:
        under_way = executor.submit(time.sleep, 600)
        cluster.kill()
        wait([under_way])
        print("lost")
        try:
            again = executor.submit(time.sleep, 600)
        except ConnectionError as error:
            print(error)
        else:
            wait([again])
print("left")
"""


@needs_dask
def test_a_scheduler_that_dies_is_an_end_like_others() -> None:
    environment = {**os.environ, "PYTHONPATH": str(CLUSTER.parents[3])}
    command = [sys.executable, "-c", SURVIVING, str(CLUSTER)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    lost, gone, left = done.stdout.splitlines()
    assert (lost, left) == ("lost", "left"), done.stderr
    assert re.fullmatch(r"dask://127.0.0.1:\d+ is gone", gone)
    assert done.returncode == 0


WAITING = """
import subprocess, sys
from pytest_aisec.sources.live import connected
command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1"]
with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as scheduler:
    address = next(line.split("tcp://")[1].split()[0] for line in scheduler.stderr if "Scheduler at:" in line)
    with connected(f"dask://{address}", print):
        pass
    scheduler.kill()
"""


@needs_dask
def test_a_cluster_without_workers_is_told_of(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CLUSTER.parents[3])}
    command = [sys.executable, "-W", "ignore", "-c", WAITING]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env=environment, cwd=tmp_path
    )
    assert re.fullmatch(
        r"by the workers of dask://127.0.0.1:\d+, of which there are none yet: waiting for them\n", done.stdout
    )


@needs_dask
def test_a_cluster_that_is_not_there_is_no_empty_account(live: Project) -> None:
    live.write("conftest.py", "import pytest_aisec.sources.live.executors as e\ne.PATIENCE = 1\n")
    result = live.apart("-v", "--aisec-source=aws:", "--aisec-executor=dask://127.0.0.1:1", "-k", "acls")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_acls") == "UNDETERMINED"
    result.stdout.fnmatch_lines(["*dask://127.0.0.1:1 cannot be reached*"])


@pytest.mark.parametrize("address", ["dask:", "ray://127.0.0.1:1", "dask://host"])
def test_an_address_of_no_known_form_is_a_usage_error(live: Project, address: str) -> None:
    result = live.run("--aisec-source=aws:", f"--aisec-executor={address}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any("is not dask://HOST:PORT" in line for line in errors(result))
