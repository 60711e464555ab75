"""A crawler under observation: its streams in files, its memory looked at while it runs, its end awaited."""

import asyncio
import json
import os
import pathlib
import signal
import tempfile

import bodies


class Ended:
    """How a program ended, and what it left behind."""

    def __init__(self, code, wall_s, cpu_s, peak_mib, is_overdue, folder):
        self.code, self.wall_s, self.cpu_s, self.peak_mib, self.is_overdue = code, wall_s, cpu_s, peak_mib, is_overdue
        self.output = (folder / "out").read_bytes().decode("utf-8", "surrogateescape")
        self.errors = (folder / "err").read_text(errors="replace")
        self.events = [json.loads(line) for line in (folder / "events").read_text().splitlines()]
        self.result, self.unreadable = None, None
        if self.output:
            try:
                self.output.encode()
                self.result = json.loads(self.output)
            except ValueError as error:
                self.unreadable = str(error)

    @property
    def failure(self):
        """The sentence of the last event that names a failure or a retry."""
        told = [event.get("failure", {}).get("message") or event.get("retry", {}).get("reason") for event in self.events]
        return next((text for text in reversed(told) if text), None)


class Costs:
    """What the runs of a case cost."""

    def __init__(self):
        self.peak_mib = self.cpu_s = self.wall_s = 0.0

    def add(self, ended, heavy):
        """Takes a run into account; `heavy` pages share its CPU time."""
        self.peak_mib = max(self.peak_mib, ended.peak_mib)
        self.cpu_s = max(self.cpu_s, ended.cpu_s / max(heavy, 1))
        self.wall_s += ended.wall_s


class Program:
    """One run of an executable."""

    def __init__(self, path, folder):
        self.path = str(path)
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
        self.child = None

    def place(self, name, text):
        """A file of the run's own."""
        (self.folder / name).write_text(text)
        return self.folder / name

    def send(self, number):
        """Sends a signal, while it runs."""
        if self.child is not None:
            os.kill(self.child, number)

    async def run(self, options, stdin, environment, limit_s, fill):
        """Runs it to its end, or for so long."""
        (self.folder / "in").write_bytes(bodies.whole(stdin, fill))
        created = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [(os.POSIX_SPAWN_OPEN, 0, str(self.folder / "in"), os.O_RDONLY, 0)]
        actions += [
            (os.POSIX_SPAWN_OPEN, number, str(self.folder / name), created, 0o600)
            for number, name in ((1, "out"), (2, "err"), (3, "events"))]
        known = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TASK_EVENTS_FD": "3"}
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self.child = os.posix_spawn(
            self.path, [self.path, *options], known | environment, file_actions=actions)
        handle = os.pidfd_open(self.child)
        over = loop.create_future()
        loop.add_reader(handle, lambda: over.done() or over.set_result(None))
        peak_kib, is_overdue = 0, False
        try:
            while not over.done():
                peak_kib = max(peak_kib, peak_of(self.child))
                if loop.time() - begun > limit_s and not is_overdue:
                    is_overdue = True
                    os.kill(self.child, signal.SIGKILL)
                await asyncio.wait([over], timeout=0.02)
        finally:
            loop.remove_reader(handle)
            os.close(handle)
            if not over.done():
                os.kill(self.child, signal.SIGKILL)
            _, status, usage = os.wait4(self.child, 0)
            self.child = None
        # The kernel counts the spawning process in a child's maximum, so that figure is true only above our own size.
        peak_kib = usage.ru_maxrss if usage.ru_maxrss > peak_of("self") else peak_kib
        return Ended(
            os.waitstatus_to_exitcode(status), loop.time() - begun, usage.ru_utime + usage.ru_stime, peak_kib / 1024,
            is_overdue, self.folder)


def peak_of(process):
    """The peak resident size of a process in KiB; 0 once it has ended."""
    try:
        with open(f"/proc/{process}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0
