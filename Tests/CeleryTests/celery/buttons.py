"""Cases of client.py for Flower's buttons: each is pressed by the request that it sends, and must change the dispatcher.

Flower takes an answer for good only if it is a worker's `ok`; else its API answers 403. It waits a second for it, which on
a busy machine may be too short: what was ordered happens all the same, so effects are what is waited for.
"""

import celery.exceptions
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded
from pages import browsing, crawling, flower
from sending import FOLDER, TIMEOUT, Held, app, failure, send, value, wait_until

NOT_HEARD = "Unknown reason"


def press(monitor, path, says, **arguments):
    """Presses a button; Flower says that it is done."""
    try:
        message = monitor.post(path, **arguments)["message"]
    except crawling.Failed as error:
        if NOT_HEARD not in str(error):
            raise
    else:
        assert says in message, message


def refused(monitor, path, why, **arguments):
    """Presses a button that a worker refuses; Flower says why."""
    def told():
        try:
            answer = monitor.post(path, **arguments)
        except crawling.Failed as error:
            return NOT_HEARD not in str(error) and str(error)
        raise AssertionError(f"{path} was not refused: {answer}")
    reason = monitor.wait_for(told, "no answer")
    assert why in reason, reason


def shows(monitor, name, holds):
    """Waits until what Flower knows of the worker, asked anew, is as it must be."""
    monitor.wait_for(lambda: holds(monitor.get("/api/workers", refresh="1", workername=name)[name]), "no effect is shown")


def button_pool():
    """Pool size: grow, shrink, restart; and tasks run in as many slots."""
    with flower() as (monitor, name):
        press(monitor, f"/api/worker/pool/grow/{name}", "by 2", n="2")
        shows(monitor, name, lambda known: known["stats"]["pool"]["max-concurrency"] == 3)
        path = FOLDER / "go"
        results = [send("test.wait", kwargs={"until": str(path)}) for _ in range(3)]
        wait_until(lambda: {result.state for result in results} == {"PROGRESS"})
        path.touch()
        assert [result.get(timeout=TIMEOUT) for result in results] == [{"done": 2}] * 3
        press(monitor, f"/api/worker/pool/shrink/{name}", "by 1", n="1")
        shows(monitor, name, lambda known: known["stats"]["pool"]["max-concurrency"] == 2)
        refused(monitor, f"/api/worker/pool/shrink/{name}", "cannot shrink the pool below 1", n="9")
        press(monitor, f"/api/worker/pool/restart/{name}", "Restarting")
        assert value("test.add", args=[1, 2]) == 3
        refused(monitor, f"/api/worker/pool/autoscale/{name}", "Autoscale not enabled", min="1", max="2")


def button_autoscale():
    """The bounds of autoscaling."""
    with flower() as (monitor, name):
        press(monitor, f"/api/worker/pool/autoscale/{name}", "(min=2, max=3)", min="2", max="3")
        shows(monitor, name, lambda known: known["stats"]["autoscaler"]["min"] == 2 and known["stats"]["autoscaler"]["max"] == 3)


def button_consumers():
    """A queue more, and fewer."""
    def served(known):
        return "more" in [queue["name"] for queue in known["active_queues"]]

    with flower() as (monitor, name):
        press(monitor, f"/api/worker/queue/add-consumer/{name}", "add consumer more", queue="more")
        assert value("test.add", args=[1, 2], queue="more") == 3
        shows(monitor, name, served)
        press(monitor, f"/api/worker/queue/cancel-consumer/{name}", "no longer consuming from more", queue="more")
        shows(monitor, name, lambda known: not served(known))
        left = send("test.add", args=[1, 2], queue="more")
        # What was sent later, to a queue that is served, is done: that one stays.
        assert value("test.add", args=[1, 2]) == 3
        assert left.state == "PENDING"


def button_rate_limit():
    """A rate, as Flower writes it: a number that means starts a second."""
    with flower() as (monitor, name):
        path = "/api/task/rate-limit/test.echo"
        press(monitor, path, "new rate limit set successfully", workername=name, ratelimit="4")
        # Celery shows what it was given, we what it means: 4/s.
        shows(monitor, name, lambda known: any(task.startswith("test.echo [rate_limit=4") for task in known["registered"]))
        fences = [int(result.get(timeout=TIMEOUT)["fence"]) for result in [send("test.echo") for _ in range(4)]]
        assert max(fences) - min(fences) >= 700_000, fences
        # Celery takes the text "0" for a rate, we for what it means.
        press(monitor, path, "successfully", workername=name, ratelimit="0")
        refused(monitor, path, "could not convert", workername=name, ratelimit="often")


def button_timeouts():
    """Time limits, one at a time, as Flower's two buttons set them."""
    with flower() as (monitor, name):
        press(monitor, "/api/task/timeout/test.sleep", "time limits set successfully", workername=name, soft="0.5")
        press(monitor, "/api/task/timeout/test.stubborn", "time limits set successfully", workername=name, hard="0.5")
        # Orders are obeyed one after the other.
        wait_until(lambda: app.control.ping(destination=[name], timeout=TIMEOUT))
        failure(send("test.sleep"), SoftTimeLimitExceeded)
        failure(send("test.stubborn"), TimeLimitExceeded)


def button_revoke():
    """A task that waits is revoked, one that runs is terminated."""
    with flower() as (monitor, _):
        held = Held()
        waits = send("test.touch", kwargs={"path": str(FOLDER / "touched")})
        press(monitor, f"/api/task/revoke/{waits.id}", "Revoked")
        assert str(failure(waits, celery.exceptions.TaskRevokedError)) == "revoked"
        press(monitor, f"/api/task/revoke/{held.result.id}", "Revoked", terminate="true")
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
        page.wait("/worker's pool by 1|Unknown reason/.test(document.body.innerText)")
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
            # Of one that ran when events were turned on the name is not known.
            return [task for task in monitor.get("/api/tasks", state="SUCCESS").values() if task["name"]]
        task = monitor.wait_for(heard, "no event of a task")[0]
        assert (task["name"], task["worker"], task["result"]) == ("test.add", name, "3"), task
