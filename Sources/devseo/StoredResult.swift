// A result as it is read back: the JSON of the backend, whoever wrote it.

internal import JSONText
internal import Queue
internal import Reporting
internal import Runtime

/// The state of a task, as far as it is known.
struct StoredResult {
  /// The whole record; of a task that nothing is stored for, its id and PENDING.
  let record: JSON
  /// The state's name, such as SUCCESS.
  let state: String

  /// Asks for it.
  init(of id: String, from server: RedisServer) throws(Failure) {
    let purpose = "read the result of \(id.safe())"
    let request = ResultRequest(key: server.keys.result(id))
    switch try server.ask(request, to: purpose) {
    case .none: record = ["status": "PENDING", "task_id": .string(id)]
    case .stored(let text):
      do {
        record = try JSON(parsing: text)
      } catch {
        throw Failure(
          .data, "cannot \(purpose): it is no JSON: \(error); was it stored by another serializer?")
      }
    }
    guard let status = record["status"]?.string else {
      throw Failure(
        .data, "cannot \(purpose): it has no status; was it stored by something else than Celery?")
    }
    state = status
  }

  /// Whether the state is final.
  var isReady: Bool { ["SUCCESS", "FAILURE", "REVOKED"].contains(state) }

  /// The result, or what tells how far the task is.
  var value: JSON { record["result"] ?? .null }

  /// The exception in one line: its class and what it was made of.
  var failure: String {
    let type = value["exc_type"]?.string ?? state
    let parts = value["exc_message"].map { $0.array ?? [$0] } ?? []
    let message = parts.map { $0.string ?? $0.description }.joined(separator: ", ")
    return (message.isEmpty ? type : "\(type): \(message)").safe()
  }

  /// How a command ends that has waited for it long enough.
  func overdue(_ id: String) -> Failure {
    Failure(.later, "cannot wait for \(id.safe()) any longer: it is \(state.safe())")
  }

  /// Tells the result of a crawl on stderr, for people; any other result says enough itself.
  func summarise() {
    guard state == "SUCCESS", value["schema"]?.string == CrawlResult.schema else { return }
    Console.standard.write(
      CrawlSummary(value, isColoured: Terminal.colours(Console.standard.isTerminal)).text)
  }

  /// How a command ends that found this.
  func check() throws(Failure) {
    switch state {
    case "SUCCESS": return
    case "FAILURE", "REVOKED": throw Failure(.negative, failure)
    default: throw Failure(.later, "")
    }
  }
}
