#!/usr/bin/env python3
"""What programs do with Celery's client, as cases: `client.py CASE[,CASE...] [ARGUMENT]`, exit code 0 when all was as with
Celery.

BROKER_URL and RESULT_URL say where, GLOBAL_KEYPREFIX is Celery's setting; FOLDER is a folder for signals: a handler that
waits does so until a file is there. DEVSEO is our command line, which revokes tasks; without it Celery does. The handlers
are those of ../handlers; `check.py` runs the cases against a real worker.
"""

import datetime
import json
import sys
import time

import beat
import billiard.exceptions
import buttons
import canvas
import celery
import celery.exceptions
import commandline
import contract
import control
import guide
import operations
import pages
import wire
from sending import FOLDER, TIMEOUT, Held, app, failure, send, states, value, wait_until


def crawl(url):
    """The crawl of a site, as the service sends it."""
    result = app.send_task("app.tasks.crawl_tasks.process_crawl_job", args=[None, url, 50], queue="crawl")
    crawled = result.get(timeout=TIMEOUT)
    assert crawled["schema"] == "devseo.crawl/1", crawled
    print(json.dumps(crawled))


def crawl_with_row(job, url):
    """The crawl of a job, as the service's API asks for it: by calling the task."""
    @app.task(name="app.tasks.crawl_tasks.process_crawl_job", queue="crawl")
    def process_crawl_job(crawl_job_id, website_domain, max_pages):
        raise AssertionError("this runs elsewhere")

    crawled = process_crawl_job.delay(job, url, 50).get(timeout=TIMEOUT)
    assert crawled["schema"] == "devseo.crawl/1", crawled
    print(json.dumps(crawled))


def success():
    """A result, its state, and what it says of itself."""
    result = send("test.echo", args=[1, "é😀\n\"'"], kwargs={"c": {"d": [True, None, 1.5]}})
    assert result.get(timeout=TIMEOUT)["message"] == {"a": 1, "b": "é😀\n\"'", "c": {"d": [True, None, 1.5]}}
    later = app.AsyncResult(result.id)
    assert (later.state, later.successful(), later.ready(), later.failed()) == ("SUCCESS", True, True, False)
    assert later.date_done.tzinfo is not None and later.traceback is None
    later.forget()
    assert app.AsyncResult(result.id).state == "PENDING"


def fails():
    """An exception of Python's own is raised again, with its message and a traceback to look at."""
    result = send("test.fail", kwargs={"type": "ValueError", "message": "it's broken: \"é\""})
    assert failure(result, ValueError).args == ("it's broken: \"é\"",)
    assert result.state == "FAILURE" and "said on stderr" in result.traceback, result.traceback


def fails_foreign():
    """An exception that Python does not know is made up, as Celery does."""
    result = send("test.fail", kwargs={"type": "TransportError", "message": "no route"})
    try:
        result.get(timeout=TIMEOUT)
    except Exception as error:  # noqa: BLE001  the class is made by Celery
        assert (type(error).__name__, str(error)) == ("TransportError", "no route"), repr(error)
    else:
        raise AssertionError("no exception")


def unknown():
    """A task that nobody knows; prints the message as it lay in its list."""
    held = Held()
    result = send("no.such.task", args=[1], kwargs={"ü": "x"}, priority=6)
    client = app.connection_for_write().default_channel.client
    print(client.lindex("celery\x06\x166", 0).hex())
    held.let_go()
    error = failure(result, celery.exceptions.NotRegistered)
    assert "no.such.task" in str(error), error


def priorities():
    """Priorities 0, 3, 6 and 9 are served in that order, whatever the order of sending."""
    held = Held()
    results = {number: send("test.echo", kwargs={"a": number}, priority=number) for number in (9, 3, 6, 0)}
    held.let_go()
    fences = {int(result.get(timeout=TIMEOUT)["fence"]): number for number, result in results.items()}
    assert [fences[fence] for fence in sorted(fences)] == [0, 3, 6, 9], fences


def countdown():
    """A countdown is kept, and others pass meanwhile."""
    sent = time.time()
    late = send("test.echo", kwargs={"a": "late"}, countdown=2)
    assert value("test.echo", kwargs={"a": "now"})["message"] == {"a": "now"}
    assert late.get(timeout=TIMEOUT)["started"] >= sent + 2


def expired():
    """A message whose time is over is revoked."""
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=5)
    result = send("test.touch", kwargs={"path": str(FOLDER / "touched")}, expires=past)
    assert str(failure(result, celery.exceptions.TaskRevokedError)) == "expired"
    assert result.state == "REVOKED" and not (FOLDER / "touched").exists()


def ignored():
    """Nobody wants the result: the task runs, and none is stored."""
    result = send("test.touch", kwargs={"path": str(FOLDER / "touched")}, ignore_result=True)
    wait_until((FOLDER / "touched").exists)
    # On the only slot this one begins when that one has ended.
    value("test.echo", kwargs={"a": 1})
    assert app.backend.client.exists(app.backend.get_key_for_task(result.id)) == 0


def hard_limit():
    """Who does not end at SIGTERM is killed."""
    failure(send("test.stubborn", soft_time_limit=1, time_limit=2), billiard.exceptions.TimeLimitExceeded)


def soft_limit():
    """Who ends at SIGTERM has exceeded the soft limit."""
    failure(send("test.sleep", soft_time_limit=1, time_limit=50), billiard.exceptions.SoftTimeLimitExceeded)


def lost():
    """A process that is killed loses its task, as a worker's child does."""
    error = failure(send("test.killed"), billiard.exceptions.WorkerLostError)
    assert "signal 9 (SIGKILL)" in str(error), error


def retried():
    """A task that fails three times ends well at its fourth run, and is in RETRY between."""
    seen, result = states("test.flaky", kwargs={"good_at": 4})
    assert seen == ["RETRY"] * 3 + ["SUCCESS"], seen
    assert result.get(timeout=TIMEOUT) == {"attempt": 4}


def given_up():
    """Three retries are four runs."""
    seen, result = states("test.flaky", kwargs={"good_at": 9})
    assert seen == ["RETRY"] * 3 + ["FAILURE"], seen
    assert str(failure(result, RuntimeError)) == "run 4 failed"


def progress():
    """What a task says of its progress is there while it runs."""
    held = Held()
    assert held.result.info == {"done": 1, "total": 2}, held.result.info
    held.let_go()
    assert held.result.get(timeout=TIMEOUT) == {"done": 2}


def group():
    """Twenty tasks at once, and their results in order."""
    tasks = (app.signature("test.echo", kwargs={"a": number}, queue="celery") for number in range(20))
    results = celery.group(tasks, app=app).apply_async().get(timeout=TIMEOUT)
    assert [result["message"]["a"] for result in results] == list(range(20)), results


def no_operation():
    """The Swift model of a handler, and the shell's."""
    assert value("devseo.noop", args=["ping"]) == {"echo": "ping"}
    assert value("devseo.hello", kwargs={"name": "Ada"}) == {"greeting": "Hello, Ada!"}


if __name__ == "__main__":
    names, *arguments = sys.argv[1:]
    for name in names.split(","):
        places = (
            sys.modules[__name__], operations, canvas, wire, control, contract, commandline, beat, guide, pages, buttons)
        place = next(place for place in places if hasattr(place, name))
        try:
            getattr(place, name)(*arguments)
        except BaseException:
            print(f"the case {name}:", file=sys.stderr)
            raise
        for path in FOLDER.iterdir() if "," in names else ():
            path.unlink()
