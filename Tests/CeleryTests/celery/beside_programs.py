"""What the cases of beside.py share: dispatchers and workers, started and ended, and a count of what is written."""

import collections
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "infra" / "support"))

import queueing  # noqa: E402
from sending import FOLDER, TIMEOUT, app, wait_until  # noqa: E402

LEASE_S = 5


@contextlib.contextmanager
def ended(program):
    """Starts a program and kills it, with all that it started, afterwards."""
    program.start()
    try:
        yield program
    finally:
        program.kill_group()


def dispatcher(*options, name="devseo", **variables):
    """A dispatcher, not started yet."""
    (FOLDER / "state").mkdir(exist_ok=True)
    argv = [os.environ["DISPATCHER"], "--handlers", os.environ["HANDLERS"], "--state-dir", FOLDER / "state", "-n",
            f"{name}@%h", "--lease", LEASE_S, *options]
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}
    environment |= {key: os.environ[key] for key in ("REDIS_URL",)} | variables
    return queueing.Program(FOLDER, name, list(map(str, argv)), '"message":"serving"', environment, seconds=60)


def worker(*options, name="celery", **variables):
    """A worker of Celery's, not started yet."""
    argv = [sys.executable, "-m", "celery", "-A", "beside_worker", "worker", "-l", "INFO", "-n", f"{name}@%h",
            "--without-gossip", *options]
    environment = os.environ | {"PYTHONPATH": str(HERE), "C_FORCE_ROOT": "1"} | variables
    return queueing.TheirProgram(FOLDER, name, list(map(str, argv)), "celery ready", environment, seconds=60)


def broker():
    """The database of messages."""
    return app.connection_for_write().default_channel.client


def devseo(*arguments, code=0):
    """What our command line prints."""
    done = subprocess.run([os.environ["DEVSEO"], *arguments], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout if code == 0 else done.stderr


class Successes:
    """Counts how often a SUCCESS is written, by id, from now on."""

    def __init__(self):
        self.counts = collections.Counter()
        self.watch = app.backend.client.pubsub()
        self.watch.psubscribe("celery-task-meta-*")
        assert self.watch.get_message(timeout=TIMEOUT)["type"] == "psubscribe"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with contextlib.suppress(Exception):  # at the end there is no Redis any more
            for message in self.watch.listen():
                told = json.loads(message["data"])
                if told["status"] == "SUCCESS":
                    self.counts[told["task_id"]] += 1

    def come(self, results):
        """Waits until each of these tasks has its one SUCCESS, and no other task has any."""
        ids = {result.id for result in results}
        wait_until(lambda: ids <= set(self.counts))
        # A second run of one of them would have begun by now.
        time.sleep(0.5)
        assert self.counts == collections.Counter(ids), self.counts - collections.Counter(ids)
