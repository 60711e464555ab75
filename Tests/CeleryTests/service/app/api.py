"""What the service's API does at a request: a row in PostgreSQL, then a task; and what it asks about tasks later."""

import os
import subprocess
import uuid

from celery.result import AsyncResult

from app.celery_app import celery_app
from app.tasks.crawl_tasks import cancel_crawl_job, process_crawl_job
from app.tasks.email_tasks import send_email


def sql(statement, **values):
    """What a statement gives, row by row; `:'name'` is a value."""
    argv = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", *(f"--set={name}={value}" for name, value in values.items()),
            os.environ["DATABASE_URL"]]
    done = subprocess.run(argv, input=statement, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def register(to_email):
    """POST /users: a user, and a mail that welcomes them."""
    user = uuid.uuid4()
    sql("insert into users (id, email) values (:'id', :'email')", id=user, email=to_email)
    mail = send_email.delay(to_email=to_email, subject="Welcome to DevSEO", html_content="<h1>Hello</h1><p>Good to see you.</p>")
    return user, mail


def add_website(user, domain):
    """POST /websites."""
    website = uuid.uuid4()
    sql("insert into websites (id, user_id, domain) values (:'id', :'user', :'domain')", id=website, user=user, domain=domain)
    return website


def start_crawl(website, domain, max_pages):
    """POST /websites/ID/crawls: a job that is pending, and its task."""
    job = uuid.uuid4()
    sql("insert into crawl_jobs (id, website_id, status) values (:'id', :'website', 'pending')", id=job, website=website)
    return job, process_crawl_job.delay(str(job), domain, max_pages)


def cancel_crawl(job):
    """DELETE /crawls/ID."""
    return cancel_crawl_job.delay(str(job))


def task_status(task_id):
    """GET /tasks/ID."""
    result = AsyncResult(task_id, app=celery_app)
    return {"state": result.state, "ready": result.ready(), "info": result.info}


def crawl_status(job):
    """GET /crawls/ID: how it stands by the database."""
    return sql("select status from crawl_jobs where id = :'id'", id=job)[0]
