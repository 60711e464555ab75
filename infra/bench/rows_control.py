"""Remote control: how soon `celery inspect ping` is answered, ours and Celery's prefork, by Celery's own client."""

import json
import pathlib
import statistics
import subprocess

import crawling
import installing
import queueing

HERE = pathlib.Path(__file__).parent
SLOTS, MESSAGES, PINGS = "2", 1000, 100
MANIFEST = {"task": "proof.ledger", "args": ["seconds"], "environment": ["PROOF_LEDGER"], "limits": {"memory_mib": None}}
SCRIPT = """#!/bin/sh
# What proof.ledger of celery_tasks.py does.
read -r message
echo "$TASK_ID - -" >> "$PROOF_LEDGER"
seconds=${message#*'"seconds":"'}
sleep "${seconds%%'"'*}"
echo '{"done":true}'
"""


def groups(scratch, rounds):
    """One group of rows: medians over `rounds` interleaved rounds; of the longest waits, the longest."""
    measured = {"dispatcher": [], "Celery prefork": []}
    for _ in range(rounds):
        for name, costs in measured.items():
            costs.append(measure(ours if name == "dispatcher" else theirs))
    return [{
        "group": "control",
        "title": f"Remote control: {PINGS} pings, all {SLOTS} slots busy, {MESSAGES} messages queued; a ping without an "
                 f"answer counts as the second that it was waited for; median of {rounds} rounds, longest of all",
        "columns": [["p50_ms", "ping p50 ms", 1], ["max_ms", "longest ms", 1],
                    ["drain_p50_ms", "while draining p50 ms", 1], ["drain_max_ms", "longest ms", 1]],
        "rows": [
            {"name": name, "rounds": costs} | {
                key: (max if key.endswith("max_ms") else statistics.median)(cost[key] for cost in costs)
                for key in costs[0]}
            for name, costs in measured.items()
        ],
    }]


def ours(place, redis, variables):
    """The dispatcher, with a script that does what Celery's task does."""
    queueing.handler(place / "handlers", "ledger", MANIFEST, SCRIPT)
    return queueing.dispatcher(place, redis, "-c", SLOTS, handlers=place / "handlers", variables=variables)


def theirs(place, redis, variables):
    """Celery, acknowledging late, taking one by one (celery_tasks.py)."""
    return queueing.celery(place, redis, "-c", SLOTS, variables=variables)


def measure(start):
    """How soon one worker answers: under load, and while it drains."""
    with queueing.folder() as place, queueing.running(queueing.Redis(place)) as redis:
        worker = start(place, redis, {"PROOF_LEDGER": str(place / "ledger")})
        worker.start()
        try:
            argv = [installing.celery() / "python", HERE / "control_client.py", redis.socket, MESSAGES, PINGS, worker.pid]
            done = subprocess.run(list(map(str, argv)), capture_output=True, text=True)
        finally:
            worker.kill_group()
        if done.returncode != 0:
            raise crawling.Failed(f"cannot measure the remote control: {done.stderr.strip()[-600:]}")
        waits = json.loads(done.stdout)
    return {
        "p50_ms": statistics.median(waits["load"]) * 1000, "max_ms": max(waits["load"]) * 1000,
        "drain_p50_ms": statistics.median(waits["drain"]) * 1000, "drain_max_ms": max(waits["drain"]) * 1000,
    }
