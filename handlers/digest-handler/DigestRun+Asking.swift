// Digests as follow-ups: one run for each user, and in it the task that sends the mail.

import HandlerKit
import JSONText
import Mailing
import Messages

extension DigestRun {
  /// How many users one run asks for; further runs ask for the rest.
  private static let usersAtOnce = 5000

  /// After how long a run for a user is not worth it any more: by then one that is missing is asked for anew.
  private static let lifetimeSeconds = 86_400.0

  /// What a run without a user is to ask for.
  private struct Plan {
    var days: [(day: String, users: [String])] = []
    /// The messages of further runs, for those who are too many for this one.
    var rest: [[String: JSON]] = []
  }

  private func plan(_ message: Digest.Message) throws(Failure) -> Plan {
    var plan = Plan()
    var room = Self.usersAtOnce
    for day in try days(message) {
      guard room > 0 else {
        plan.rest.append(["date": .string(day)])
        continue
      }
      let users = try users(on: day, after: message.after, limit: room)
      plan.days.append((day, users))
      if users.count == room, let last = users.last {
        plan.rest.append(["date": .string(day), "after": .string(last)])
      }
      room -= users.count
    }
    return plan
  }

  private func facts(_ plan: Plan) -> [String: JSON] {
    var facts: [String: JSON] = [
      "date": .string(date), "users": .integer(plan.days.first?.users.count ?? 0),
      "continued": .bool(!plan.rest.isEmpty),
    ]
    let earlier = plan.days.dropFirst().filter { !$0.users.isEmpty }
    if !earlier.isEmpty {
      facts["earlier"] = .object(
        Dictionary(earlier.map { ($0.day, .integer($0.users.count)) }) { first, _ in first })
    }
    return facts
  }

  /// Asks for the runs of all users, or in one of these for its mail.
  func asked(_ message: Digest.Message) throws(Failure) -> JSON {
    if let user = message.user_id { return try asked(for: user) }
    let plan = try plan(message)
    for (day, users) in plan.days {
      for user in users {
        ask(["user_id": .string(user), "date": .string(day)], key: "digest-task:\(user):\(day)")
      }
    }
    for rest in plan.rest { ask(rest, key: nil) }
    return .object(facts(plan))
  }

  private func ask(_ arguments: [String: JSON], key: String?) {
    invocation.enqueue(
      FollowUp(
        task: Digest.task, keywordArguments: arguments, expiresSeconds: Self.lifetimeSeconds, dedupeKey: key))
  }

  private func asked(for user: String) throws(Failure) -> JSON {
    let letter = try letter(to: user, on: date)
    guard let address = letter.address, let content = letter.content else { return .object(letter.facts) }
    invocation.enqueue(
      FollowUp(
        task: MailContent.task,
        keywordArguments: content.arguments(to: address, key: letter.key, links: letter.links),
        dedupeKey: letter.key))
    return .object(letter.facts.merging(["status": "enqueued"]) { $1 })
  }

  /// Tells whom or what would be sent.
  func rehearsed(_ message: Digest.Message) throws(Failure) -> JSON {
    guard let user = message.user_id else {
      let plan = try plan(message)
      return .object(
        facts(plan).merging(["dry_run": true, "user_ids": JSON(plan.days.first?.users ?? [])]) { $1 })
    }
    let letter = try letter(to: user, on: date)
    var result = letter.facts.merging(["dry_run": true]) { $1 }
    if let content = letter.content {
      result["status"] = "not sent"
      result["text"] = .string(content.text)
    }
    return .object(result)
  }
}
