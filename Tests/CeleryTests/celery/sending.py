"""What all cases of the client share: the application, sending, and waiting for what comes of it."""

import json
import os
import pathlib
import subprocess
import time

import celery

TIMEOUT = int(os.environ.get("TIMEOUT", "60"))
FOLDER = pathlib.Path(os.environ["FOLDER"])
PREFIX = os.environ.get("GLOBAL_KEYPREFIX")

app = celery.Celery(broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_URL"])
if PREFIX:
    app.conf.broker_transport_options = app.conf.result_backend_transport_options = {"global_keyprefix": PREFIX}


def send(task, **options):
    """Sends one task, to the queue `celery` unless told otherwise."""
    return app.send_task(task, queue=options.pop("queue", "celery"), **options)


def value(task, **options):
    """Sends one task and gives its result."""
    return send(task, **options).get(timeout=TIMEOUT)


def failure(result, kind):
    """The exception that waiting for a result raises, which is to be of one kind exactly."""
    try:
        got = result.get(timeout=TIMEOUT)
    except Exception as error:  # noqa: BLE001  the wrong one is shown
        assert type(error) is kind, f"{type(error)}: {error}"
        return error
    raise AssertionError(f"no exception, but {got}")


def states(task, **options):
    """The states that are published of a task, to its end."""
    task_id = celery.uuid()
    watch = app.backend.client.pubsub()
    watch.subscribe(app.backend.get_key_for_task(task_id))
    assert watch.get_message(timeout=TIMEOUT)["type"] == "subscribe"
    result, seen = send(task, task_id=task_id, **options), []
    while not seen or seen[-1] not in celery.states.READY_STATES:
        message = watch.get_message(timeout=TIMEOUT)
        assert message is not None, f"nothing after {seen}"
        seen.append(json.loads(message["data"])["status"])
    return seen, result


class Held:
    """A task that runs until it is let go, so that a single slot takes nothing else."""

    def __init__(self):
        self.path = FOLDER / "go"
        self.result = send("test.wait", kwargs={"until": str(self.path)})
        wait_until(lambda: self.result.state == "PROGRESS")

    def let_go(self):
        self.path.touch()


def wait_until(holds):
    """Waits until something holds."""
    deadline = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def end(process):
    """Ends a program of Celery's. How it does so is Celery's affair: at times one stays for ever when it is asked."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
