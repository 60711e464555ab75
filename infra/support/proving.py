"""What the proofs of the queue share: messages sent by the real Celery client, a ledger of runs, and the account.

The tasks are a script's: it writes one line into the ledger, works for some milliseconds, and ends well.
"""

import collections
import json
import os
import random
import subprocess
import threading
import time
import uuid

import celery
import crawling
import processes
import queueing

SLOTS = 4
TASK = "proof.ledger"
SCRIPT = """#!/bin/sh
# One write of one line: several such scripts write at once.
read -r message
printf '%s %s %s\\n' "$TASK_ID" "$TASK_FENCE" "$TMPDIR" >> "$PROOF_LEDGER"
seconds=${message#*'"seconds":"'}
sleep "${seconds%%'"'*}"
echo '{"done":true}'
"""
MANIFEST = {"task": TASK, "args": ["seconds"], "environment": ["PROOF_LEDGER"], "limits": {"memory_mib": None}}

Line = collections.namedtuple("Line", "id fence folder")


class Proof:
    """One Redis, its messages and their account."""

    def __init__(self, place, redis, seed):
        self.place, self.redis, self.random = place, redis, random.Random(seed)
        self.ledger = place / "ledger"
        self.ledger.touch()
        self.variables = {"PROOF_LEDGER": str(self.ledger)}
        queueing.handler(place / "handlers", "ledger", MANIFEST, SCRIPT)
        self.ids = []

    def dispatcher(self, *options, name="dispatcher"):
        """Our dispatcher for these tasks, not started yet."""
        return queueing.dispatcher(self.place, self.redis, "-c", SLOTS, *options, handlers=self.place / "handlers",
                                   variables=self.variables, name=name)

    def celery(self):
        """A real Celery worker for them."""
        return queueing.celery(self.place, self.redis, "-c", SLOTS, variables=self.variables)

    def send(self, count, task=TASK, seconds=0.0):
        """Sends messages by the real client, one like the other; gives the tasks' ids."""
        # Without a backend: with one, the client subscribes to the result of whatever it sends.
        app = celery.Celery(broker=self.redis.celery_url(), set_as_current=False)
        kwargs = {"seconds": str(seconds)}
        ids = {app.send_task(task, kwargs=kwargs, queue="celery").id for _ in range(count)}
        self.ids += ids
        return ids

    def runs(self):
        """The lines of the ledger: one for each start of a handler."""
        return [Line(*line.split(" ")) for line in self.ledger.read_text().splitlines()]

    def wait_for(self, holds, otherwise, seconds=30):
        """Waits until something holds."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise crawling.Failed(f"cannot go on: {otherwise} after {seconds} s")
            time.sleep(0.01)

    def finished(self, seconds):
        """Waits until each message has its SUCCESS; gives id -> how often one was written."""
        deadline = time.monotonic() + seconds
        while len(written := self.redis.successes()) < len(self.ids) and time.monotonic() < deadline:
            time.sleep(0.5)
        return written

    def wrong(self, written):
        """What is wrong with the account and with what is left, after the dispatcher has ended."""
        lost = [task for task in self.ids if task not in written]
        double = [task for task, count in written.items() if count > 1]
        runs, found = self.runs(), []
        if lost:
            started = {line.id for line in runs}
            found.append(f"{len(lost)} of {len(self.ids)} messages have no SUCCESS, "
                         f"{sum(task not in started for task in lost)} never ran, e.g. {lost[0]}")
        if double:
            found.append(f"{len(double)} tasks have more than one SUCCESS, e.g. {double[0]} has {written[double[0]]}")
        if strange := set(written) - set(self.ids):
            found.append(f"{len(strange)} results of messages that nobody sent, e.g. {min(strange)}")
        if len({line.fence for line in runs}) != len(runs):
            found.append("two runs have the same fence")
        if folders := [line.folder for line in runs if os.path.exists(line.folder)]:
            found.append(f"{len(folders)} private folders of runs are left, e.g. {folders[0]}")
        left = [text for text in processes.mentioning(self.place) if text.split()[0] != str(self.redis.pid)]
        if left:
            found.append(f"processes are left: {', '.join(left)}")
        return found + self.unsettled()

    def unsettled(self):
        """What still lies in the queue, by `devseo queues`."""
        argv = [queueing.DEVSEO, "queues", "celery", "--json"]
        asked = subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "REDIS_URL": self.redis.url()})
        if asked.returncode != 0:
            return [f"devseo queues ended with {asked.returncode}: {asked.stderr.strip()}"]
        told = json.loads(asked.stdout)
        counts = {"waiting": told["queues"][0]["waiting"], "dead": told["queues"][0]["dead"],
                  "parked": told["parked"], "in flight": told["in_flight"]}
        return [f"{count} messages are {name}" for name, count in counts.items() if count]


class Producer(threading.Thread):
    """Sends messages, evenly but for some chance, over a time; while `gate` is held by another, it sends none."""

    def __init__(self, proof, count, seconds, at_once=0):
        super().__init__(daemon=True)
        self.proof, self.count, self.gap, self.at_once = proof, count, seconds / (count - at_once), at_once
        self.gate, self.failure = threading.Lock(), None
        # Of its own, so that it is the same whatever else happens at random.
        self.random = random.Random(proof.random.random())
        # Without a backend: with one, the client subscribes to the result of whatever it sends.
        self.app = celery.Celery(broker=proof.redis.celery_url(), set_as_current=False)

    def run(self):
        try:
            begun = time.monotonic()
            for number in range(self.count):
                due = begun + max(0, number - self.at_once) * self.gap * self.random.uniform(0.9, 1)
                time.sleep(max(0, due - time.monotonic()))
                task = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
                kwargs = {"seconds": f"{self.random.uniform(0.02, 0.3):.3f}"}
                with self.gate:
                    self.app.send_task(TASK, kwargs=kwargs, task_id=task, queue="celery")
                self.proof.ids.append(task)
        except Exception as error:  # noqa: BLE001  whatever it is, the proof ends with it
            self.failure = error

    def done(self):
        """Waits until all are sent."""
        self.join()
        if self.failure is not None:
            raise crawling.Failed(f"cannot send: {self.failure!r}")
