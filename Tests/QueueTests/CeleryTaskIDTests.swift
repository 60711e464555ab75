// Names of tasks: random ones, and those that follow from a parent's.

import Testing

@testable import Queue

@Suite struct `The id of a task` {
  @Test func `is a random UUID of version 4`() {
    let ids = (0..<100).map { _ in TaskID.random() }
    #expect(Set(ids).count == 100)
    for id in ids {
      #expect(id.count == 36)
      #expect(id.dropFirst(14).first == "4")
      #expect("89ab".contains(id.dropFirst(19).prefix(1)))
    }
  }

  @Test func `of a child follows from its parent and its place`() {
    let id = TaskID.child(of: "parent", 0)
    #expect(id == TaskID.child(of: "parent", 0))
    #expect(id != TaskID.child(of: "parent", 1))
    #expect(id != TaskID.child(of: "other", 0))
    #expect(id.dropFirst(14).first == "8")
  }

  /// The examples of FIPS 180-4, and lengths around the end of a block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]) func `comes from a right digest`(_ message: String, _ digest: String) {
    let bytes = SHA256.digest(Array(message.utf8))
    #expect(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == digest)
  }
}
