"""Cases of client.py for the schedulers of Celery's world: `celery beat` as it comes, and RedBeat, which keeps its
schedules in Redis."""

import os
import pathlib
import subprocess
import sys

from sending import FOLDER, TIMEOUT, app, end, wait_until

HERE = pathlib.Path(__file__).resolve().parent
NOTES = FOLDER / "notes"

app.conf.beat_schedule = {
    "note": {"task": "test.note", "schedule": 1.0, "kwargs": {"path": str(NOTES)},
             "options": {"queue": "celery", "expires": 30}},
}
app.conf.beat_max_loop_interval = 1
# RedBeat's settings: the database as redis-py writes it.
app.conf.redbeat_redis_url = os.environ["REDIS_URL"]
app.conf.redbeat_lock_timeout = 5


def kept_by(*arguments):
    """Four runs come of a schedule of every second, each of a message of its own."""
    argv = [sys.executable, "-m", "celery", "-A", "beat:app", "beat", "--pidfile=", "-l", "WARNING", *arguments]
    with open(FOLDER / "beat.log", "w") as log:
        scheduler = subprocess.Popen(argv, cwd=HERE, env=os.environ, stdout=log, stderr=log)
    try:
        wait_until(lambda: scheduler.poll() is not None or NOTES.exists() and len(NOTES.read_text().splitlines()) >= 4)
        assert scheduler.poll() is None, (FOLDER / "beat.log").read_text()
    finally:
        end(scheduler)
    ids = [line.split()[0] for line in NOTES.read_text().splitlines()]
    assert len(set(ids)) == len(ids), ids
    assert app.AsyncResult(ids[0]).get(timeout=TIMEOUT) is True


def celery_beat():
    """The scheduler that comes with Celery."""
    kept_by("-s", str(FOLDER / "schedule"))


def redbeat():
    """RedBeat: its schedules, its lock and the messages lie in the same database as our keys."""
    kept_by("-S", "redbeat.RedBeatScheduler")
    client = app.connection_for_write().default_channel.client
    assert client.exists("redbeat:note") and client.exists("devseo:ver")
