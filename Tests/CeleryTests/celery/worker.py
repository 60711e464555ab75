"""The tasks of ../handlers for a real Celery worker: what client.py expects of ours is held against Celery with them."""

import builtins
import os
import signal
import sys
import time

import celery
import celery.signals

PREFIX = os.environ.get("GLOBAL_KEYPREFIX")

app = celery.Celery(broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_URL"], set_as_current=True)
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1)
if PREFIX:
    app.conf.broker_transport_options = app.conf.result_backend_transport_options = {"global_keyprefix": PREFIX}


@celery.signals.worker_ready.connect
def say_so(**_):
    """Tells whoever started the worker that it works."""
    print("celery ready", file=sys.stderr, flush=True)


@app.task(name="devseo.noop")
def noop(echo=None):
    return {"echo": echo}


@app.task(name="devseo.hello")
def hello(name):
    return {"greeting": f"Hello, {name}!"}


@app.task(name="test.echo")
def echo(a=None, b=None, c=None):
    message = {name: value for name, value in (("a", a), ("b", b), ("c", c)) if value is not None}
    return {"message": message, "fence": str(time.time_ns()), "started": time.time()}


class TransportError(Exception):
    """An error that only the worker knows."""


@app.task(name="test.fail")
def fail(type, message):
    raise getattr(builtins, type, TransportError)(message)  # said on stderr


@app.task(name="test.flaky", bind=True, max_retries=3)
def flaky(self, good_at):
    attempt = self.request.retries + 1
    if attempt < good_at:
        raise self.retry(exc=RuntimeError(f"run {attempt} failed"), countdown=0.3)
    return {"attempt": attempt}


@app.task(name="test.postponed", bind=True, max_retries=3)
def postponed(self):
    raise self.retry(exc=ConnectionError("nobody answers"), countdown=600)


@app.task(name="test.wait", bind=True)
def wait(self, until):
    self.update_state(state="PROGRESS", meta={"done": 1, "total": 2})
    while not os.path.exists(until):
        time.sleep(0.05)
    return {"done": 2}


@app.task(name="test.touch")
def touch(path):
    open(path, "w").close()
    return True


@app.task(name="test.note", bind=True)
def note(self, path):
    with open(path, "a") as notes:
        print(self.request.id, self.request.parent_id, file=notes)
    return True


@app.task(name="test.parent")
def parent(path):
    note.apply_async(kwargs={"path": path}, queue="celery")
    return True


@app.task(name="test.elsewhere")
def elsewhere(number):
    return number


@app.task(name="test.add")
def add(a, b):
    return a + b


@app.task(name="test.total")
def total(numbers):
    def flat(value):
        return [leaf for part in value for leaf in flat(part)] if isinstance(value, list) else [value]
    return sum(flat(numbers)) if numbers else None


@app.task(name="test.told")
def told(id, *, path):
    with open(path, "a") as notes:
        print(id, file=notes)
    return True


@app.task(name="test.hold")
def hold(path):
    with open(f"{path}.new", "w") as file:
        print(os.getpid(), file=file)
    os.rename(f"{path}.new", path)
    time.sleep(60)


@app.task(name="test.limited", rate_limit="5/s")
def limited():
    return {"fence": str(time.time_ns() // 1000)}


@app.task(name="test.sleep")
def sleep():
    time.sleep(60)


@app.task(name="test.stubborn")
def stubborn():
    while True:
        try:
            time.sleep(60)
        except BaseException:  # noqa: BLE001  as stubborn as the shell script
            pass


@app.task(name="test.killed")
def killed():
    os.kill(os.getpid(), signal.SIGKILL)
