"""Queue: tasks that do nothing on two slots: ours and Celery's prefork, by the same real Celery client, and RQ."""

import json
import os
import pathlib
import statistics
import subprocess
import time

import crawling
import installing
import processes
import queueing

HERE = pathlib.Path(__file__).parent
RQ = HERE / "requirements-rq.txt"
SLOTS = "2"


def groups(scratch, rounds):
    """One group of rows: medians over `rounds` interleaved rounds."""
    systems = {
        # Name: how to start it, its client, tasks of the throughput, tasks of the latency, rounds.
        "dispatcher (a process a task)": (ours, by_celery, 2000, 200, rounds),
        "dispatcher, warm start": (ours_warm, by_celery, 2000, 200, rounds),
        "Celery prefork (long-lived)": (celery, by_celery, 2000, 200, rounds),
        # So slow that few tasks, once, tell enough.
        "RQ (a process a task)": (rq, by_rq, 200, 50, 1),
        "Celery, a process a task": (one_task_a_child, by_celery, 50, 10, 1),
    }
    measured = {name: [] for name in systems}
    for turn in range(rounds):
        for name, (start, client, many, few, turns) in systems.items():
            if turn >= turns:
                continue
            with queueing.folder() as place, queueing.running(queueing.Redis(place)) as redis, \
                    queueing.running(start(place, redis)) as worker:
                measured[name].append(measure(worker, redis, client, many, few))
    return [{
        "group": "queue",
        "title": f"Queue: no-op tasks, Celery's client, Redis on a unix socket, concurrency {SLOTS}, median of {rounds} rounds",
        "columns": [["tasks_per_s", "tasks/s", 0], ["p50_ms", "worker p50 ms", 1], ["p95_ms", "worker p95 ms", 1],
                    ["answer_p50_ms", "client p50 ms", 1], ["idle_mib", "idle PSS MiB", 1],
                    ["cpu_ms_per_task", "CPU ms/task", 2]],
        "rows": [
            {"name": name, "rounds": costs} | {key: statistics.median(cost[key] for cost in costs) for key in costs[0]}
            for name, costs in measured.items()
        ],
    }]


def ours(place, redis):
    """The dispatcher with the handlers that `make build` has staged."""
    return queueing.dispatcher(place, redis, "-c", SLOTS, "-Q", "celery")


def ours_warm(place, redis):
    """The same, with handlers that are started before their messages exist."""
    (place / "overrides").mkdir()
    (place / "overrides" / "noop-handler.json").write_text('{"warm": true}')
    return queueing.dispatcher(place, redis, "-c", SLOTS, "-Q", "celery", "--overrides", place / "overrides")


def rq(place, redis):
    """RQ, whose workers fork for each job."""
    programs = rq_programs()
    argv = [programs / "rq", "worker-pool", "--num-workers", SLOTS, "--url", f"unix://{redis.socket}?db=0",
            "--logging-level", "INFO", "celery"]
    environment = dict(os.environ, PYTHONPATH=str(HERE), PYTHONDONTWRITEBYTECODE="1")
    return queueing.TheirProgram(place, "rq", list(map(str, argv)), "Listening on", environment)


def rq_programs():
    """The folder of programs of the environment that has RQ."""
    return installing.environment(crawling.ROOT / "build" / "bench" / "rq", RQ)


def celery(place, redis):
    """Celery, acknowledging late, taking one by one (celery_tasks.py)."""
    return queueing.celery(place, redis, "-c", SLOTS)


def one_task_a_child(place, redis):
    """Celery that, like ours, keeps nothing between two tasks."""
    return queueing.celery(place, redis, "-c", SLOTS, "--max-tasks-per-child=1")


def measure(worker, redis, client, many, few):
    """What one worker does and costs."""
    time.sleep(1)
    idle = processes.pss_mib(worker.pid)
    taken = asked(client, redis, "latency", few)["seconds"]
    answered = asked(client, redis, "answer", few)["seconds"]
    before = processes.cpu_s(worker.pid)
    seconds = asked(client, redis, "throughput", many)["seconds"]
    cpu = processes.cpu_s(worker.pid) - before
    return {
        "tasks_per_s": many / seconds, "p50_ms": statistics.median(taken) * 1000,
        "p95_ms": statistics.quantiles(taken, n=20)[18] * 1000, "answer_p50_ms": statistics.median(answered) * 1000,
        "idle_mib": idle, "cpu_ms_per_task": cpu * 1000 / many,
    }


def by_celery():
    """The real Celery client."""
    return [installing.celery() / "python", HERE / "queue_client.py"]


def by_rq():
    """RQ's own client."""
    return [rq_programs() / "python", HERE / "rq_client.py"]


def asked(client, redis, what, count):
    """What a client measured."""
    argv = list(map(str, [*client(), what, count, redis.socket]))
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode != 0:
        raise crawling.Failed(f"cannot measure the {what} of the queue: {done.stderr.strip()[-600:]}")
    return json.loads(done.stdout)
