// `devseo revoke`: tasks that shall not run, or not go on.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Revokes tasks.
struct Revoke: ParsableCommand {
  /// The signals that a handler may be ended with.
  enum EndSignal: String, ExpressibleByArgument, CaseIterable {
    case term = "TERM"
    case kill = "KILL"
  }

  static let configuration = CommandConfiguration(
    abstract: "Takes tasks back, wherever they are.",
    discussion: """
      Examples:
        devseo revoke 8033b569-f62b-4b26-ad10-1661406382b9
        devseo revoke 8033b569-f62b-4b26-ad10-1661406382b9 --terminate --signal KILL

      Dispatchers drop such a task when they meet its message within three hours. Its result is REVOKED from now \
      on, unless it is SUCCESS already. A task that runs goes on, and may still succeed; with --terminate its handler is \
      ended within about a second. An id that nobody knows is revoked as well. Celery's workers are told, as by \
      celery control revoke: those that are there remember it.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp("The tasks' ids.", valueName: "id"))
  var ids: [String]

  @Flag(help: "End the handlers of those that run.")
  var terminate = false

  @Option(help: "With --terminate: TERM or KILL; default TERM.")
  var signal: EndSignal?

  func validate() throws {
    guard terminate || signal == nil else {
      throw ValidationError("cannot send a signal to what may go on: give --terminate as well")
    }
    guard !ids.contains("") else { throw ValidationError("cannot revoke: an id is empty") }
  }

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    let backend = try ResultBackend(beside: server, patience: options.patience)
    let request = RevokeRequest(
      ids: ids, signal: terminate ? "SIG\((signal ?? .term).rawValue)" : nil,
      effects: ids.map { backend.revoked($0) })
    let purpose = "revoke \(ids.map { $0.safe() }.joined(separator: ", "))"
    if case .refused(let reason, let detail) = try server.ask(request, to: purpose) {
      throw Failure(.data, "cannot \(purpose): the result cannot be stored (\(reason): \(detail.safe()))")
    }
    try server.tellWorkers(revoked: ids, signal: request.signal)
    let told: JSON = ["revoked": JSON(ids), "terminate": .bool(terminate)]
    Terminal.say(options.json ? told.description : "revoked \(ids.count)")
  }
}
