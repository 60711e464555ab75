// `devseo mail resend`: a mail that failed, or may have gone, gets another chance, and its message with it.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime
internal import Store

/// Has one mail sent again.
struct ResendMail: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resend",
    abstract: "Has a mail that failed, or may have gone, sent again.",
    discussion: """
      Example: devseo mail resend 4711

      The ledger knows no contents: those are in the mail's message, which was given up and is a dead letter. With \
      REDIS_URL set it is looked for among the newest 10,000 of the queue, and replayed. Without REDIS_URL the mail \
      goes with the next run of its task.

      Exit codes: 0 done · 1 there is no such mail, or no dead letter has its message.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The mail's ID.")
  var id: Int64

  @Option(help: "The queue whose dead letters are looked through.")
  var queue = "email"

  func run() throws {
    let database = try Mails.database()
    let redis =
      Environment.value(of: "REDIS_URL") == nil ? nil : try RedisServer(.broker, patience: options.patience)
    let entry = try Mails.told { () throws(StoreError) in try database.mail(id) }
    // Found before the mail is set free, replayed after it: else it would be given up once more.
    let found = try redis.flatMap { redis in try entry.flatMap { try letter(of: $0, redis) } }
    guard let mail = try Mails.told({ () throws(StoreError) in try database.releaseMail(id) }) else {
      throw Failure(.negative, "cannot resend mail \(id): there is none that failed or may have gone")
    }
    let key = mail.dedupeKey.safe()
    guard let redis else {
      return say("mail \(id) goes with the next run of its task, which is named by \(key)", letter: nil)
    }
    let purpose = "resend mail \(id)"
    let missing =
      "no dead letter of \(queue.safe()) has its message; it goes with the next run of its task, \(key)"
    guard let letter = found else { throw Failure(.negative, "cannot \(purpose): \(missing)") }
    switch try redis.ask(DeadReplayRequest(queue: queue, id: letter), to: purpose) {
    case .ok: say("mail \(id) is sent again: replayed \(letter.safe()) of \(queue.safe())", letter: letter)
    case .gone: throw Failure(.negative, "cannot \(purpose): \(missing)")
    case .refused(_, let key):
      throw Failure(.data, "cannot \(purpose): the key \(key.safe()) is no list of messages")
    }
  }

  private func say(_ sentence: String, letter: String?) {
    Terminal.say(
      options.json ? JSON.object(["id": .integer(Int(id)), "replayed": JSON(letter)]).description : sentence)
  }

  /// The newest dead letter with a mail's message.
  private func letter(of mail: MailRecord, _ redis: RedisServer) throws(Failure) -> String? {
    let purpose = "look through the dead letters of \(queue.safe())"
    let count = try redis.ask(DeadListRequest(queue: queue, limit: 1), to: purpose).count
    var end = count
    while end > max(0, count - 10_000) {
      let start = max(0, end - 1_000)
      let page = try redis.ask(DeadListRequest(queue: queue, start: start, limit: end - start), to: purpose)
      for header in page.headers.reversed() {
        if "task:\(header.taskID)" == mail.dedupeKey { return header.id }
        // A mail that its task names has no other name.
        if mail.dedupeKey.hasPrefix("task:") { continue }
        guard
          case .letter(_, let raw) = try redis.ask(DeadShowRequest(queue: queue, id: header.id), to: purpose),
          let message = try? Envelope(decoding: raw)
        else { continue }
        let named = message.keywordArguments["dedupe_key"] ?? message.arguments.dropFirst(4).first
        if named?.string == mail.dedupeKey { return header.id }
      }
      end = start
    }
    return nil
  }
}
