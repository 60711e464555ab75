#!/usr/bin/env python3
"""Holds client.py against a real Celery worker: what the tests ask of ours is what Celery does.

    Tests/CeleryTests/celery/check.py [CASE...]

Prints one line a case; exit code 1 when one differs. Left out is what a Celery worker cannot show: a crawl.
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parents[2] / "infra" / "support"))

import installing  # noqa: E402
import queueing  # noqa: E402

PLAIN = ["success", "fails", "fails_foreign", "unknown", "priorities", "countdown", "expired", "ignored", "hard_limit",
         "soft_limit", "lost", "retried", "given_up", "progress", "group", "no_operation", "revoked", "terminated",
         "follow_up"]
# Tasks behind others, as far as none of them waits for ever.
PLAIN += ["link", "links", "link_error", "chains", "broken_chain", "retried_chain", "prioritised", "chords", "large_chord",
          "broken_chord", "broken_chain_in_chord", "ignored_member", "chord_in_chain", "group_in_chain", "nested_groups",
          "bodies", "maps", "broken_map", "chunks", "compressed", "minimal"]
# Tools, as far as they change nothing but tasks and queues.
PLAIN += ["bound", "revoked_by_stamps", "status_and_results", "purged", "events_dumped", "flower_turns_events_on",
          "button_consumers", "button_rate_limit", "button_revoke"]


def agrees(case, database=0, prefix=None):
    """Runs one case against a worker of its own; prints how it ended."""
    with queueing.folder() as place, queueing.running(queueing.Redis(place)) as redis:
        variables = {"FOLDER": str(place), "BROKER_URL": redis.celery_url(), "RESULT_URL": redis.celery_url(database),
                     "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
        if prefix:
            variables["GLOBAL_KEYPREFIX"] = prefix
        worker = queueing.celery(place, redis, "-c", "1", variables=variables)
        worker.argv[worker.argv.index("celery_tasks")] = "worker"
        with queueing.running(worker):
            argv = [installing.celery() / "python", HERE / "client.py", case]
            done = subprocess.run(argv, env=os.environ | variables, capture_output=True, text=True)
    print(f"{case}, results in database {database}, prefix {prefix}: "
          f"{'as expected' if done.returncode == 0 else done.stderr.strip()}")
    return done.returncode == 0


def main():
    cases = [(case,) for case in sys.argv[1:] or PLAIN]
    if not sys.argv[1:]:
        cases += [("success", 3), ("success", 0, "pfx:"), ("success", 0, "pfx")]
    return 0 if all([agrees(*case) for case in cases]) else 1


sys.exit(main())
