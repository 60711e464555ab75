// Which encoding a page is read in, and what its bytes become.

import HTML
import Testing

@Suite struct `The encoding of a page` {
  /// A page's bytes: a source in ASCII with its `*` replaced.
  static func page(_ source: String, _ bytes: [UInt8] = []) -> [UInt8] {
    source.utf8.flatMap { $0 == UInt8(ascii: "*") ? bytes : [$0] }
  }

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF, 0x61], "windows-1251", "UTF-8", "a"),
      ([0xFF, 0xFE, 0x61, 0x00], "utf-8", "UTF-16LE", "a"),
      ([0xFE, 0xFF, 0x00, 0x61], "utf-8", "UTF-16BE", "a"),
      ([0xFF, 0xFE], nil, "UTF-16LE", ""),
      ([0xEF, 0xBB, 0xBF, 0xE9], nil, "UTF-8", "\u{FFFD}"),
    ] as [([UInt8], String?, String, String)])
  func `is told by a byte order mark before all else`(
    bytes: [UInt8], charset: String?, encoding: String, text: String
  ) {
    let document = Document(bytes, charset: charset)
    #expect(document.encoding == encoding)
    #expect(document.encodingSource == .bom)
    #expect(document.body?.text == text)
  }

  @Test func `is told by the header before the page itself`() {
    let document = Document(Self.page("<meta charset=utf-8>*", [0xE9]), charset: " ISO-8859-1\t")
    #expect(document.encoding == "windows-1252")
    #expect(document.encodingSource == .header)
    #expect(document.body?.text == "é")
    #expect(document.replacements == 0)
  }

  @Test(arguments: ["", "utf-7", "klingon", "utf-8;", "\u{E9}"])
  func `is not told by a header that makes no sense`(charset: String) {
    let document = Document(Self.page("<meta charset=windows-1251>*", [0xE9]), charset: charset)
    #expect(document.encoding == "windows-1251")
    #expect(document.encodingSource == .meta)
    #expect(document.body?.text == "й")
  }

  @Test(arguments: [
    ("<meta charset=koi8-r>", "KOI8-R"),
    ("<META CHARSET='KOI8-R'>", "KOI8-R"),
    ("<meta/charset = \" koi8-r \" >", "KOI8-R"),
    ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "KOI8-R"),
    ("<meta content=\"text/html;charset = 'koi8-r'\" http-equiv=content-type>", "KOI8-R"),
    ("<meta http-equiv=content-type content='charset charset=koi8-r;x'>", "KOI8-R"),
    ("<html><head><title>x</title><meta charset=koi8-r>", "KOI8-R"),
    ("<a title='>'></a><meta charset=koi8-r>", "KOI8-R"),
    ("<!--><meta charset=koi8-r>", "KOI8-R"),
    ("<!-- <meta charset=utf-8> --><meta charset=koi8-r>", "KOI8-R"),
    ("<!x <meta charset=utf-8><meta charset=koi8-r>", "KOI8-R"),
    ("<script><meta charset=koi8-r></script>", "KOI8-R"),
    ("<meta charset=bogus><meta charset=koi8-r>", "KOI8-R"),
    ("<meta charset=koi8-r charset=utf-8>", "KOI8-R"),
    ("<meta charset=koi8-r content='charset=big5' http-equiv=content-type>", "KOI8-R"),
    ("<meta charset=utf-16>", "UTF-8"),
    ("<meta charset=utf-16be>", "UTF-8"),
    ("<meta charset=x-user-defined>", "windows-1252"),
    ("<?xml version='1.0' encoding='koi8-r'?><html>", "KOI8-R"),
    ("<?xml version=\"1.0\" encoding = \"utf-16\" ?><html>", "UTF-8"),
    ("<?xml encoding='big5'?><meta charset=koi8-r>", "KOI8-R"),
  ])
  func `is told by the page's first bytes`(source: String, encoding: String) {
    let document = Document(Self.page(source))
    #expect(document.encoding == encoding)
    #expect(document.encodingSource == .meta)
  }

  @Test(arguments: [
    "<meta content='text/html; charset=koi8-r'>",
    "<meta http-equiv=refresh content='charset=koi8-r'>",
    "<meta http-equiv=content-type content='charset=\"koi8-r'>",
    "<meta http-equiv=content-type content='charset'>",
    "<meta http-equiv=content-type content='charset='>",
    "<metacharset=koi8-r>", "<meta charset=koi8-r", "<meta charset='koi8-r",
    "<meta name=charset content=koi8-r>",
    "<!-- <meta charset=koi8-r>", "<a <meta charset=koi8-r>", "< meta charset=koi8-r>",
    "<?xml encoding=koi8-r?>",
    "<meta charset>", "<meta charset=>", "<", "<m", "<!", "<!--", "</", "<meta", "<meta ", "<meta a",
    "<meta a=",
    " <?xml encoding='koi8-r'?>", "<?xml encoding='koi8-r",
  ])
  func `is not told by what only looks like it`(source: String) {
    let document = Document(Self.page(source))
    #expect(document.encoding == "UTF-8")
    #expect(document.encodingSource == .fallback)
  }

  @Test func `is looked for in the first 1024 bytes only`() {
    let meta = "<meta charset=koi8-r>"
    let near = String(repeating: " ", count: 1024 - meta.utf8.count) + meta
    #expect(document(near).encodingSource == .meta)
    #expect(document(" " + near).encodingSource == .fallback)
  }

  @Test(
    arguments: [
      ([0x61], "UTF-8", "a"), ([0xC3, 0xA9], "UTF-8", "é"), ([0xE9], "windows-1252", "é"),
      ([0x80, 0x81, 0x9F], "windows-1252", "€\u{FFFD}Ÿ"), ([0xC3, 0xA9, 0xE9], "windows-1252", "Ã©é"),
    ] as [([UInt8], String, String)])
  func `falls back on UTF-8 if valid, else on windows-1252`(bytes: [UInt8], encoding: String, text: String) {
    let document = Document(bytes)
    #expect(document.encoding == encoding)
    #expect(document.encodingSource == .fallback)
    #expect(document.replacements == 0)
    #expect(document.body?.text == text)
  }

  @Test(arguments: [
    ("unicode-1-1-utf-8", "UTF-8"), ("UTF8", "UTF-8"), ("latin1", "windows-1252"),
    ("us-ascii", "windows-1252"),
    ("iso-8859-1", "windows-1252"), ("iso-8859-9", "windows-1254"), ("iso-8859-11", "windows-874"),
    ("tis-620", "windows-874"), ("gb2312", "GBK"), ("x-gbk", "GBK"), ("gb18030", "gb18030"),
    ("ks_c_5601-1987", "EUC-KR"), ("windows-949", "EUC-KR"), ("big5-hkscs", "Big5"),
    ("shift-jis", "Shift_JIS"),
    ("x-sjis", "Shift_JIS"), ("windows-31j", "Shift_JIS"), ("x-euc-jp", "EUC-JP"),
    ("csiso2022jp", "ISO-2022-JP"),
    ("logical", "ISO-8859-8-I"), ("visual", "ISO-8859-8"), ("mac", "macintosh"),
    ("x-mac-ukrainian", "x-mac-cyrillic"),
    ("koi", "KOI8-R"), ("koi8-ru", "KOI8-U"), ("866", "IBM866"), ("l9", "ISO-8859-15"),
    ("unicode", "UTF-16LE"),
    ("utf-16", "UTF-16LE"), ("hz-gb-2312", "replacement"), ("iso-2022-kr", "replacement"),
    ("x-user-defined", "x-user-defined"),
  ])
  func `goes by many labels`(label: String, encoding: String) {
    #expect(Document([0x61], charset: label).encoding == encoding)
  }

  @Test(
    arguments: [
      ("shift_jis", [0x93, 0xFA, 0x96, 0x7B, 0xB1, 0x5C], "日本ｱ\\"),
      ("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC, 0x8E, 0xB1], "日本ｱ"),
      ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42, 0x61], "日本a"),
      ("gbk", [0xD6, 0xD0, 0x80, 0x61], "中€a"),
      ("gb2312", [0x81, 0x40], "丂"),
      ("gb18030", [0x81, 0x30, 0x84, 0x36, 0xD6, 0xD0], "¥中"),
      ("big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文"),
      ("euc-kr", [0xC7, 0xD1, 0x81, 0x41], "한갂"),
      ("windows-1251", [0xCF, 0xF0, 0x98], "Пр\u{FFFD}"),
      ("windows-1253", [0xE1, 0x81], "α\u{FFFD}"),
      ("windows-1255", [0xE0, 0xC8, 0xCA], "א\u{5B8}\u{5BA}"),
      ("windows-1258", [0x61, 0xD2], "a\u{309}"),
      ("windows-874", [0xA1, 0x80], "ก€"),
      ("koi8-r", [0xF0, 0xD2], "Пр"),
      ("koi8-u", [0xA4, 0xAE, 0xBE], "єўЎ"),
      ("ibm866", [0x8F, 0xE0], "Пр"),
      ("iso-8859-2", [0xB1, 0x80], "ą\u{FFFD}"),
      ("iso-8859-8-i", [0xE0], "א"),
      ("iso-8859-15", [0xA4], "€"),
      ("iso-8859-16", [0xAA], "Ș"),
      ("macintosh", [0x8E, 0xC6, 0xDB, 0xF0], "é∆€\u{F8FF}"),
      ("x-mac-cyrillic", [0x80, 0xA2, 0xFF], "АҐ€"),
      ("x-user-defined", [0x41, 0x80, 0xFF], "A\u{F780}\u{F7FF}"),
      ("utf-16le", [0x61, 0x00, 0x3D, 0xD8, 0x00, 0xDE], "a😀"),
      ("utf-16be", [0x00, 0x61, 0xD8, 0x3D, 0xDE, 0x00], "a😀"),
    ] as [(String, [UInt8], String)])
  func `makes text of bytes`(charset: String, bytes: [UInt8], text: String) {
    let document = Document(bytes, charset: charset)
    #expect(document.body?.text == text)
    #expect(document.replacements == 0)
  }

  @Test(
    arguments: [
      ("utf-8", [0x61, 0xFF, 0x62], "a\u{FFFD}b", 1),
      ("utf-8", [0xE2, 0x82, 0x61], "\u{FFFD}a", 1),
      ("utf-8", [0xF0, 0x9F, 0x98, 0xE2, 0x82], "\u{FFFD}\u{FFFD}", 2),
      ("utf-8", [0xC0, 0xAF, 0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", 5),
      ("utf-8", [0xEF, 0xBF, 0xBD, 0x61], "\u{FFFD}a", 0),
      ("utf-8", [0xE2, 0xEF, 0xBF, 0xBD], "\u{FFFD}\u{FFFD}", 1),
      ("utf-16le", [0x00, 0xD8, 0x61, 0x00], "\u{FFFD}a", 1),
      ("utf-16le", [0x00, 0xDC, 0x61, 0x00], "\u{FFFD}a", 1),
      ("utf-16le", [0xFD, 0xFF], "\u{FFFD}", 0),
      ("utf-16le", [0x61, 0x00, 0x61], "a\u{FFFD}", 1),
      ("utf-16be", [0xD8, 0x00, 0xD8, 0x3D, 0xDE, 0x00, 0xD8], "\u{FFFD}😀\u{FFFD}", 2),
      ("shift_jis", [0x93, 0xFA, 0x85, 0x3C, 0x69, 0x3E], "日\u{FFFD}", 1),
      ("shift_jis", [0x93], "\u{FFFD}", 1),
      ("euc-kr", [0xFF, 0x61, 0xC7], "\u{FFFD}a\u{FFFD}", 2),
      ("gbk", [0xFF, 0x3C, 0x70, 0x3E, 0x61], "\u{FFFD}a", 1),
      ("big5", [0x81, 0x3C, 0x70, 0x3E], "\u{FFFD}", 1),
      ("windows-1253", [0xAA, 0x61], "\u{FFFD}a", 1),
      ("iso-8859-6", [0xA1], "\u{FFFD}", 1),
      ("iso-2022-kr", [0x61, 0x62], "\u{FFFD}", 1),
      ("iso-2022-kr", [], "", 0),
    ] as [(String, [UInt8], String, Int)])
  func `counts what it had to replace`(charset: String, bytes: [UInt8], text: String, count: Int) {
    let document = Document(bytes, charset: charset)
    #expect(document.body?.text == text)
    #expect(document.replacements == count)
  }

  @Test func `survives a character on the edge of every buffer`() {
    let bytes = (0..<5000).flatMap { _ in [0x61, 0xD6, 0xD0] as [UInt8] }
    let document = Document(bytes, charset: "gbk")
    #expect(document.body?.text == String(repeating: "a中", count: 5000))
  }

  @Test func `does not suffer from a cut within a character`() {
    var limits = Document.Limits()
    let bytes = Array("aé中😀".utf8)
    for size in 0...bytes.count {
      limits.bytes = size
      let document = Document(bytes, limits: limits)
      #expect(document.encoding == "UTF-8")
      #expect(document.replacements == 0)
      #expect(document.isCutBySize == (size < bytes.count))
      #expect("aé中😀".hasPrefix(document.body?.text ?? "-"))
    }
  }
}
