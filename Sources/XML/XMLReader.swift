// expat with a leash: bytes go in, events come out, and nothing in a document makes it fetch, expand or grow.
//
// Without a DOCTYPE there are no entities but the five of XML itself, and nothing external to name; so one ends the
// reading. What is left to attack is memory and time, and is bounded here: how deep elements nest, how many names
// expat has to remember, and how long a token may be that it reads again from its beginning with each chunk.

internal import CExpat

/// A reader of XML that comes in pieces: UTF-8, UTF-16, Latin-1 or ASCII, as its declaration or byte order mark says.
public final class XMLReader {
  /// How deep elements nest at most.
  public static let longestPath = 64
  /// How many different names of elements, attributes and prefixes a document may have.
  public static let nameLimit = 1_000
  /// How many bytes a tag, a comment or the like may have.
  public static let tokenLimit = 1 << 20

  private let parser: XML_Parser?
  /// Gathered until it is worth a call: expat reads an unfinished token again each time.
  private var waiting: [UInt8] = []
  private var used = 0
  private var events: [XMLEvent] = []
  private var text: [UInt8] = []
  private var names: [String: XMLName] = [:]
  private var prefixes = 0
  private var depth = 0
  private var taken = 0

  private static let chunk = 1 << 16

  /// How the document ended; nil while more is expected.
  public private(set) var end: XMLEnd?

  /// Makes a reader of one document.
  public init() {
    parser = XML_ParserCreateNS(nil, XML_Char(bitPattern: UInt8(ascii: "\n")))
    guard let parser else {
      end = .malformed("there is no memory to read it")
      return
    }
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(parser, whenElementStarts, whenElementEnds)
    XML_SetCharacterDataHandler(parser, whenTextComes)
    XML_SetStartDoctypeDeclHandler(parser, whenDoctypeComes)
    XML_SetStartNamespaceDeclHandler(parser, whenPrefixIsDeclared)
  }

  deinit {
    XML_ParserFree(parser)
  }

  /// Reads on.
  ///
  /// - Parameter bytes: What comes next, of any length.
  /// - Returns: What is known by now and was not told before; none once ``end`` is set.
  public func read(_ bytes: some Sequence<UInt8>) -> [XMLEvent] {
    guard end == nil else { return [] }
    waiting.append(contentsOf: bytes)
    while waiting.count - used >= Self.chunk, end == nil { parse(isLast: false) }
    waiting.removeFirst(used)
    used = 0
    return told()
  }

  /// Reads what is left, and notes the end.
  ///
  /// - Returns: The last events.
  public func finish() -> [XMLEvent] {
    parse(isLast: true)
    return told()
  }

  private func told() -> [XMLEvent] {
    defer { events = [] }
    return events
  }

  private func parse(isLast: Bool) {
    guard end == nil else { return }
    let next = waiting[used...].prefix(Self.chunk)
    used = next.endIndex
    taken += next.count
    let status = next.withUnsafeBytes { bytes in
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      return XML_Parse(parser, start, Int32(bytes.count), isLast ? 1 : 0)
    }
    if status == XML_STATUS_ERROR {
      flush()
      let why = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "it is no XML"
      stop(.malformed("line \(XML_GetCurrentLineNumber(parser)): \(why)"))
    } else if isLast {
      stop(.whole)
    } else if taken - Int(XML_GetCurrentByteIndex(parser)) > Self.tokenLimit + Self.chunk {
      stop(.malformed("line \(XML_GetCurrentLineNumber(parser)): a tag or comment is too long"))
    }
  }

  /// Notes the end; the first one stands.
  private func stop(_ end: XMLEnd) {
    guard self.end == nil else { return }
    self.end = end
  }

  // MARK: - What the callbacks do

  /// Ends the reading from within a callback.
  private func refuse(_ end: XMLEnd) {
    flush()
    stop(end)
    XML_StopParser(parser, 0)
  }

  fileprivate func start(
    _ raw: UnsafePointer<XML_Char>, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
  ) {
    guard end == nil else { return }
    flush()
    depth += 1
    guard depth <= Self.longestPath else { return refuse(.malformed("elements nest too deep")) }
    var list: [XMLAttribute] = []
    if var next = attributes {
      while let key = next.pointee, let value = next.successor().pointee {
        guard let key = name(key) else { return }
        list.append(XMLAttribute(key, String(cString: value)))
        next = next.advanced(by: 2)
      }
    }
    guard let name = name(raw) else { return }
    events.append(.start(name, attributes: list))
  }

  fileprivate func finish(_ raw: UnsafePointer<XML_Char>) {
    guard end == nil else { return }
    flush()
    depth -= 1
    guard let name = name(raw) else { return }
    events.append(.end(name))
  }

  fileprivate func append(_ bytes: UnsafeBufferPointer<XML_Char>) {
    guard end == nil else { return }
    text.append(contentsOf: bytes.lazy.map { UInt8(bitPattern: $0) })
    if text.count >= Self.chunk { flush() }
  }

  fileprivate func refuseDoctype() { refuse(.doctype) }

  fileprivate func declare() {
    prefixes += 1
    if prefixes > Self.nameLimit { refuse(.malformed("it declares too many prefixes")) }
  }

  private func flush() {
    guard !text.isEmpty else { return }
    events.append(.text(String(decoding: text, as: UTF8.self)))
    text.removeAll(keepingCapacity: true)
  }

  /// The name behind expat's spelling of it, which is `namespace LF name`; nil ends the reading.
  private func name(_ raw: UnsafePointer<XML_Char>) -> XMLName? {
    let spelling = String(cString: raw)
    if let known = names[spelling] { return known }
    guard names.count < Self.nameLimit else {
      refuse(.malformed("it has too many names"))
      return nil
    }
    let parts = spelling.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let name =
      parts.count == 2 ? XMLName(String(parts[1]), in: String(parts[0])) : XMLName(spelling)
    names[spelling] = name
    return name
  }
}

/// The reader behind a callback's context.
private func reader(_ context: UnsafeMutableRawPointer?) -> XMLReader? {
  context.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
}

private let whenElementStarts: XML_StartElementHandler = { context, name, attributes in
  if let name { reader(context)?.start(name, attributes) }
}

private let whenElementEnds: XML_EndElementHandler = { context, name in
  if let name { reader(context)?.finish(name) }
}

private let whenTextComes: XML_CharacterDataHandler = { context, text, length in
  if let text { reader(context)?.append(UnsafeBufferPointer(start: text, count: Int(length))) }
}

private let whenDoctypeComes: XML_StartDoctypeDeclHandler = { context, _, _, _, _ in
  reader(context)?.refuseDoctype()
}

private let whenPrefixIsDeclared: XML_StartNamespaceDeclHandler = { context, _, _ in
  reader(context)?.declare()
}
