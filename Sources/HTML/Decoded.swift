// The text of a page: which encoding it is in, and its bytes as UTF-8.

/// The bytes of a page made UTF-8.
struct Decoded {
  var utf8: [UInt8]
  var encoding: TextEncoding
  var source: EncodingSource
  var replacements: Int

  init(_ bytes: [UInt8], charset: String?) {
    utf8 = bytes
    encoding = .utf8
    source = .fallback
    replacements = 0
  }
}
enum TextEncoding { case utf8; var name: String { "UTF-8" } }
