"""The service's tasks about crawls, as it declares them. Their bodies have no say any more: handlers do the work."""

from app.celery_app import celery_app

RETRIES = {"max_retries": 3, "default_retry_delay": 300}


@celery_app.task(bind=True, rate_limit="5/m", **RETRIES)
def process_crawl_job(self, crawl_job_id: str, website_domain: str, max_pages: int = 100):
    """Crawls a website."""
    raise NotImplementedError


@celery_app.task(bind=True, max_retries=3, default_retry_delay=5)
def cancel_crawl_job(self, crawl_job_id: str):
    """Cancels a crawl."""
    raise NotImplementedError


@celery_app.task(**RETRIES)
def cleanup_old_results():
    """Removes what is no longer kept."""
    raise NotImplementedError
