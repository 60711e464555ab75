"""Cases of client.py for the command `celery` as an operator types it.

What is typed often goes through the command's own code within this process; what starts a program of its own says so.
"""

import json
import os
import subprocess
import sys
import threading

import celery.bin.celery
import celery.worker.control
import click.testing
from control import HERE, broker, cli, worker
from sending import FOLDER, TIMEOUT, Held, app, end, send, value, wait_until


def typed(*arguments, code=0):
    """What `celery ARGUMENTS` prints."""
    done = click.testing.CliRunner().invoke(celery.bin.celery.celery, ["-A", "sending:app", *arguments])
    assert done.exit_code == code, (arguments, done.exit_code, done.output, done.exception)
    return done.output


def told(name, *arguments):
    """What one worker answers to `celery ARGUMENTS -j`."""
    said = json.loads(typed(*arguments, "-d", name, "--timeout", "30", "-j"))
    # `control` prints a list of answers, `inspect` all in one.
    [said] = said if isinstance(said, list) else [said]
    return said[name]


def listed(kind):
    """The names of the commands that Celery has of one kind, as `celery inspect --list` shows them."""
    return {name for name, info in celery.worker.control.Panel.meta.items() if info.type == kind and info.visible}


def inspect_commands():
    """Every command of `celery inspect`."""
    held, name = Held(), worker()[1]
    id = held.result.id
    answers = {
        "active": lambda said: [task["id"] for task in said] == [id], "reserved": lambda said: said == [],
        "active_queues": lambda said: "celery" in [queue["name"] for queue in said],
        "clock": lambda said: said["clock"] > 0, "conf": lambda said: said["broker_url"].startswith("redis"),
        "memdump": lambda said: "rss" in said, "memsample": lambda said: said.endswith("MB"),
        "objgraph": lambda said: said == {"error": "ImportError('Requires the objgraph library')"},
        "ping": lambda said: said == {"ok": "pong"}, "query_task": lambda said: said[id][0] == "active",
        "registered": lambda said: "test.limited [rate_limit=5/s]" in said, "report": lambda said: "devseo" in said["ok"],
        "revoked": lambda said: said == [], "scheduled": lambda said: said == [],
        "stats": lambda said: said["pool"]["max-concurrency"] == 1,
    }
    assert listed("inspect") == answers.keys(), listed("inspect") ^ answers.keys()
    for command, holds in answers.items():
        said = told(name, "inspect", command, *([id] if command == "query_task" else []))
        assert holds(said), (command, said)
        # And as text for a person.
        assert name in typed("inspect", command, *([id] if command == "query_task" else []), "-d", name, "--timeout", "30")
    # This is no command of Celery's, so nothing is asked.
    assert "failed" in typed("inspect", "failed", "-d", name, code=2)
    typed("inspect", "ping", "-d", "other@host", "--timeout", "0.5", code=69)
    held.let_go()
    assert held.result.get(timeout=TIMEOUT) == {"done": 2}


def control_commands():
    """Every command of `celery control`, the last of which ends the worker."""
    name = worker()[1]
    orders = {
        "add_consumer newq": "add consumer newq", "cancel_consumer newq": "no longer consuming from newq",
        "enable_events": "task events enabled", "disable_events": "task events disabled",
        "pool_grow 2": "pool will grow", "pool_shrink 2": "pool will shrink", "pool_restart": "reload started",
        "autoscale 4 2": "autoscale now max=4 min=2", "rate_limit test.echo 10/m": "new rate limit set successfully",
        "time_limit test.echo 5 9": "time limits set successfully", "revoke no-such-id": "tasks {'no-such-id'} flagged as revoked",
        "terminate SIGTERM no-such-id": "terminate: tasks unknown", "heartbeat": None, "election 1 topic act": None,
        "revoke_by_stamped_headers k=v": "headers {'k': 'v'} flagged as revoked, but not terminated",
    }
    assert listed("control") == {order.split()[0] for order in orders} | {"shutdown"}, listed("control")
    for order, answer in orders.items():
        said = told(name, "control", *order.split())
        assert said == (answer and {"ok": answer}), (order, said)
    assert "no-such-id" in told(name, "inspect", "revoked")
    typed("control", "shutdown", "--timeout", "0.5", code=69)
    wait_until(lambda: not broker().smembers("_kombu.binding.celery.pidbox"))


def status_and_results():
    """`celery status` in a program of its own; `celery call` and `celery result`."""
    name = worker()[1]
    assert f"{name}: OK" in cli("status", "--timeout", "2")
    id = typed("call", "test.add", "-a", "[2, 3]", "--queue", "celery").strip()
    assert app.AsyncResult(id).get(timeout=TIMEOUT) == 5
    assert "5" in typed("result", id)
    assert "celery" in typed("list", "bindings")


def purged():
    """`celery purge` empties what waits, and leaves what runs."""
    held = Held()
    for priority in (0, 3, 9):
        send("test.touch", kwargs={"path": str(FOLDER / "touched")}, priority=priority)
    assert "3 messages" in typed("purge", "-f", "-Q", "celery")
    assert "No messages purged" in typed("purge", "-f", "-Q", "celery")
    held.let_go()
    assert held.result.get(timeout=TIMEOUT) == {"done": 2}
    assert value("test.add", args=[1, 2]) == 3 and not (FOLDER / "touched").exists()


def events_dumped():
    """`celery events --dump`, a program of its own, prints what happens as it happens."""
    argv = [sys.executable, "-u", "-m", "celery", "-A", "sending:app", "events", "--dump"]
    listener = subprocess.Popen(argv, cwd=HERE, env=dict(os.environ, PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, text=True)
    lines = []
    thread = threading.Thread(target=lambda: lines.extend(iter(listener.stdout.readline, "")), daemon=True)
    thread.start()
    try:
        wait_until(lambda: any("heartbeat" in line for line in lines))
        # A monitor that wants to hear of tasks asks for it; Celery's own workers are told the same.
        typed("control", "enable_events", "-d", worker()[1], "--timeout", "30")
        result = send("test.add", args=[2, 3])
        assert result.get(timeout=TIMEOUT) == 5
        wait_until(lambda: any("succeeded" in line and result.id in line for line in lines))
    finally:
        end(listener)
        listener.stdout.close()
    mine = [line for line in lines if result.id in line]
    kinds = [line.partition("] task ")[2].partition(":")[0] for line in mine]
    assert kinds == ["received", "started", "succeeded"], mine
    assert "test.add" in mine[0] and "result=5" in mine[2].replace("'", ""), mine
