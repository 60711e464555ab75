#!/usr/bin/env python3
"""Cases with dispatchers and workers of Celery's on one Redis: `beside.py CASE`, exit code 0 when all was as it must be.

BROKER_URL, RESULT_URL and REDIS_URL say where; DISPATCHER and DEVSEO are our programs, HANDLERS holds ../handlers; FOLDER is
for signals and logs. Each case starts and ends what it needs.
"""

import contextlib
import json
import os
import sys
import time

import beside_control
import celery
from beside_programs import Successes, broker, devseo, dispatcher, ended, worker
from celery import chain, chord
from sending import FOLDER, TIMEOUT, app, send, wait_until

VISIBILITY_S = 8


def add(*arguments):
    """The handler test.add, in the queue that dispatchers serve."""
    return app.signature("test.add", args=arguments, queue="celery")


def left_behind():
    """A worker that is killed had taken seven messages: a dispatcher runs them when their time is over, the oldest first.

    Two are the header of a chord, whose body runs once.
    """
    client, go = broker(), FOLDER / "go"
    with ended(dispatcher("-c", 1, "--visibility-timeout", VISIBILITY_S)), contextlib.ExitStack() as stack:
        # Its only slot is busy while the worker takes what is sent.
        held = send("test.wait", kwargs={"until": str(go)})
        wait_until(lambda: held.state == "PROGRESS")
        theirs = worker("-c", 1, PREFETCH="9")
        stack.enter_context(ended(theirs))
        results = [send("test.wait", kwargs={"until": str(FOLDER / "later")})]
        wait_until(lambda: client.zcard("unacked_index") == 1)
        results += [send("test.echo", kwargs={"a": number}) for number in range(4)]
        body = chord([add(1, 1), add(2, 2)])(app.signature("test.total", queue="celery"))
        results += body.parent.results
        wait_until(lambda: client.zcard("unacked_index") == 7)
        assert client.llen("celery") == 0
        taken = [json.loads(value)[0] for value in client.hvals("unacked")]
        old = {message["headers"]["id"]: message for message in taken}
        successes = Successes()
        theirs.kill_group()
        # As if all were taken at one moment: a look between them would give the first one back before the others.
        tags, moment = client.zrange("unacked_index", 0, -1), time.time()
        client.zadd("unacked_index", {tag: moment + number * 1e-5 for number, tag in enumerate(tags)})
        # While they are young they stay.
        time.sleep(1.5)
        assert client.zcard("unacked_index") == 7 and time.time() - moment < VISIBILITY_S
        wait_until(lambda: client.llen("celery") == 7)
        assert not client.exists("unacked", "unacked_index")
        again = [json.loads(raw) for raw in reversed(client.lrange("celery", 0, -1))]
        assert [message["headers"]["id"] for message in again] == [result.id for result in results]
        for message in again:
            before = old[message["headers"]["id"]]
            assert message["body"] == before["body"]
            assert message["headers"] == before["headers"] | {"redelivered": True}
            assert message["properties"]["delivery_info"]["redelivered"] is True
            assert message["properties"]["delivery_tag"] != before["properties"]["delivery_tag"]
        (FOLDER / "later").touch()
        go.touch()
        fences = [int(result.get(timeout=TIMEOUT)["fence"]) for result in results[1:5]]
        assert fences == sorted(fences), fences
        assert app.AsyncResult(body.id).get(timeout=TIMEOUT) == 6
        successes.come([held, *results, body])


def undisturbed():
    """A client with a short visibility timeout gives back what workers hold: nothing of a dispatcher's is among it."""
    client, go, successes = broker(), FOLDER / "go", Successes()
    hasty = celery.Celery(broker=os.environ["BROKER_URL"], set_as_current=False)
    hasty.conf.broker_transport_options = {"visibility_timeout": 0.5}
    with ended(dispatcher("-c", 1)):
        late = send("test.echo", kwargs={"a": 1}, countdown=4)
        wait_until(lambda: client.zcard("devseo:due") == 1)
        held = send("test.wait", kwargs={"until": str(go)})
        wait_until(lambda: held.state == "PROGRESS")
        time.sleep(1)
        assert len(hasty.control.inspect(timeout=1).ping()) == 1
        assert client.llen("celery") == 0 and not client.exists("unacked", "unacked_index")
        go.touch()
        successes.come([held, late])


def drained_back():
    """What a killed dispatcher held, and what waited for its time, ends at a worker of Celery's."""
    client, path, overrides = broker(), FOLDER / "running", FOLDER / "overrides"
    overrides.mkdir()
    (overrides / "flaky.json").write_text('{"retry": {"max_retries": 3, "delay_s": 12}}')
    ours, successes = dispatcher("-c", 2, "--unknown", "give-back", "--overrides", overrides), Successes()
    with ended(ours):
        results = [send("test.wait", kwargs={"until": str(path)}) for _ in range(2)]
        wait_until(lambda: {result.state for result in results} == {"PROGRESS"})
        path.touch()
        wait_until(lambda: successes.counts.total() == 2)
        path.unlink()
        retrying = send("test.flaky", kwargs={"good_at": 3}, headers={"tenant": "é"})
        wait_until(lambda: retrying.state == "RETRY")
        sent = time.time()
        late = [send("test.echo", kwargs={"a": number}, countdown=12) for number in range(3)]
        results += [retrying, *late]
        results += [send("test.limited") for _ in range(4)] + [send("test.elsewhere", kwargs={"number": 7})]
        gone = send("test.touch", kwargs={"path": str(FOLDER / "touched")}, countdown=12)
        wait_until(lambda: client.zcard("devseo:due") >= 5)
        devseo("revoke", gone.id)
        results += (running := [send("test.wait", kwargs={"until": str(path)}) for _ in range(2)])
        wait_until(lambda: {result.state for result in running} == {"PROGRESS"})
        results += [send("test.echo", kwargs={"a": "waits"})]
        ours.kill()
    refused = devseo("drain-back", code=75)
    assert "cannot drain back: the dispatcher devseo@" in refused, refused
    held = sorted(client.hget(f"devseo:claim:{token.decode()}", "raw") for token in client.zrange("devseo:lease", 0, -1))
    # The length of the list's name, a mark, the list, the message.
    parked = [value.split(b"celery", 1)[1] for value in client.hvals("devseo:duemsg")]
    assert len(held) == 2 and len(parked) >= 5, (held, parked)
    wait_until(lambda: client.zrangebyscore("devseo:own", time.time() * 1000, "+inf") == [])
    with ended(worker("-c", 2, "-Q", "elsewhere")):
        drain_back(client, held, parked)
        path.touch()
        app.control.add_consumer("celery")
        successes.come(results)
    # The worker has kept the time of those that had to wait, and what it was told of the one that is revoked.
    assert min(result.get()["started"] for result in late) >= sent + 12
    assert retrying.get() == {"attempt": 3}
    assert gone.state == "REVOKED" and not (FOLDER / "touched").exists()


def drain_back(client, held, parked):
    """Gives back what a dispatcher held and had parked, and looks at the list."""
    told = json.loads(devseo("drain-back", "--json"))
    assert told == {"in_flight": 2, "parked": len(parked), "failed": 0, "dead": 0, "revoked_untold": 0}, told
    # Byte for byte: those in flight at the end that is popped next.
    lying = client.lrange("celery", 0, -1)
    assert sorted(lying[-2:]) == held
    assert sorted(lying[:len(parked)]) == sorted(parked), (lying, parked)
    assert json.loads(devseo("drain-back", "--json")) == told | {"in_flight": 0, "parked": 0}
    assert client.zcard("devseo:lease") + client.zcard("devseo:due") == 0
    assert json.loads(devseo("workers", "--json")) == {"workers": []}


def shared_queue():
    """Two hundred tasks between a worker and two dispatchers, a fifth of which only the worker knows."""
    names = [("one", dispatcher("-c", 2, "--unknown", "give-back", name="one")),
             ("two", dispatcher("-c", 2, "--unknown", "give-back", name="two")), ("celery", worker("-c", 2))]
    successes = Successes()
    with contextlib.ExitStack() as stack:
        for _, program in names:
            stack.enter_context(ended(program))
        results = [send("test.elsewhere" if number % 5 == 0 else "test.add",
                        args=[number] if number % 5 == 0 else [number, 1]) for number in range(200)]
        successes.come(results)
        assert [result.get() for result in results] == [n if n % 5 == 0 else n + 1 for n in range(200)]
        look = app.control.inspect(timeout=2).stats()
        assert len(look) == 3 and sum(sum(stats["total"].values()) for stats in look.values()) == 200, look


def bound_again():
    """kombu's tables of queues and workers are as before after FLUSHALL, and a message to a named exchange arrives."""
    client, tables = broker(), ("_kombu.binding.celery", "_kombu.binding.extra", "_kombu.binding.celery.pidbox")
    with ended(dispatcher("-Q", "celery,extra")) as program:
        wait_until(lambda: all(client.exists(table) for table in tables))
        before = {table: client.smembers(table) for table in tables}
        [name] = app.control.inspect(timeout=2).ping()
        client.flushall()
        begun = time.monotonic()
        wait_until(lambda: {table: client.smembers(table) for table in tables} == before)
        assert app.control.inspect(destination=[name], timeout=10).ping() == {name: {"ok": "pong"}}
        assert time.monotonic() - begun < 50, time.monotonic() - begun
        # Without its table this one would be dropped without a word.
        extra = celery.Celery(broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_URL"], set_as_current=False)
        result = extra.send_task("test.add", args=[2, 3], exchange="extra", routing_key="extra")
        assert result.get(timeout=TIMEOUT) == 5
        assert program.process.poll() is None


def routed():
    """Tasks go to the queues of the client's routes, and those to the dispatcher that serves them."""
    routes = {"test.add": {"queue": "sums"}, "test.e*": {"queue": "echoes", "priority": 3}}
    client = celery.Celery(broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_URL"], set_as_current=False)
    client.conf.update(task_routes=routes)
    variables = {"RESULT_EXTENDED": "1"}
    with ended(dispatcher("-Q", "sums", name="sums", **variables)), \
            ended(dispatcher("-Q", "echoes", name="echoes", **variables)):
        for task, arguments, place in (("test.add", [1, 2], "sums"), ("test.echo", [1], "echoes")):
            result = client.send_task(task, args=arguments)
            result.get(timeout=TIMEOUT)
            meta = client.backend.get_task_meta(result.id)
            assert meta["worker"].startswith(f"{place}@") and meta["queue"] == place, meta
        queues = app.control.inspect(timeout=2).active_queues()
        assert sorted((name.split("@")[0], [queue["name"] for queue in told]) for name, told in queues.items()) == [
            ("echoes", ["echoes"]), ("sums", ["sums"])], queues
        unserved = send("test.add", args=[1, 1])
        client.send_task("test.add", args=[1, 2]).get(timeout=TIMEOUT)
        assert unserved.state == "PENDING" and broker().llen("celery") == 1


def replaced():
    """Tasks in Python that replace themselves or add to their chord, at a worker, by tasks of a dispatcher."""
    def theirs(task, *arguments):
        return app.signature(task, args=arguments, queue="theirs")

    def total():
        return app.signature("test.total", queue="celery")

    def got(result):
        return app.AsyncResult(result.id).get(timeout=TIMEOUT)

    with ended(dispatcher("-Q", "celery")), ended(worker("-c", 1, "-Q", "theirs")):
        assert got(theirs("test.replaced", 10, 20).apply_async()) == 30
        assert got(chain(add(1, 2), theirs("test.replaced", 4), add(5)).apply_async()) == 12
        assert got(chord([add(1, 1), theirs("test.replaced", 2, 2), add(3, 3)])(total())) == 12
        assert got(chord([add(1, 1), theirs("test.grown", 5)])(total())) == 17
        assert got(chain(chord([theirs("test.grown", 5), add(1, 1)], total()), add(100)).apply_async()) == 117


if __name__ == "__main__":
    name = sys.argv[1]
    (globals().get(name) or getattr(beside_control, name))()
    # Threads of clients may wait for a Redis that goes on a little longer than this program.
    sys.stderr.flush()
    os._exit(0)
