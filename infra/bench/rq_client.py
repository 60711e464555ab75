"""RQ in the bench, under the Python that has it: the job, and `rq_client.py latency|answer|throughput N SOCKET`.

Says in JSON on stdout what it measured, as queue_client.py does. Workers serve the queue `celery` of database 0.
"""

import json
import sys
import time

import redis
import rq

QUEUE, HELD = "celery", "held"
# As in queue_client.py.
PAUSE_S = 0.001


def noop(echo=None):
    """What noop-handler does."""
    return {"echo": echo}


def latency(count, connection):
    """Seconds from a job on its way into the list to its result there, one after the other."""
    held, taken, first = rq.Queue(HELD, connection=connection), [], count // 10
    jobs = [held.enqueue("rq_client.noop", str(number)).id for number in range(first + count)]
    connection.delete(held.key)
    sender, listener = connection.connection_pool.get_connection(), connection.connection_pool.get_connection()
    for job in jobs:
        packed = sender.pack_command("RPUSH", f"rq:queue:{QUEUE}", job)
        time.sleep(PAUSE_S)
        listener.send_command("XREAD", "BLOCK", 60_000, "STREAMS", f"rq:results:{job}", "0")
        begun = time.perf_counter()
        sender.send_packed_command(packed)
        told = listener.read_response()
        taken.append(time.perf_counter() - begun)
        sender.read_response()
        if told is None:
            sys.exit(f"cannot measure: job {job} had no result after 60 s")
    return {"seconds": taken[first:]}


def answer(count, connection):
    """Seconds from sending to the result at hand, as the client sees it, one job after the other."""
    queue, taken, first = rq.Queue(QUEUE, connection=connection), [], count // 10
    for number in range(first + count):
        begun = time.perf_counter()
        result = queue.enqueue("rq_client.noop", str(number)).latest_result(timeout=60)
        taken.append(time.perf_counter() - begun)
        if result is None or result.return_value != {"echo": str(number)}:
            sys.exit(f"cannot measure: job {number} gave {result}")
    return {"seconds": taken[first:]}


def throughput(count, connection):
    """Seconds from the moment at which all jobs are there until the last one has finished."""
    held = rq.Queue(HELD, connection=connection)
    for number in range(count):
        held.enqueue("rq_client.noop", str(number))
    # Those whose latency was measured count among the finished ones of that queue.
    before = connection.zcard(f"rq:finished:{HELD}")
    begun = time.perf_counter()
    # All at once, to workers that have long been ready.
    connection.rename(f"rq:queue:{HELD}", f"rq:queue:{QUEUE}")
    while (done := connection.zcard(f"rq:finished:{HELD}") - before) < count:
        if time.perf_counter() - begun > 120:
            sys.exit(f"cannot measure: {done} of {count} jobs had finished after 120 s")
        time.sleep(0.01)
    return {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    measure = {"latency": latency, "answer": answer, "throughput": throughput}[sys.argv[1]]
    print(json.dumps(measure(int(sys.argv[2]), redis.Redis(unix_socket_path=sys.argv[3]))))
