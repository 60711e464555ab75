"""Celery's control client of the bench, under the Python that has Celery: `control_client.py SOCKET MESSAGES PINGS PID`.

Says in JSON how many seconds it waited for each ping, of the worker PID on that Redis, which has two slots: under load, and
while it drains. Of a ping that is not answered that is the whole second of Celery's patience.
"""

import json
import os
import signal
import sys
import time

import celery

PATIENCE_S, GAP_S, DRAIN_PINGS = 1.0, 0.05, 10
TASK = "proof.ledger"


def main(socket, messages, pings, worker):
    app = celery.Celery(broker=f"redis+socket://{socket}?virtual_host=0", set_as_current=False)
    [name] = app.control.inspect(timeout=2).ping()
    look = app.control.inspect(destination=[name], timeout=PATIENCE_S)
    broker = app.connection_for_write().default_channel.client
    waits = {}
    for phase, seconds, count in (("load", 0.02, pings), ("drain", 8, DRAIN_PINGS)):
        for _ in range(messages):
            app.send_task(TASK, kwargs={"seconds": str(seconds)}, queue="celery")
        wait_until(lambda: len(active(app, name)) == 2 and broker.llen("celery") > messages / 2)
        if phase == "drain":
            os.kill(worker, signal.SIGTERM)
        waits[phase] = [wait(look, name) for _ in range(count)]
        broker.delete("celery")
    print(json.dumps(waits))


def wait(look, name):
    """Seconds until a ping was answered."""
    time.sleep(GAP_S)
    begun = time.perf_counter()
    replies = look.ping()
    took = time.perf_counter() - begun
    return took if replies and name in replies else max(took, PATIENCE_S)


def active(app, name):
    """What a worker says that it runs."""
    return (app.control.inspect(destination=[name], timeout=5).active() or {}).get(name, [])


def wait_until(holds):
    """Waits until something holds."""
    deadline = time.monotonic() + 30
    while not holds():
        if time.monotonic() > deadline:
            sys.exit("cannot measure: the worker does not become busy")
        time.sleep(0.02)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
