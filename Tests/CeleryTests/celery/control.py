"""Cases of client.py for Celery's own tools: `celery status`, `inspect`, `control` and `events`."""

import os
import pathlib
import subprocess
import sys
import threading
import time

from sending import TIMEOUT, Held, app, send, value, wait_until

HERE = pathlib.Path(__file__).resolve().parent


def cli(*arguments, code=0):
    """Runs the command `celery` and gives what it prints."""
    argv = [sys.executable, "-m", "celery", "-A", "sending:app", *arguments]
    done = subprocess.run(argv, cwd=HERE, env=os.environ, capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout


def worker():
    """The only worker: how to inspect it, and its name.

    Who names a worker has its answer at once; else Celery's client waits for more answers until its time is up.
    """
    [name] = app.control.inspect(timeout=2).ping() or [None]
    return app.control.inspect(destination=[name], timeout=TIMEOUT), name


def order(method, *arguments, **keywords):
    """Orders the only worker something and gives what it says."""
    name = worker()[1]
    replies = getattr(app.control, method)(
        *arguments, reply=True, timeout=TIMEOUT, destination=[name], **keywords)
    return one(replies[0])[1]


def one(replies):
    """What the only worker says, and its name."""
    assert replies and len(replies) == 1, replies
    return next(iter(replies.items()))


def inspected():
    """Every inspection that Celery has, in its shapes; others are refused as it refuses them."""
    held = Held()
    later = send("test.echo", kwargs={"a": 1}, countdown=600)
    look, name = worker()
    assert one(look.ping()) == (name, {"ok": "pong"})
    [task] = one(look.active())[1]
    assert (task["id"], task["name"], task["type"]) == (held.result.id, "test.wait", "test.wait")
    assert task["kwargs"] == {"until": str(held.path)} and task["hostname"] == name and task["worker_pid"] > 1
    assert 0 <= time.time() - task["time_start"] < TIMEOUT
    assert one(look.active(safe=True))[1][0]["kwargs"] == repr({"until": str(held.path)})
    # It is parked by a claim, for which a slot has to be free.
    held.let_go()
    wait_until(lambda: one(look.scheduled())[1])
    [entry] = one(look.scheduled())[1]
    assert entry["request"]["id"] == later.id and entry["eta"].endswith("+00:00"), entry
    later.revoke()
    wait_until(lambda: one(look.revoked())[1] == [later.id])
    assert one(look.reserved())[1] == []
    assert "test.limited [rate_limit=5/s]" in one(look.registered())[1]
    assert one(look.registered("max_retries"))[1][0].endswith("]")
    assert "celery" in [queue["name"] for queue in one(look.active_queues())[1]]
    stats = one(look.stats())[1]
    assert stats["pid"] > 1 and stats["total"]["test.wait"] == 1 and stats["broker"]["transport"], stats
    assert one(look.conf())[1]["broker_url"].startswith("redis")
    assert "devseo" in one(look.report())[1]["ok"]
    assert one(look.clock())[1]["clock"] > 0
    assert one(look.memsample())[1].endswith("MB")
    assert one(look.hello("other@host"))[1]["revoked"].keys() == {later.id}
    assert one(look.query_task(later.id))[1] == {}
    assert order("broadcast", "failed") == {"error": "KeyError('failed')"}
    assert app.control.inspect(destination=["other@host"], timeout=0.5).ping() is None
    assert app.control.ping(pattern="devseo@*", matcher="glob", timeout=2)


def controlled():
    """What `celery control` changes, and that it takes effect."""
    assert order("rate_limit", "test.echo", "2/s") == {"ok": "new rate limit set successfully"}
    results = [send("test.echo") for _ in range(4)]
    fences = sorted(int(result.get(timeout=TIMEOUT)["fence"]) for result in results)
    assert fences[-1] - fences[0] >= 1_400_000, fences
    assert order("rate_limit", "test.echo", 0) == {"ok": "rate limit disabled successfully"}
    assert order("time_limit", "test.sleep", soft=1, hard=2) == {"ok": "time limits set successfully"}
    assert order("add_consumer", "newq") == {"ok": "add consumer newq"}
    assert value("test.echo", queue="newq", kwargs={"a": 1})["message"] == {"a": 1}
    assert order("cancel_consumer", "newq") == {"ok": "no longer consuming from newq"}
    assert order("pool_grow", 2) == {"ok": "pool will grow"}
    assert order("pool_shrink", 2) == {"ok": "pool will shrink"}
    assert order("autoscale", 5, 2) == {"error": "ValueError('Autoscale not enabled')"}
    assert order("broadcast", "add_consumer") == {
        "error": "TypeError(\"add_consumer() missing 1 required positional argument: 'queue'\")"}
    # A reply for a client that is gone would lie in Redis for ever.
    assert not [key for key in broker().keys("*") if b"reply.celery.pidbox" in key and b"binding" not in key]
    app.control.shutdown()
    wait_until(lambda: not broker().smembers("_kombu.binding.celery.pidbox"))
    # It may answer once more until it has ended.
    wait_until(lambda: app.control.inspect(timeout=0.5).ping() is None)


def broker():
    """The database of messages."""
    return app.connection_for_write().default_channel.client


def monitored():
    """What a monitor hears of tasks, from the command that enables events on."""
    seen = []

    def listen():
        with app.connection() as connection:
            receiver = app.events.Receiver(connection)

            def note(event):
                seen.append(event)
                receiver.should_stop = event["type"] == "task-failed"

            receiver.handlers = {"*": note}
            receiver.capture(limit=None, timeout=TIMEOUT, wakeup=False)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    wait_until(lambda: seen)
    assert order("enable_events") == {"ok": "task events enabled"}
    good = send("test.echo", args=[1], kwargs={"c": "x"})
    good.get(timeout=TIMEOUT)
    bad = send("test.fail", kwargs={"type": "ValueError", "message": "no"})
    bad.get(timeout=TIMEOUT, propagate=False)
    thread.join(TIMEOUT)
    assert not thread.is_alive()
    name = worker()[1]
    assert {event["hostname"] for event in seen} == {name}
    told = [event for event in seen if event.get("uuid") == good.id]
    assert [event["type"] for event in told] == ["task-received", "task-started", "task-succeeded"], told
    assert told[0]["name"] == "test.echo" and told[0]["args"] == "[1]" and told[0]["kwargs"] == "{'c': 'x'}"
    assert told[2]["runtime"] > 0 and "'fence'" in told[2]["result"]
    failed = [event for event in seen if event.get("uuid") == bad.id][-1]
    assert failed["type"] == "task-failed" and failed["exception"] == "ValueError('no')", failed
    clocks = [event["clock"] for event in seen]
    assert clocks == sorted(clocks) and len(set(clocks)) == len(clocks)


def found_again():
    """After the database was emptied Celery's tools find the worker again."""
    name = worker()[1]
    broker().flushall()
    wait_until(lambda: broker().smembers("_kombu.binding.celery.pidbox"))
    assert worker()[1] == name
