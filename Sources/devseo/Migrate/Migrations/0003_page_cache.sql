-- What a crawl keeps of a website's pages for the next one, so that it need ask only for those that have changed: what
-- the server said to tell its answers apart, and what was read, packed. Losing it costs nothing but work.
do $$ begin
  execute format(
    'create table if not exists page_cache (
      website_id %s not null references websites (id) on delete cascade,
      url_hash bytea not null, url text not null, reader text not null,
      etag text, last_modified text, record bytea not null,
      primary key (website_id, url_hash))',
    (select format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = 'websites'::regclass and attname = 'id'));
end $$;
-- The records are packed already.
alter table page_cache alter column record set storage external;
