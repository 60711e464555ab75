"""Cases of beside.py about what dispatchers and workers tell each other, their clients and monitors."""

import contextlib
import threading
import time

import celery
from beside_programs import broker, devseo, dispatcher, ended, worker
from sending import FOLDER, TIMEOUT, app, send, wait_until


def mingled():
    """A task that is revoked is so for dispatchers that start later, and for a worker that asks at its start."""
    def revoked():
        return app.control.inspect(timeout=1).revoked() or {}

    with ended(dispatcher(name="one")):
        for _ in range(3):  # its clock is ahead of a new worker's
            send("test.add", args=[1, 1]).get(timeout=TIMEOUT)
        first, second, third = (celery.uuid() for _ in range(3))
        devseo("revoke", first)
        app.control.revoke(second)
        with ended(dispatcher(name="two")):
            wait_until(lambda: [sorted(ids) for ids in revoked().values()] == [sorted([first, second])] * 2)
            with ended(worker("-c", 1)) as theirs:
                assert "mingle: sync with 2 nodes" in theirs.said(), theirs.said()
                wait_until(lambda: [set(ids) for ids in revoked().values()] == [{first, second}] * 3)
                clocks = {name.split("@")[0]: told["clock"] for name, told in app.control.inspect(timeout=2).clock().items()}
                assert max(clocks.values()) - clocks["celery"] < 20, clocks
                app.control.revoke(third)
                wait_until(lambda: [set(ids) for ids in revoked().values()] == [{first, second, third}] * 3)
                fifth = celery.uuid()
                devseo("revoke", fifth)
                wait_until(lambda: [fifth in ids for ids in revoked().values()] == [True] * 3)
                # Whoever starts with what it remembers tells it: that is how a worker comes back after a broken connection.
                # When, it says by the clock that counts from the start of its machine; after three hours it is forgotten.
                fourth = celery.uuid()
                app.control.inspect(timeout=1).hello("other@host", revoked={fourth: [time.monotonic(), fourth]})
                wait_until(lambda: all(fourth in ids for ids in revoked().values()))


def watched():
    """A monitor hears received, started, succeeded of each task, by growing clocks of whoever runs it."""
    seen, heard = [], threading.Event()

    def listen():
        with app.connection() as connection, contextlib.suppress(Exception):
            receiver = app.events.Receiver(connection, handlers={"*": seen.append})
            heard.set()
            receiver.capture(limit=None, timeout=None, wakeup=False)

    with ended(dispatcher("-c", 2, "-E", name="one")), ended(worker("-c", 1, "-E")):
        threading.Thread(target=listen, daemon=True).start()
        assert heard.wait(TIMEOUT)
        wait_until(lambda: {event["hostname"].split("@")[0] for event in list(seen)} >= {"one", "celery"})
        results = [send("test.add", args=[number, 1]) for number in range(60)]
        for result in results:
            result.get(timeout=TIMEOUT)

        def told(result):
            return [event for event in list(seen) if event.get("uuid") == result.id]

        kinds = ["task-received", "task-started", "task-succeeded"]
        wait_until(lambda: all(len(told(result)) == 3 for result in results))
        for result in results:
            events = told(result)
            assert [event["type"] for event in events] == kinds, events
            assert len({event["hostname"] for event in events}) == 1, events
            assert [event["timestamp"] for event in events] == sorted(event["timestamp"] for event in events), events
        for name in {event["hostname"] for event in seen}:
            clocks = [event["clock"] for event in list(seen) if event["hostname"] == name]
            assert clocks == sorted(clocks) and len(set(clocks)) == len(clocks), name


def answering():
    """All slots busy and many messages waiting: a ping is answered at once, also after SIGTERM."""
    go = FOLDER / "go"
    with ended(dispatcher("-c", 2, "--drain-timeout", 30)) as program:
        [name] = app.control.inspect(timeout=2).ping()
        look = app.control.inspect(destination=[name], timeout=5)
        for _ in range(300):
            send("test.wait", kwargs={"until": str(go)})
        wait_until(lambda: len(look.active()[name]) == 2)
        assert waits(look, name) < 1
        program.signal(15)
        wait_until(lambda: "drain" in program.said() or program.process.poll() is not None)
        assert waits(look, name) < 1
        assert len(look.active()[name]) == 2
        go.touch()
        assert program.process.wait(TIMEOUT) == 0
        assert not broker().smembers("_kombu.binding.celery.pidbox")


def waits(look, name):
    """The longest of ten waits for a ping; the bound is five times what is promised."""
    longest = 0
    for _ in range(10):
        begun = time.monotonic()
        assert look.ping() == {name: {"ok": "pong"}}
        longest = max(longest, time.monotonic() - begun)
    return longest
