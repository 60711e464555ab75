"""One case of the hostile web: its file, its servers, the crawls of it and what they must come to.

    {"does": "what the servers do", "expected": "what we do",
     "sites": {"site": SITE (see web.py), ...},
     "runs": [RUN, ...]}                one after another; "run": RUN when there is one
     "waits": true                      it takes time and no work: begun first, beside all others
     "elsewhere": ["Tests/..."]         what of the case other tests hold

A RUN, all members optional:

    {"name": "...", "message": {...} (default: the site), "stdin": BODY (in place of a message), "options": ["--full"],
     "allow": ["site", ...] (whose address and port may be crawled; default ["site"]), "settings": {NAME: VALUE},
     "policy": {...} (limits of crawl-probe, for a test; a proof has the true ones), "trusts": true (the authority),
     "hosts": {NAME: [ADDRESS, ...]} (names that resolve), "then_hosts": {"after": ["site", "/path"], "hosts": {...}},
     "signal": {"name": "SIGTERM", "after": ["site", "/path"]}, "heavy": N (pages that cost; default 1),
     "sites": {...} (beside those of the case), "each": [TEXT, ...] (the run for each, as `${each}` in run and sites),
     "limit_s": 60, "expect": {...} (see checking.py), "true_time": {...} (what a proof expects beside),
     "pending": {"reason": "...", "expect": {...}}      what does not hold yet; once it does, the case fails
     "only": "test" | "proof"}
"""

import asyncio
import json
import os
import pathlib
import resource
import signal
import sys
import time

import checking
import programs
import web

WRAPPER = "/usr/lib/x86_64-linux-gnu/libnss_wrapper.so"
MOST_MIB = 300


def files(folder):
    """The cases of a folder, in order."""
    return sorted(pathlib.Path(folder).glob("*.json"))


class Case:
    """One file of cases."""

    def __init__(self, file):
        self.plan = json.loads(file.read_text())
        self.runs = [*expanded(self.plan.get("runs") or [self.plan["run"]])]
        self.waits = self.plan.get("waits", False)

    async def verdict(self, circumstances):
        """What is wrong, and what it cost."""
        wrong, costs = [], programs.Costs()
        for number, run in enumerate(self.runs):
            if run.get("only", circumstances.kind) != circumstances.kind:
                continue
            label = run.get("name") or (str(number + 1) if len(self.runs) > 1 else "")
            prefix = f"{label}: " if label else ""
            # New servers for each run, so that what they have heard is of this one.
            plans = put(self.plan.get("sites", {}), run.get("each")) | run.get("sites", {})
            async with web.Web(plans, circumstances.certificates) as sites:
                lacking = [name for name in sites.missing if not plans[name].get("if_possible")]
                if lacking:
                    wrong.append(f"{prefix}cannot serve {', '.join(lacking)}: address or port are taken")
                    continue
                ended = await execute(run, sites, circumstances)
                wrong += [prefix + line for line in judged(run, ended, sites, circumstances)]
                if circumstances.is_shown:
                    print(f"-- {label}", *shown(ended, sites), sep="\n   ", file=sys.stderr)
                costs.add(ended, run.get("heavy", 1))
        return wrong, costs


def expanded(runs):
    """The runs, those for each of some texts one by one."""
    for run in runs:
        if "each" not in run:
            yield run
        for text in run.get("each", []):
            yield put({"name": text[:60]} | run, text) | {"each": text}


def put(plan, text):
    """A plan with a text in place of `${each}`."""
    if text is None:
        return plan
    return json.loads(json.dumps(plan).replace("${each}", json.dumps(text)[1:-1]))


async def execute(run, sites, circumstances):
    """Runs a program against the servers."""
    is_probe = run.get("trusts", False) or ("policy" in run and circumstances.kind == "test")
    program = programs.Program(circumstances.probe if is_probe else circumstances.handler, circumstances.folder)
    environment = {name: sites.filled(value) for name, value in run.get("settings", {}).items()}
    allowed = [sites.sites[name].words[f"{name}.authority"] if name in sites.sites else sites.filled(name)
               for name in run.get("allow", ["site"])]
    if allowed:
        environment["CRAWL_ALLOW_NETWORKS"] = " ".join(allowed)
        environment.setdefault("CRAWL_REQUESTS_PER_S", "0")
    if "policy" in run and is_probe and circumstances.kind == "test":
        environment["PROBE_POLICY"] = json.dumps(run["policy"])
    if run.get("trusts"):
        environment["PROBE_AUTHORITIES"] = str(circumstances.certificates.authority)
    changes = []
    if "hosts" in run:
        hosts = program.place("hosts", table(run["hosts"], sites))
        environment |= {"LD_PRELOAD": WRAPPER, "NSS_WRAPPER_HOSTS": str(hosts)}
        if "then_hosts" in run:
            later = run["then_hosts"]
            changes.append((later["after"], lambda: replace(hosts, table(later["hosts"], sites))))
    if "signal" in run:
        number = signal.Signals[run["signal"]["name"]]
        changes.append((run["signal"]["after"], lambda: program.send(number)))
    stdin = run.get("stdin", {"json": filled_message(run, sites)})
    watching = [asyncio.create_task(change(sites, *planned)) for planned in changes]
    try:
        return await program.run(run.get("options", []), stdin, environment, run.get("limit_s", 60), sites.filled)
    finally:
        for task in watching:
            task.cancel()


async def change(sites, after, action):
    """Does something once a path was asked for."""
    name, path = after
    await sites.sites[name].until(path)
    action()


def filled_message(run, sites):
    """The message of a run."""
    message = {"website_domain": "${site}/", "max_pages": 50} | run.get("message", {})
    return checking.filled(message, sites)


def table(hosts, sites):
    """Names and addresses as /etc/hosts has them."""
    return "".join(f"{sites.filled(address)} {name}\n" for name, found in hosts.items() for address in found)


def replace(file, text):
    """Gives a file another content at once."""
    other = file.with_suffix(".new")
    other.write_text(text)
    # Whether it is another file is told by its time, in whole seconds.
    os.utime(other, (time.time() + 10,) * 2)
    other.rename(file)


def judged(run, ended, sites, circumstances):
    """One line for each thing that is not as it must be."""
    if ended.is_overdue:
        yield f"it did not end within {run.get('limit_s', 60)} s"
        return
    if ended.code < 0 and ended.code != run.get("expect", {}).get("exit"):
        yield f"it was ended by signal {-ended.code}: {ended.errors[-500:]}"
        return
    if ended.unreadable:
        yield f"its output is not exactly one JSON value: {ended.unreadable}"
    if ended.peak_mib > MOST_MIB:
        yield f"it took {ended.peak_mib:.0f} MiB, allowed are {MOST_MIB}"
    heavy, most = max(run.get("heavy", 1), 1), circumstances.cpu_s
    if ended.cpu_s > most * heavy:
        yield f"it took {ended.cpu_s:.2f} s of CPU for {heavy} page(s), allowed are {most:g} s each"
    yield from checking.differences(run.get("expect", {}), ended, sites)
    if circumstances.kind == "proof" and "true_time" in run:
        yield from checking.differences({"exit": ended.code} | run["true_time"], ended, sites)
    pending = run.get("pending")
    if pending and not [*checking.differences({"exit": ended.code} | pending["expect"], ended, sites)]:
        yield f"what is marked as pending holds ({pending['reason']}): make it an expectation"


def shown(ended, sites):
    """What came of a run, for people who write a case."""
    yield f"exit {ended.code} after {ended.wall_s:.1f} s, {ended.cpu_s:.2f} s of CPU, {ended.peak_mib:.0f} MiB, failure: {ended.failure}"
    for site in sites.sites.values():
        yield f"{site.name}: {site.connects} connections, {checking.short(dict(site.requests))}"
    if ended.result is not None:
        yield checking.short(ended.result["job"])
        for page in ended.result["pages"][:30]:
            facts = {name: value for name, value in page.get("facts", {}).items() if value}
            yield f"{page['url'][:100]}: " + checking.short(
                {name: page[name] for name in ("outcome", "status", "reason", "location", "truncated") if name in page} | {
                    "facts": facts})
        yield "issues: " + " ".join(issue["id"] for issue in ended.result["issues"])
        yield "redirects: " + checking.short(ended.result["redirects"])


def raise_limits():
    """Room for the descriptors of all servers."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else 4_096, hard))
