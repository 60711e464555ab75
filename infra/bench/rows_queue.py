"""Queue: tasks that do nothing, sent by the real Celery client, in ours and in Celery's prefork workers, on two slots."""

import json
import pathlib
import statistics
import subprocess
import time

import crawling
import installing
import processes
import queueing

CLIENT = pathlib.Path(__file__).with_name("queue_client.py")
SLOTS = "2"


def groups(scratch, rounds):
    """One group of rows: medians over `rounds` interleaved rounds."""
    systems = {
        # Name: how to start it, tasks of the throughput, tasks of the latency, rounds.
        "dispatcher (a process a task)": (ours, 2000, 200, rounds),
        "Celery prefork (long-lived)": (celery, 2000, 200, rounds),
        # So slow that few tasks, once, tell enough.
        "Celery, a process a task": (one_task_a_child, 50, 10, 1),
    }
    measured = {name: [] for name in systems}
    for turn in range(rounds):
        for name, (start, many, few, turns) in systems.items():
            if turn >= turns:
                continue
            with queueing.folder() as place, queueing.running(queueing.Redis(place)) as redis, \
                    queueing.running(start(place, redis)) as worker:
                measured[name].append(measure(worker, redis, many, few))
    return [{
        "group": "queue",
        "title": f"Queue: no-op tasks, Celery's client, Redis on a unix socket, concurrency {SLOTS}, median of {rounds} rounds",
        "columns": [["tasks_per_s", "tasks/s", 0], ["p50_ms", "latency p50 ms", 1], ["p95_ms", "p95 ms", 1],
                    ["idle_mib", "idle PSS MiB", 1], ["cpu_ms_per_task", "CPU ms/task", 2]],
        "rows": [
            {"name": name, "rounds": costs} | {key: statistics.median(cost[key] for cost in costs) for key in costs[0]}
            for name, costs in measured.items()
        ],
    }]


def ours(place, redis):
    """The dispatcher with the handlers that `make build` has staged."""
    return queueing.dispatcher(place, redis, "-c", SLOTS, "-Q", "celery")


def celery(place, redis):
    """Celery, acknowledging late, taking one by one (celery_tasks.py)."""
    return queueing.celery(place, redis, "-c", SLOTS)


def one_task_a_child(place, redis):
    """Celery that, like ours, keeps nothing between two tasks."""
    return queueing.celery(place, redis, "-c", SLOTS, "--max-tasks-per-child=1")


def measure(worker, redis, many, few):
    """What one worker does and costs."""
    time.sleep(1)
    idle = processes.pss_mib(worker.pid)
    taken = asked(redis, "latency", few)["seconds"]
    before = processes.cpu_s(worker.pid)
    seconds = asked(redis, "throughput", many)["seconds"]
    cpu = processes.cpu_s(worker.pid) - before
    return {
        "tasks_per_s": many / seconds, "p50_ms": statistics.median(taken) * 1000,
        "p95_ms": statistics.quantiles(taken, n=20)[18] * 1000, "idle_mib": idle, "cpu_ms_per_task": cpu * 1000 / many,
    }


def asked(redis, what, count):
    """What the client measured."""
    argv = [str(installing.celery() / "python"), str(CLIENT), what, str(count), str(redis.socket)]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode != 0:
        raise crawling.Failed(f"cannot measure the {what} of the queue: {done.stderr.strip()[-600:]}")
    return json.loads(done.stdout)
