"""Start-up: a whole life of a handler, from spawn to reaped, against the two smallest things one could run instead."""

import os
import statistics
import time

import crawling

RUNS, WARM_UP = 200, 20


def groups(scratch, rounds):
    """One group of rows; `rounds` does not matter here."""
    message = scratch / "empty-message.json"
    message.write_text("{}")
    programs = {
        "noop-handler, {} on stdin": [crawling.handler("noop-handler")],
        "crawl-handler --version": [crawling.handler("crawl-handler"), "--version"],
        "python3 -c pass": [crawling.PYTHON, "-c", "pass"],
        "sh -c cat": ["sh", "-c", "cat"],
    }
    paths = os.environ.get("PATH", "")
    times = {name: [] for name in programs}
    for turn in range(WARM_UP + RUNS):
        for name, argv in programs.items():
            taken, code = life(argv, str(message), {"PATH": paths, "LANG": "C.UTF-8"})
            if code != 0:
                raise crawling.Failed(f"cannot measure `{name}`: it ended with {code}")
            if turn >= WARM_UP:
                times[name].append(taken * 1000)
    return [{
        "group": "startup",
        "title": f"Start-up: spawn to reaped, {RUNS} runs each, interleaved",
        "columns": [["median_ms", "median ms", 2], ["p90_ms", "p90 ms", 2]],
        "rows": [
            {"name": name, "median_ms": statistics.median(taken), "p90_ms": statistics.quantiles(taken, n=10)[8]}
            for name, taken in times.items()
        ],
    }]


def life(argv, stdin, environment):
    """Seconds from before the spawn until the child is reaped, and its exit code."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    begun = time.perf_counter()
    child = os.posix_spawnp(argv[0], argv, environment, file_actions=actions)
    _, status, _ = os.wait4(child, 0)
    return time.perf_counter() - begun, os.waitstatus_to_exitcode(status)
