// `devseo dead show`: one dead letter, its message byte for byte.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Shows a dead letter.
struct ShowLetter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a dead letter.",
    discussion: """
      Example: devseo dead show crawl 1790000000000001 > message.json

      The message goes to stdout byte for byte, what is known of it to stderr. With --json both are one object; a \
      message that is not UTF-8 is its member "message_base64" in place of "message".
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The queue.")
  var queue: String

  @Argument(help: "The letter's ID.")
  var id: String

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    let purpose = "show \(id.safe())"
    switch try server.ask(DeadShowRequest(queue: queue, id: id), to: purpose) {
    case .gone: throw Failure(.negative, "cannot \(purpose): there is no such dead letter of \(queue.safe())")
    case .letter(let header, let raw):
      let text = String(validating: raw, as: UTF8.self)
      if options.json {
        let message: [String: JSON] =
          if let text { ["message": .string(text)] } else { ["message_base64": .string(base64(raw))] }
        Terminal.say(JSON.object(header.members.merging(message) { $1 }).description)
      } else {
        Terminal.complain("died \(header.date) at delivery \(header.attempts): \(header.reason.safe())")
        guard Terminal.isInteractive else { return Terminal.write(raw) }
        // On a terminal the message must not be able to give orders.
        Terminal.say(String(decoding: raw, as: UTF8.self).safe(lines: true))
      }
    }
  }

  private func base64(_ raw: [UInt8]) -> String { String(decoding: Base64.encoded(raw), as: UTF8.self) }
}
