// Names for tasks that come out the same when the same is asked for again.

extension TaskID {
  /// A UUID of version 8 (RFC 9562) made of a text: the same for the same text.
  ///
  /// It keeps apart what differs by chance; whoever wants two texts to collide can find them.
  ///
  /// - Parameter text: What names the task.
  /// - Returns: Its 36 characters.
  public static func derived(from text: [UInt8]) -> String {
    // FNV-1a of 128 bits, by the constants of its authors.
    var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    for byte in text { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
    return uuid((0..<16).map { UInt8(truncatingIfNeeded: hash >> (120 - 8 * $0)) }, version: 8)
  }

  /// The id of a task that another one sends: the same for the same sender and place.
  ///
  /// - Parameters:
  ///   - parent: The sender's id.
  ///   - place: Which of the sender's messages it is.
  /// - Returns: Its 36 characters.
  public static func child(of parent: String, _ place: Int) -> String {
    derived(from: Array("\(place):\(parent)".utf8))
  }
}
