// How what a script returns comes through redis-cli: as one text in MessagePack, preceded by its length. redis-cli hands
// such a text on as it is, whatever bytes are in it; an array it would take apart into lines that the elements' own could
// be mistaken for, and as JSON it writes a byte at a time. Redis has MessagePack built in, in C: to put such a text together
// in Lua takes several times as long.

/// A reply that has come, or is coming.
enum ReplyFrame: Equatable {
  /// What the script returned, and how many bytes said it.
  case whole(ReplyValue, byteCount: Int)
  /// There is more to come.
  case unfinished
  /// It is nothing that ``framed(_:)`` makes of what scripts return.
  case unreadable

  /// What a frame begins with; no line that redis-cli has to say for itself does.
  static let mark = UInt8(ascii: "=")
  /// How many digits its length has at most.
  private static let mostDigits = 12

  /// Reads the beginning of what redis-cli has written, where that is a frame.
  init(_ written: ArraySlice<UInt8>) {
    guard let lineEnd = written.prefix(Self.mostDigits + 2).firstIndex(of: UInt8(ascii: "\n")) else {
      self = written.count < Self.mostDigits + 2 ? .unfinished : .unreadable
      return
    }
    guard written.first == Self.mark, let length = Self.number(written[(written.startIndex + 1)..<lineEnd]),
      length >= 0
    else {
      self = .unreadable
      return
    }
    let start = lineEnd + 1
    guard written.endIndex - start >= length else {
      self = .unfinished
      return
    }
    var reader = Reader(rest: written[start..<(start + length)])
    guard let value = reader.value(), reader.rest.isEmpty else {
      self = .unreadable
      return
    }
    self = .whole(value, byteCount: start + length - written.startIndex)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: digits, as: UTF8.self))
  }

  // MARK: - Reading

  /// A cursor over MessagePack, in which scripts return arrays, texts, integers, booleans and nil.
  ///
  /// Source: the specification of MessagePack, "Formats".
  private struct Reader {
    var rest: ArraySlice<UInt8>
    /// How deep arrays may lie in each other: ours lie at most two deep.
    var depth = 8

    mutating func value() -> ReplyValue? {
      guard let kind = rest.popFirst() else { return nil }
      switch kind {
      case 0x00...0x7F, 0xE0...0xFF: return .integer(Int(Int8(bitPattern: kind)))
      case 0x90...0x9F: return array(of: Int(kind & 0x0F))
      case 0xA0...0xBF: return text(of: Int(kind & 0x1F))
      // Lua's false is what Redis gives it for nothing at all.
      case 0xC0, 0xC2: return .null
      case 0xC3: return .integer(1)
      case 0xCC...0xCF:
        return unsigned(byteCount: 1 << (kind - 0xCC)).flatMap { Int(exactly: $0) }.map { .integer($0) }
      case 0xD0...0xD3: return signed(byteCount: 1 << (kind - 0xD0)).map { .integer($0) }
      case 0xD9...0xDB: return length(byteCount: 1 << (kind - 0xD9)).flatMap { text(of: $0) }
      case 0xDC, 0xDD: return length(byteCount: 2 << (kind - 0xDC)).flatMap { array(of: $0) }
      default: return nil
      }
    }

    private mutating func text(of byteCount: Int) -> ReplyValue? {
      guard rest.count >= byteCount else { return nil }
      defer { rest = rest.dropFirst(byteCount) }
      return .text(Array(rest.prefix(byteCount)))
    }

    private mutating func array(of count: Int) -> ReplyValue? {
      guard depth > 0, count <= rest.count else { return nil }
      depth -= 1
      defer { depth += 1 }
      var elements: [ReplyValue] = []
      elements.reserveCapacity(count)
      for _ in 0..<count {
        guard let element = value() else { return nil }
        elements.append(element)
      }
      return .array(elements)
    }

    private mutating func length(byteCount: Int) -> Int? { unsigned(byteCount: byteCount).map { Int($0) } }

    private mutating func signed(byteCount: Int) -> Int? {
      let unused = 64 - 8 * byteCount
      return unsigned(byteCount: byteCount).map { Int(Int64(bitPattern: $0 << unused) >> unused) }
    }

    private mutating func unsigned(byteCount: Int) -> UInt64? {
      guard rest.count >= byteCount else { return nil }
      defer { rest = rest.dropFirst(byteCount) }
      return rest.prefix(byteCount).reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  // MARK: - Writing

  /// A script whose reply comes as a frame, unless it is an error.
  static func framed(_ script: [UInt8]) -> [UInt8] {
    // A line of flags must stay the first one.
    let isFlagged = script.starts(with: "#!".utf8)
    let flags = isFlagged ? script.prefix { $0 != UInt8(ascii: "\n") } : []
    return flags + Array("\nlocal function run()".utf8)
      + (isFlagged ? script[flags.endIndex...] : [10] + script[...])
      + Array(writer.utf8)
  }

  /// The end of a framed script: an error as it is, all else as a frame.
  private static let writer = """

    end

    local reply = run()
    if type(reply) == "table" then
      if reply.err then return reply end
      reply = reply.ok or reply
    end
    local text = cmsgpack.pack(reply)
    return "=" .. #text .. "\\n" .. text
    """
}
