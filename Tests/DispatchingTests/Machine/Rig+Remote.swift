// Commands to the machine under test, and what it says to Celery's tools.

import Dispatching
import JSONText
import Messages
import Queue

extension Rig {
  /// A table of these manifests.
  static func table(_ manifests: [JSON]) throws -> HandlerTable {
    var table = HandlerTable()
    for json in manifests {
      let manifest = try Manifest(json)
      table.handlers[manifest.task] = InstalledHandler(directory: "/h", manifest: manifest)
    }
    return table
  }

  /// Broadcasts a command.
  mutating func command(
    _ method: String, _ arguments: JSON = [:], audience: JSON = [:], isAnswered: Bool = true, clock: Int = 7,
    expires: Double? = nil
  ) throws {
    var body: [String: JSON] = [
      "method": .string(method), "arguments": arguments, "destination": nil, "pattern": nil, "matcher": nil,
    ]
    body.merge(audience.object ?? [:]) { $1 }
    if isAnswered {
      body["ticket"] = "ticket-1"
      body["reply_to"] = ["exchange": "reply.celery.pidbox", "routing_key": "oid-1"]
    }
    let text = Base64.encoded(JSON.object(body).bytes())
    let envelope: JSON = [
      "body": .string(String(decoding: text, as: UTF8.self)), "content-type": "application/json",
      "content-encoding": "utf-8",
      "headers": ["clock": .integer(clock), "expires": .double(expires ?? now.unixSeconds + 1)],
      "properties": [
        "body_encoding": "base64", "delivery_info": ["exchange": "celery.pidbox", "routing_key": ""],
      ],
    ]
    tell(.remote(envelope.bytes(), vitals))
  }

  /// What a command is answered.
  mutating func reply(
    _ method: String, _ arguments: JSON = [:], audience: JSON = [:], clock: Int = 7
  ) throws -> JSON {
    let count = replies.count
    try command(method, arguments, audience: audience, clock: clock)
    wait(.milliseconds(10))
    guard replies.count > count else { throw Missing("to answer \(method)") }
    return try lastReply()
  }

  /// The revocation that Redis is told of, which it then knows.
  mutating func revocation() throws -> RevokeRequest {
    try reach(.revoke)
    guard case .revoke(let request)? = pending else { throw Missing("a revocation") }
    answer(.revoke, "ok", "1")
    return request
  }

  /// The last answer; what Redis is asked meanwhile is answered.
  mutating func lastReply() throws -> JSON {
    wait(.milliseconds(10))
    guard let speech = replies.last else { throw Missing("to answer") }
    return try Self.body(of: speech)["devseo@test"] ?? .null
  }

  /// The answers to commands.
  var replies: [WorkerSpeech] { speeches.filter { if case .reply = $0.way { true } else { false } } }

  /// The events that monitors heard, in order.
  func events() throws -> [JSON] {
    try speeches.flatMap { speech -> [JSON] in
      guard case .publish = speech.way else { return [] }
      let body = try Self.body(of: speech)
      return body.array ?? [body]
    }
  }

  private static func body(of speech: WorkerSpeech) throws -> JSON {
    let envelope = try JSON(parsing: speech.payload)
    return try JSON(parsing: Base64.bytes(of: envelope["body"]?.string ?? ""))
  }
}

extension Base64 {
  /// The bytes of a text that is base64.
  fileprivate static func bytes(of text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for digit in text.utf8 {
      guard let value = alphabet.firstIndex(of: digit) else { break }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}
