// The words between a dispatcher and a template.

import Testing

@testable import Messages

@Suite struct `An order for a clone` {
  @Test(arguments: [(1, "/tmp/w/1"), (70_000, "/a folder/with spaces/é"), (-3, "/")])
  func `is read as it was written`(number: Int, folder: String) {
    let order = CloneOrder(number: number, folder: folder)
    #expect(CloneOrder(order.packet) == order)
  }

  @Test(
    arguments: [
      "", "1", "1 ", "1 tmp", "x /tmp", " /tmp", "1  /tmp", "1 /t\0mp", "99999999999999999999 /tmp",
    ]
  )
  func `is none when a word is wrong`(text: String) {
    #expect(CloneOrder(Array(text.utf8)) == nil)
  }

  @Test func `is none when it is not UTF-8`() { #expect(CloneOrder(Array("1 /".utf8) + [0xFF]) == nil) }

  @Test(arguments: [4711, -12] as [Int32]) func `has an answer that is read as it was written`(outcome: Int32)
  {
    let answer = CloneOrder.Answer(number: 17, outcome: outcome)
    #expect(CloneOrder.Answer(answer.packet) == answer)
  }

  @Test(arguments: ["", "ready", "1", "1 0", "1 x", "1 2 3", "1 4294967296", "1  2"])
  func `has no answer in other words`(text: String) {
    #expect(CloneOrder.Answer(Array(text.utf8)) == nil)
  }
}
