// Where the encoding of a page was found; each beats those after it.

/// What told the encoding of a page.
public enum EncodingSource: String, Sendable {
  /// A byte order mark at the start of the page.
  case bom
  /// The charset parameter of the Content-Type header.
  case header
  /// A `meta` element, or an XML declaration, in the first 1,024 bytes.
  case meta
  /// Nothing: UTF-8 if the bytes are that, else windows-1252.
  case fallback
}
