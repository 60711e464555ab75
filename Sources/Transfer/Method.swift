// The three methods this project has a use for.

/// What a request asks for.
public enum Method: String, Sendable {
  /// The representation with its body.
  case get = "GET"
  /// The header alone.
  case head = "HEAD"
  /// To take the body that comes with the request.
  case post = "POST"
}
