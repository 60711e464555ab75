#!/usr/bin/env python3
"""Writes messages.jsonl: messages as Celery 5.6.2's own client makes them, with what Celery's worker reads in them.

    pip install 'celery[redis]==5.6.2'
    Tests/QueueTests/celery/capture.py > Tests/QueueTests/celery/messages.jsonl

Each line is {"case", "list", "row", "expect"}: the Redis list and the value that `apply_async` pushes (no server is
needed: the LPUSH is caught), and the members of celery.worker.request.Request. Ids and times are fixed, so that a new run
differs only where Celery does.
"""

import base64
import datetime
import decimal
import itertools
import json
import uuid
from unittest import mock

import celery
import kombu.serialization
import kombu.transport.virtual.base
from celery.worker.request import Request
from celery.worker.strategy import hybrid_to_proto2
from kombu.transport import redis as transport
from kombu.transport.virtual import base

NOW = datetime.datetime(2026, 11, 22, 20, 30, 40, 512011, tzinfo=datetime.timezone.utc)
app = celery.Celery("proj", broker="redis://localhost:1/0", set_as_current=True)


@app.task(name="proj.add")
def add(*args, **kwargs):
    """Never runs."""


class Pipe:
    """Takes what the channel pushes; answers what it asks."""

    def __init__(self):
        self.pushed = []

    def lpush(self, key, row):
        self.pushed.append((key, row))

    def __getattr__(self, name):
        return lambda *args, **kwargs: 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


class Channel(transport.Channel):
    """The Redis channel without Redis."""

    def __init__(self, pipe):
        self.pipe = pipe
        self.priority_steps = transport.PRIORITY_STEPS
        self.auto_delete_queues = set()
        self.body_encoding = "base64"
        self._expires = {}

    def __del__(self):
        """Has nothing to close."""

    def conn_or_acquire(self, client=None):
        return self.pipe


def publish(task, protocol=2, args=None, kwargs=None, **options):
    """The (list, row) that a client pushes: amqp's message through kombu's serialisation and its Redis channel."""
    make = app.amqp.as_task_v2 if protocol == 2 else app.amqp.as_task_v1
    queue, priority = options.pop("queue", "celery"), options.pop("priority", 0)
    headers = options.pop("headers", {})
    expires = options.get("expires")
    message = make(options.pop("task_id"), task, args, kwargs, now=NOW, origin="gen1@host", **options)
    content_type, encoding, body = kombu.serialization.dumps(message.body, serializer="json")
    channel = Channel(Pipe())
    properties = dict(message.properties, delivery_mode=2)
    if expires is not None:
        properties["expiration"] = "3600000"
    envelope = channel.prepare_message(body, priority, content_type, encoding, {**message.headers, **headers}, properties)
    channel._inplace_augment_message(envelope, "", queue)
    channel._put(queue, envelope)
    return channel.pipe.pushed[0]


def read(row):
    """What Celery's worker reads: its Request of the row."""
    channel = Channel(Pipe())
    message = base.Message(json.loads(row), channel=channel)
    message.accept = {"application/json"}
    payload = message.payload
    extra = {}
    if "args" in payload:
        body, headers, decoded, utc = hybrid_to_proto2(message, payload)
        extra = {"body": body, "headers": headers, "decoded": decoded, "utc": utc}
    request = Request(message, app=app, hostname="w1@host", task=add, **extra)
    hard, soft = request.time_limits
    # The message's own JSON for the arguments: ours keeps the tagged values as they came.
    raw = json.loads(base64.b64decode(json.loads(row)["body"]))
    if isinstance(raw, dict):
        raw = raw["args"], raw["kwargs"], {name: raw[name] for name in ("callbacks", "errbacks", "chord")}
    args, kwargs, embed = raw
    return {
        "task": request.type, "id": request.id, "args": args, "kwargs": kwargs,
        "embed": {name: value for name, value in embed.items() if value is not None},
        "eta": request.eta and request.eta.timestamp(), "expires": request.expires and request.expires.timestamp(),
        "hard": hard, "soft": soft, "retries": request.request_dict.get("retries"),
        "root_id": request.root_id or request.id, "parent_id": request.parent_id,
        "group": request.group, "priority": request.delivery_info["priority"],
        "routing_key": request.delivery_info["routing_key"], "reply_to": request.reply_to,
        "correlation_id": request.correlation_id, "shadow": request.request_dict.get("shadow"),
        "argsrepr": request.argsrepr, "ignore_result": bool(request.ignore_result),
    }


def messages():
    """(case, arguments of publish)"""
    ids = (f"00000000-0000-4000-8000-{number:012}" for number in itertools.count(1))
    plain = [
        ("two positional arguments", dict(args=(2, 3))),
        ("no arguments", dict()),
        ("keyword arguments", dict(kwargs={"crawl_job_id": 42, "website_domain": "example.org", "max_pages": None})),
        ("both", dict(args=(1,), kwargs={"b": [True, False, None]})),
        ("texts", dict(args=("é😀\n\"\\\0", "it's", 'say "it\'s"', "\x7f\u2028"))),
        ("numbers", dict(args=(0, -1, 2**53 + 1, 2**63 - 1, 2**64, -(10**40), 1.5, 1e16, 1e-7, -0.0, 5e-324, 1e308))),
        ("numbers that JSON lacks", dict(args=(float("inf"), float("-inf")))),
        ("nested", dict(args=([[[{"a": {"b": []}}]]], {}))),
        ("dates", dict(args=(datetime.datetime(2020, 1, 2, 3, 4, 5), NOW, datetime.date(2020, 1, 2), datetime.time(1, 2)))),
        ("decimal and uuid", dict(args=(decimal.Decimal("1.50"), uuid.UUID(int=7)))),
        ("bytes", dict(args=(b"abc", b"\xff\x00"), kwargs={"in": {"deep": [b"\xc3\xa9"]}})),
        ("a long text", dict(args=("x" * 2000,))),
        ("an id of one's own", dict(task_id="invoice-7")),
        ("countdown", dict(countdown=4)),
        ("a naive eta", dict(eta=datetime.datetime(2026, 11, 22, 20, 31))),
        ("an eta with an offset",
         dict(eta=datetime.datetime(2026, 11, 22, 20, 31, 1, 5, datetime.timezone(datetime.timedelta(hours=5, minutes=30))))),
        ("an eta before 1970", dict(eta=datetime.datetime(1969, 12, 31, 23, 59, 59, 500000))),
        ("expires after seconds", dict(expires=3600)),
        ("expires at a date", dict(expires=datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc))),
        ("time limits", dict(time_limit=30, soft_time_limit=20)),
        ("a soft limit only", dict(soft_time_limit=1.5)),
        ("the fourth try", dict(retries=3)),
        ("a queue of its own", dict(queue="crawl")),
        ("shadow and headers", dict(shadow="nice", headers={"myhdr": "v", "n": {"a": [1]}})),
        ("a child in a group", dict(root_id="r", parent_id="p", group_id="g", group_index=2)),
        ("no result wanted", dict(ignore_result=True)),
        ("stamped", dict(stamped_headers=["tag"], tag="T1", headers={"tag": "T1"})),
        ("a reply address", dict(reply_to="32fbefa7-c436-3a09-a510-8b55c414ab97")),
        ("linked", dict(callbacks=[dict(add.s(5))], errbacks=[dict(add.si(6))])),
        ("in a chain", dict(chain=[dict(add.s(3)), dict(add.s(2))])),
        ("in a chord", dict(chord=dict(add.s(1).set(task_id="body")))),
        ("protocol 1", dict(protocol=1, args=(1, 2), kwargs={"k": "v"})),
        ("protocol 1 with everything",
         dict(protocol=1, countdown=4, expires=60, retries=2, time_limit=9, group_id="g", callbacks=[dict(add.s(5))])),
    ]
    plain += [(f"priority {number}", dict(priority=number)) for number in (0, 2, 3, 5, 6, 9)]
    for case, options in plain:
        options.setdefault("task_id", next(ids))
        yield case, options


def main():
    tags = (uuid.UUID(int=number) for number in itertools.count(2**100))
    with mock.patch.object(kombu.transport.virtual.base, "uuid", lambda: str(next(tags))):
        for case, options in messages():
            key, row = publish("proj.add", **options)
            print(json.dumps({"case": case, "list": key, "row": row, "expect": read(row)}))


if __name__ == "__main__":
    main()
