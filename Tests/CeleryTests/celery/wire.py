"""Cases of client.py that look at what travels: maps of many items, stamps, compression, small clients, poison, and chords
shared with a worker of Celery's."""

import datetime
import decimal
import json
import os
import pathlib
import subprocess
import sys
import uuid

import celery
import celery.exceptions
import celery.result
import kombu.exceptions
from canvas import add, broken, got, looked_up, raised, total
from celery import chain, chord
from operations import revoke
from sending import FOLDER, TIMEOUT, app, end, failure, send, value, wait_until


def maps():
    """A task for each of many items gives one list."""
    add_all = app.signature("celery.starmap", kwargs={"task": add(), "it": [[1, 2], [3, 4]]})
    assert add_all.delay().get(timeout=TIMEOUT) == [3, 7]
    sums = app.signature("celery.map", kwargs={"task": total(), "it": [[1, 2], [3, 4], []]}, immutable=True)
    assert sums.delay().get(timeout=TIMEOUT) == [3, 7, None]
    result = chain(app.signature("celery.map", kwargs={"task": total(), "it": [[1, 2], [3]]}), total()).apply_async()
    assert got(result.id) == 6
    result = chord([app.signature("celery.starmap", kwargs={"task": add(), "it": [[1, 1]]}), add(3, 3)])(total())
    assert got(result.id) == 8
    empty = app.signature("celery.map", kwargs={"task": total(), "it": []})
    assert empty.delay().get(timeout=TIMEOUT) == []


def broken_map():
    """One call that fails fails the whole."""
    fails = {"task": broken(), "it": [["ValueError", "first"]]}
    result = chain(app.signature("celery.starmap", kwargs=fails), add(1)).apply_async()
    try:
        got(result.id)
    except Exception as error:  # noqa: BLE001  ours says which call it was
        assert "first" in str(error), error
    else:
        raise AssertionError("no exception")


def chunks():
    """Chunks within a chain are a group of starmaps."""
    add_all = app.signature("celery.chunks", kwargs={"task": add(), "it": [[n, n] for n in range(5)], "n": 2})
    result = add_all.delay()
    family = celery.result.result_from_tuple(result.get(timeout=TIMEOUT), app=app)
    assert looked_up(family) == [[0, 2], [4, 6], [8]]


def stamped():
    """Stamps go along a chain and into extended results; headers of one's own reach the next messages."""
    work = chain(add(1, 1), add(1))
    work.stamp(tag="T1")
    result = work.apply_async()
    assert got(result.id) == 3
    meta = app.backend.get_task_meta(result.id)
    assert meta["name"] == "test.add" and meta["args"] == [2, 1] and meta["retries"] == 0, meta
    assert meta["queue"] == "celery" and meta["stamped_headers"] == ["tag"] and "T1" in meta["tag"], meta


def prioritised():
    """What follows goes to the queue and the priority that it names."""
    result = chain(add(1, 1), add(1).set(priority=6, queue="celery"), add(1).set(countdown=0.5)).apply_async()
    assert got(result.id) == 4


def kept():
    """Results are kept for a day."""
    result = add(1, 1).delay()
    assert result.get(timeout=TIMEOUT) == 2
    assert 86_300 < app.backend.client.ttl(app.backend.get_key_for_task(result.id)) <= 86_400


def repeated():
    """Two hundred results, one after the other, each told to the one who waits for it."""
    for number in range(200):
        assert value("test.echo", args=[number])["message"] == {"a": number}


def compressed():
    """Compressed messages run, and those that they send as well."""
    result = add(1, 1).apply_async(compression="zlib", link=add(5, compression="zlib"))
    assert result.get(timeout=TIMEOUT) == 2
    child, = app.AsyncResult(result.id).children
    assert child.get(timeout=TIMEOUT) == 7


def typed():
    """Dates, decimals, identifiers and bytes come as text."""
    identifier = uuid.UUID(int=7)
    given = [datetime.datetime(2020, 1, 2, 3, 4, 5), decimal.Decimal("1.5"), identifier, b"abc"]
    answer = value("test.echo", kwargs={"a": given})
    assert answer["message"]["a"] == ["2020-01-02T03:04:05", "1.5", str(identifier), "abc"], answer


def minimal():
    """Messages of small clients and of protocol 1 run."""
    client = app.connection_for_write().default_channel.client
    ids = [str(uuid.uuid4()) for _ in range(3)]
    envelope = {"content-type": "application/json", "content-encoding": "utf-8",
                "properties": {"delivery_tag": "d", "delivery_info": {"exchange": "", "routing_key": "celery"}}}
    link = {"task": "test.add", "args": [5], "kwargs": {}, "options": {"task_id": ids[2]}, "subtask_type": None,
            "immutable": False}
    client.lpush("celery", json.dumps(dict(envelope, headers={"task": "test.add", "id": ids[0]}, body="[[1, 2], {}, {}]")))
    body = {"task": "test.add", "id": ids[1], "args": [3, 4], "kwargs": {}, "callbacks": [link], "utc": True}
    client.lpush("celery", json.dumps(dict(envelope, headers=None, body=json.dumps(body))))
    assert [got(task_id) for task_id in ids] == [3, 7, 12]


def sparse():
    """A message without delivery_info, as an older rusty-celery sends it, runs; a worker of Celery's ends at it."""
    task_id = str(uuid.uuid4())
    app.connection_for_write().default_channel.client.lpush("celery", json.dumps({
        "headers": {"task": "test.add", "id": task_id}, "content-type": "application/json", "body": "[[5, 6], {}, {}]",
        "properties": {"correlation_id": task_id, "delivery_tag": "d"}}))
    assert got(task_id) == 11


def poisoned():
    """A message whose date is none fails, and so does what was to follow it; what is no message harms nobody."""
    client = app.connection_for_write().default_channel.client
    client.lpush("celery", "garbage", "[]", '{"body": 7}')
    ids = [str(uuid.uuid4()) for _ in range(2)]
    later = add(1).set(task_id=ids[1])
    body = json.dumps([[1, 1], {}, {"chain": [json.loads(json.dumps(later))]}])
    client.lpush("celery", json.dumps({
        "headers": {"task": "test.add", "id": ids[0], "expires": 0}, "content-type": "application/json",
        "properties": {"delivery_tag": "d", "delivery_info": {"exchange": "", "routing_key": "celery"}}, "body": body}))
    for task_id in ids:
        raised(task_id, celery.exceptions.InvalidTaskError)
    assert app.control.ping(timeout=TIMEOUT, limit=1)
    assert value("test.add", args=(1, 1)) == 2


def unsendable():
    """A link to a queue that is none fails its task, and the chain behind it, instead of losing both."""
    client = app.connection_for_write().default_channel.client
    client.set("text", "x")
    result = chain(add(1, 1).set(link=add(1).set(queue="text")), add(1)).apply_async()
    assert "cannot be sent" in str(raised(result.id, kombu.exceptions.OperationalError))


def started():
    """A task that runs says so, when that is wanted."""
    path = FOLDER / "pid"
    result = send("test.hold", kwargs={"path": str(path)})
    wait_until(path.exists)
    assert result.state == "STARTED" and set(result.info) == {"pid", "hostname"}, result.info
    revoke(result, terminate=True)
    failure(result, celery.exceptions.TaskRevokedError)


def shared_chord():
    """Chords whose members run here and at a worker of Celery's get all results, whoever comes last."""
    argv = [sys.executable, "-m", "celery", "-A", "worker", "worker", "-c", "2", "-l", "WARNING", "--without-gossip",
            "--without-mingle", "-Q", "elsewhere"]
    environment = dict(os.environ, PYTHONPATH=str(pathlib.Path(__file__).parent), C_FORCE_ROOT="1")
    worker = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        theirs = {"queue": "elsewhere"}
        results = []
        for number in range(6):
            header = [add(n, n, **(theirs if (n + number) % 2 else {})) for n in range(5)]
            body = app.signature("test.echo", **(theirs if number % 2 else {}))
            results.append(chord(header)(body))
        for result in results:
            assert got(result.id)["message"] == {"a": [0, 2, 4, 6, 8]}
        for options in ({}, theirs):
            header = [broken("e").set(**options), add(1, 1), add(1, 1, **theirs)]
            result = chord(header)(total())
            assert "ValueError('e')" in str(raised(result.id, celery.exceptions.ChordError))
    finally:
        end(worker)
