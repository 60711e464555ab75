"""What running processes are and cost, read from /proc: trees, CPU time, memory, who mentions a path."""

import os
import pathlib

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def tree(root):
    """The ids of a process and of all that descend from it, as far as they live."""
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        try:
            for task in pathlib.Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
            found.append(process)
        except OSError:
            pass
    return found


def cpu_s(root):
    """The CPU time of a tree so far, with that of its members that have ended and were reaped."""
    ticks = 0
    for process in tree(root):
        try:
            # Behind the name, which may hold anything: utime, stime, cutime, cstime are the fields 14 to 17.
            ticks += sum(map(int, pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]))
        except OSError:
            pass
    return ticks / TICKS_PER_S


def pss_mib(root):
    """The memory of a tree: what it shares with others is counted in parts."""
    kib = 0
    for process in tree(root):
        try:
            lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except FileNotFoundError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kib / 1024


def anonymous_mib(process):
    """The memory of one process that is its own alone; readable also when the process is closed to its user."""
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


def name(process):
    """What a process is called; empty once it has ended."""
    try:
        return pathlib.Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def mentioning(path):
    """The processes, zombies apart, that have a path in their arguments or variables: `id name`."""
    text, found = os.fsencode(str(path)), []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if text in (entry / "cmdline").read_bytes() or text in (entry / "environ").read_bytes():
                    found.append(f"{entry.name} {name(entry.name)}")
            except OSError:
                pass
    return found
