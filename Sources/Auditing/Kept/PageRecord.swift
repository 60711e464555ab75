// All that an audit knows of a page which was read, as bytes: the page need not be read again as long as the server says
// that it is the same.

/// What one answer with an HTML page has come to.
public struct PageRecord: Sendable {
  /// The media type in lower case, without parameters; nil: the answer named none.
  public var mediaType: String?
  /// Bytes of the body as sent.
  public var wireBytes: Int
  /// Bytes of the body decoded.
  public var decodedBytes: Int
  /// The header fields from which some of the facts are, `NAME: VALUE` in the order of the answer.
  public var declarations: [String]
  /// What the page says.
  public var facts: PageFacts

  /// Counts up whenever the bytes, or what a page's facts are, change: what was written before is of no use then.
  public static let revision = 1
  /// Records of more bytes are not worth keeping.
  public static let longest = 1 << 20

  /// Makes the record of an answer.
  public init(
    mediaType: String?, wireBytes: Int, decodedBytes: Int, declarations: [String], facts: PageFacts
  ) {
    self.mediaType = mediaType
    self.wireBytes = wireBytes
    self.decodedBytes = decodedBytes
    self.declarations = declarations
    self.facts = facts
  }

  /// The header fields that facts are read from, in lower case.
  static let declaring: Set<String> = ["link", "x-robots-tag"]

  /// The declarations among some header fields.
  public static func declarations(in headers: some Sequence<(name: String, value: String)>) -> [String] {
    headers.compactMap { header in
      let name = header.name.lowercased()
      return declaring.contains(name) ? "\(name): \(header.value)" : nil
    }
  }

  // MARK: - Bytes

  /// The record as bytes.
  public var bytes: [UInt8] {
    var writer = RecordWriter()
    writer.write(Self.revision)
    writer.write(mediaType)
    writer.write(wireBytes)
    writer.write(decodedBytes)
    writer.write(declarations)
    facts.write(to: &writer)
    return writer.bytes
  }

  /// Reads a record; nil: the bytes are none of this revision.
  ///
  /// - Parameters:
  ///   - bytes: What ``bytes`` has given.
  ///   - scope: What belongs to the site by now.
  public init?(_ bytes: [UInt8], scope: Scope) {
    var reader = RecordReader(bytes)
    do throws(RecordReader.Unreadable) {
      guard try reader.number() == Self.revision else { return nil }
      mediaType = try reader.optionalText()
      wireBytes = try reader.number()
      decodedBytes = try reader.number()
      declarations = try reader.texts()
      facts = try PageFacts(from: &reader, scope: scope)
    } catch {
      return nil
    }
    guard reader.isAtEnd else { return nil }
  }
}
