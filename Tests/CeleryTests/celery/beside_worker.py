"""The tasks of worker.py, and those that only Python can have: they put others in their place, or into their chord."""

import os
import time

from worker import add, app

app.conf.update(worker_prefetch_multiplier=int(os.environ.get("PREFETCH", "1")), broker_connection_retry_on_startup=True)


@app.task(name="test.replaced", bind=True)
def replaced(self, a, b):
    """Is done by the handler test.add, in the queue that dispatchers serve."""
    raise self.replace(app.signature("test.add", args=(a, b), queue="celery"))


@app.task(name="test.grown", bind=True)
def grown(self, a):
    """Adds a member to its chord, which the handler test.add is."""
    self.add_to_chord(app.signature("test.add", args=(a, a), queue="celery"))
    return a


@app.task(name="test.slow")
def slow(path):
    """Says that it runs, and never ends."""
    open(path, "w").close()
    time.sleep(600)


assert add.name == "test.add"
