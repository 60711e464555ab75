// The text format of COPY (PostgreSQL's documentation, COPY, "Text Format"): fields apart by tabs, rows by line feeds,
// `\N` for NULL.

/// Writes rows for COPY.
enum CopyText {
  /// Adds one row.
  static func append(_ row: [SQLValue], to text: inout [UInt8]) {
    for (index, value) in row.enumerated() {
      if index > 0 { text.append(UInt8(ascii: "\t")) }
      if let field = value.wireText {
        append(field: field, to: &text)
      } else {
        text.append(contentsOf: "\\N".utf8)
      }
    }
    text.append(UInt8(ascii: "\n"))
  }

  private static func append(field: String, to text: inout [UInt8]) {
    for byte in field.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
      case UInt8(ascii: "\t"): text.append(contentsOf: "\\t".utf8)
      case UInt8(ascii: "\n"): text.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): text.append(contentsOf: "\\r".utf8)
      default: text.append(byte)
      }
    }
  }
}
