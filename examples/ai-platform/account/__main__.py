"""`python -m account [--secure] [COMMAND ...]`: serve the account, or run one command against it."""

from __future__ import annotations

import argparse
import contextlib
import logging
import subprocess
import sys
import threading

from account.server import environment, listen, serve


def main(arguments: list[str]) -> int:
    """Serve until interrupted, or as long as the command runs; the command's exit code."""
    parser = argparse.ArgumentParser(prog="python -m account", description=__doc__)
    parser.add_argument("--secure", action="store_true", help="the platform without its flaws")
    parser.add_argument("--listen", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("command", nargs=argparse.REMAINDER, help="run with AWS_ENDPOINT_URL set to the account")
    given = parser.parse_args(arguments)
    if given.listen:
        _listen(secure=given.secure)
        return 0
    with serve(secure=given.secure) as url:
        command = given.command[given.command[:1] == ["--"] :]
        if command:
            return subprocess.run(command, env=environment(url), check=False).returncode  # noqa: S603
        mine = {name: value for name, value in environment(url).items() if name.startswith("AWS_")}
        sys.stdout.write("".join(f"export {name}={value}\n" for name, value in mine.items()))
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def _listen(*, secure: bool) -> None:
    """Serve in this process; the one line on standard output is the URL, for the parent."""
    answers = sys.stdout

    def ready(url: str) -> None:
        answers.write(f"{url}\n")
        answers.flush()

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with contextlib.redirect_stdout(sys.stderr):
        # The parent's end of our standard input closes with the parent, however that ends.
        listen(secure=secure, ready=ready, until=sys.stdin.read)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
