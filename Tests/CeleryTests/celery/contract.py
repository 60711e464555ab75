"""Cases of client.py for what programs rely on without naming it: bindings, numbers, other databases, revocation by Celery's
own client, answers during a drain, and the greeting of a worker of Celery's that starts."""

import os
import subprocess
import sys
import uuid

import celery.exceptions
import kombu
from control import HERE, broker, one, order, worker
from sending import FOLDER, TIMEOUT, Held, app, end, failure, send, value, wait_until


def bound():
    """Messages to an exchange by name find their queue: its binding is there, once, in kombu's form."""
    assert broker().smembers("_kombu.binding.celery") == {b"celery\x06\x16\x06\x16celery"}
    task_id = str(uuid.uuid4())
    with app.connection_for_write() as connection:
        kombu.Producer(connection.channel()).publish(
            [[1, 2], {}, {}], exchange="celery", routing_key="celery", serializer="json",
            headers={"task": "test.add", "id": task_id})
    assert app.AsyncResult(task_id).get(timeout=TIMEOUT) == 3


def numbers():
    """Integers of any length stay exact, there and back; NaN and Infinity, which JSON has not, reach handlers as null."""
    given = [2**53 + 1, -(2**63), 2**200, 0.1, 1e300]
    answer = value("test.echo", kwargs={"a": given, "b": [float("nan"), float("inf")], "c": "</script>é\u2028"})["message"]
    assert answer["a"] == given and [type(number) for number in answer["a"]] == [type(number) for number in given], answer
    assert answer["b"] == [None, None] and answer["c"] == "</script>é\u2028", answer


def short_lived():
    """A result is kept as long as the dispatcher was told: ten minutes."""
    result = send("test.add", args=[1, 2])
    assert result.get(timeout=TIMEOUT) == 3
    assert 500 < app.backend.client.ttl(app.backend.get_key_for_task(result.id)) <= 600


def revoked_by_celery():
    """`revoke()` says REVOKED at once, for any id; what runs ends as it would, unless it is to be terminated."""
    unknown = app.AsyncResult(str(uuid.uuid4()))
    unknown.revoke()
    assert str(failure(unknown, celery.exceptions.TaskRevokedError)) == "revoked"
    held = Held()
    waits = send("test.touch", kwargs={"path": str(FOLDER / "touched")})
    waits.revoke()
    assert str(failure(waits, celery.exceptions.TaskRevokedError)) == "revoked"
    held.result.revoke()
    later = send("test.touch", kwargs={"path": str(FOLDER / "later")}, countdown=600)
    later.revoke()
    assert str(failure(later, celery.exceptions.TaskRevokedError)) == "revoked"
    held.let_go()
    assert held.result.get(timeout=TIMEOUT) == {"done": 2}
    # On the only slot this one begins when the one before was dropped.
    assert value("test.add", args=[1, 2]) == 3 and not (FOLDER / "touched").exists()


def revoked_by_stamps():
    """`revoke_by_stamped_headers` takes back what comes with that stamp."""
    app.control.revoke_by_stamped_headers({"tag": "T1"})
    wait_until(lambda: order("revoke_by_stamped_headers", {"tag": "T1"}))
    stamped = app.signature("test.add", args=(1, 2), queue="celery")
    stamped.stamp(tag="T1")
    assert str(failure(stamped.apply_async(), celery.exceptions.TaskRevokedError)) == "revoked"
    assert value("test.add", args=[1, 2]) == 3


def drained():
    """While a worker drains it takes nothing more, answers, and lets what runs be terminated; then its mailbox is gone."""
    path = FOLDER / "pid"
    runs = send("test.hold", kwargs={"path": str(path)})
    wait_until(path.exists)
    look, name = worker()
    app.control.shutdown()
    left = [send("test.add", args=[1, 2]) for _ in range(3)]
    assert one(look.ping()) == (name, {"ok": "pong"})
    assert [task["id"] for task in one(look.active())[1]] == [runs.id]
    assert broker().smembers("_kombu.binding.celery.pidbox")
    runs.revoke(terminate=True)
    wait_until(lambda: not broker().smembers("_kombu.binding.celery.pidbox"))
    assert str(failure(app.AsyncResult(runs.id), celery.exceptions.TaskRevokedError)) == "terminated"
    assert {result.state for result in left} == {"PENDING"} and broker().llen("celery") == 3


def mingled():
    """A worker of Celery's that starts finds the dispatcher, and learns from it what is revoked."""
    revoked = app.AsyncResult(str(uuid.uuid4()))
    revoked.revoke()
    failure(revoked, celery.exceptions.TaskRevokedError)
    argv = [sys.executable, "-m", "celery", "-A", "worker", "worker", "-c", "1", "-l", "INFO", "-n", "theirs@%h", "-Q", "elsewhere"]
    log = FOLDER / "log"
    for _ in range(3):
        with open(log, "w") as file:
            process = subprocess.Popen(argv, cwd=HERE, env=dict(os.environ, C_FORCE_ROOT="1"), stdout=file, stderr=file)
        wait_until(lambda: "celery ready" in log.read_text())
        if "mingle: sync with 1 nodes" in log.read_text():
            break
        # It listens for a second, which on a busy machine may be too short.
        end(process)
    try:
        assert "mingle: sync with 1 nodes" in log.read_text(), log.read_text()
        names = app.control.inspect(timeout=TIMEOUT, limit=2).ping()
        [theirs] = [name for name in names if name.startswith("theirs@")]
        assert one(app.control.inspect(destination=[theirs], timeout=TIMEOUT).revoked())[1] == [revoked.id]
        assert value("test.add", args=[1, 2], queue="elsewhere") == 3
    finally:
        end(process)
    assert "Traceback" not in log.read_text(), log.read_text()
