// What a handler tells while it runs: one JSON object a line on the events descriptor.

public import JSONText

/// One line of the events descriptor.
public enum Event: Hashable, Sendable {
  /// How far the work is: any object.
  case progress(JSON)
  /// A message to send in the commit that ends this task for good.
  case enqueue(FollowUp)
  /// How an exit with code 75 is to be taken: when to run again, whether that is one of the task's retries, and if it is
  /// none whether it counts among the times that a task may be put back.
  case retry(afterSeconds: Double?, reason: String, isCharged: Bool, isCounted: Bool = true)
  /// The type and the message of the failure that the client is to see.
  case failure(type: String, message: String)
  /// That all is said and written, with which code the process is about to exit, and how much CPU time it took.
  case end(code: Int32, cpuMicroseconds: Int)

  /// The event as one JSON object.
  public var json: JSON {
    switch self {
    case .progress(let progress):
      return ["progress": progress]
    case .enqueue(let followUp):
      return ["enqueue": followUp.json]
    case .retry(let seconds, let reason, let isCharged, let isCounted):
      var retry: [String: JSON] = ["reason": .string(reason), "charged": .bool(isCharged)]
      if !isCounted { retry["counted"] = false }
      if let seconds { retry["after_s"] = .double(seconds) }
      return ["retry": .object(retry)]
    case .failure(let type, let message):
      return ["failure": ["type": .string(type), "message": .string(message)]]
    case .end(let code, let microseconds):
      return ["end": ["code": .integer(Int(code)), "cpu_us": .integer(microseconds)]]
    }
  }

  /// Reads an event.
  ///
  /// - Parameter json: One line, parsed.
  /// - Throws: ``JSONError`` when it is none of the five, or a member is absent or of another type.
  public init(_ json: JSON) throws(JSONError) {
    guard let members = json.object else {
      throw JSONError(.typeMismatch, "expected an object with one member, found \(json.kind)")
    }
    guard let member = members.first, members.count == 1 else {
      throw JSONError(.unfit, "expected an object with one member, found \(members.count)")
    }
    switch member.key {
    case "progress":
      guard member.value.object != nil else {
        throw JSONError(.typeMismatch, at: "progress", "expected an object, found \(member.value.kind)")
      }
      self = .progress(member.value)
    case "enqueue":
      self = .enqueue(try FollowUp(member.value))
    case "retry":
      let retry = try member.value.decode(Retry.self)
      try Bounds.check(retry.after_s, within: Bounds.seconds, at: "after_s")
      self = .retry(
        afterSeconds: retry.after_s, reason: retry.reason ?? "", isCharged: retry.charged ?? true,
        isCounted: retry.counted ?? true)
    case "failure":
      let failure = try member.value.decode(Failure.self)
      self = .failure(type: failure.type, message: failure.message)
    case "end":
      self = try Self.end(member.value)
    default:
      throw JSONError(.unfit, at: member.key, "is none of progress, enqueue, retry, failure, end")
    }
  }

  private struct Retry: Decodable {
    var after_s: Double?
    var reason: String?
    var charged: Bool?
    var counted: Bool?
  }

  private struct Failure: Decodable {
    var type: String
    var message: String
  }

  /// Reads an end by hand: there is one a run, and somebody waits for it.
  private static func end(_ json: JSON) throws(JSONError) -> Event {
    guard let code = json["code"]?.integer else {
      throw JSONError(
        .typeMismatch, at: "end.code", "expected a whole number, found \(json["code"]?.kind ?? "nothing")")
    }
    let microseconds = json["cpu_us"]?.integer ?? 0
    try Bounds.check(code, within: 0...255, at: "end.code")
    try Bounds.check(microseconds, within: 0...1_000_000_000_000_000, at: "end.cpu_us")
    return .end(code: Int32(code), cpuMicroseconds: microseconds)
  }
}
