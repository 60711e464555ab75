"""Starts crawl-handler as the proofs and the bench do, and reads the one JSON value it prints."""

import json
import os
import pathlib
import sys

import measuring

ROOT = pathlib.Path(__file__).resolve().parents[2]
HANDLERS = ROOT / "build" / "handlers"
POSTGRES_DOC = pathlib.Path("/usr/share/doc/postgresql-doc-15/html")
JDK_DOC = pathlib.Path("/usr/share/doc/openjdk-17-jre-headless/api")
# Debian's own Python is built with profile-guided optimisation; what is compared with ours gets that one.
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


class Failed(Exception):
    """A program did not do what it must; the message says what."""


def handler(name):
    """The staged executable of a handler."""
    program = HANDLERS / name / name
    if not program.exists():
        raise Failed(f"cannot start {name}: {program.relative_to(ROOT)} does not exist; run `make build`")
    return str(program)


def crawl(port, max_pages, scratch, name="crawl", row=None):
    """Crawls the site on a loopback port as fast as it answers; gives what it cost and the result's bytes.

    With `row`, the id of a job and the URL of its database, what is found is written there, and the result is its summary.
    """
    scratch = pathlib.Path(scratch)
    scratch.mkdir(parents=True, exist_ok=True)
    message, result, log = (scratch / f"{name}.{kind}" for kind in ("message", "json", "log"))
    members = {"website_domain": f"http://127.0.0.1:{port}/", "max_pages": max_pages}
    environment = dict(os.environ, CRAWL_ALLOW_NETWORKS=f"127.0.0.1:{port}", CRAWL_REQUESTS_PER_S="0")
    if row:
        members["crawl_job_id"], environment["DATABASE_URL"] = row
    message.write_text(json.dumps(members))
    cost = measuring.run([handler("crawl-handler")], str(message), str(result), str(log), environment)
    if cost.code != 0:
        last = (log.read_text(errors="replace").strip().splitlines() or ["(its log is empty)"])[-1]
        raise Failed(f"cannot crawl: crawl-handler ended with {cost.code}: {last}")
    return cost, result.read_bytes()


def parsed(text):
    """The one JSON object of a result; refuses anything before or after it."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Failed(f"cannot read the result: {len(text)} bytes are not exactly one JSON value: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("pages"), list):
        raise Failed("cannot read the result: it is not an object with a list `pages`")
    return value
