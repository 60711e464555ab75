"""Cases of client.py in which something is done to tasks from outside: taken back, slowed down, shared with a worker."""

import os
import pathlib
import subprocess
import sys

import celery.exceptions
from sending import FOLDER, TIMEOUT, Held, app, end, failure, send, value, wait_until


def revoke(result, *, terminate=False):
    """Takes a task back."""
    if "DEVSEO" in os.environ:
        argv = [os.environ["DEVSEO"], "revoke", result.id] + ["--terminate"] * terminate
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    else:
        result.revoke(terminate=terminate)


def stored(result):
    """What is stored of a task at present: its state and what it says."""
    later = app.AsyncResult(result.id)
    return later.state, str(later.result)


def revoked():
    """A task that is taken back before it starts does not run."""
    held = Held()
    result = send("test.touch", kwargs={"path": str(FOLDER / "touched")})
    revoke(result)
    held.let_go()
    # On the only slot this one begins when that one was dropped.
    value("test.echo", kwargs={"a": 1})
    assert str(failure(result, celery.exceptions.TaskRevokedError)) == "revoked"
    assert result.state == "REVOKED" and not (FOLDER / "touched").exists()


def terminated():
    """The process of a task that is taken back while it runs is gone when the task says so."""
    path = FOLDER / "pid"
    result = send("test.hold", kwargs={"path": str(path)})
    wait_until(path.exists)
    process = pathlib.Path("/proc", path.read_text().strip())
    assert process.exists()
    revoke(result, terminate=True)
    # Until its process is gone it may be "revoked" only.
    wait_until(lambda: stored(result) == ("REVOKED", "terminated"))
    assert str(failure(app.AsyncResult(result.id), celery.exceptions.TaskRevokedError)) == "terminated"
    assert not process.exists()


def limited():
    """Five tasks at five a second take four fifths of one by the clock of Redis, and the one behind them passes."""
    results = [send("test.limited") for _ in range(5)]
    between = int(value("test.echo", kwargs={"a": 1})["fence"])
    fences = sorted(int(result.get(timeout=TIMEOUT)["fence"]) for result in results)
    assert fences[-1] - fences[0] >= 800_000, fences
    assert between < fences[-1], (between, fences)


def follow_up():
    """A follow-up is the child of its parent and sent once; what a task may not send is not sent."""
    path = FOLDER / "notes"
    result = send("test.parent", kwargs={"path": str(path)})
    assert result.get(timeout=TIMEOUT) is True
    children = app.AsyncResult(result.id).children
    assert len(children) == 1, children
    assert children[0].get(timeout=TIMEOUT) is True
    meta = app.backend.get_task_meta(children[0].id)
    assert meta["parent_id"] == result.id, meta
    # On the only slot this one runs after whatever else was sent.
    value("test.echo", kwargs={"a": 1})
    assert path.read_text() == f"{children[0].id} {result.id}\n"


def scaled():
    """One slot becomes four while messages wait: four tasks run at a time."""
    path = FOLDER / "go"
    results = [send("test.wait", kwargs={"until": str(path)}) for _ in range(4)]
    wait_until(lambda: {result.state for result in results} == {"PROGRESS"})
    path.touch()
    assert [result.get(timeout=TIMEOUT) for result in results] == [{"done": 2}] * 4


def shared():
    """A worker of Celery's on the same queue gets what only it knows, also when that was taken before it was there."""
    results = [send("test.elsewhere", kwargs={"number": number}) for number in range(4)]
    assert value("test.echo", kwargs={"a": 1})["message"] == {"a": 1}
    argv = [sys.executable, "-m", "celery", "-A", "worker", "worker", "-c", "1", "-l", "WARNING", "--without-gossip",
            "--without-mingle"]
    environment = dict(os.environ, PYTHONPATH=str(pathlib.Path(__file__).parent), C_FORCE_ROOT="1")
    worker = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert [result.get(timeout=TIMEOUT) for result in results] == [0, 1, 2, 3]
        results = [send("test.elsewhere", kwargs={"number": number}) for number in range(4)]
        assert value("test.echo", kwargs={"a": 2})["message"] == {"a": 2}
        assert [result.get(timeout=TIMEOUT) for result in results] == [0, 1, 2, 3]
    finally:
        end(worker)
