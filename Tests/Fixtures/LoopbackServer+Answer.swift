// What a loopback server answers, plainly or by a script.

extension LoopbackServer {
  /// An answer to one request.
  public enum Answer: Sendable {
    /// A whole response; Content-Length is added unless a header says otherwise.
    case response(status: Int, headers: [(String, String)], body: [UInt8])
    /// Whatever the closure does with the connection, which is closed afterwards.
    case raw(@Sendable (Connection) -> Void)
    /// Whatever the closure answers to the request.
    case dynamic(@Sendable (Received) -> Answer)

    /// A page, 200 unless told otherwise.
    public static func html(
      _ text: String, status: Int = 200, headers: [(String, String)] = []
    ) -> Answer {
      let type = [("Content-Type", "text/html; charset=utf-8")]
      return .response(status: status, headers: type + headers, body: Array(text.utf8))
    }

    /// Plain text, 200.
    public static func text(_ text: String, headers: [(String, String)] = []) -> Answer {
      .response(status: 200, headers: [("Content-Type", "text/plain")] + headers, body: Array(text.utf8))
    }

    /// Bytes of some type, 200.
    public static func bytes(_ body: [UInt8], type: String, headers: [(String, String)] = []) -> Answer {
      .response(status: 200, headers: [("Content-Type", type)] + headers, body: body)
    }

    /// A redirect; `to` is sent as it is.
    public static func redirect(_ status: Int = 302, to location: String) -> Answer {
      .response(status: status, headers: [("Location", location)], body: [])
    }

    /// A status without a body.
    public static func status(_ status: Int, headers: [(String, String)] = []) -> Answer {
      .response(status: status, headers: headers, body: [])
    }

    /// Bytes as they are, and then the end of the connection.
    public static func raw(_ text: String) -> Answer { .raw { $0.send(text) } }

    /// Nothing, with the connection kept open until the client leaves.
    public static let silence = Answer.raw { $0.waitForClose() }
  }
}
