// A zone as the IANA's database has it on this machine: a file of the format TZif (RFC 9636).

internal import Glibc

/// Why there is no zone of a name.
public struct UnknownZone: Error, CustomStringConvertible {
  /// A sentence's end: "there is no file ...".
  public let description: String
}

extension Zone {
  /// Where the database lies.
  static let folder = "/usr/share/zoneinfo"

  /// Reads a zone.
  ///
  /// - Parameter name: For example `Europe/Berlin`; `UTC` needs no file. It must not lead out of the folder.
  /// - Throws: ``UnknownZone``.
  init(named name: String) throws(UnknownZone) {
    guard name != "UTC" else {
      self = .utc
      return
    }
    let path = "\(Self.folder)/\(name)"
    guard let bytes = FileContent.read(path) else {
      let isInstalled = access(Self.folder, F_OK) == 0
      throw UnknownZone(
        description: isInstalled
          ? "there is no time zone \(name) in \(Self.folder)"
          : "there are no time zones but UTC on this machine: install tzdata")
    }
    guard let zone = Zone(parsing: bytes) else {
      throw UnknownZone(description: "\(path) is no time zone that can be read")
    }
    self = zone
  }

  /// Reads the content of a file; nil when it cannot be read, or counts leap seconds.
  init?(parsing bytes: [UInt8]) {
    var file = ZoneFile(rest: bytes[...])
    guard let first = file.header() else { return nil }
    guard first.version >= UInt8(ascii: "2") else {
      guard let data = file.data(first, width: 4) else { return nil }
      self.init(firstOffset: data.firstOffset, changes: data.changes, rule: nil)
      return
    }
    // Of a newer file the first part is for readers that know only 32 bits.
    guard file.skip(first.length(width: 4)), let header = file.header(),
      let data = file.data(header, width: 8)
    else { return nil }
    let footer = file.rest.dropFirst().prefix { $0 != UInt8(ascii: "\n") }
    let rule = ZoneRule(Array(footer))
    guard rule != nil || footer.isEmpty else { return nil }
    self.init(firstOffset: data.firstOffset, changes: data.changes, rule: rule)
  }
}

/// A cursor in such a file.
private struct ZoneFile {
  var rest: ArraySlice<UInt8>

  struct Header {
    var version: UInt8
    /// How many there are of each: marks of UT and of standard time, leap seconds, changes, types, letters.
    var counts: [Int]

    func length(width: Int) -> Int {
      counts[3] * (width + 1) + counts[4] * 6 + counts[5] + counts[2] * (width + 4) + counts[1] + counts[0]
    }
  }

  mutating func header() -> Header? {
    guard rest.count >= 44, rest.starts(with: "TZif".utf8) else { return nil }
    let version = rest[rest.startIndex + 4]
    rest = rest.dropFirst(20)
    let counts = (0..<6).map { _ in Int(number(4)) }
    guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
    return Header(version: version, counts: counts)
  }

  mutating func skip(_ count: Int) -> Bool {
    guard rest.count >= count else { return false }
    rest = rest.dropFirst(count)
    return true
  }

  mutating func data(_ header: Header, width: Int) -> (firstOffset: Int64, changes: [Zone.Change])? {
    let (changeCount, typeCount) = (header.counts[3], header.counts[4])
    guard rest.count >= header.length(width: width), typeCount > 0, header.counts[2] == 0 else { return nil }
    let moments = (0..<changeCount).map { _ in number(width) }
    let types = (0..<changeCount).map { _ in Int(number(1) & 0xFF) }
    let offsets = (0..<typeCount).map { _ in
      defer { rest = rest.dropFirst(2) }
      return number(4)
    }
    rest = rest.dropFirst(header.counts[5] + header.counts[1] + header.counts[0])
    let isSound =
      types.allSatisfy { $0 < typeCount } && offsets.allSatisfy { $0.magnitude < 100_000 }
      && zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 }
    guard isSound else { return nil }
    return (offsets[0], zip(moments, types).map { Zone.Change(at: $0, offset: offsets[$1]) })
  }

  /// The next bytes as a number with a sign, the highest first; there must be as many.
  private mutating func number(_ width: Int) -> Int64 {
    var value: Int64 = (rest.first ?? 0) & 0x80 == 0 ? 0 : -1
    for byte in rest.prefix(width) { value = value << 8 | Int64(byte) }
    rest = rest.dropFirst(width)
    return value
  }
}
