// Sending from outside: once, whatever is repeated, and with or without a dispatcher.

import Fixtures
import Queue
import Testing

@Suite struct `A message from outside` {
  private func request(_ tag: String, _ list: String = "crawl", dedupe: String? = nil) -> SendRequest {
    SendRequest(
      deliveryTag: tag, list: Array(list), binding: QueueBinding(queue: "crawl", in: KeySpace()),
      dedupe: dedupe.map { Dispatch.Dedupe(key: $0, lifetime: .seconds(60)) }, raw: Array("m \(tag)"))
  }

  @Test func `is sent once, however often it is asked for`() throws {
    try withScripts { bench, _ in
      for _ in 1...3 {
        let reply = try bench.send(request("a"))
        #expect(reply == .ok)
      }
      #expect(try bench.send(request("b")) == .ok)
      #expect(try bench.list("crawl") == ["m b", "m a"])
      #expect(
        try bench.strings("SMEMBERS", "_kombu.binding.crawl") == ["crawl\u{06}\u{16}\u{06}\u{16}crawl"])
      #expect(try bench.redis("PTTL", "devseo:sent:a").integer ?? 0 > 0)
    }
  }

  @Test func `founds no layout where there is none`() throws {
    try withScripts { bench, _ in
      try bench.redis("FLUSHALL")
      #expect(try bench.send(request("a")) == .ok)
      #expect(try bench.redis("EXISTS", "devseo:ver") == 0)
      #expect(try bench.list("crawl") == ["m a"])
    }
  }

  @Test func `arrives even if the table of queues cannot be written`() throws {
    try withScripts { bench, _ in
      try bench.redis("SET", "_kombu.binding.crawl", "odd")
      #expect(try bench.send(request("a")) == .ok)
      #expect(try bench.list("crawl") == ["m a"])
    }
  }

  @Test func `is sent unless one with its key was`() throws {
    try withScripts { bench, _ in
      #expect(try bench.send(request("a", dedupe: "job 7")) == .ok)
      #expect(try bench.send(request("b", dedupe: "job 7")) == .duplicate)
      #expect(try bench.send(request("c", "mail", dedupe: "job 7")) == .duplicate)
      #expect(try bench.send(request("d", dedupe: "job 8")) == .ok)
      #expect(try bench.send(request("e")) == .ok)
      // The very same once more, its answer having been lost.
      #expect(try bench.send(request("a", dedupe: "job 7")) == .ok)
      #expect(try bench.list("crawl") == ["m e", "m d", "m a"])
      #expect(try bench.list("mail") == [])
      let lifetime = try bench.redis("PTTL", "devseo:dedupe:job 7").integer ?? 0
      #expect((1...60_000).contains(lifetime))
    }
  }

  @Test func `shares its keys with the follow-ups of claims`() throws {
    try withScripts { bench, owner in
      #expect(try bench.send(request("a", "mail", dedupe: "job 7")) == .ok)
      try bench.redis("LPUSH", "crawl", "c")
      let followUp = Dispatch(
        list: Array("mail"), raw: Array("late"), dedupe: .init(key: "job 7", lifetime: .seconds(60)))
      let commit = CommitRequest(
        claim: try bench.taken(owner, 1), mostBytes: 1000, effects: [.send(followUp)])
      #expect(try bench.send(commit) == .ok(sent: 0))
      #expect(try bench.list("mail") == ["m a"])
    }
  }

  @Test func `with a key that holds for no time is refused`() throws {
    try withScripts { bench, _ in
      let argv = ["id", "a", "crawl", "", "", "job 7", "0", "m", "."].map { Array($0.utf8) }
      let before = try bench.snapshot()
      let refusal = ["id", "refused", "malformed", "0"].map { ReplyValue.text(Array($0.utf8)) }
      #expect(try bench.run(.send, argv) == .array(refusal))
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `is refused by a key that is no list`() throws {
    try withScripts { bench, _ in
      try bench.redis("SET", "odd", "1")
      let before = try bench.snapshot()
      #expect(try bench.send(request("a", "odd")) == .refused(reason: "wrongtype", detail: "odd"))
      #expect(try bench.snapshot() == before)
    }
  }
}
