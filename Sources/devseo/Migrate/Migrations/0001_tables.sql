-- The tables of DevSEO, on an empty database or over those that the service's API has made: users, websites and
-- crawl_jobs stay the API's. Here nothing is taken away or made stricter: columns are added with a default each, states
-- are text, and no index is unique that an insert of the API could violate. Keys are of whatever type they have there.

create table if not exists users (
  id uuid primary key default gen_random_uuid(),
  email text not null
);
alter table users
  add column if not exists locale text not null default 'en',
  add column if not exists plan text not null default 'free',
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists deleted_at timestamptz;

do $$ begin
  execute format(
    'create table if not exists websites (
      id uuid primary key default gen_random_uuid(),
      user_id %s not null references users (id) on delete cascade,
      domain text not null)',
    (select format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = 'users'::regclass and attname = 'id'));
end $$;
alter table websites
  add column if not exists verified_at timestamptz,
  add column if not exists max_pages int not null default 500 check (max_pages between 1 and 50000),
  add column if not exists settings jsonb not null default '{}',
  add column if not exists schedule text,
  add column if not exists next_run_at timestamptz,
  add column if not exists created_at timestamptz not null default now();

do $$ begin
  execute format(
    'create table if not exists crawl_jobs (
      id uuid primary key default gen_random_uuid(),
      website_id %s not null references websites (id) on delete cascade,
      status text not null default ''pending''
        check (status in (''pending'', ''running'', ''completed'', ''failed'', ''cancelled'')))',
    (select format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = 'websites'::regclass and attname = 'id'));
end $$;
alter table crawl_jobs
  -- Who is at work: a run writes only as long as its fence is the row's.
  add column if not exists task_id text,
  add column if not exists fence bigint not null default 0,
  add column if not exists attempt int not null default 0,
  add column if not exists worker text,
  add column if not exists heartbeat_at timestamptz,
  add column if not exists cancel_requested boolean not null default false,
  -- What was asked for, and how far it is.
  add column if not exists max_pages int not null default 500,
  add column if not exists trigger text not null default 'manual',
  add column if not exists pages_done int not null default 0,
  add column if not exists pages_found int not null default 0,
  add column if not exists progress smallint not null default 0 check (progress between 0 and 100),
  -- What came out of it.
  add column if not exists outcome text check (outcome in (
    'ok', 'partial_limit', 'partial_deadline', 'blocked', 'throttled', 'unreachable', 'robots_disallowed',
    'robots_unreachable', 'offsite_redirect')),
  add column if not exists score smallint check (score between 0 and 100),
  add column if not exists category_scores jsonb,
  add column if not exists errors int,
  add column if not exists warnings int,
  add column if not exists notices int,
  add column if not exists coverage real,
  add column if not exists summary jsonb,
  add column if not exists recommendations jsonb,
  add column if not exists error_code text,
  add column if not exists error_message text,
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists started_at timestamptz,
  add column if not exists finished_at timestamptz,
  add column if not exists detail_purged_at timestamptz;

create index if not exists websites_of_user on websites (user_id);
create index if not exists crawl_jobs_of_website on crawl_jobs (website_id, created_at desc);
create index if not exists crawl_jobs_alive on crawl_jobs (status, heartbeat_at) where status in ('pending', 'running');
create index if not exists crawl_jobs_to_purge on crawl_jobs (finished_at) where detail_purged_at is null;

-- What a crawl found. The four large tables refer to their crawl without a foreign key, which would cost a look-up a row
-- while they are filled; whoever removes a crawl removes their rows.
do $$
declare
  job text := (select format_type(atttypid, atttypmod) from pg_attribute
    where attrelid = 'crawl_jobs'::regclass and attname = 'id');
  website text := (select format_type(atttypid, atttypmod) from pg_attribute
    where attrelid = 'websites'::regclass and attname = 'id');
  person text := (select format_type(atttypid, atttypmod) from pg_attribute
    where attrelid = 'users'::regclass and attname = 'id');
begin
  execute format('alter table crawl_jobs add column if not exists previous_job_id %s
    references crawl_jobs (id) on delete set null', job);

  -- page_id counts from 1 within a crawl; url_hash is the first 16 bytes of the SHA-256 of the URL.
  execute format('create table if not exists pages (
    crawl_job_id %s not null, page_id int not null,
    url text not null, url_hash bytea not null,
    outcome smallint not null, status smallint, http_version smallint, content_type text,
    redirect_to int, hops smallint, depth smallint,
    in_sitemap boolean not null default false, is_html boolean not null default false,
    indexable boolean not null default false, reason smallint not null default 0,
    title text, title_len smallint, title_px smallint, description text, h1 text, canonical text, lang text, robots text,
    words int, size_bytes int, transfer_bytes int, ttfb_ms int, total_ms int, dom_nodes int,
    inlinks int not null default 0, outlinks int not null default 0, ext_links int not null default 0,
    content_hash bytea, simhash bigint, etag text, last_modified text, score smallint, extras jsonb,
    primary key (crawl_job_id, page_id))', job);

  -- One row for each pair of pages and kind of link, with their number and the first anchor.
  execute format('create table if not exists links (
    crawl_job_id %s not null, src int not null, dst int not null, kind smallint not null,
    flags smallint not null default 0, n int not null default 1, anchor text)', job);

  execute format('create table if not exists external_urls (
    crawl_job_id %s not null, ext_id int not null, url text not null, verdict smallint not null default 0,
    status smallint, refs int not null default 1, primary key (crawl_job_id, ext_id))', job);

  execute format('create table if not exists issues (
    crawl_job_id %s not null, code text not null, severity smallint not null, page_id int, target text,
    detail jsonb)', job);

  -- Stays when the details are purged: it is the timeline.
  execute format('create table if not exists issue_summary (
    crawl_job_id %s not null references crawl_jobs (id) on delete cascade, code text not null,
    severity smallint not null, affected int not null, population int not null, gain real, new_count int,
    fixed_count int, examples int[], primary key (crawl_job_id, code))', job);

  execute format('create table if not exists issue_mutes (
    website_id %s not null references websites (id) on delete cascade, code text not null,
    url_pattern text not null default ''*'', created_at timestamptz not null default now(),
    primary key (website_id, code, url_pattern))', website);

  -- A mail is sent once for each dedupe_key, however often its task runs.
  execute format('create table if not exists email_log (
    id bigint generated always as identity primary key, dedupe_key text unique,
    user_id %s references users (id) on delete set null,
    crawl_job_id %s references crawl_jobs (id) on delete set null,
    kind text not null default ''other'', recipient text not null,
    status text not null default ''queued''
      check (status in (''queued'', ''sending'', ''sent'', ''failed'', ''unknown'', ''suppressed'')),
    attempts smallint not null default 0, last_error text, provider_id text,
    created_at timestamptz not null default now(), sending_at timestamptz, sent_at timestamptz)', person, job);
end $$;

create index if not exists pages_by_hash on pages (crawl_job_id, url_hash);
create index if not exists links_by_target on links (crawl_job_id, dst);
create index if not exists issues_by_code on issues (crawl_job_id, code);
create index if not exists issues_by_page on issues (crawl_job_id, page_id);
create index if not exists email_log_by_age on email_log (created_at);
-- Rows come and go by the hundred thousand: a fifth of dead ones, the default, is too many to wait for.
alter table links set (autovacuum_vacuum_scale_factor = 0.02);
alter table issues set (autovacuum_vacuum_scale_factor = 0.02);

-- Whom nobody writes to any more: opted out, or an address that does not exist. Addresses in lower case.
create table if not exists email_suppressions (
  email text primary key,
  reason text not null default 'opt-out',
  created_at timestamptz not null default now()
);
