"""The real Celery client of the bench, under the Python that has Celery: `queue_client.py latency|answer|throughput N SOCKET`.

Says in JSON on stdout what it measured. The worker on that Redis works on database 0, with results in database 1.
"""

import json
import sys
import time

import celery

TASK, QUEUE, HELD = "devseo.noop", "celery", 2
# Between two messages: about as long as the client itself takes for one.
PAUSE_S = 0.001


def app(socket, database):
    """A client that sends into a database."""
    address = f"redis+socket://{socket}?virtual_host="
    return celery.Celery(broker=address + str(database), backend=address + "1", set_as_current=False)


def latency(count, socket):
    """Seconds from a message on its way into the list to its result told, one after the other.

    The messages are the client's, made beforehand: the millisecond of Python that it takes for sending one and for
    hearing of its result is no worker's.
    """
    first, taken = count // 10, []
    held = hold(first + count, socket)
    messages = held.lrange(QUEUE, 0, -1)[::-1]
    held.delete(QUEUE)
    pool = app(socket, 0).connection_for_write().default_channel.client.connection_pool
    sender, listener = pool.get_connection(), pool.get_connection()
    listener.send_command("PSUBSCRIBE", "celery-task-meta-*")
    listener.read_response()
    for message in messages:
        packed = sender.pack_command("LPUSH", QUEUE, message)
        time.sleep(PAUSE_S)
        begun = time.perf_counter()
        sender.send_packed_command(packed)
        told = listener.read_response()[-1]
        taken.append(time.perf_counter() - begun)
        sender.read_response()
        if json.loads(told)["status"] != "SUCCESS":
            sys.exit(f"cannot measure: a task ended with {told}")
    return {"seconds": taken[first:]}


def answer(count, socket):
    """Seconds from sending to the result at hand, as the client sees it, one task after the other."""
    client, taken, first = app(socket, 0), [], count // 10
    for number in range(first + count):
        begun = time.perf_counter()
        result = client.send_task(TASK, kwargs={"echo": str(number)}, queue=QUEUE).get(timeout=60)
        taken.append(time.perf_counter() - begun)
        if result != {"echo": str(number)}:
            sys.exit(f"cannot measure: task {number} gave {result}")
    # The first ones connect.
    return {"seconds": taken[first:]}


def hold(count, socket):
    """Has the client send messages to where no worker looks; gives a connection to that place."""
    held = app(socket, HELD)
    held.conf.task_ignore_result = False
    held.backend.on_task_call = lambda *_: None  # no subscription for each of them
    for number in range(count):
        held.send_task(TASK, kwargs={"echo": str(number)}, queue=QUEUE)
    return held.connection_for_write().default_channel.client


def throughput(count, socket):
    """Seconds from the moment at which all messages are there until the last result is."""
    broker = hold(count, socket)
    results = app(socket, 1).backend.client
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
    measure = {"latency": latency, "answer": answer, "throughput": throughput}[sys.argv[1]]
    print(json.dumps(measure(int(sys.argv[2]), sys.argv[3])))
