"""A Dask cluster of two processes: prints its address, the workers' process ids; ends when its input does."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any


def main() -> None:
    distributed: Any = importlib.import_module("distributed")
    with (
        distributed.LocalCluster(n_workers=2, processes=True, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        workers = client.run(os.getpid).values()
        sys.stdout.write(f"{cluster.scheduler_address.removeprefix('tcp://')} {' '.join(map(str, workers))}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
