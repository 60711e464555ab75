// Names for tasks: random ones, and such as come out the same again.

import Queue
import Testing

@Suite struct `The id of a task` {
  private let shape = /[0-9a-f]{8}-[0-9a-f]{4}-([48])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/

  @Test func `is a random UUID`() throws {
    let ids = (0..<100).map { _ in TaskID.random() }
    #expect(Set(ids).count == 100)
    for id in ids { #expect(try shape.wholeMatch(in: id)?.1 == "4", "\(id)") }
  }

  @Test func `made of a text is the same for the same text`() throws {
    let texts = ["", "a", "b", "ab", "ba", "a\0", String(repeating: "a", count: 10_000)]
    let ids = texts.map { TaskID.derived(from: Array($0.utf8)) }
    #expect(ids == texts.map { TaskID.derived(from: Array($0.utf8)) })
    #expect(Set(ids).count == texts.count)
    for id in ids { #expect(try shape.wholeMatch(in: id)?.1 == "8", "\(id)") }
  }

  @Test func `made of a text is its FNV-1a hash`() {
    // The hash of no bytes is the algorithm's offset basis; that of "a" is on its authors' page.
    #expect(TaskID.derived(from: []) == "6c62272e-07bb-8142-a2b8-21756295c58d")
    #expect(TaskID.derived(from: Array("a".utf8)) == "d228cb69-6f1a-8caf-b891-2b704e4a8964")
  }

  @Test func `of a child follows from its parent and its place`() {
    #expect(TaskID.child(of: "parent", 0) == TaskID.child(of: "parent", 0))
    #expect(TaskID.child(of: "parent", 0) != TaskID.child(of: "parent", 1))
    #expect(TaskID.child(of: "parent", 0) != TaskID.child(of: "other", 0))
  }
}
