-- The roles of the handlers in the database: each may do what its statements need, and nothing else. Run it as the owner
-- of the tables, after `devseo migrate`, and again after each update; it needs the right to create roles:
--
--   psql -v ON_ERROR_STOP=1 -f infra/postgres/roles.sql "$DATABASE_URL"
--
-- devseo_crawl, devseo_cancel, devseo_cleanup and devseo_recommend are one handler's each; devseo_worker is all of them
-- together, for a dispatcher that has one DATABASE_URL. They have no password: let them in by `peer` over the unix
-- socket, or give them one (`alter role devseo_worker password '...'`) and connect with sslmode=verify-full.
--
-- Not done here, because the API's own role may live on it:  revoke connect on database DEVSEO from public.

do $$
declare
  name text;
begin
  foreach name in array array['devseo_crawl', 'devseo_cancel', 'devseo_cleanup', 'devseo_recommend', 'devseo_worker'] loop
    if not exists (select from pg_roles where rolname = name) then
      begin
        execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication connection limit 100', name);
        execute format('alter role %I set statement_timeout = ''60s''', name);
        execute format('alter role %I set lock_timeout = ''5s''', name);
        execute format('alter role %I set idle_in_transaction_session_timeout = ''60s''', name);
      exception when duplicate_object or unique_violation then
        -- Somebody else has made it at the same moment.
        null;
      end;
    end if;
    execute format('grant connect on database %I to %I', current_database(), name);
    execute format('grant usage on schema public to %I', name);
  end loop;
  -- Also when the worker was there before one of the others.
  foreach name in array array['devseo_crawl', 'devseo_cancel', 'devseo_cleanup', 'devseo_recommend'] loop
    begin
      execute format('grant %I to devseo_worker', name);
    exception when unique_violation then
      null;
    end;
  end loop;
  execute format('revoke temporary on database %I from public', current_database());
end $$;

revoke create on schema public from public;

-- A crawl: claims its row, tells how far it is, writes what it found.
grant select on crawl_jobs to devseo_crawl;
grant update (status, task_id, fence, attempt, worker, heartbeat_at, pages_done, pages_found, progress, outcome, score,
  category_scores, errors, warnings, notices, coverage, summary, error_code, error_message, started_at, finished_at,
  previous_job_id) on crawl_jobs to devseo_crawl;
grant select (id, domain, verified_at) on websites to devseo_crawl;
grant select, insert, delete on pages, links, external_urls, issues, issue_summary, page_cache to devseo_crawl;

-- Cancelling: the row alone.
grant select on crawl_jobs to devseo_cancel;
grant update (status, cancel_requested, fence, finished_at) on crawl_jobs to devseo_cancel;
grant select (id, domain, verified_at) on websites to devseo_cancel;

-- The sweep: removes details, old mail and users who have left; what a crawl has come to stays.
grant select on crawl_jobs to devseo_cleanup;
grant update (status, fence, finished_at, error_code, error_message, detail_purged_at) on crawl_jobs to devseo_cleanup;
grant select, delete on pages, links, external_urls, issues, page_cache to devseo_cleanup;
grant select, delete on email_log to devseo_cleanup;
grant update (status) on email_log to devseo_cleanup;
grant select (id, deleted_at), delete on users to devseo_cleanup;
grant update (deleted_at) on users to devseo_cleanup;

-- Recommendations: reads what a crawl has come to, and writes that one column.
grant select (id, website_id, status, fence, summary, recommendations), update (recommendations)
  on crawl_jobs to devseo_recommend;
grant select (id, domain) on websites to devseo_recommend;
