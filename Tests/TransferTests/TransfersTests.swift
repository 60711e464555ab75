// Many at once: connections used again, the bound on a host, cancelling, and when `wait` returns.

import Fixtures
import Glibc
import Synchronization
import Testing
import Transfer
import WebURL

@Suite struct `Many transfers` {
  @Test func `use a connection again`() throws {
    try withServer(["*": .text("hello")]) { server in
      let transfers = try server.transfers()
      let responses = try (1...5).map { try transfers.send(server.request("/\($0)")).get() }
      #expect(responses.map(\.isReusedConnection) == [false, true, true, true, true])
      #expect(responses.allSatisfy { $0.remoteAddress == "127.0.0.1" })
      #expect(server.connections == 1)
      #expect(server.paths == ["/1", "/2", "/3", "/4", "/5"])
    }
  }

  @Test(arguments: [
    "HTTP/1.1 204 X\r\nContent-Length: 12\r\n\r\n<title>Hello",
    "HTTP/1.1 304 X\r\n\r\nHTTP/1.1 099 X\r\n\r\n",
    "HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\nhi, there is more", "HTTP/1.1 204 X\r\n\r\nHT",
  ])
  func `do not take the rest of one answer for the next`(_ first: String) throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path == "/1" else { return .text("hello") }
      return .raw { connection in
        connection.send(first.split(separator: "\r\n\r\n", maxSplits: 1)[0] + "\r\n\r\n")
        // The rest comes when the next request is on its way.
        connection.waitForMore()
        connection.send(String(first.split(separator: "\r\n\r\n", maxSplits: 1)[1]))
      }
    }
    try withServer(answering: answer) { server in
      let transfers = try server.transfers()
      _ = transfers.send(try server.request("/1"))
      let second = try transfers.send(server.request("/2")).get()
      #expect(second.text == "hello" && !second.isReusedConnection)
    }
  }

  @Test func `repeat what is no HTTP once where it may be such a rest, and only there`() throws {
    let routes: [String: LoopbackServer.Answer] = ["/": .text("hello"), "*": .raw("SSH-2.0-OpenSSH\r\n")]
    try withServer(routes) { server in
      let transfers = try server.transfers()
      #expect(try transfers.send(server.request("/first")).code == .protocolError)
      #expect(try transfers.send(server.request()).code == nil)
      #expect(try transfers.send(server.request("/second")).code == .protocolError)
      var request = try server.request("/third")
      request.wantsNewConnection = true
      #expect(try transfers.send(server.request()).code == nil)
      #expect(transfers.send(request).code == .protocolError)
      #expect(try transfers.send(server.request("/post", method: .post)).code == .protocolError)
      #expect(server.paths == ["/first", "/", "/second", "/second", "/", "/third", "/post"])
    }
  }

  @Test func `send each request once, whatever the number`() throws {
    try withServer(answering: { .text($0.path) }) { server in
      let transfers = try server.transfers(connectionsPerHost: 3)
      for id in 0..<100 { try transfers.start(server.request("/\(id)"), id: id) }
      #expect(transfers.running == 100)
      let all = transfers.finish()
      #expect(all.map(\.id).sorted() == Array(0..<100))
      for completion in all {
        #expect(try completion.result.get().text == "/\(completion.id)")
        #expect(completion.request.url.path == "/\(completion.id)")
      }
      #expect(Set(server.paths).count == 100)
      #expect(server.paths.count == 100)
      #expect(server.connections <= 3)
    }
  }

  @Test func `give a host no more at once than it may have`() throws {
    let counter = Counter()
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { _ in
      .raw { connection in
        counter.enter()
        connection.pause(5)
        counter.leave()
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      }
    }
    try withServer(answering: answer) { server in
      let transfers = try server.transfers(connectionsPerHost: 2)
      for id in 0..<12 { try transfers.start(server.request("/\(id)"), id: id) }
      #expect(transfers.finish().allSatisfy { $0.result.code == nil })
      #expect(counter.most == 2)
    }
  }

  @Test func `do not let one host hold up another`() throws {
    try withServer(["/": .silence]) { slow in
      try withServer(["/": .text("hello")]) { fast in
        let egress = try Egress(allowing: "\(slow.authority) \(fast.authority)")
        let transfers = Transfers(profile: .untrusted(egress), connectionsPerHost: 1, userAgent: "")
        try transfers.start(slow.request(), id: 1)
        try transfers.start(slow.request(), id: 2)
        try transfers.start(fast.request(), id: 3)
        #expect(transfers.wait(upTo: .seconds(10)).map(\.id) == [3])
        #expect(transfers.running == 2)
      }
    }
  }

  @Test func `that are cancelled complete as that, once, and the connection is not used again`() throws {
    try withServer(["/slow": .silence, "/": .text("hello")]) { server in
      let transfers = try server.transfers(connectionsPerHost: 1)
      try transfers.start(server.request("/slow"), id: 1)
      try transfers.start(server.request("/slow"), id: 2)
      #expect(transfers.wait(upTo: .milliseconds(20)).isEmpty)
      transfers.cancel(1)
      transfers.cancel(2)
      transfers.cancel(3)
      let ended = transfers.wait(upTo: .seconds(10))
      #expect(ended.map(\.id) == [1, 2])
      #expect(ended.allSatisfy { $0.result.code == .cancelled })
      #expect(transfers.running == 0)
      try #expect(transfers.send(server.request()).get().isReusedConnection == false)
    }
  }

  @Test func `can be cancelled all together or left behind under way`() throws {
    try withServer(["*": .silence]) { server in
      let transfers = try server.transfers(connectionsPerHost: 3)
      for id in 0..<10 { try transfers.start(server.request(), id: id) }
      #expect(transfers.wait(upTo: .milliseconds(20)).isEmpty)
      transfers.cancelAll()
      #expect(transfers.finish().map(\.id).sorted() == Array(0..<10))
      for id in 0..<10 { try transfers.start(server.request(), id: id) }
      #expect(transfers.wait(upTo: .milliseconds(20)).isEmpty)
    }
  }

  @Test func `refuse a number that is taken`() throws {
    try withServer(["*": .silence]) { server in
      let transfers = try server.transfers()
      try transfers.start(server.request(), id: 1)
      let request = try server.request()
      #expect(throws: TransferError.self) { try transfers.start(request, id: 1) }
    }
  }

  @Test func `come out of wait as soon as one is over`() throws {
    try withServer(["/slow": .silence, "/": .text("hello")]) { server in
      let transfers = try server.transfers()
      try transfers.start(server.request("/slow"), id: 1)
      try transfers.start(server.request(), id: 2)
      let time = ContinuousClock().measure { #expect(transfers.wait(upTo: .seconds(30)).map(\.id) == [2]) }
      #expect(time < .seconds(5))
    }
  }

  @Test func `wait for the time they are given, also with nothing to do`() throws {
    let transfers = Transfers(profile: .untrusted(.publicOnly), userAgent: "")
    let time = ContinuousClock().measure { #expect(transfers.wait(upTo: .milliseconds(50)).isEmpty) }
    #expect(time >= .milliseconds(50))
    #expect(transfers.wait(upTo: .zero).isEmpty)
  }

  @Test func `can be woken from another thread`() throws {
    let silence = Mutex<Wakeup?>(nil)
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { _ in
      silence.withLock { $0?() }
      return .silence
    }
    try withServer(answering: answer) { server in
      let transfers = try server.transfers()
      let wakeup = transfers.wakeup
      silence.withLock { $0 = wakeup }
      try transfers.start(server.request(), id: 1)
      let time = ContinuousClock().measure { #expect(transfers.wait(upTo: .seconds(30)).isEmpty) }
      #expect(time < .seconds(5))
      #expect(transfers.running == 1)
    }
  }

  @Test func `send alone while others are under way, which stay to be waited for`() throws {
    try withServer(answering: { .text($0.path) }) { server in
      let transfers = try server.transfers()
      try transfers.start(server.request("/1"), id: 1)
      try #expect(transfers.send(server.request("/2")).get().text == "/2")
      let rest = transfers.finish()
      #expect(rest.map(\.id) == [1])
    }
  }

  @Test func `close their connections when they go`() throws {
    let closed = Mutex(0)
    let answer = LoopbackServer.Answer.raw { connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      connection.waitForClose()
      closed.withLock { $0 += 1 }
    }
    try withServer(["/": answer]) { server in
      _ = try server.fetch().get()
      while closed.withLock({ $0 }) == 0 { sched_yield() }
    }
  }
}

private final class Counter: Sendable {
  private let state = Mutex((now: 0, most: 0))

  var most: Int { state.withLock { $0.most } }

  func enter() {
    state.withLock { state in
      state.now += 1
      state.most = max(state.most, state.now)
    }
  }

  func leave() { state.withLock { $0.now -= 1 } }
}
