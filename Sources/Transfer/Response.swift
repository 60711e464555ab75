// What came back: the final response alone, with the figures libcurl has about the exchange.

/// One HTTP response, decoded.
public struct Response: Sendable {
  /// The three digits of the status line, 200 to 999.
  public var status: Int
  /// The header fields of the final response, without interim responses and trailers.
  public var headers: Headers
  /// The body after its content codings were undone.
  public var body: [UInt8]
  /// Whether ``Limits/decodedBytes`` ended the body; that is no error.
  public var isTruncated: Bool
  /// Bytes of the body as received, before decoding.
  public var wireBytes: Int64
  /// Bytes of the body as decoded, before it was cut.
  public var decodedBytes: Int64
  /// Where the time went.
  public var timing: Timing
  /// The address of the peer without its port, such as `192.0.2.1`; a proxy's where one was used.
  public var remoteAddress: String
  /// `1.0`, `1.1`, `2` or `3`.
  public var httpVersion: String
  /// Whether the connection had served an earlier request.
  public var isReusedConnection: Bool

  /// A response as it would have come, for those who have none, such as tests.
  public init(
    status: Int, headers: Headers = Headers(), body: [UInt8] = [], isTruncated: Bool = false,
    wireBytes: Int64? = nil, decodedBytes: Int64? = nil, timing: Timing = Timing(),
    remoteAddress: String = "",
    httpVersion: String = "1.1", isReusedConnection: Bool = false
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isTruncated = isTruncated
    self.wireBytes = wireBytes ?? Int64(body.count)
    self.decodedBytes = decodedBytes ?? Int64(body.count)
    self.timing = timing
    self.remoteAddress = remoteAddress
    self.httpVersion = httpVersion
    self.isReusedConnection = isReusedConnection
  }
}
