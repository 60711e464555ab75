// Text as Python writes it: JSON, repr, base64, tagged values.

import JSONText
import Testing

@testable import Queue

@Suite struct `Text as Python writes it` {
  @Test(
    arguments: [
      (["b": 1, "a": [1, 2.5, nil, true]], #"{"a": [1, 2.5, null, true], "b": 1}"#), ([:], "{}"), ([], "[]"),
      ("é😀\u{2028}", #""\u00e9\ud83d\ude00\u2028""#),
      ("\"\\/\u{8}\u{c}\n\r\t\0\u{7f}", #""\"\\/\b\f\n\r\t\u0000\u007f""#),
      ([.double(.nan), .double(.infinity), .double(-.infinity)], "[NaN, Infinity, -Infinity]"),
      (.hugeInteger("18446744073709551616"), "18446744073709551616"), (1e16, "1e+16"), (1.0, "1.0"),
    ] as [(JSON, String)])
  func `by json dumps`(value: JSON, text: String) {
    #expect(String(decoding: PythonText.bytes(value), as: UTF8.self) == text)
  }

  @Test(
    arguments: [
      (nil, "None"), (true, "True"), (false, "False"), (1, "1"), (1.5, "1.5"), (.double(.nan), "nan"),
      (.double(-.infinity), "-inf"), ("a", "'a'"), ("it's", #""it's""#), (#"say "it's""#, #"'say "it\'s"'"#),
      ("é\n\0\u{7f}\\", #"'é\n\x00\x7f\\'"#), ([1, [], [:]], "[1, [], {}]"),
      (["k": "v", "a": nil], "{'a': None, 'k': 'v'}"),
    ] as [(JSON, String)])
  func `by repr`(value: JSON, text: String) {
    #expect(PythonRepr.text(value) == text)
  }

  @Test(
    arguments: [([], "()"), ([1], "(1,)"), ([1, "a"], "(1, 'a')")] as [([JSON], String)])
  func `by repr of a tuple`(values: [JSON], text: String) {
    #expect(PythonRepr.tuple(values) == text)
  }

  @Test func `long ones are cut at 1024 characters`() {
    let text = PythonRepr.text(.string(String(repeating: "x", count: 5000)))
    #expect(text.count == 1024)
    #expect(text.hasSuffix("x..."))
  }

  @Test(
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func `by base64, as in RFC 4648`(plain: String, text: String) {
    #expect(Base64.encoded(Array(plain.utf8)) == Array(text.utf8))
    #expect(Base64.decoded(text.utf8) == Array(plain.utf8))
  }

  @Test func `every byte survives base64`() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
    #expect(Base64.decoded("Zm9v\r\nYmFy\n".utf8) == Array("foobar".utf8))
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Z===", "Zm9v=", "Zg==Zg==", "Zm-_", "é", "=", "Zm9vY"])
  func `what is no base64 is refused`(text: String) {
    #expect(Base64.decoded(text.utf8) == nil)
  }

  @Test(
    arguments: [
      ("datetime", "2020-01-02T03:04:05", "2020-01-02T03:04:05"), ("date", "2020-01-02", "2020-01-02"),
      ("time", "01:02:00", "01:02:00"), ("decimal", "1.50", "1.50"), ("bytes", "abc", "abc"),
      ("base64", "/wA=", "/wA="),
      (
        "uuid", ["hex": "000000000000000000000000000000AF"], "00000000-0000-0000-0000-0000000000af"
      ),
    ] as [(String, JSON, JSON)])
  func `tagged values become text`(type: String, value: JSON, plain: JSON) {
    let tagged: JSON = ["__type__": .string(type), "__value__": value]
    #expect(TypedValue.plain(tagged) == plain)
    #expect(TypedValue.plain(["a": [tagged]]) == ["a": [plain]])
  }

  @Test(
    arguments: [
      ["__type__": "complex", "__value__": [1, 2]], ["__type__": "date", "__value__": 1],
      ["__type__": "uuid", "__value__": ["hex": "12"]], ["__type__": "uuid", "__value__": "x"],
      ["__type__": "date", "__value__": "2020-01-02", "more": 1], ["__type__": "date"],
    ] as [JSON])
  func `other tagged values stay as they are`(value: JSON) {
    #expect(TypedValue.plain(value) == value)
  }
}
