"""Runs a program and says what it cost: wall time, CPU time with that of its children, peak memory."""

import collections
import os
import select
import time

Run = collections.namedtuple("Run", "code wall_s cpu_s peak_mib")


def run(argv, stdin=os.devnull, stdout=os.devnull, stderr=None, environment=None, memory=True):
    """Runs `argv` with files as its streams (`stderr` None: ours) and waits for it; `code` is negative for a signal.

    With `memory` false nothing is sampled while it runs: for programs that live a few milliseconds.
    """
    created = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, stdout, created, 0o644)]
    if stderr is not None:
        actions.append((os.POSIX_SPAWN_OPEN, 2, stderr, created, 0o644))
    begun = time.perf_counter()
    child = os.posix_spawnp(argv[0], argv, os.environ if environment is None else environment, file_actions=actions)
    try:
        sampled = sampled_peak(child) if memory else 0
        _, status, usage = os.wait4(child, 0)
    except BaseException:
        os.kill(child, 15)
        os.waitpid(child, 0)
        raise
    wall = time.perf_counter() - begun
    # The kernel counts the spawning process in a child's maximum, so that figure is true only above our own size.
    peak = usage.ru_maxrss if usage.ru_maxrss > own_peak() else sampled
    return Run(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, peak / 1024)


def sampled_peak(child):
    """The peak resident size of `child` in KiB, looked at every 20 ms until it ends."""
    seen, handle = 0, os.pidfd_open(child)
    try:
        watched = select.poll()
        watched.register(handle, select.POLLIN)
        while True:
            seen = max(seen, peak_of(child))
            if watched.poll(20):
                return seen
    finally:
        os.close(handle)


def own_peak():
    """Our own peak resident size in KiB."""
    return peak_of("self")


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
