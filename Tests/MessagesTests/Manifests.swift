// Two manifests: one that says everything otherwise than by default, and the one of the design.

let wholeManifest = """
  { "task": "app.tasks.crawl_tasks.process_crawl_job", "about": "Crawls one website and audits it for SEO.",
    "run": ["./crawl-handler"], "queue": "crawl", "args": ["crawl_job_id", "website_domain", "max_pages"],
    "acks_late": false, "rate_limit": "5/m", "concurrency": 2, "express": true, "warm": true,
    "schedule": {"every_s": 60}, "soft_time_limit_s": 1500, "time_limit_s": 1800.5,
    "retry": {"max_retries": 5, "delay_s": 300, "backoff": 1.5, "cap_s": 7200, "jitter": true},
    "limits": {"memory_mib": 2048, "cpu_s": 60, "open_files": 512, "output_kib": 2048},
    "environment": ["DATABASE_URL", "CRAWL_USER_AGENT"],
    "may_enqueue": ["app.tasks.email_tasks.send_crawl_complete_notification"] }
  """

let designManifest = """
  { "task": "app.tasks.crawl_tasks.process_crawl_job", "about": "Crawls one website and audits it for SEO.",
    "run": ["./crawl-handler"], "queue": "crawl", "args": ["crawl_job_id", "website_domain", "max_pages"],
    "acks_late": true, "rate_limit": "5/m", "concurrency": null, "express": false, "warm": false, "schedule": null,
    "soft_time_limit_s": 1500, "time_limit_s": 1800,
    "retry": {"max_retries": 3, "delay_s": 300, "backoff": 1.0, "cap_s": 3600, "jitter": false},
    "limits": {"memory_mib": 1024, "cpu_s": null, "open_files": 256, "output_kib": 1024},
    "environment": ["DATABASE_URL", "CRAWL_USER_AGENT", "CRAWL_ALLOW_NETWORKS", "CRAWL_REQUESTS_PER_S",
      "CRAWL_RECOMMEND"],
    "may_enqueue": ["app.tasks.email_tasks.send_crawl_complete_notification",
      "app.tasks.crawl_tasks.generate_recommendations"] }
  """
