"""The account as a server on the loopback interface: moto, amended, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3

from account.platform import seed

REGION = "us-east-1"


@contextmanager
def serve(*, secure: bool = False) -> Iterator[str]:
    """Run a seeded account in another process and give its endpoint URL; the process ends with the block.

    moto keeps one state per process: a process per account lets both variants stand side by side, and keeps moto out of
    the process that asks. Raises RuntimeError when the account could not be made.
    """
    command = [sys.executable, "-m", "account", "--listen", *(["--secure"] if secure else [])]
    with subprocess.Popen(  # noqa: S603 -- ourselves
        command,
        cwd=Path(__file__).parents[1],
        env=environment(None),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url:
                raise RuntimeError("the account could not be made: see the error above")
            yield url
        finally:
            process.terminate()


def listen(*, secure: bool, ready: Callable[[str], object], until: Callable[[], object]) -> None:
    """Serve a seeded account in this process as long as `until` runs; `ready` is given the endpoint URL."""
    # moto reads this when its EC2 is first used: 500 images and their snapshots are nothing of the platform's.
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415 -- only this process pays for moto
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server  # noqa: PLC0415

    from account.amended import Amended  # noqa: PLC0415

    app = Amended(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        seed(session(), secure, url)
        ready(url)
        until()
    finally:
        server.shutdown()
        thread.join()


def session() -> boto3.Session:
    """A session with credentials that are nobody's: moto takes any."""
    return boto3.Session(aws_access_key_id="demo", aws_secret_access_key="demo", region_name=REGION)  # noqa: S106


def environment(url: str | None) -> dict[str, str]:
    """Our environment without anything of a real AWS account, and with the way to this one if it has a URL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "NO_PROXY": "127.0.0.1"}
    keys = {"AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo", "AWS_DEFAULT_REGION": REGION}
    return {**kept, **nowhere, **keys, **({"AWS_ENDPOINT_URL": url} if url else {})}
