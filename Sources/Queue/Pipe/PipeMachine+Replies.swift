// What the machine makes of what redis-cli writes.

extension PipeMachine {
  /// Takes what is complete; bytes before `scanned` are known to hold no line end.
  mutating func read(from scanned: Int, at now: Instant) -> [Action] {
    var scanned = scanned
    while true {
      // The end of a frame, and an empty line after each error.
      let blanks = received.prefix { $0 == UInt8(ascii: "\n") }.count
      received.removeFirst(blanks)
      scanned = max(0, scanned - blanks)
      guard !received.isEmpty else { return [] }
      guard exchange != nil else {
        return strike("it spoke unasked: \(ReplyLine.excerpt(received[...]))", at: now)
      }
      if received.first == ReplyFrame.mark { return readFrame(at: now) }
      guard let end = received[scanned...].firstIndex(of: UInt8(ascii: "\n")) else { return [] }
      let line = ReplyLine(received[..<end])
      received.removeFirst(end + 1)
      scanned = 0
      // Words about connecting come before the reply; they are no replies.
      if case .setUpFailed(let command, let error) = line {
        return misconfigured(setUp: command, error, at: now)
      }
      if case .odd(let text) = line, !received.isEmpty { return strike(text, at: now) }
      guard isAllBlank else { return saidMore(at: now) }
      return take(line, at: now)
    }
  }

  private var isAllBlank: Bool { received.allSatisfy { $0 == UInt8(ascii: "\n") } }

  private mutating func saidMore(at now: Instant) -> [Action] {
    strike("it said more than was asked: \(ReplyLine.excerpt(received[...]))", at: now)
  }

  private mutating func readFrame(at now: Instant) -> [Action] {
    guard let exchange else { return [] }
    switch ReplyFrame(received[...]) {
    case .unfinished: return []
    case .unreadable:
      return strikeReply("its reply cannot be read: \(ReplyLine.excerpt(received[...]))", at: now)
    case .whole(let value, let byteCount):
      received.removeFirst(byteCount)
      guard isAllBlank else { return saidMore(at: now) }
      received = []
      guard case .array(let values) = value, values.first == .text(Array(exchange.id.utf8)) else {
        return strikeReply("its reply does not begin with the id of the request", at: now)
      }
      let rest = Array(values.dropFirst())
      return exchange.isGreeting ? greeted(rest, at: now) : end([.reply(rest)])
    }
  }

  private mutating func take(_ line: ReplyLine, at now: Instant) -> [Action] {
    guard let exchange else { return [] }
    switch line {
    case .sha(let sha) where exchange.isLoading:
      loaded[exchange.script.name] = (exchange.script, sha)
      return send(at: now)
    case .sha: return strikeReply("its reply is of another shape", at: now)
    case .error(let error): return judge(error, at: now)
    case .odd(let text), .setUpFailed(_, let text): return strike(text, at: now)
    }
  }

  private mutating func greeted(_ values: [ReplyValue], at now: Instant) -> [Action] {
    guard let greeting = Greeting(values) else { return strike("its greeting cannot be read", at: now) }
    exchange = nil
    if let refusal = greeting.refusal { return misconfigured(refusal, at: now) }
    child = .greeted
    wantsGreeting = false
    if pending == nil { backoff.reset() }
    return [.greet(greeting)] + advance(at: now)
  }

  // MARK: - Errors

  /// What an error of Redis leads to.
  private mutating func judge(_ error: String, at now: Instant) -> [Action] {
    guard let exchange else { return [] }
    switch Verdict(error) {
    case .load where !exchange.isLoading && !exchange.hasLoaded:
      loaded[exchange.script.name] = nil
      return send(at: now)
    // Loaded and at once unknown again: somebody flushes, which will pass.
    case .load:
      loaded[exchange.script.name] = nil
      return wait(error, at: now)
    case .wait(reconnecting: false): return wait(error, at: now)
    case .wait(reconnecting: true): return strike(error, at: now)
    case .cluster: return misconfigured(Greeting.clusterRefusal, at: now)
    case .configuration: return misconfigured(error, at: now)
    case .layout: return end([.fail(PipeError(.layout, "cannot use the database of \(address): \(error)"))])
    case .bug where exchange.isGreeting: return misconfigured(error, at: now)
    case .bug: return end([.fail(PipeError(.bug, "cannot run the script \(exchange.script.name): \(error)"))])
    case .odd: return strikeReply(error, at: now)
    }
  }

  /// What it leads to that redis-cli could not log in or choose the database.
  private mutating func misconfigured(setUp command: String, _ error: String, at now: Instant) -> [Action] {
    let reason = "\(command) failed: \(error)"
    if case .wait = Verdict(error) { return strike(reason, at: now) }
    return misconfigured(reason, at: now)
  }

  /// Ends the request, and redis-cli too: changed rights and passwords need a new connection.
  private mutating func misconfigured(_ reason: String, at now: Instant) -> [Action] {
    (pending, wantsGreeting) = (nil, false)
    resumption = now + backoff.pause()
    return dropChild() + [.fail(PipeError(.configuration, "cannot use Redis at \(address): \(reason)"))]
  }

  /// The request has its answer.
  private mutating func end(_ actions: [Action]) -> [Action] {
    (pending, exchange) = (nil, nil)
    backoff.reset()
    return actions
  }

  // MARK: - Beginning anew

  /// Repeats the exchange after a pause, by the same redis-cli.
  private mutating func wait(_ reason: String, at now: Instant) -> [Action] {
    exchange = nil
    resumption = now + backoff.pause()
    return [.report(reason)]
  }

  /// Repeats the exchange after a pause, by a new redis-cli.
  mutating func strike(_ reason: String, at now: Instant) -> [Action] {
    let actions = dropChild()
    // Whatever ended while nothing was asked is no trouble yet.
    guard isWanted else { return actions }
    resumption = now + backoff.pause()
    return actions + [.report(reason)]
  }

  /// The same after a reply that was none; the third one to the same request is taken for the script's fault.
  private mutating func strikeReply(_ reason: String, at now: Instant) -> [Action] {
    guard exchange?.isGreeting == false, var counted = pending else { return strike(reason, at: now) }
    counted.oddReplies += 1
    pending = counted
    guard counted.oddReplies == 3 else { return strike(reason, at: now) }
    pending = nil
    resumption = now + backoff.pause()
    let name = counted.request.script.name
    return dropChild() + [.fail(PipeError(.bug, "cannot run the script \(name): \(reason)"))]
  }

  mutating func dropChild() -> [Action] {
    defer { (child, exchange, received) = (.none, nil, []) }
    return child == .none ? [] : [.kill]
  }
}
