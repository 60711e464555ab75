-- What is known about a URL that was only checked: how pages name it, where redirects led, why there is no answer.
-- links.dst is the number of a page, or that of such a URL with a minus before it.
alter table external_urls
  add column if not exists kind smallint not null default 0,
  add column if not exists is_internal boolean not null default false,
  add column if not exists final_url text,
  add column if not exists reason text;

-- The sweeps look for crawls that nobody is heard of any more, and for crawls that others are compared with.
create index if not exists crawl_jobs_compared on crawl_jobs (previous_job_id) where previous_job_id is not null;
