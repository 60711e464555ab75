"""Cases of client.py for Flower's buttons: each is pressed by the request that it sends, and must change the dispatcher.

Flower takes an answer for good only if it is a worker's `ok`; else its API answers 403, and the case fails.
"""

import celery.exceptions
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded
from pages import browsing, crawling, flower
from sending import FOLDER, TIMEOUT, Held, app, failure, send, value, wait_until


def stats(monitor, name):
    """What Flower knows of the worker when it asks anew."""
    return monitor.get("/api/workers", refresh="1", workername=name)[name]["stats"]


def refused(monitor, path, **arguments):
    """Why Flower says that an order failed."""
    try:
        answer = monitor.post(path, **arguments)
    except crawling.Failed as error:
        return str(error)
    raise AssertionError(f"{path} was not refused: {answer}")


def button_pool():
    """Pool size: grow, shrink, restart; and tasks run in as many slots."""
    with flower() as (monitor, name):
        assert "by 2" in monitor.post(f"/api/worker/pool/grow/{name}", n="2")["message"]
        assert stats(monitor, name)["pool"]["max-concurrency"] == 3
        path = FOLDER / "go"
        results = [send("test.wait", kwargs={"until": str(path)}) for _ in range(3)]
        wait_until(lambda: {result.state for result in results} == {"PROGRESS"})
        path.touch()
        assert [result.get(timeout=TIMEOUT) for result in results] == [{"done": 2}] * 3
        assert "by 1" in monitor.post(f"/api/worker/pool/shrink/{name}", n="1")["message"]
        assert stats(monitor, name)["pool"]["max-concurrency"] == 2
        assert "cannot shrink the pool below 1" in refused(monitor, f"/api/worker/pool/shrink/{name}", n="9")
        assert "Restarting" in monitor.post(f"/api/worker/pool/restart/{name}")["message"]
        assert value("test.add", args=[1, 2]) == 3
        assert "Autoscale not enabled" in refused(monitor, f"/api/worker/pool/autoscale/{name}", min="1", max="2")


def button_autoscale():
    """The bounds of autoscaling."""
    with flower() as (monitor, name):
        assert "(min=2, max=3)" in monitor.post(f"/api/worker/pool/autoscale/{name}", min="2", max="3")["message"]
        told = stats(monitor, name)["autoscaler"]
        assert (told["min"], told["max"]) == (2, 3), told


def button_consumers():
    """A queue more, and fewer."""
    with flower() as (monitor, name):
        assert monitor.post(f"/api/worker/queue/add-consumer/{name}", queue="more") == {"message": "add consumer more"}
        assert value("test.add", args=[1, 2], queue="more") == 3
        queues = monitor.get("/api/workers", refresh="1", workername=name)[name]["active_queues"]
        assert "more" in [queue["name"] for queue in queues]
        answer = monitor.post(f"/api/worker/queue/cancel-consumer/{name}", queue="more")
        assert answer == {"message": "no longer consuming from more"}
        left = send("test.add", args=[1, 2], queue="more")
        # What was sent later, to a queue that is served, is done: that one stays.
        assert value("test.add", args=[1, 2]) == 3
        assert left.state == "PENDING"
        assert monitor.get("/api/queues/length")


def button_rate_limit():
    """A rate, as Flower writes it: a number that means starts a second."""
    with flower() as (monitor, name):
        answer = monitor.post("/api/task/rate-limit/test.echo", workername=name, ratelimit="4")
        assert answer == {"message": "new rate limit set successfully"}
        fences = [int(result.get(timeout=TIMEOUT)["fence"]) for result in [send("test.echo") for _ in range(4)]]
        assert max(fences) - min(fences) >= 700_000, fences
        told = monitor.get("/api/workers", refresh="1", workername=name)[name]["registered"]
        # Celery shows what it was given, we what it means: 4/s.
        assert any(task.startswith("test.echo [rate_limit=4") for task in told), told
        answer = monitor.post("/api/task/rate-limit/test.echo", workername=name, ratelimit="0")
        # Celery takes the text "0" for a rate, we for what it means.
        assert answer["message"].endswith("successfully"), answer
        assert "could not convert" in refused(monitor, "/api/task/rate-limit/test.echo", workername=name, ratelimit="often")


def button_timeouts():
    """Time limits, one at a time, as Flower's two buttons set them."""
    with flower() as (monitor, name):
        answer = monitor.post("/api/task/timeout/test.sleep", workername=name, soft="0.5")
        assert answer == {"message": "time limits set successfully"}
        failure(send("test.sleep"), SoftTimeLimitExceeded)
        monitor.post("/api/task/timeout/test.stubborn", workername=name, hard="0.5")
        failure(send("test.stubborn"), TimeLimitExceeded)


def button_revoke():
    """A task that waits is revoked, one that runs is terminated."""
    with flower() as (monitor, _):
        held = Held()
        waits = send("test.touch", kwargs={"path": str(FOLDER / "touched")})
        assert "Revoked" in monitor.post(f"/api/task/revoke/{waits.id}")["message"]
        assert str(failure(waits, celery.exceptions.TaskRevokedError)) == "revoked"
        assert "Revoked" in monitor.post(f"/api/task/revoke/{held.result.id}", terminate="true")["message"]
        later = app.AsyncResult(held.result.id)
        wait_until(lambda: (later.state, str(later.result)) == ("REVOKED", "terminated"))
        # On the only slot this one begins when both are gone.
        assert value("test.add", args=[1, 2]) == 3
        assert not (FOLDER / "touched").exists()


def button_shutdown():
    """The worker ends in order, and Flower shows it offline; pressed on the page, as a person does."""
    with flower() as (monitor, name), browsing.browser() as page:
        held = Held()
        page.open(monitor.url("/worker/" + name), "document.querySelector('#worker-shutdown')")
        page.click("#worker-pool-grow")
        page.wait("document.body.innerText.includes(\"worker's pool by 1\")")
        page.click("#worker-shutdown")
        page.wait("document.body.innerText.includes('Shutting down!')")
        # What runs is finished before it goes, and its end is told.
        held.let_go()
        assert held.result.get(timeout=TIMEOUT) == {"done": 2}
        monitor.wait_for(lambda: monitor.online() == [], "the worker is online still")
        page.open(monitor.url("/workers"), "document.querySelector('#workers-table .badge')")
        assert page.table("#workers-table")[0][1] == "Offline"


def flower_turns_events_on():
    """Without -E a worker tells of tasks once Flower is there, which asks for it every five seconds."""
    with flower() as (monitor, name):
        def heard():
            value("test.add", args=[1, 2])
            return monitor.get("/api/tasks", state="SUCCESS")
        monitor.wait_for(heard, "no event of a task")
        [task] = monitor.get("/api/tasks", state="SUCCESS", limit="1").values()
        assert (task["name"], task["worker"], task["result"]) == ("test.add", name, "3"), task
