// Cancels a crawl: one that waits never starts, one that runs stops within a second and keeps what it has.

import HandlerKit
import JSONText
import Runtime
import Store

@main struct CancelCrawlHandler: Handler {
  static let usage = Usage(
    name: "cancel-crawl-handler", about: "Cancels a crawl, whether it waits or runs.",
    parameters: [
      Parameter(
        "crawl_job_id", .text, about: "The row of crawl_jobs.",
        example: "0b6c2f3e-8d4f-4f7e-9a51-5a3f0f6d2c11")
    ],
    notes: [
      "Environment:",
      "  DATABASE_URL    where the row is",
      "",
      "Result: {\"crawl_job_id\": ..., \"status\": S}, where S is `cancelled` for a job that never starts now, `stopping`",
      "for one that was told to stop, or else the status of the job that was over already.",
    ])

  struct Message: Decodable {
    var crawl_job_id: String
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    let id = message.crawl_job_id
    let cancellation: Cancellation
    do throws(StoreError) {
      cancellation = try Database(environment: Self.usage.name).cancel(id)
    } catch {
      throw Failure(error)
    }
    let status: String
    switch cancellation {
    case .cancelled: status = "cancelled"
    case .told: status = "stopping"
    case .over(let before): status = before
    case .absent: throw .message("cannot cancel job \(id): there is no such job")
    case .malformed: throw .message("cannot cancel job \(id): it is no key of a job")
    }
    return ["crawl_job_id": .string(id), "status": .string(status)]
  }
}

extension Database {
  /// The database that the environment names.
  fileprivate init(environment program: String) throws(StoreError) {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw .misconfigured("cannot reach the database: DATABASE_URL is not set")
    }
    try self.init(url: url, program: program)
  }
}

extension Failure {
  /// An error of the store, as an end of the handler.
  fileprivate init(_ error: StoreError) {
    self =
      switch error {
      case .unavailable: .later("\(error)")
      case .misconfigured: .configuration("\(error)")
      case .failed: .failed("\(error)")
      }
  }
}
