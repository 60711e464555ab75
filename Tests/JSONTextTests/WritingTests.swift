// Value to text.

import JSONText
import Testing

@Suite struct `Writing JSON` {
  @Test(
    arguments: [
      (JSON.null, "null"), (["b": 1, "a": [true, nil]], #"{"a":[true,null],"b":1}"#), (0.1, "0.1"),
      (.double(1), "1.0"), (.double(1e300), "1e+300"),
      (.hugeInteger("123456789012345678901"), "123456789012345678901"),
      ("é😀\u{2028}", "\"é😀\u{2028}\""), ("\"\\\n\r\t\u{01}\u{1F}", #""\"\\\n\r\t\u0001\u001f""#),
      (.double(.nan), "null"), (.double(-.infinity), "null"),
    ] as [(JSON, String)])
  func `texts are compact and members sorted`(value: JSON, text: String) {
    #expect(value.description == text)
  }

  @Test func `for Python, numbers without JSON text are written as Python writes them`() {
    let value: JSON = [.double(.nan), .double(.infinity), .double(-.infinity)]
    #expect(String(decoding: value.bytes(nonFinite: .python), as: UTF8.self) == "[NaN,Infinity,-Infinity]")
  }

  @Test(arguments: [0.1, 1.0 / 3, .leastNonzeroMagnitude, 1.7976931348623157e308, -0.0, 123456.789])
  func `every double reads back as itself`(number: Double) throws {
    #expect(try JSON(parsing: JSON.double(number).description).double == number)
  }
}
