// Value to Swift type.

import JSONText
import Testing

private struct Order: Decodable, Equatable {
  struct Line: Decodable, Equatable {
    enum Unit: String, Decodable { case piece, metre }
    var article: String
    var count: UInt8
    var unit: Unit?
  }
  var id: Int
  var lines: [Line]
  var extra: JSON?
  var prices: [String: Double]?
}

@Suite struct `Decoding JSON` {
  @Test func `nested types are made of nested values`() throws {
    let text =
      #"{"id":7,"lines":[{"article":"bell","count":2,"unit":"piece"}],"extra":[1],"prices":{"bell":9}}"#
    #expect(
      try JSON(parsing: text).decode(Order.self)
        == Order(
          id: 7, lines: [.init(article: "bell", count: 2, unit: .piece)], extra: [1], prices: ["bell": 9]))
  }

  @Test(arguments: [
    (#"{"lines":[]}"#, "id: is missing"),
    (#"{"id":"7","lines":[]}"#, "id: expected an integer, found a string"),
    (#"{"id":7.5,"lines":[]}"#, "id: expected an integer, found a number"),
    (#"{"id":99999999999999999999,"lines":[]}"#, "id: 99999999999999999999 is out of range"),
    (#"{"id":7,"lines":{}}"#, "lines: expected an array, found an object"),
    (
      #"{"id":7,"lines":[{"article":"a","count":1},{"article":"b","count":256}]}"#,
      "lines[1].count: 256 is out of range"
    ),
    (#"{"id":7,"lines":[{"article":null,"count":1}]}"#, "lines[0].article: expected a string, found null"),
    ("[]", "expected an object, found an array"),
  ])
  func `what does not fit is named with its path`(text: String, message: String) throws {
    let value = try JSON(parsing: text)
    let error = #expect(throws: JSONError.self) { try value.decode(Order.self) }
    #expect(error?.description == message)
  }

  @Test func `an unknown case is refused with its path`() throws {
    let value = try JSON(parsing: #"{"id":7,"lines":[{"article":"a","count":1,"unit":"mile"}]}"#)
    let error = #expect(throws: JSONError.self) { try value.decode(Order.self) }
    #expect(error?.path == "lines[0].unit")
  }

  @Test func `a whole number written as 5 point 0 is an integer`() throws {
    #expect(try JSON(parsing: "5.0").decode(Int.self) == 5)
  }
}
