// From what a handler wants sent to messages on their way: in the same step as the end of its own.

internal import JSONText
internal import Messages
internal import Queue

/// The follow-ups of one end.
struct FollowUpSending {
  /// What sends them, when they are few enough for one request.
  var effects: [Effect] = []
  /// What hands them over before, when they are not.
  var stages: [StageRequest] = []
  /// Their tasks' ids, for the parent's result.
  var ids: [String] = []
  /// Tasks that the handler may not send.
  var refused: [String] = []

  /// For how long a dedupe key holds.
  static let dedupeLifetime = Duration.seconds(86_400)

  /// How many messages, and how many bytes of them, go into one request.
  static let mostInOneRequest = (count: 500, bytes: 4 << 20)

  /// Makes the messages of an end.
  ///
  /// - Parameters:
  ///   - end: How the handler ended, and what it asked for.
  ///   - job: What it ran.
  ///   - isSuccess: Whether its task succeeded, or failed for good.
  ///   - handlers: Who runs which task, and so in which queue.
  ///   - settings: The dispatcher's settings.
  ///   - more: Messages that are sent with them.
  ///   - seconds: The server's time, in seconds since 1970.
  init(
    _ end: HandlerEnd, of job: Job, isSuccess: Bool, _ handlers: HandlerTable, _ settings: DispatchSettings,
    and more: [Dispatch] = [], at seconds: Double
  ) {
    let due = end.followUps(isSuccess: isSuccess, allowed: job.handler.manifest.mayEnqueue)
    refused = due.refused
    let writer = EnvelopeWriter(origin: settings.hostname)
    var messages: [Dispatch] = []
    for (place, followUp) in due.toSend.enumerated() {
      let id = TaskID.child(of: job.envelope.id, place)
      let usual = handlers.handlers[followUp.task]?.manifest.queue ?? settings.defaultQueue
      let task = NewTask(followUp, id: id, queue: usual, parent: job.envelope, now: seconds)
      ids.append(id)
      messages.append(
        Dispatch(
          list: settings.keys.list(task.queue),
          raw: writer.envelope(of: task, deliveryTag: TaskID.child(of: id, 0)),
          due: followUp.countdownSeconds.flatMap { $0 > 0 ? .after(.seconds($0)) : nil },
          dedupe: followUp.dedupeKey.map { .init(key: $0, lifetime: Self.dedupeLifetime) }))
    }
    send(messages + more, job.claim, settings)
  }

  /// Makes messages ready that are sent with the end of a claim.
  init(_ messages: [Dispatch], _ claim: Claim, _ settings: DispatchSettings) {
    send(messages, claim, settings)
  }

  private mutating func send(_ messages: [Dispatch], _ claim: Claim, _ settings: DispatchSettings) {
    let chunks = Self.chunks(messages)
    guard chunks.count > 1 else {
      effects = messages.map { .send($0) }
      return
    }
    stages = chunks.enumerated().map { number, chunk in
      StageRequest(
        claim: claim, mostBytes: settings.mostMessageBytes, chunk: UInt32(number), messages: chunk)
    }
  }

  private static func chunks(_ messages: [Dispatch]) -> [[Dispatch]] {
    var chunks: [[Dispatch]] = []
    var bytes = 0
    for message in messages {
      bytes += message.raw.count
      if let last = chunks.last, last.count < mostInOneRequest.count, bytes <= mostInOneRequest.bytes {
        chunks[chunks.count - 1].append(message)
      } else {
        chunks.append([message])
        bytes = message.raw.count
      }
    }
    return chunks
  }
}
