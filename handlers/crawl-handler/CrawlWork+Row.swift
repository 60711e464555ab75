// A crawl for a row of crawl_jobs. Its life:
//
// 1. the row is claimed, or there is nothing to do, and the handler ends
// 2. the site is read, as far as it has changed since the crawl before; the row is told how far that is, and tells
//    whether the crawl is still wanted
// 3. not now: the row is put back. Not at all: it is failed
// 4. otherwise all that was found goes into the database, at once or not at all; and then the pages, for the next crawl

import Auditing
import Crawling
import HandlerKit
import JSONText
import Logging
import Messages
import Reporting
import Runtime
import Store

extension CrawlWork {
  /// The database that rows are in; nil: by hand a crawl does without.
  ///
  /// - Throws: ``Failure`` with exit status 78: a dispatcher must not take a crawl for done that nobody will see.
  func database() throws(Failure) -> Database? {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      let reason = "DATABASE_URL is not set"
      guard !invocation.context.isDispatched else {
        throw .configuration("cannot reach the database: \(reason)")
      }
      invocation.log.notice("crawling without the job's row: \(reason)")
      return nil
    }
    do throws(StoreError) {
      return try Database(url: url, program: CrawlHandler.usage.name)
    } catch {
      throw Failure(error)
    }
  }

  /// Crawls for a row.
  ///
  /// - Returns: The summary as it is in the row; with `--full` all of the result.
  func result(of id: String, in database: Database) throws(Failure) -> JSON {
    let claim: Claim
    do throws(StoreError) {
      let log = invocation.log
      claim = try database.claim(id, by: claimant, notice: { log.warning("\($0)") })
    } catch {
      throw Failure(error)
    }
    switch claim {
    case .claimed(let run):
      // Whoever ordered the crawl hears of its failure as well, once there is no other try.
      announce(run.job.id, on: .failure)
      return try result(of: run)
    case .finished(let job):
      let summary = job.summary ?? ["crawl_job_id": .string(id), "status": .string(job.status)]
      if job.isOwn, job.status == "completed" { announce(id, on: .success) }
      return summary
    case .cancelled: return ["crawl_job_id": .string(id), "status": "cancelled"]
    case .running(let worker):
      throw .later(
        "cannot crawl for job \(id): another run is at work, \(worker ?? "nobody knows where")", after: 120,
        isCharged: false)
    case .hostIsBusy:
      throw .later(
        "cannot crawl \(settings.request.domain): another crawl of the host is at work", after: 300,
        isCharged: false, isCounted: false)
    case .absent: throw .message("cannot crawl for job \(id): there is no such job")
    case .malformed: throw .message("cannot crawl for job \(id): it is no key of a job")
    }
  }

  private var claimant: Claimant {
    let context = invocation.context
    return Claimant(
      taskID: context.taskID, fence: context.fence, worker: ThisProcess.name, host: settings.host)
  }

  private func result(of run: CrawlRun) throws(Failure) -> JSON {
    var cache: PageCache? = cache(of: run)
    let site = try site(of: run, keeping: &cache)
    guard run.verdict != .lost else { throw Self.lost(run) }
    if let reason = retryable(site) {
      attempt("put job \(run.job.id) back") { () throws(StoreError) in try run.putBack() }
      throw reason
    }
    let audit = Audit(site)
    let result = CrawlResult(site, audit, detail: detail)
    let record = CrawlRecord(
      site, audit, score: audit.score.map(CrawlRecord.Score.init), summary: Self.summary(of: result))
    let summary = try stored(record, run)
    if let cache { keep(cache, of: site, run) }
    if run.verdict != .cancelled { announce(run.job.id, on: .success) }
    guard invocation.has("--full") else { return show(summary) }
    return show(result.json.adding(["crawl_job_id", "diff"], of: summary))
  }

  private func site(of run: CrawlRun, keeping cache: inout PageCache?) throws(Failure) -> Site {
    var work = self
    work.settings.limit(to: run.job.maxPages)
    work.settings.policy.isVerified = run.job.isVerified
    do throws(CrawlError) {
      return try work.crawl(
        noting: run.note, keeping: &cache, isOver: { invocation.stop != nil || run.verdict != .wanted })
    } catch {
      let failure = Failure(error)
      attempt("fail job \(run.job.id)") { () throws(StoreError) in
        try run.fail(failure.status == .refused ? "refused_target" : "malformed_domain", failure.message)
      }
      throw failure
    }
  }

  private func stored(_ record: CrawlRecord, _ run: CrawlRun) throws(Failure) -> JSON {
    let isCancelled = run.verdict == .cancelled && record.site.outcome == .timeLimit
    let left = (invocation.context.deadline ?? .infinity) - Invocation.now - 5
    let finish: CrawlRun.Finish
    do throws(StoreError) {
      finish = try run.finish(
        record, as: isCancelled ? .cancelled : .completed, patience: .seconds(max(0, min(60, left))),
        isOver: { invocation.stop == .asked })
    } catch {
      if case .failed(let reason) = error, !mayRunAgain {
        attempt("fail job \(run.job.id)") { () throws(StoreError) in try run.fail("not_stored", reason) }
      }
      throw Failure(error)
    }
    guard case .written(let summary) = finish else { throw Self.lost(run) }
    return summary
  }

  /// Has the mail sent that tells of the crawl's end; asked for again by a later run of the task, it is the same mail.
  ///
  /// Beside it, not before it, a language model is asked about a crawl that has succeeded, if the operator wants that:
  /// the mail waits for nobody.
  private func announce(_ id: String, on occasion: FollowUp.Occasion) {
    let arguments: [String: JSON] = ["crawl_job_id": .string(id)]
    invocation.enqueue(
      FollowUp(
        task: "app.tasks.email_tasks.send_crawl_complete_notification", keywordArguments: arguments,
        occasion: occasion))
    guard settings.isRecommending, occasion == .success else { return }
    invocation.enqueue(
      FollowUp(
        task: "app.tasks.crawl_tasks.generate_recommendations", keywordArguments: arguments,
        occasion: .success))
  }

  /// Tries what the next run of the task can do without.
  private func attempt(_ action: String, _ body: () throws(StoreError) -> Void) {
    do throws(StoreError) {
      try body()
    } catch {
      invocation.log.warning("cannot \(action): \(error)")
    }
  }

  private static func lost(_ run: CrawlRun) -> Failure {
    .later("cannot finish the crawl for job \(run.job.id): another run has taken it over", isCharged: false)
  }

  /// The result without its pages, small enough for a row and for stdout.
  private static func summary(of result: CrawlResult) -> JSON {
    let short = result.short
    guard short.bytes().count > 256 << 10, var members = short.object else { return short }
    members["issues"] = members["issues"]?.array.map { issues in
      .array(issues.map { .object(($0.object ?? [:]).filter { $0.key != "pages" }) })
    }
    return .object(members)
  }
}

extension JSON {
  /// An object with some members of another.
  fileprivate func adding(_ names: [String], of other: JSON) -> JSON {
    var members = object ?? [:]
    for name in names { members[name] = other[name] }
    return .object(members)
  }
}

extension Failure {
  /// An error of the store, as an end of the handler; a database that is away is nobody's fault.
  fileprivate init(_ error: StoreError) {
    self =
      switch error {
      case .unavailable: .later("\(error)", after: 60, isCharged: false)
      case .misconfigured: .configuration("\(error)")
      case .failed: .failed("\(error)")
      }
  }
}
