// The outer layer of a message, kombu's: JSON with headers, properties and an encoded body.
//
// 1. The row is parsed; headers and properties that are null or absent are empty.
// 2. The body's content type is checked; it is decoded by `body_encoding`, inflated if compressed, and parsed.

internal import JSONText

/// A row of a queue, taken apart but not yet understood as a task.
struct EnvelopeFrame {
  private(set) var headers: [String: JSON] = [:]
  private(set) var properties: [String: JSON] = [:]
  /// The body: an array in protocol 2, an object in protocol 1.
  private(set) var body: JSON = .null
  /// The body's text.
  private(set) var bodyText: [UInt8] = []
  /// Whether the body travels as base64.
  private(set) var isBase64 = false
  /// Whether the body travels compressed.
  private(set) var isCompressed = false

  init(_ row: [UInt8]) throws(EnvelopeError) {
    let envelope: JSON
    do {
      envelope = try JSON(parsing: row)
    } catch {
      throw refusal(.notJSON, "it is no JSON: \(error.reason)")
    }
    guard let members = envelope.object else {
      throw refusal(.notEnvelope, "it is \(envelope.kind), not an object")
    }
    headers = try object("headers", of: members)
    properties = try object("properties", of: members)
    try decodeBody(of: members)
  }

  /// An error that carries the id and the name as far as they are known by now.
  func refusal(_ code: EnvelopeError.Code, _ reason: String) -> EnvelopeError {
    let ids = [headers["id"], body["id"], properties["correlation_id"]]
    let tasks = [headers["task"], body["task"]]
    return EnvelopeError(
      code, reason,
      taskID: ids.lazy.compactMap { $0?.string }.first { !$0.isEmpty },
      task: tasks.lazy.compactMap { $0?.string }.first { !$0.isEmpty })
  }

  private func object(_ name: String, of members: [String: JSON]) throws(EnvelopeError) -> [String: JSON] {
    guard let value = members[name], !value.isNull else { return [:] }
    guard let object = value.object else {
      throw refusal(.notEnvelope, "its \(name) are \(value.kind), not an object")
    }
    return object
  }

  private mutating func decodeBody(of members: [String: JSON]) throws(EnvelopeError) {
    guard let value = members["body"] else { throw refusal(.notEnvelope, "it has no body") }
    // Celery 5.6.2 exits on a type that is null; here it is one more type that is not accepted.
    guard members["content-type"] == "application/json" else {
      let type = members["content-type"]?.description ?? "none"
      throw refusal(.contentDisallowed, "its content type is \(type), not application/json")
    }
    let charset = members["content-encoding"] ?? .null
    guard charset.isNull || ["utf-8", "utf8", "us-ascii", "ascii"].contains(charset.string?.lowercased())
    else {
      throw refusal(.undecodableBody, "its content encoding is \(charset), not utf-8")
    }
    guard let text = value.string else {
      throw refusal(.undecodableBody, "its body is \(value.kind), not a string")
    }
    switch properties["body_encoding"] ?? .null {
    case .null, "": bodyText = Array(text.utf8)
    case "base64":
      guard let decoded = Base64.decoded(text.utf8) else {
        throw refusal(.undecodableBody, "its body is no base64")
      }
      (bodyText, isBase64) = (decoded, true)
    case let encoding: throw refusal(.undecodableBody, "its body encoding is \(encoding), not base64")
    }
    try inflateBody()
    do {
      body = try JSON(parsing: bodyText)
    } catch {
      throw refusal(.undecodableBody, "its body is no JSON: \(error.reason)")
    }
  }

  /// How many bytes an inflated body may have, as many as the largest message: a small one shall not fill the memory.
  static let mostInflatedBytes = 16 << 20

  private mutating func inflateBody() throws(EnvelopeError) {
    let compression = headers["compression"] ?? .null
    guard !compression.isNull, compression != "" else { return }
    guard let inflation = compression.string.flatMap(Inflation.init) else {
      throw refusal(
        .compressed, "its body is compressed (\(compression)) by none of zlib, gzip and zstd; compress it so")
    }
    do throws(Inflation.Failure) {
      bodyText = try inflation.inflated(bodyText, limit: Self.mostInflatedBytes)
      isCompressed = true
    } catch {
      switch error {
      case .broken: throw refusal(.undecodableBody, "its body is no \(compression) stream, or a cut one")
      case .tooLarge:
        throw refusal(
          .compressed, "its body is larger than \(Self.mostInflatedBytes) bytes when it is inflated")
      }
    }
  }
}
