// What is to be sent: a URL, a method, header fields, a body, and how much of an answer is wanted.

public import WebURL

/// One HTTP request, with the limits its answer is held to.
public struct Request: Sendable {
  /// Where it goes; its fragment stays here.
  public var url: URL
  /// What is asked for.
  public var method: Method
  /// Header fields in the order they are sent; a name or value that could not be one refuses the request.
  public var headers: [(String, String)]
  /// The body of a POST; nil sends an empty one.
  public var body: [UInt8]?
  /// Media types whose bodies are wanted, in lower case; of others only the header is read.
  ///
  /// Their responses are marked as truncated. Nil wants every body; one without a type is always wanted.
  public var wantedTypes: [String]?
  /// How long and how large the exchange may grow.
  public var limits = Limits()
  /// The User-Agent of this request; nil takes that of ``Transfers``.
  public var userAgent: String?
  /// Whether it goes over a connection that nothing was sent on before.
  public var wantsNewConnection = false

  /// A request with the usual limits.
  public init(_ url: URL, method: Method = .get, headers: [(String, String)] = [], body: [UInt8]? = nil) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
  }
}
