// Sending from outside: once, whatever is repeated, and with or without a dispatcher.

import Fixtures
import Queue
import Testing

@Suite struct `A message from outside` {
  private func request(_ tag: String, _ list: String = "crawl") -> SendRequest {
    SendRequest(
      deliveryTag: tag, list: Array(list), binding: QueueBinding(queue: "crawl", in: KeySpace()),
      raw: Array("m \(tag)"))
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

  @Test func `is refused by a key that is no list`() throws {
    try withScripts { bench, _ in
      try bench.redis("SET", "odd", "1")
      let before = try bench.snapshot()
      #expect(try bench.send(request("a", "odd")) == .refused(reason: "wrongtype", detail: "odd"))
      #expect(try bench.snapshot() == before)
    }
  }
}
