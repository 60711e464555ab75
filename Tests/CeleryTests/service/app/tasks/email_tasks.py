"""The service's tasks about mails, as it declares them. Their bodies have no say any more: handlers do the work."""

from app.celery_app import celery_app

RETRIES = {"max_retries": 3, "default_retry_delay": 180}


@celery_app.task(bind=True, rate_limit="10/m", **RETRIES)
def send_email(self, to_email: str, subject: str, html_content: str):
    """Sends one mail."""
    raise NotImplementedError


@celery_app.task(bind=True, **RETRIES)
def send_crawl_complete_notification(self, crawl_job_id: str):
    """Tells the owner of a site that a crawl has ended."""
    raise NotImplementedError


@celery_app.task(**RETRIES)
def send_daily_digest():
    """Tells each user what happened on a day."""
    raise NotImplementedError
