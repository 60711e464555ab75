"""The cases of client.py that run docs/migrating-from-celery.md: whatever it tells to type is typed, in order.

1. The blocks of `$ commands`: what goes on running does so until its block ends.
2. The table of what to type now: each command of its second column by itself.
3. The members of manifests, which must be ones that `dispatcher --check` takes.

Not run are services of systemd, Flower where it is not installed, and commands that this build of devseo does not have.
"""

import contextlib
import importlib.util
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from sending import FOLDER, TIMEOUT, app, end, send, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "migrating-from-celery.md"
# What a program says that goes on running, once it is at work.
READY = {"dispatcher": '"message":"serving"', "celery -A app beat": "is starting", "celery -A app events": "heartbeat: active=",
         "celery -A app flower": "Visit me at"}
PROGRAMS = "dispatcher", "devseo", "celery", "redis-cli"
SPAN = re.compile(r"`([^`]+)`")


def typist(dispatcher):
    """Whoever types what the page says, with the programs of this build."""
    place, handlers = FOLDER / "typed", FOLDER.parent / "handlers"
    for folder in ("bin", "run", "here"):
        (place / folder).mkdir(parents=True)
    (place / "app.py").write_text("from sending import app  # noqa: F401\n")
    for name, words in {"dispatcher": [dispatcher, "--handlers", str(handlers)], "devseo": [os.environ["DEVSEO"]]}.items():
        (place / "bin" / name).write_text(f"#!/bin/sh\nexec {' '.join(words)} \"$@\"\n")
        (place / "bin" / name).chmod(0o755)
    # redis-cli takes no address of a socket for -u, where the Redis of the tests is.
    socket = os.environ["REDIS_URL"].removeprefix("unix://").partition("?")[0]
    (place / "bin" / "redis-cli").write_text(
        f'#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec {shutil.which("redis-cli")} -s {socket} "$@"\n')
    (place / "bin" / "redis-cli").chmod(0o755)
    return Typist(place)


def steps(dispatcher):
    """The blocks."""
    reader, text = typist(dispatcher), PAGE.read_text()
    fetched_by_a_killed_worker()
    for block in re.findall(r"^ *```console\n(.*?)^ *```$", text, re.M | re.S):
        reader.type([line.strip()[2:] for line in block.splitlines() if line.strip().startswith("$ ")])
    assert app.connection_for_write().default_channel.client.hlen("unacked") == 0
    assert reader.count > 10, reader.count


def table(dispatcher):
    """The second column of the table, and the members of manifests in those of all tables."""
    reader = typist(dispatcher)
    rows = [line.split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    # Last what ends the dispatcher that all others are asked of.
    commands = [command for row in rows for command in SPAN.findall(row[1]) if command.split()[0] in PROGRAMS]
    assert len(commands) > 30, commands
    for command in sorted(commands, key=lambda command: "shutdown" in command):
        reader.type([command])
    manifests(reader.place, [members for row in rows for members in SPAN.findall(row[1]) if re.match(r'"\w+": ', members)])


def fetched_by_a_killed_worker():
    """A message as it lies in kombu's hash when the worker that had fetched it is gone for two hours."""
    client = app.connection_for_write().default_channel.client
    result = send("devseo.noop", queue="fetched", kwargs={"echo": "ping"})
    envelope = client.rpop("fetched").decode()
    client.hset("unacked", "tag", json.dumps([json.loads(envelope), "", "fetched"]))
    client.zadd("unacked_index", {"tag": time.time() - 7200})
    return result


class Typist:
    """Types commands, and sees to it that they end well."""

    def __init__(self, place):
        self.place, self.count, self.left_out = place, 0, []
        python = pathlib.Path(sys.executable).parent
        self.environment = dict(os.environ, XDG_RUNTIME_DIR=str(place / "run"), PYTHONUNBUFFERED="1",
                                PATH=f"{place / 'bin'}:{python}:{os.environ.get('PATH', '/usr/bin:/bin')}",
                                PYTHONPATH=f"{place}:{ROOT / 'Tests/CeleryTests/celery'}")
        self.known = subprocess.run([os.environ["DEVSEO"], "--help"], capture_output=True, text=True).stdout

    def type(self, commands):
        """Runs commands one after the other; what goes on running is ended after the last of them."""
        with contextlib.ExitStack() as stack:
            for command in commands:
                if not self.may_run(command):
                    self.left_out.append(command)
                    continue
                self.count += 1
                ready = next((text for start, text in READY.items() if command.startswith(start)), None)
                if ready and "--check" not in command:
                    stack.enter_context(self.going_on(command, ready))
                else:
                    self.run(self.with_ids(command))

    def may_run(self, command):
        words = command.split()
        if words[0] == "devseo":
            return f"\n  {words[1]} " in self.known
        if "flower" in words:
            return importlib.util.find_spec("flower") is not None
        return words[0] in PROGRAMS

    def run(self, command):
        """A command that ends."""
        deadline = time.monotonic() + TIMEOUT
        if command == "devseo drain-back":
            # As the page says, the dispatchers are ended before.
            app.control.shutdown()
            wait_until(lambda: app.control.inspect(timeout=0.5).ping() is None)
        while True:
            done = subprocess.run(["bash", "-c", command], env=self.environment, cwd=self.place / "here",
                                  capture_output=True, text=True, timeout=TIMEOUT)
            if "shutdown" in command:
                # Nobody answers it, as with Celery's workers.
                assert done.returncode == 69, (command, done.stdout, done.stderr)
                return wait_until(lambda: app.control.inspect(timeout=0.5).ping() is None)
            # Celery's tools wait for answers for a second only, which a busy machine may take.
            if done.returncode != 69 or not command.startswith("celery") or time.monotonic() > deadline:
                break
        assert done.returncode == 0, (command, done.returncode, done.stdout, done.stderr)

    @contextlib.contextmanager
    def going_on(self, command, ready):
        """A command that goes on running until it is told to end."""
        log = self.place / "log"
        with open(log, "w") as output:
            process = subprocess.Popen(["bash", "-c", f"exec {command}"], env=self.environment, cwd=self.place / "here",
                                       stdout=output, stderr=output)
        try:
            logs = [log, self.place / "here" / "w.log"]
            deadline = time.monotonic() + TIMEOUT
            while not any(file.exists() and ready in file.read_text() for file in logs):
                assert process.poll() is None and time.monotonic() < deadline, (command, log.read_text())
                time.sleep(0.02)
            yield
            if command.startswith("celery"):
                return end(process)
            process.send_signal(signal.SIGTERM)
            assert process.wait(TIMEOUT) == 0, (command, log.read_text())
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            (self.place / "here" / "w.log").unlink(missing_ok=True)

    def with_ids(self, command):
        """The command with an id in the place of `ID`: that of a task."""
        if not re.search(r"\bID\b", command):
            return command
        result = send("devseo.noop", kwargs={"echo": "ping"})
        result.get(timeout=TIMEOUT)
        return re.sub(r"\bID\b", result.id, command)


def manifests(place, members):
    """Members of manifests, as they stand in the tables, are all taken."""
    assert len(members) > 10, members
    for number, text in enumerate(members):
        given = json.loads("{" + text + "}")
        if "kwargs" in given:
            given = {"schedule": {"every_s": 60} | given}
        folder = place / "manifests" / str(number)
        folder.mkdir(parents=True)
        manifest = {"task": f"t{number}", "run": ["/bin/true"], "queue": "celery"} | given
        (folder / "handler.json").write_text(json.dumps(manifest))
    argv = [place / "bin" / "dispatcher", "--check", "--handlers", place / "manifests", "--state-dir", place / "run"]
    done = subprocess.run(argv, env=os.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
