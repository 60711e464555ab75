"""The real Celery client of the bench, under the Python that has Celery: `queue_client.py latency|throughput N SOCKET`.

Says in JSON on stdout what it measured. The worker on that Redis works on database 0, with results in database 1.
"""

import json
import sys
import time

import celery

TASK, QUEUE, HELD = "devseo.noop", "celery", 2


def app(socket, database):
    """A client that sends into a database."""
    address = f"redis+socket://{socket}?virtual_host="
    return celery.Celery(broker=address + str(database), backend=address + "1", set_as_current=False)


def latency(count, socket):
    """Seconds from sending to the result at hand, one task after the other."""
    client, taken, first = app(socket, 0), [], count // 10
    for number in range(first + count):
        begun = time.perf_counter()
        result = client.send_task(TASK, kwargs={"echo": str(number)}, queue=QUEUE).get(timeout=60)
        taken.append(time.perf_counter() - begun)
        if result != {"echo": str(number)}:
            sys.exit(f"cannot measure: task {number} gave {result}")
    # The first ones connect.
    return {"seconds": taken[first:]}


def throughput(count, socket):
    """Seconds from the moment at which all messages are there until the last result is."""
    held = app(socket, HELD)
    held.conf.task_ignore_result = False
    held.backend.on_task_call = lambda *_: None  # no subscription for each of them: results are counted
    for number in range(count):
        held.send_task(TASK, kwargs={"echo": str(number)}, queue=QUEUE)
    results = app(socket, 1).backend.client
    broker = held.connection_for_write().default_channel.client
    before = results.dbsize()
    begun = time.perf_counter()
    # All at once and unchanged, to a worker that has long been ready.
    if not broker.move(QUEUE, 0):
        sys.exit("cannot measure: the queue is not empty")
    while (done := results.dbsize() - before) < count:
        if time.perf_counter() - begun > 120:
            sys.exit(f"cannot measure: {done} of {count} tasks had a result after 120 s")
        time.sleep(0.01)
    return {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    print(json.dumps({"latency": latency, "throughput": throughput}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])))
