"""The tasks of a real Celery worker that ours is compared with; BROKER_URL and RESULT_URL say where it works.

Acknowledged late and taken one by one, as a careful operator would set it up.
"""

import os
import sys
import time

import celery
import celery.signals

app = celery.Celery(broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_URL"], set_as_current=True)
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)


@celery.signals.worker_ready.connect
def say_so(**_):
    """Tells whoever started the worker that it works."""
    print("celery ready", file=sys.stderr, flush=True)


@app.task(name="devseo.noop")
def noop(echo=None):
    """What noop-handler does."""
    return {"echo": echo}


def work(task, seconds):
    """Writes down that a task runs, and works for a while."""
    with open(os.environ["PROOF_LEDGER"], "a") as runs:
        print(task.request.id, "-", "-", file=runs)
    time.sleep(float(seconds))
    return {"done": True}


@app.task(name="proof.ledger", bind=True)
def ledger(self, seconds):
    """What the script of infra/verify does: writes down that it runs, works for a while, and ends well."""
    return work(self, seconds)


@app.task(name="proof.theirs", bind=True)
def theirs(self, seconds, until=None):
    """What no handler has: the same, and if that is wanted it goes on until a file is there."""
    done = work(self, seconds)
    while until and not os.path.exists(until):
        time.sleep(0.05)
    return done
