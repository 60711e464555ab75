// A task's result on its way into the result backend.

/// A result to be stored under a key and told to those who wait for it.
///
/// A stored SUCCESS is never overwritten; then nothing is told either.
public struct ResultWrite: Hashable, Sendable {
  /// The JSON, whole or around a date that the server puts in.
  public enum Value: Hashable, Sendable {
    /// The whole text.
    case whole([UInt8])
    /// The text before and after `date_done`, for a result that is prepared long before it is stored.
    case dated(before: [UInt8], after: [UInt8])
  }

  /// The database that results live in.
  public var database: Int
  /// The database that the script runs in.
  public var home: Int
  /// The key, which is the channel's name as well.
  public var key: [UInt8]
  /// How long it is kept; nil: for ever.
  public var lifetimeSeconds: Int?
  /// The JSON.
  public var value: Value

  /// Makes a result.
  public init(database: Int, home: Int, key: [UInt8], lifetimeSeconds: Int?, value: Value) {
    self.database = database
    self.home = home
    self.key = key
    self.lifetimeSeconds = lifetimeSeconds
    self.value = value
  }

  /// How many bytes the JSON has.
  var byteCount: Int {
    switch value {
    case .whole(let text): text.count
    case .dated(let before, let after): before.count + after.count
    }
  }

  var arguments: [[UInt8]] {
    let place = [bytes(database), bytes(home), key, bytes(lifetimeSeconds ?? 0)]
    return switch value {
    case .whole(let text): [Array("result".utf8)] + place + [text]
    case .dated(let before, let after): [Array("dated".utf8)] + place + [before, after]
    }
  }
}
