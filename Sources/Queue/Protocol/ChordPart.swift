// A member of a chord has ended: its part, and what the last part sets going.

internal import JSONText

/// A part of a chord on its way to the others.
///
/// The script that adds the last one applies one of two plans in the same step. A member that is delivered twice has
/// one part.
public struct ChordPart: Hashable, Sendable {
  /// The database that results live in.
  public var database: Int
  /// The database that the script runs in.
  public var home: Int
  /// The key of the group; those of its parts begin with it.
  public var key: [UInt8]
  /// How long parts are kept; nil: for ever.
  public var lifetimeSeconds: Int?
  /// The largest message that may be sent.
  public var mostBytes: Int
  /// The member's place in the header; nil: behind all that have one.
  public var index: Int?
  /// The member's id.
  public var taskID: String
  /// Celery's name of the state that it ended in.
  public var state: String
  /// Its result or its exception, as JSON.
  public var value: [UInt8]
  /// What is done when all members have succeeded; its messages have a hole for their results.
  public var success: [Effect]
  /// What is done when one has not; its results have a hole for the exception.
  public var failure: [Effect]

  var arguments: [[UInt8]] {
    [
      Array("join".utf8), bytes(database), bytes(home), key, bytes(lifetimeSeconds ?? 0), bytes(mostBytes),
      index.map { bytes($0) } ?? Array("+inf".utf8), PythonText.bytes(.string(taskID)), Array(state.utf8),
      value,
      Self.packed([success.arguments, failure.arguments]),
    ]
  }

  /// Lists of texts as MessagePack, which Redis unpacks.
  private static func packed(_ lists: [[[UInt8]]]) -> [UInt8] {
    var bytes = header(0xDD, lists.count)
    for list in lists {
      bytes += header(0xDD, list.count)
      for text in list { bytes += header(0xDB, text.count) + text }
    }
    return bytes
  }

  /// A type and a count of 32 bits, the most significant one first.
  private static func header(_ type: UInt8, _ count: Int) -> [UInt8] {
    [type] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
  }
}
