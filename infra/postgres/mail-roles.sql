-- The roles of the handlers of mail in the database: each may do what its statements need, and nothing else. Run it as
-- the owner of the tables, after `devseo migrate`, and again after each update; it needs the right to create roles:
--
--   psql -v ON_ERROR_STOP=1 -f infra/postgres/mail-roles.sql "$DATABASE_URL"
--
-- devseo_mail is email-handler's: it sees the ledger and the suppressed, and no user, site or crawl. devseo_notice is
-- that of crawl-complete-handler and digest-handler: it reads, and writes nothing. Where there is a role devseo_worker,
-- for a dispatcher that has one DATABASE_URL, it gets both. They have no password: let them in by `peer` over the unix
-- socket, or give them one (`alter role devseo_mail password '...'`) and connect with sslmode=verify-full.

do $$
declare
  name text;
begin
  foreach name in array array['devseo_mail', 'devseo_notice'] loop
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
    if exists (select from pg_roles where rolname = 'devseo_worker') then
      begin
        execute format('grant %I to devseo_worker', name);
      exception when unique_violation then
        null;
      end;
    end if;
    execute format('grant connect on database %I to %I', current_database(), name);
    execute format('grant usage on schema public to %I', name);
  end loop;
end $$;

-- Sending: the ledger, and who gets nothing.
grant select, insert (dedupe_key, kind, recipient),
  update (status, attempts, last_error, provider_id, sending_at, sent_at) on email_log to devseo_mail;
grant select, insert (email, reason) on email_suppressions to devseo_mail;

-- Telling: what happened, and to whom.
grant select (id, website_id, status, summary, recommendations, error_message, score, finished_at)
  on crawl_jobs to devseo_notice;
grant select (id, user_id, domain) on websites to devseo_notice;
grant select (id, email, deleted_at) on users to devseo_notice;
grant select (email) on email_suppressions to devseo_notice;
-- Whose digest has gone already.
grant select (dedupe_key, kind, status, created_at) on email_log to devseo_notice;
