// The machine of the pipe without any process: what it does upon each event, at times that the tests choose.

import Testing

@testable import Queue

@Suite struct `The machine of a pipe` {
  @Test func `a request starts a redis-cli, greets it, loads the script and is answered`() {
    var bench = Bench()
    let asked = bench.machine.ask(PipeRequest(.echo, "x"), at: bench.now)
    #expect(asked.count == 2 && asked.first == .spawn)
    #expect(bench.written(asked)?.hasPrefix("\"SCRIPT\" \"LOAD\" ") == true)
    let greeting = bench.say("\(Bench.sha)\n")
    #expect(bench.written(greeting) == "\"EVALSHA\" \"\(Bench.sha)\" \"1\" \"devseo:ver\" \"7-2\" \".\"\n")
    let loading = bench.say(Bench.greeting("7-2"))
    #expect(loading.first == Greeting(["1", "7.0.15", "0", "master", "noeviction", "0"]).map { .greet($0) })
    #expect(bench.written(loading)?.hasPrefix("\"SCRIPT\" \"LOAD\" ") == true)
    let evaluating = bench.say("\(Bench.sha)\n")
    #expect(bench.written(evaluating) == "\"EVALSHA\" \"\(Bench.sha)\" \"0\" \"7-1\" \"x\" \".\"\n")
    let frame = Bench.frame("7-1", "null")
    #expect(bench.say(String(frame.prefix(7))) == [])
    #expect(bench.say(String(frame.dropFirst(7))) == [.reply([nil])])
    #expect(bench.machine.nextDeadline == nil)
    // The next one goes straight through.
    let next = bench.machine.ask(PipeRequest(.echo), at: bench.now)
    #expect(bench.written(next) == "\"EVALSHA\" \"\(Bench.sha)\" \"0\" \"7-3\" \".\"\n")
  }

  @Test(arguments: [
    (Bench.frame("7-1") + Bench.frame("7-1"), "it said more than was asked: ?=5???7-1?"),
    (Bench.frame("7-1") + "x", "it said more than was asked: ?x"),
    (Bench.frame("7-0"), "its reply does not begin with the id of the request"),
    (Bench.frame(), "its reply does not begin with the id of the request"),
    ("=1\n\u{C1}", "its reply cannot be read: =1??"), ("=x\n", "its reply cannot be read: =x?"),
    ("=3\n\u{99}\u{A1}x", "its reply cannot be read: =3???x"),
    ("=2\n\u{A5}x", "its reply cannot be read: =2??x"),
    ("=2\n\u{90}x", "its reply cannot be read: =2??x"),
    ("=2\n\u{DB}\u{FF}", "its reply cannot be read: =2???"),
    ("=12345678901234", "its reply cannot be read: =12345678901234"),
    ("\(Bench.sha)\n", "its reply is of another shape"),
    ("Error: Server closed the connection\n", "Error: Server closed the connection"),
    ("1\n", "1"), ("STRANGE word\n", "STRANGE word"), ("READONLY replica\n", "READONLY replica"),
    ("ERR max number of clients reached\n", "ERR max number of clients reached"),
  ])
  func `after an odd line redis-cli is killed, and the same line is sent by a new one`(
    said: String, told: String
  ) {
    var bench = Bench.asking()
    #expect(bench.say(said) == [.kill, .report(told)])
    let sent = bench.askAgain()
    #expect(bench.written(sent) == Bench.line)
    #expect(bench.say(Bench.frame("7-1")) == [.reply([])])
  }

  @Test func `silence is ended by the deadline`() {
    var bench = Bench.asking()
    #expect(bench.machine.nextDeadline == bench.now + .seconds(5))
    bench.now += .seconds(4)
    #expect(bench.machine.tick(at: bench.now) == [])
    bench.now += .seconds(1)
    #expect(bench.machine.tick(at: bench.now) == [.kill, .report("no answer within 5.0 seconds")])
    #expect(bench.written(bench.askAgain()) == Bench.line)
  }

  @Test func `the end of redis-cli amid a line is told with what it had said`() {
    var bench = Bench.asking()
    #expect(bench.say("=99\n*1") == [])
    let actions = bench.machine.childEnded("redis-cli has ended", at: bench.now)
    #expect(actions == [.kill, .report("redis-cli has ended: =99?*1")])
  }

  @Test(arguments: ["LOADING", "BUSY", "MISCONF", "OOM", "TRYAGAIN", "NOREPLICAS"])
  func `what passes is waited for by the same redis-cli`(word: String) {
    var bench = Bench.asking()
    #expect(bench.say("\(word) of some kind\n") == [.report("\(word) of some kind")])
    #expect(bench.machine.tick(at: bench.now) == [])
    bench.now += .seconds(1)
    #expect(bench.written(bench.machine.tick(at: bench.now)) == Bench.line)
  }

  @Test(arguments: ["NOAUTH", "WRONGPASS", "NOPERM", "MOVED", "CROSSSLOT", "CLUSTERDOWN"])
  func `what the operator must change ends the request and redis-cli`(word: String) {
    var bench = Bench.asking()
    let actions = bench.say("\(word) of some kind\n")
    guard actions.count == 2, case .fail(let error) = actions[1] else {
      Issue.record("\(actions)")
      return
    }
    #expect(actions[0] == .kill && error.code == .configuration)
    #expect(bench.machine.nextDeadline == nil)
    // A caller that insists at once has to wait all the same.
    #expect(bench.machine.ask(PipeRequest(.echo), at: bench.now) == [])
    #expect(bench.machine.nextDeadline.map { $0 > bench.now } == true)
  }

  @Test func `a database without our layout ends the request: the caller has to register first`() {
    var bench = Bench.asking()
    guard case .fail(let error)? = bench.say("LAYOUT found none\n").first else {
      Issue.record("no failure")
      return
    }
    #expect(error.code == .layout)
    #expect(bench.machine.child == .greeted)
  }

  @Test(arguments: ["WRONGTYPE", "TRUNCATED", "ERR"])
  func `a bug ends the request and leaves redis-cli alone`(word: String) {
    var bench = Bench.asking()
    let error = PipeError(.bug, "cannot run the script echo: \(word) of some kind")
    #expect(bench.say("\(word) of some kind\n") == [.fail(error)])
    #expect(bench.machine.child == .greeted)
  }

  @Test func `a script that is flushed as soon as it is loaded is no reason to hurry`() {
    var bench = Bench.asking()
    _ = bench.say(Bench.frame("7-1"))
    let sent = bench.machine.ask(PipeRequest(.echo, "y"), at: bench.now)
    #expect(bench.written(bench.say("NOSCRIPT No\n"))?.hasPrefix("\"SCRIPT\"") == true)
    #expect(bench.say("\(Bench.sha)\n") == sent)
    #expect(bench.say("NOSCRIPT No\n") == [.report("NOSCRIPT No")])
    #expect(bench.machine.nextDeadline.map { $0 > bench.now } == true)
  }

  @Test func `pauses double up to a second, with jitter`() {
    var backoff = Backoff(seed: 1)
    for longest in [50, 100, 200, 400, 800, 1000, 1000] {
      let pause = backoff.pause()
      #expect(pause >= .milliseconds(longest / 2) && pause <= .milliseconds(longest))
    }
    backoff.reset()
    #expect(backoff.pause() <= .milliseconds(50))
    var (one, other) = (Backoff(seed: 1), Backoff(seed: 2))
    #expect(one.pause() != other.pause())
  }

  @Test func `words about connecting are heard before the reply`() {
    for (said, code) in [
      ("AUTH failed: WRONGPASS invalid", PipeError.Code.configuration),
      ("AUTH failed: ERR AUTH called without any password", .configuration),
      ("SELECT 3 failed: NOPERM no", .configuration), ("AUTH failed: ERR max number of clients reached", nil),
      ("SELECT 3 failed: LOADING it", nil),
    ] as [(String, PipeError.Code?)] {
      var bench = Bench()
      _ = bench.machine.ask(PipeRequest(.echo, "x"), at: bench.now)
      let actions = bench.say("\(said)\n\"\(Bench.sha)\"\n")
      guard actions.count == 2, actions[0] == .kill else {
        Issue.record("\(actions)")
        continue
      }
      if case .fail(let error) = actions[1] { #expect(error.code == code) } else { #expect(code == nil) }
    }
  }

  @Test func `an old server is refused`() {
    var bench = Bench()
    _ = bench.machine.ask(PipeRequest(.echo, "x"), at: bench.now)
    _ = bench.say("\(Bench.sha)\n")
    let reason = "it is Redis 6.2.14, and 7.0 is the oldest that will do"
    let error = PipeError(.configuration, "cannot use Redis at redis://localhost:6379/0: \(reason)")
    #expect(bench.say(Bench.greeting("7-2", version: "6.2.14")) == [.kill, .fail(error)])
  }

  @Test func `what is said unasked ends redis-cli without a word`() {
    var bench = Bench.asking()
    _ = bench.say(Bench.frame("7-1"))
    #expect(bench.say("anything") == [.kill])
    #expect(bench.machine.nextDeadline == nil)
  }

  @Test func `an abandoned request is not answered`() {
    var bench = Bench.asking()
    #expect(bench.machine.abandon() == [.kill])
    #expect(bench.say(Bench.frame("7-1")) == [])
    #expect(bench.machine.nextDeadline == nil)
  }
}
