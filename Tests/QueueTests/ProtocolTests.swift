// The values of requests and replies, without a Redis.

import Queue
import Testing

@Suite struct `The values of the protocol` {
  @Test func `an owner is 96 random bits in hexadecimal`() {
    let owner = OwnerID()
    #expect(owner.description.utf8.count == 24)
    #expect(OwnerID(owner.description) == owner)
    #expect(OwnerID() != owner)
    for text in ["", "0123456789abcdef0123456", "0123456789ABCDEF01234567", "0123456789abcdef0123456/"] {
      #expect(OwnerID(text) == nil)
    }
  }

  @Test func `a token is owner, slot and number`() {
    let token = ClaimToken(owner: OwnerID(), slot: 3, sequence: .max)
    #expect(ClaimToken(token.description) == token)
    #expect(token.description == "\(token.owner)/3/18446744073709551615")
    for text in ["", "a/b/c", "\(token.owner)/1", "\(token.owner)/1/2/3", "\(token.owner)//1"] {
      #expect(ClaimToken(text) == nil)
    }
  }

  @Test func `lists are named as kombu names them`() {
    let keys = KeySpace(prefix: "p:", separator: "|", prioritySteps: [0, 5])
    #expect(keys.root == Array("p:devseo:"))
    #expect(
      keys.sources(["a", "b"]).map { String(decoding: $0.list, as: UTF8.self) } == [
        "p:a", "p:b", "p:a|5", "p:b|5",
      ])
  }

  @Test(
    arguments: [
      [], [.null], [.integer(1)], [.text(Array("what"))], [.text(Array("message"))], [.array([])],
      [.text(Array("message")), .text(Array("no token"))],
    ] as [[ReplyValue]])
  func `an answer that the script cannot have given is an error`(_ values: [ReplyValue]) {
    let request = ClaimRequest(
      token: ClaimToken(owner: OwnerID(), slot: 0, sequence: 0), lease: .zero, mostBytes: 0, sources: [])
    let error = #expect(throws: ReplyError.self) { try request.reply(from: values) }
    #expect(error?.script == .claim)
  }
}
