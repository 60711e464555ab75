"""A private Redis, and on it a dispatcher or a real Celery worker: started, killed and ended for tests, proofs and bench.

All of it lies in a folder of its own: Redis listens on a unix socket there, and whoever is started writes its log there.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import crawling
import installing

SUPPORT = pathlib.Path(__file__).parent
DISPATCHER = crawling.ROOT / "build" / "bin" / "dispatcher"
DEVSEO = crawling.ROOT / "build" / "bin" / "devseo"


@contextlib.contextmanager
def folder():
    """A new folder for everything, with a short path: that of a socket has at most 107 bytes."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="devseo-", dir="/tmp"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Program:
    """A program that runs until it is told to end; what it says is in the file NAME.log."""

    # What it reads: nothing, or a pipe that is open for as long as it is ours.
    stdin = subprocess.DEVNULL

    def __init__(self, place, name, argv, ready, environment=None, seconds=20):
        self.name, self.argv, self.ready, self.environment, self.seconds = name, argv, ready, environment, seconds
        self.log = place / f"{name}.log"
        self.process = None

    @property
    def pid(self):
        """Its process id."""
        return self.process.pid

    def launch(self):
        """Starts it without waiting; gives how long its log was before."""
        written = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            # A session of its own: a Ctrl-C on the terminal is ours to pass on, and the whole group can be killed.
            self.process = subprocess.Popen(
                self.argv, env=self.environment, stdin=self.stdin, stdout=log, stderr=log,
                start_new_session=True)
        return written

    def start(self):
        """Starts it and waits until it is ready."""
        written = self.launch()
        deadline = time.monotonic() + self.seconds
        while not self.is_ready(written):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill_group()
                raise crawling.Failed(f"cannot start {self.name}: it said: {self.said(written)[-600:] or 'nothing'}")
            time.sleep(0.005)
        return self

    def is_ready(self, written):
        """Whether it has said so since its log had `written` bytes."""
        return self.ready in self.said(written)

    def said(self, written=0):
        """Its log from a position on."""
        with open(self.log, "rb") as log:
            log.seek(written)
            return log.read().decode(errors="replace")

    def kill(self):
        """Ends it alone, without a word, as the kernel would."""
        self.process.kill()
        self.process.wait()

    def kill_group(self):
        """Ends it and its group without a word."""
        # Only while it is not reaped the number of the group is surely its own.
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def signal(self, number):
        """Sends it a signal."""
        self.process.send_signal(number)

    def stop(self, seconds=15):
        """Asks it to end; gives its exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill_group()
            raise crawling.Failed(f"cannot end {self.name}: it still ran {seconds} s after SIGTERM; it said: "
                                  f"{self.said()[-600:]}") from None


class TheirProgram(Program):
    """A program that is not ours. How it ends is its own affair: at times one of Celery's stays for ever when it is asked."""

    def stop(self, seconds=15):
        """Asks it to end, and ends it where that does not help."""
        try:
            return super().stop(seconds)
        except crawling.Failed:
            return self.process.returncode


@contextlib.contextmanager
def running(program):
    """Starts a program, and ends it afterwards."""
    program.start()
    try:
        yield program
        program.stop()
    finally:
        program.kill_group()


class Redis(Program):
    """A Redis server that listens on a unix socket only; with `appends` it keeps all it did in a file."""

    def __init__(self, place, appends=False):
        self.socket, self.place = place / "redis.sock", place
        settings = {"port": "0", "unixsocket": self.socket, "dir": place, "save": "", "maxmemory-policy": "noeviction"}
        if appends:
            settings |= {"appendonly": "yes", "appendfsync": "everysec", "auto-aof-rewrite-percentage": "0"}
        server = shutil.which("redis-server") or "/usr/bin/redis-server"
        argv = [server] + [str(word) for name, value in settings.items() for word in (f"--{name}", value)]
        super().__init__(place, "redis", argv, "eady to accept connections")

    def is_ready(self, written):
        """Whether it answers: while it still reads its file it has said that it is ready, and is not."""
        return super().is_ready(written) and self.ask("PING") == "PONG"

    def ask(self, *words):
        """What one command answers, by a redis-cli of its own."""
        argv = ["redis-cli", "-s", str(self.socket), *map(str, words)]
        return subprocess.run(argv, capture_output=True, text=True, timeout=20).stdout.rstrip("\n")

    def url(self, database=0):
        """Its address as ours writes it."""
        return f"unix://{self.socket}?db={database}"

    def celery_url(self, database=0):
        """Its address as Celery writes it."""
        return f"redis+socket://{self.socket}?virtual_host={database}"

    def successes(self):
        """Task id -> how many times a SUCCESS was written, by the file of all that the server did."""
        counts, name = {}, None
        for file in sorted((self.place / "appendonlydir").glob("*.incr.aof")):
            # The last line may be half written.
            for line in file.read_bytes().split(b"\r\n")[:-1]:
                if line.startswith(b"{") and name and b'"status"' in line:
                    if json.loads(line).get("status") == "SUCCESS":
                        counts[name] = counts.get(name, 0) + 1
                if not line.startswith(b"$"):
                    # A claim holds such keys too, packed among other bytes.
                    _, found, rest = line.rpartition(b"celery-task-meta-")
                    name = rest.decode(errors="replace") if found else None
        return counts


def dispatcher(place, redis, *options, handlers=crawling.HANDLERS, variables=None, name="dispatcher",
               state="state"):
    """Our dispatcher on a Redis, named NAME@host, results in database 1, its state in `place`/STATE; not started yet."""
    if not DISPATCHER.exists():
        raise crawling.Failed(f"cannot start the dispatcher: {DISPATCHER.relative_to(crawling.ROOT)} does not exist; "
                              "run `make build`")
    argv = [DISPATCHER, "--handlers", handlers, "--state-dir", place / state, "-n", f"{name}@%h", *options]
    (place / state).mkdir(exist_ok=True)
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "REDIS_URL": redis.url(),
                   "RESULT_URL": redis.url(1)}
    return Program(place, name, list(map(str, argv)), '"message":"serving"', environment | (variables or {}))


def celery(place, redis, *options, variables=None):
    """A real Celery worker with celery_tasks.py on a Redis, results in database 1; not started yet."""
    argv = [installing.celery() / "celery", "-A", "celery_tasks", "worker", "--prefetch-multiplier=1", "-l", "WARNING",
            "--without-gossip", "--without-mingle", *options]
    environment = dict(os.environ, PYTHONPATH=str(SUPPORT), PYTHONDONTWRITEBYTECODE="1", BROKER_URL=redis.celery_url(),
                       RESULT_URL=redis.celery_url(1), C_FORCE_ROOT="1")
    return TheirProgram(place, "celery", list(map(str, argv)), "celery ready", environment | (variables or {}))


def handler(place, name, manifest, script):
    """Puts a handler that is a script into the folder `place`/NAME."""
    place = place / name
    place.mkdir(parents=True)
    (place / "run").write_text(script)
    (place / "run").chmod(0o755)
    (place / "handler.json").write_text(json.dumps({"run": ["./run"], "queue": "celery"} | manifest))
