// What a dispatcher and a template say to each other: a process that has done its start and makes others that go on
// from there. One packet each, in words of ASCII, so that a handler in any language can keep to it.
//
//   template    ready                      it can do it
//   dispatcher  17 /var/lib/.../work/5     number and private folder; with it the descriptors 0 to 3
//   clone       17 4711                    number and process id, or minus the number of the error

/// An order for one process.
public struct CloneOrder: Hashable, Sendable {
  /// What tells it from others.
  public var number: Int
  /// The private folder that it works in.
  public var folder: String

  /// The first word of a template.
  public static let readiness = Array("ready".utf8)

  /// How long a packet may be: a path has 4,095 bytes at most.
  public static let longestPacket = 8192

  /// Makes an order.
  public init(number: Int, folder: String) { (self.number, self.folder) = (number, folder) }

  /// Reads an order; nil when it is none.
  public init?(_ packet: [UInt8]) {
    guard let text = String(validating: packet, as: UTF8.self) else { return nil }
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, let number = Int(words[0]), words[1].hasPrefix("/"), !words[1].utf8.contains(0)
    else { return nil }
    self.init(number: number, folder: String(words[1]))
  }

  /// The order as a packet.
  public var packet: [UInt8] { Array("\(number) \(folder)".utf8) }

  /// What became of an order.
  public struct Answer: Hashable, Sendable {
    /// The order's number.
    public var number: Int
    /// The process's id, or minus the number of the error that kept it from being.
    public var outcome: Int32

    /// Makes an answer.
    public init(number: Int, outcome: Int32) { (self.number, self.outcome) = (number, outcome) }

    /// Reads an answer; nil when it is none.
    public init?(_ packet: [UInt8]) {
      let words = String(decoding: packet, as: UTF8.self).split(
        separator: " ", omittingEmptySubsequences: false)
      guard words.count == 2, let number = Int(words[0]), let outcome = Int32(words[1]), outcome != 0 else {
        return nil
      }
      self.init(number: number, outcome: outcome)
    }

    /// The answer as a packet.
    public var packet: [UInt8] { Array("\(number) \(outcome)".utf8) }
  }
}
