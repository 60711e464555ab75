#!/usr/bin/env python3
"""The hostile web: serves the cases of ../cases on loopback, runs the crawler on each, and says what is wrong.

    run.py --handler PATH --probe PATH [--proof] [--cpu SECONDS] [--jobs N] [--show] [NUMBER or NAME ...]

Prints one JSON object a case, as it ends: {"case", "wrong": [...], "peak_mib", "cpu_s" (a page), "wall_s"}. With
`--proof` the limits are the true ones and the times are checked; without, crawl-probe runs what says "policy".
"""

import argparse
import asyncio
import json
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

import cases  # noqa: E402
import certificates  # noqa: E402


class Circumstances:
    """What is the same for all cases."""

    def __init__(self, options, folder):
        self.handler, self.probe, self.cpu_s = options.handler, options.probe, options.cpu
        self.kind = "proof" if options.proof else "test"
        self.is_shown = options.show
        self.folder = pathlib.Path(folder)
        self.certificates = certificates.Certificates(self.folder)


async def main(options):
    """Runs the cases: those that wait all at once, the others a few at a time."""
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _what: None)
    chosen = [
        file for file in cases.files(options.folder)
        if not options.cases or any(word in (file.stem, str(int(file.stem[:2]))) for word in options.cases)]
    room = asyncio.Semaphore(options.jobs)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        circumstances = Circumstances(options, folder)
        await asyncio.gather(*(report(file, room, circumstances) for file in chosen))


async def report(file, room, circumstances):
    """Runs one case and prints what came of it."""
    try:
        case = cases.Case(file)
        if case.waits:
            wrong, costs = await case.verdict(circumstances)
        else:
            async with room:
                wrong, costs = await case.verdict(circumstances)
        figures = {"peak_mib": round(costs.peak_mib, 1), "cpu_s": round(costs.cpu_s, 3), "wall_s": round(costs.wall_s, 2)}
    except Exception as error:
        wrong, figures = [f"the case cannot be run: {type(error).__name__}: {error}"], {}
    print(json.dumps({"case": file.stem, "wrong": wrong} | figures), flush=True)


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description="Runs the hostile web against the crawler; see the head of this file.")
    parser.add_argument("--handler", required=True, type=os.path.abspath, help="crawl-handler")
    parser.add_argument("--probe", required=True, type=os.path.abspath, help="crawl-probe")
    parser.add_argument("--proof", action="store_true", help="with the true limits")
    parser.add_argument("--cpu", type=float, default=1.0, help="CPU seconds that a page may take")
    parser.add_argument("--jobs", type=int, default=3, help="how many cases that work are run at a time")
    parser.add_argument("--show", action="store_true", help="tell on stderr what came of each run")
    parser.add_argument("--folder", default=HERE.parent / "cases", help="where the cases are")
    parser.add_argument("cases", nargs="*", help="numbers or names; all when there is none")
    return parser.parse_args()


if __name__ == "__main__":
    cases.raise_limits()
    asyncio.run(main(arguments()))
