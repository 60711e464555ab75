"""The Celery application of the service, as its API imports it: settings, and where each task goes."""

import os

from celery import Celery

celery_app = Celery(
    "devseo", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"],
    include=["app.tasks.crawl_tasks", "app.tasks.email_tasks"])
celery_app.conf.update(
    task_serializer="json", accept_content=["json"], result_serializer="json", timezone="UTC", enable_utc=True,
    task_track_started=True, task_acks_late=True, task_reject_on_worker_lost=True, task_time_limit=30 * 60,
    task_soft_time_limit=25 * 60, worker_prefetch_multiplier=1, worker_max_tasks_per_child=50, result_expires=86400,
    task_routes={"app.tasks.crawl_tasks.*": {"queue": "crawl"}, "app.tasks.email_tasks.*": {"queue": "email"}})
