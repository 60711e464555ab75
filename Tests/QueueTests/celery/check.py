#!/usr/bin/env python3
"""Puts ours.jsonl, the messages and results that the Swift tests write, through Celery 5.6.2's own code.

    pip install 'celery[redis]==5.6.2'
    Tests/QueueTests/celery/check.py

Messages go through kombu's Redis channel into celery.worker.request.Request; results through the backend's decode_result,
which rebuilds exceptions. Prints one line; exit code 1 when something differs.
"""

import datetime
import json
import pathlib
import sys

import billiard.exceptions  # noqa: F401  loaded in every Celery client that waits for results of a prefork pool
import capture

HERE = pathlib.Path(__file__).parent
app = capture.app
app.conf.result_backend = "redis://localhost:1/1"


def lines(name):
    return [json.loads(line) for line in (HERE / name).read_text().splitlines()]


def request(row):
    """What Celery reads in a row, times in seconds."""
    read = capture.read(row)
    envelope = json.loads(row)
    read["limits"] = [read.pop("hard"), read.pop("soft")]
    read["mine"] = envelope["headers"].get("mine")
    read["tag"] = envelope["properties"]["delivery_tag"]
    return read


def message(text, expect):
    assert text == json.dumps(json.loads(text)), "not the text that json.dumps writes"
    read = request(text)
    return {name: read[name] for name in expect}, expect


def retry(text, expect):
    original = next(line for line in lines("messages.jsonl") if line["case"] == expect["original"])
    before, after = request(original["row"]), request(text)
    wanted = dict(before, retries=before["retries"] + 1, eta=expect["eta"], tag=expect["tag"])
    changed = json.loads(original["row"])
    if not changed["headers"].get("task"):
        return after, wanted
    changed["headers"]["retries"] += 1
    changed["headers"]["eta"] = datetime.datetime.fromtimestamp(expect["eta"], datetime.timezone.utc).isoformat()
    changed["properties"]["delivery_tag"] = expect["tag"]
    assert text == json.dumps(changed), "more than the three members changed"
    return after, wanted


def result(text, expect):
    assert text == json.dumps(json.loads(text)), "not the text that json.dumps writes"
    meta = app.backend.decode_result(text)
    datetime.datetime.fromisoformat(meta["date_done"] or "2026-01-01")
    assert meta["task_id"] == "i" and meta["children"] == [] and meta["traceback"] is None
    return {"status": meta["status"], "result": meta["result"]}, expect


def failure(text, expect):
    assert text == json.dumps(json.loads(text)), "not the text that json.dumps writes"
    meta = app.backend.decode_result(text)
    exception = meta["result"]
    assert isinstance(exception, Exception), exception
    type_ = type(exception)
    return {"status": meta["status"], "raises": f"{type_.__module__}.{type_.__name__}", "args": list(exception.args)}, expect


def main():
    checks = {"message": message, "retry": retry, "result": result, "failure": failure}
    faults, rows = 0, lines("ours.jsonl")
    for number, row in enumerate(rows, 1):
        try:
            found, wanted = checks[row["kind"]](row["text"], row["expect"])
        except Exception as error:  # one broken row must not hide the others
            found, wanted = repr(error), row["expect"]
        if found != wanted:
            faults += 1
            print(f"ours.jsonl:{number}: {row['kind']}: Celery has {found}, expected {wanted}")
    print(f"celery: {len(rows) - faults} of {len(rows)} texts are as Celery wants them")
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
