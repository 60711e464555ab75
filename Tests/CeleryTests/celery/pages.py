"""Cases of client.py for Flower's pages, opened in a browser as its users do. Pictures of them go to build/screenshots."""

import contextlib
import datetime
import os
import pathlib
import re
import sys

from sending import FOLDER, TIMEOUT, Held, app, send, wait_until

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "infra" / "support"))

import browsing  # noqa: E402
import crawling  # noqa: E402, F401  for buttons.py
import monitoring  # noqa: E402
import queueing  # noqa: E402

PICTURES = ROOT / "build" / "screenshots"


@contextlib.contextmanager
def flower():
    """Flower beside the dispatcher, once it knows it; gives it with the dispatcher's name."""
    variables = {name: os.environ[name] for name in ("BROKER_URL", "RESULT_URL", "GLOBAL_KEYPREFIX") if name in os.environ}
    with queueing.folder() as place:
        program = monitoring.Flower(place, "worker", {"PYTHONPATH": str(HERE), **variables})
        with queueing.running(program):
            yield program, program.known()


def worked():
    """Tasks of every end, one that runs, one that waits for its next run, and three that wait for a slot; name -> id."""
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=5)
    results = {
        "noop": send("devseo.noop", args=["ping"]), "hello": send("devseo.hello", kwargs={"name": "Ada <b>"}),
        "fail": send("test.fail", kwargs={"type": "ValueError", "message": "no such page"}),
        "flaky": send("test.flaky", kwargs={"good_at": 2}), "postponed": send("test.postponed"),
        "expired": send("test.echo", args=[1], expires=past), "unknown": send("no.such.task"),
        "hold": send("test.hold", kwargs={"path": str(FOLDER / "pid")}),
    }
    wait_until((FOLDER / "pid").exists)
    results["hold"].revoke(terminate=True)
    for name in ("noop", "hello", "fail", "flaky", "expired", "unknown", "hold"):
        results[name].get(timeout=TIMEOUT, propagate=False)
    ids = {name: result.id for name, result in results.items()}
    ids["wait"] = Held().result.id
    for priority in (0, 0, 6):
        send("test.echo", args=[1], priority=priority)
    return ids


STATES = {"noop": "SUCCESS", "hello": "SUCCESS", "flaky": "SUCCESS", "fail": "FAILURE", "unknown": "FAILURE",
          "postponed": "RETRY", "expired": "REVOKED", "hold": "REVOKED", "wait": "STARTED"}


def flower_pages():
    """The five pages of Flower, over a dispatcher with work of every kind."""
    with flower() as (monitor, name), browsing.browser() as page:
        ids = worked()
        monitor.wait_for(lambda: ids["wait"] in monitor.get("/api/tasks", state="STARTED"), "no event of a start")
        workers_page(page, monitor, name)
        tasks_page(page, monitor, name, ids)
        task_page(page, monitor, name, ids)
        worker_page(page, monitor, name, ids)
        broker_page(page, monitor)
        for path in ("metrics", "healthcheck"):
            assert monitor.get("/" + path), path
        assert f'flower_worker_online{{worker="{name}"}} 1.0' in monitor.get("/metrics")
        # Nothing that Flower asked or heard was not as it expects; that a second was too short may happen.
        odd = [line for line in monitor.said().splitlines() if re.match(r"\[[EW] (?!.*Inspect method \w+ failed$)", line)]
        assert not odd, odd
    (FOLDER / "go").touch()


def workers_page(page, monitor, name):
    """The list of workers: it is online, and its counts are right."""
    page.open(monitor.url("/workers"), "document.querySelector('#workers-table .badge')")
    page.wait("document.querySelector('#workers-active').innerText == '1'")
    page.picture(PICTURES / "flower-workers.png")
    [row] = page.table("#workers-table")
    load = row.pop()
    # Active, come, failed, succeeded: of nine tasks one came twice, as it was tried again.
    assert row == [name, "Online", "1", "10", "2", "3"], row
    assert re.fullmatch(r"[\d.]+\s+[\d.]+\s+[\d.]+", load), load
    assert page.text("#workers-online") == "1"


def tasks_page(page, monitor, name, ids):
    """The list of tasks: names, states, runtimes, worker."""
    page.open(monitor.url("/tasks"), "document.querySelectorAll('#tasks-table tbody tr').length >= 9")
    page.picture(PICTURES / "flower-tasks.png")
    columns = page.value("Array.from(document.querySelectorAll('#tasks-table thead th'), cell => cell.dataset.column)")
    rows = [dict(zip(columns, row)) for row in page.table("#tasks-table")]
    shown = {row["uuid"]: row for row in rows}
    assert {key: shown[task]["state"] for key, task in ids.items()} == STATES, rows
    assert shown[ids["hello"]]["name"] == "devseo.hello" and shown[ids["unknown"]]["name"] in ("no.such.task", "—", "")
    for key in ("noop", "hello", "flaky"):
        assert re.match(r"[\d.]+", shown[ids[key]]["runtime"]), shown[ids[key]]
    assert {row["worker"] for row in rows} == {name}


def details(page):
    """What a task's page says, by name."""
    return page.value("Object.fromEntries(Array.from(document.querySelectorAll('.detail-list .detail-row'), row => "
                      "[row.querySelector('dt').innerText.trim(), row.querySelector('dd').innerText.trim()]))")


def task_page(page, monitor, name, ids):
    """The page of one task: arguments, result, runtime, worker; the exception and traceback of one that failed."""
    page.open(monitor.url("/task/" + ids["hello"]), "document.querySelector('.detail-list')")
    page.picture(PICTURES / "flower-task.png")
    told = details(page)
    assert told["Name"] == "devseo.hello" and told["Status"] == "SUCCESS" and told["Worker"] == name, told
    assert told["Arguments"] == "()" and told["Keyword arguments"] == "{'name': 'Ada <b>'}", told
    assert told["Result"] == "{'greeting': 'Hello, Ada <b>!'}" and told["Root id"] == ids["hello"], told
    assert re.match(r"[\d.]+", told["Runtime"]) and told["Received"] and told["Started"] and told["Succeeded"], told
    page.open(monitor.url("/task/" + ids["noop"]), "document.querySelector('.detail-list')")
    assert details(page)["Arguments"] == "['ping']", details(page)
    page.open(monitor.url("/task/" + ids["fail"]), "document.querySelector('.detail-list')")
    page.picture(PICTURES / "flower-task-failed.png")
    told = details(page)
    assert told["Status"] == "FAILURE" and told["Exception"] == "ValueError('no such page')", told
    assert "said on stderr" in told["Traceback"], told
    page.open(monitor.url("/task/" + ids["postponed"]), "document.querySelector('.detail-list')")
    assert details(page)["Exception"] == "ConnectionError('nobody answers')", details(page)
    assert page.text("#task-revoke") == "Revoke"


def worker_page(page, monitor, name, ids):
    """The page of the worker, tab by tab."""
    def heard():
        known = monitor.get("/api/workers", refresh="1", workername=name)[name]
        return "conf" in known and all(len(known.get(kind, [])) == 1 for kind in ("active", "scheduled", "revoked"))

    monitor.wait_for(heard, "not all about the worker is known")
    page.open(monitor.url("/worker/" + name), "document.querySelector('#workername')")
    assert page.text("#workername") == name
    page.picture(PICTURES / "flower-worker.png")
    pool = dict(page.table("#tab-pool .worker-key-value-table"))
    assert pool["Max concurrency"] == "1" and int(pool["Worker PID"].replace(",", "")) > 1, pool
    for tab in ("broker", "queues", "tasks", "limits", "config", "system"):
        page.click(f"#worker-tab-{tab}")
        page.wait(f"getComputedStyle(document.querySelector('#tab-{tab}.active')).opacity == '1'")
        if tab in ("queues", "tasks", "limits"):
            page.picture(PICTURES / f"flower-worker-{tab}.png")
    assert dict(page.table("#tab-broker table"))["Transport"] == "redis"
    assert "celery" in [row[0] for row in page.table("#tab-queues table")]
    tables = page.value("Object.fromEntries(Array.from(document.querySelectorAll('#tab-tasks table'), table => "
                        "[table.caption.innerText, Array.from(table.tBodies[0].rows, row => "
                        "Array.from(row.cells, cell => cell.innerText.trim()))]))")
    assert dict(tables["Processed tasks"])["devseo.hello"] == "1", tables
    [active] = tables["Active tasks"]
    assert active[0] == "test.wait" and active[1].startswith(ids["wait"]) and int(active[3]) > 1, tables
    assert active[5] == repr({"until": str(FOLDER / "go")}), tables
    [scheduled] = tables["Scheduled tasks"]
    assert scheduled[0] == "test.postponed" and scheduled[1].startswith(ids["postponed"]), tables
    [[revoked]] = tables["Revoked tasks"]
    assert revoked.startswith(ids["hold"]), tables
    assert "test.limited [rate_limit=5/s]" in [row[0] for row in page.table("#tab-limits table")]
    assert "broker_url" in page.text("#tab-config").lower().replace(" ", "_")


def broker_page(page, monitor):
    """The queues with their lengths, all priorities together."""
    page.open(monitor.url("/broker"), "document.querySelector('#queue-table tbody tr')")
    page.picture(PICTURES / "flower-broker.png")
    lengths = {row[0]: row[1] for row in page.table("#queue-table")}
    assert lengths["celery"] == "3" and lengths["crawl"] == "0", lengths
    told = {queue["name"]: queue["messages"] for queue in monitor.get("/api/queues/length")["active_queues"]}
    assert told["celery"] == 3, told
