// A handler for the tests of handlers: it tells its circumstances, asks for the follow-ups that its message names,
// and fails if that says so.

import HandlerKit
import JSONText
import Messages
import Synchronization

@main struct Probe: Handler {
  static let usage = Usage(
    name: "probe-handler", about: "Tells its circumstances.",
    parameters: [
      Parameter("text", .text, about: "Any text; its length is told.", defaultValue: ""),
      Parameter("follow_ups", .text, about: "Events, a JSON array.", defaultValue: "[]"),
      Parameter("failure", .text, about: "Why it fails.", isRequired: false),
    ])

  struct Message: Decodable {
    var text: String
    var follow_ups: String
    var failure: String?
  }

  private static let isPrepared = Atomic<Bool>(false)

  static func prepare() { isPrepared.store(true, ordering: .relaxed) }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    for followUp in try Self.followUps(message.follow_ups) { invocation.enqueue(followUp) }
    if let reason = message.failure { throw .failed(reason) }
    let context = invocation.context
    return [
      "task_id": JSON(context.taskID), "queue": JSON(context.queue), "attempt": .integer(context.attempt),
      "fence": JSON(context.fence), "soft_deadline": JSON(context.softDeadline),
      "is_stopping": .bool(invocation.stop != nil), "bytes": .integer(message.text.utf8.count),
      "is_prepared": .bool(Self.isPrepared.load(ordering: .relaxed)),
    ]
  }

  private static func followUps(_ text: String) throws(Failure) -> [FollowUp] {
    do throws(JSONError) {
      var followUps: [FollowUp] = []
      for value in try JSON(parsing: text).array ?? [] {
        if case .enqueue(let followUp) = try Event(value) { followUps.append(followUp) }
      }
      return followUps
    } catch {
      throw .message("cannot read the follow-ups: \(error)")
    }
  }
}
