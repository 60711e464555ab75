// A message on its way into a list.

/// A message to be sent.
public struct Dispatch: Hashable, Sendable {
  /// A key that lets only the first of several messages through.
  public struct Dedupe: Hashable, Sendable {
    /// The key.
    public var key: String
    /// How long it holds.
    public var lifetime: Duration

    /// Makes a key.
    public init(key: String, lifetime: Duration) {
      self.key = key
      self.lifetime = lifetime
    }
  }

  /// The whole key of the list.
  public var list: [UInt8]
  /// The message.
  public var raw: [UInt8]
  /// When it is due; nil: now.
  public var due: Moment?
  /// What it must not double.
  public var dedupe: Dedupe?

  /// Makes a message to be sent.
  public init(list: [UInt8], raw: [UInt8], due: Moment? = nil, dedupe: Dedupe? = nil) {
    self.list = list
    self.raw = raw
    self.due = due
    self.dedupe = dedupe
  }

  var arguments: [[UInt8]] {
    [
      Array("send".utf8), list, due?.bytes ?? [], dedupe.map { Array($0.key.utf8) } ?? [],
      dedupe.map { bytes(max(1, $0.lifetime.milliseconds)) } ?? [], raw,
    ]
  }
}
