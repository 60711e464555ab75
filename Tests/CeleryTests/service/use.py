#!/usr/bin/env python3
"""A day of the service: users register, crawls are started, watched and cancelled, mails go out. `use.py QUICK SLOW`.

The two arguments are sites, of which SLOW never gives its second page. REDIS_URL, DATABASE_URL and MAIL_DIR are the
service's. Exit code 0 when all was as with Celery's workers.
"""

import email
import email.policy
import os
import pathlib
import subprocess
import sys
import time

from app import api
from app.celery_app import celery_app
from app.tasks.crawl_tasks import cleanup_old_results, process_crawl_job

TIMEOUT = 60
MAILS = pathlib.Path(os.environ["MAIL_DIR"])


def wait_until(holds, what):
    """Waits until something holds."""
    deadline = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < deadline, f"{what}: waited in vain"
        time.sleep(0.05)


def mails():
    """Subject -> mail, of all that were sent."""
    files = MAILS.glob("*.eml")
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return {mail["Subject"]: mail for mail in read}


def registered():
    """A mail is sent by the task that the API knows, and its result is there."""
    user, mail = api.register("ann@example.com")
    sent = mail.get(timeout=TIMEOUT)
    assert sent["status"] == "sent", sent
    assert api.task_status(mail.id) == {"state": "SUCCESS", "ready": True, "info": sent}
    assert mails()["Welcome to DevSEO"]["To"] == "ann@example.com"
    return user


def crawled(user, domain):
    """A crawl ends with its rows, its result, and a mail to the owner; one that waits behind it is cancelled."""
    website = api.add_website(user, domain)
    job, task = api.start_crawl(website, domain, 20)
    summary = task.get(timeout=TIMEOUT)
    assert task.state == "SUCCESS" and api.task_status(task.id)["ready"]
    assert summary["job"]["outcome"] == "complete" and summary["stats"]["pages"] == 3, summary
    assert api.crawl_status(job) == "completed"
    assert len(api.sql("select url from pages where crawl_job_id = :'id'", id=job)) == 3
    # Five a minute: the next one waits twelve seconds, and has no chance.
    other, waits = api.start_crawl(website, domain, 20)
    assert api.cancel_crawl(other).get(timeout=TIMEOUT) == {"crawl_job_id": str(other), "status": "cancelled"}
    assert api.task_status(waits.id) == {"state": "PENDING", "ready": False, "info": None}
    assert api.crawl_status(other) == "cancelled"
    wait_until(lambda: any("the crawl" in subject or "errors" in subject for subject in mails()), "the owner's mail")
    return waits


def cancelled(user, domain):
    """A crawl that runs tells how far it is, and stops when it is cancelled."""
    answers = celery_app.control.rate_limit(process_crawl_job.name, "0", reply=True, timeout=TIMEOUT, limit=1)
    assert [*answers[0].values()] == [{"ok": "rate limit disabled successfully"}], answers
    job, task = api.start_crawl(api.add_website(user, domain), domain, 20)
    seen = set()

    def reads():
        told = api.task_status(task.id)
        seen.add(told["state"])
        return told["state"] == "PROGRESS" and told["info"]["done"] >= 1

    wait_until(reads, "progress")
    assert seen <= {"PENDING", "STARTED", "PROGRESS"} and api.crawl_status(job) == "running", seen
    assert api.cancel_crawl(job).get(timeout=TIMEOUT)["status"] == "stopping"
    task.get(timeout=TIMEOUT)
    assert task.state == "SUCCESS" and api.crawl_status(job) == "cancelled"


def failed():
    """What cannot be done raises where the service waits for it."""
    task = process_crawl_job.delay("00000000-0000-4000-8000-000000000000", "example.com", 5)
    try:
        task.get(timeout=TIMEOUT)
    except ValueError as error:
        assert "there is no such job" in str(error), error
    else:
        raise AssertionError("no exception")
    assert api.task_status(task.id)["state"] == "FAILURE"
    try:
        process_crawl_job.delay("too", "many", "arguments", "here")
    except TypeError:
        pass
    else:
        raise AssertionError("the client checks no arguments any more")


def looked_after():
    """What the operator types shows the service's tasks."""
    swept = cleanup_old_results.delay().get(timeout=TIMEOUT)
    assert isinstance(swept, dict), swept
    argv = [sys.executable, "-m", "celery", "-A", "app.celery_app", "inspect", "registered", "--timeout", "4"]
    told = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    for task in celery_app.tasks:
        assert task.startswith("celery.") or task in told, (task, told)


def main():
    quick, slow = sys.argv[1:]
    user = registered()
    waits = crawled(user, quick)
    cancelled(user, slow)
    failed()
    looked_after()
    # Its turn comes, and it ends without a crawl.
    waits.get(timeout=TIMEOUT)


main()
