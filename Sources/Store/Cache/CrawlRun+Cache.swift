// The pages that crawls of a website keep for the next one, in `page_cache`. They only save work: whoever cannot read or
// write them crawls all the same, and what is lost is read again. So they are no part of the transaction that ends a job.

public import Auditing

internal import Postgres

extension CrawlRun {
  /// What earlier crawls of the website have kept.
  ///
  /// - Parameters:
  ///   - reader: What the records were made by; those of others are left where they are.
  ///   - capacity: How many bytes of records are wanted at most.
  /// - Returns: The pages by the keys of their addresses.
  /// - Throws: ``StoreError``.
  public func keptPages(by reader: String, capacity: Int) throws(StoreError) -> [String: KeptPage] {
    try database.withConnection { connection throws(PostgresError) in
      let rows = try connection.execute(
        """
        select url, etag, last_modified, record from (
          select *, sum(octet_length(record)) over (order by url_hash) as bytes from page_cache
          where website_id = $1 and reader = $2) kept
        where bytes <= $3
        """, [.text(job.websiteID), .text(reader), SQLValue(capacity)])
      var pages: [String: KeptPage] = [:]
      pages.reserveCapacity(rows.count)
      for row in rows {
        let validators = Fetch.Validators(
          etag: try row.read("etag"), lastModified: try row.read("last_modified"))
        pages[try row.read("url")] = KeptPage(validators: validators, record: try row.read("record"))
      }
      return pages
    }
  }

  /// Keeps pages for the next crawl.
  ///
  /// - Parameters:
  ///   - fresh: What was read, by the keys of the addresses.
  ///   - confirmed: The keys of the pages that are as they were kept.
  ///   - isWhole: Whether the crawl has seen all of the site: what it has not seen is forgotten then.
  ///   - reader: What the records were made by.
  /// - Throws: ``StoreError``; then all is as it was.
  public func keep(
    _ fresh: [String: KeptPage], confirmed: Set<String>, isWhole: Bool, by reader: String
  ) throws(StoreError) {
    let pages = fresh.sorted { $0.key < $1.key }.map { (hash: PageRows.hash(key: $0), key: $0, page: $1) }
    let changed = SQLValue.array(pages.map { .bytes($0.hash) })
    let same = SQLValue.array(confirmed.sorted().map { .bytes(PageRows.hash(key: $0)) })
    try database.withConnection { connection throws(PostgresError) in
      try connection.transaction(repeats: 3) { () throws(PostgresError) in
        try connection.execute(
          """
          delete from page_cache where website_id = $1
            and (url_hash = any($2::bytea[]) or ($4 and url_hash <> all($3::bytea[])))
          """, [.text(job.websiteID), changed, same, .bool(isWhole)])
        try connection.copy(
          into: "page_cache",
          columns: ["website_id", "url_hash", "url", "reader", "etag", "last_modified", "record"],
          rows: pages.lazy.map { hash, key, page in
            [
              .text(self.job.websiteID), .bytes(hash), .text(key), .text(reader),
              SQLValue(page.validators.etag), SQLValue(page.validators.lastModified), .bytes(page.record),
            ]
          })
      }
    }
  }
}
