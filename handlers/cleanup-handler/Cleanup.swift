// Removes what is no longer kept, and ends jobs that nobody works on any more.

import HandlerKit
import JSONText
import Runtime
import Store

@main struct CleanupHandler: Handler {
  static let usage = Usage(
    name: "cleanup-handler",
    about: "Removes the details of old crawls and ends jobs that have no run any more.",
    parameters: [
      Parameter(
        "keep_days", .integer(1...36_500), about: "For how long the details of a crawl are kept.",
        defaultValue: 90),
      Parameter(
        "keep_last", .integer(0...10_000),
        about: "How many completed crawls of a website are kept whatever their age.",
        defaultValue: 5),
      Parameter(
        "batch", .integer(1...1_000), about: "How many crawls are cleared in one transaction.",
        defaultValue: 20),
    ],
    notes: [
      "Environment:",
      "  DATABASE_URL    where the tables are",
      "",
      "Scores, summaries and counts of issues stay. Mail is remembered for 180 days, users who have left for 30.",
      "Result: counts, and `\"complete\": false` when the time was up before all was done.",
    ])

  struct Message: Decodable {
    var keep_days: Int
    var keep_last: Int
    var batch: Int
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw .configuration("cannot reach the database: DATABASE_URL is not set")
    }
    let terms = Retention(keepDays: message.keep_days, keepLast: message.keep_last, batch: message.batch)
    do throws(StoreError) {
      let database = try Database(url: url, program: Self.usage.name)
      return try database.sweep(terms, isOver: { invocation.stop != nil }).json
    } catch {
      switch error {
      case .unavailable: throw .later("\(error)")
      case .misconfigured: throw .configuration("\(error)")
      case .failed: throw .failed("\(error)")
      }
    }
  }
}

extension Sweep {
  /// The counts as the log and the client see them.
  fileprivate var json: JSON {
    [
      "purged_jobs": .integer(purgedJobs), "orphaned_jobs": .integer(orphanedJobs),
      "removed_rows": .integer(removedRows), "ended_jobs": .integer(endedJobs),
      "removed_mails": .integer(removedMails), "removed_users": .integer(removedUsers),
      "complete": .bool(isComplete),
    ]
  }
}
