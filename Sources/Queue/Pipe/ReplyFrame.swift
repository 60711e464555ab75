// How what a script returns comes through redis-cli: as one text that Redis's own protocol (RESP2) writes, preceded by
// its length. redis-cli hands such a text on as it is, whatever bytes are in it; an array it would take apart into lines
// that the elements' own could be mistaken for, and as JSON it writes a byte at a time.

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

  /// A cursor over RESP2, of which scripts return arrays, texts, integers and null.
  private struct Reader {
    var rest: ArraySlice<UInt8>
    /// How deep arrays may lie in each other: ours lie at most two deep.
    var depth = 8

    mutating func value() -> ReplyValue? {
      guard let kind = rest.popFirst(), let lineEnd = rest.firstIndex(of: UInt8(ascii: "\r")),
        let number = ReplyFrame.number(rest[..<lineEnd])
      else { return nil }
      rest = rest[lineEnd...].dropFirst(2)
      switch kind {
      case UInt8(ascii: ":"): return .integer(number)
      case UInt8(ascii: "$") where number < 0: return .null
      case UInt8(ascii: "$"):
        guard rest.count >= number + 2 else { return nil }
        defer { rest = rest.dropFirst(number + 2) }
        return .text(Array(rest.prefix(number)))
      case UInt8(ascii: "*"): return array(of: number)
      default: return nil
      }
    }

    private mutating func array(of count: Int) -> ReplyValue? {
      guard depth > 0, (0...rest.count).contains(count) else { return nil }
      depth -= 1
      defer { depth += 1 }
      var elements: [ReplyValue] = []
      for _ in 0..<count {
        guard let element = value() else { return nil }
        elements.append(element)
      }
      return .array(elements)
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

  /// The end of a framed script: what it returned, written by Redis's rules for what Lua returns.
  private static let writer = """

    end

    local reply = run()
    if type(reply) == "table" and reply.err then return reply end

    local parts = {}
    local function write(value)
      local kind = type(value)
      if kind == "string" then
        parts[#parts + 1] = "$" .. #value .. "\\r\\n"
        parts[#parts + 1] = value
        parts[#parts + 1] = "\\r\\n"
      elseif kind == "number" then
        parts[#parts + 1] = string.format(":%d\\r\\n", value)
      elseif kind == "table" and value.ok then
        write(value.ok)
      elseif kind == "table" and value.err then
        parts[#parts + 1] = "-" .. value.err .. "\\r\\n"
      elseif kind == "table" then
        parts[#parts + 1] = "*" .. #value .. "\\r\\n"
        for i = 1, #value do write(value[i]) end
      else
        parts[#parts + 1] = value and ":1\\r\\n" or "$-1\\r\\n"
      end
    end
    write(reply)
    local text = table.concat(parts)
    return "=" .. #text .. "\\n" .. text
    """
}
