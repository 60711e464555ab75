// What libpq says when it could not connect: a paragraph for each address that it tried, in which the server's own
// words, its code and advice for people are mixed. Out of it comes one reason.

/// The reason why there is no connection.
struct ConnectFailure {
  /// In words.
  let reason: String
  /// The server's code, if it was the server that refused.
  let state: SQLState?

  /// Reads the text of a failed connection, written in libpq's verbose form.
  init(_ text: String) {
    // Of several addresses the last one counts; tabs lead advice, the other lines come from deep within the server.
    let lines = text.split(whereSeparator: \.isNewline).filter { line in
      !line.hasPrefix("\t") && !["LOCATION:", "DETAIL:", "HINT:"].contains { line.hasPrefix($0) }
    }
    var line = lines.last ?? "there is no reason given"
    if line.hasPrefix("connection to server"), let end = line.firstRange(of: " failed: ") {
      line = line[end.upperBound...]
    }
    // FATAL:  28P01: password authentication failed for user "ann"
    let words = line.split(separator: ":", maxSplits: 2)
    if words.count == 3, words[1].hasPrefix("  "), words[1].dropFirst(2).utf8.count == 5,
      words[2].hasPrefix(" ")
    {
      state = SQLState(rawValue: String(words[1].dropFirst(2)))
      line = words[2].dropFirst()
    } else {
      state = nil
    }
    reason = String(line)
  }

  /// Reasons that only the operator can take away; they come from libpq and have no code.
  private static let lasting = [
    "no password supplied", "does not support SSL", "certificate verify failed", "does not match host name",
    "root certificate file", "certificate file", "private key file", "invalid sslmode",
  ]

  func error(doing action: String) -> PostgresError {
    let isLasting = state == nil && Self.lasting.contains { reason.contains($0) }
    var error = PostgresError(isLasting ? .configuration : .connect, doing: action, reason)
    error.state = state
    return error
  }
}
