// Text to value, and what Python sends that the RFC does not know.

import JSONText
import Testing

@Suite struct `Reading JSON` {
  @Test(
    arguments: [
      ("null", JSON.null), ("true", true), (" 1 ", 1), ("-0", 0), ("0.5", 0.5), ("1e3", 1000.0),
      (#""a\nb""#, "a\nb"), ("[]", []), ("[1,[2]]", [1, [2]]), (#"{"a":{"b":null}}"#, ["a": ["b": nil]]),
      (#""\ud83d\ude00""#, "😀"), ("9223372036854775807", 9_223_372_036_854_775_807),
      ("-9223372036854775808", .integer(.min)), (#""é""#, "é"), (#""\u00e9""#, "é"),
    ] as [(String, JSON)])
  func `values of RFC 8259`(text: String, value: JSON) throws {
    #expect(try JSON(parsing: text) == value)
  }

  @Test(
    arguments: [
      ("9223372036854775808", JSON.hugeInteger("9223372036854775808")),
      ("-9223372036854775809", .hugeInteger("-9223372036854775809")),
      ("[123456789012345678901234567890]", [.hugeInteger("123456789012345678901234567890")]),
      ("Infinity", .double(.infinity)), ("-Infinity", .double(-.infinity)), ("1e400", .double(.infinity)),
      ("-1E+400", .double(-.infinity)), ("[1.5e999,1]", [.double(.infinity), 1]), ("1e-400", 0.0),
      (#"{"a":1,"a":2}"#, ["a": 2]),
      (#""\ud800""#, "\u{FFFD}"), (#""\udc00\ud800""#, "\u{FFFD}\u{FFFD}"), (#""\ud800\u0041""#, "\u{FFFD}A"),
      (#""\\ud800""#, #"\ud800"#), (#""NaN 1e400 99999999999999999999""#, "NaN 1e400 99999999999999999999"),
      (#""\u0000NaN""#, "\0NaN"), (#""\u0000\u0000x""#, "\0\0x"), (#""a\u0000b""#, "a\0b"),
    ] as [(String, JSON)])
  func `values that Python writes`(text: String, value: JSON) throws {
    #expect(try JSON(parsing: text) == value)
  }

  @Test func `NaN is read as a number that equals nothing`() throws {
    let value = try JSON(parsing: "[NaN, 1]")
    #expect(value[0]?.double?.isNaN == true)
    #expect(value[1] == 1)
  }

  @Test func `a number of 400 digits stays exact, one of 400 digits with a fraction becomes infinite`() throws
  {
    let digits = String(repeating: "7", count: 400)
    #expect(try JSON(parsing: digits) == .hugeInteger(digits))
    #expect(try JSON(parsing: digits + ".5") == .double(.infinity))
  }

  @Test(arguments: [
    "", " \n", "nul", "{", "[1,]", "{\"a\"}", "01", "-", "1.", ".5", "+1", "NaNa", "Infinityy", "-NaN",
    "1e", "00000000000000000000000", "1 2", "\"", "\"\u{01}\"", "\"\\x\"", "'a'", "[1e400x]", "{1:2}",
    "\"\\ud8", "\\u0000", "-Infinit",
  ])
  func `malformed text is refused with a reason`(text: String) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(error?.code == .syntax)
    #expect(error?.description.isEmpty == false)
  }

  @Test func `a syntax error names line and column`() {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\n  \"a\": }") }
    #expect(error?.description == "unexpected token near '}' (line 2, column 8)")
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
  }

  @Test func `100,000 nested arrays are refused, not overflowed`() {
    #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
  }

  @Test func `random bytes never crash`() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array(#"{}[],:"\u0dD8cNaInfity-+.eE123 tru"#.utf8) + [0, 0xC3, 0xA9, 0xFF]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0..<40, using: &random)).map { _ in alphabet.randomElement() ?? 0 }
      guard let value = try? JSON(parsing: text) else { continue }
      #expect((try? JSON(parsing: value.bytes(nonFinite: .python)))?.bytes() == value.bytes())
    }
  }
}
