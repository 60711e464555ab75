// A machine on the bench: with a clock that the test turns, and ids that it knows.

@testable import Queue

/// A machine whose ids begin with `7-`, and its clock.
struct Bench {
  var machine: PipeMachine
  var now = ContinuousClock.now

  static let sha = "0123456789abcdef0123456789abcdef01234567"
  /// The line of the request of ``asking()``, whose id is `7-1`.
  static let line = "\"EVALSHA\" \"\(sha)\" \"0\" \"7-1\" \"x\" \".\"\n"

  init() {
    let address = RedisAddress(.tcp(host: "localhost", port: 6379))
    machine = PipeMachine(address, versionKey: Array("devseo:ver".utf8), seed: 7)
  }

  /// A machine whose first request has been sent and is not answered yet.
  static func asking() -> Bench {
    var bench = Bench()
    _ = bench.machine.ask(PipeRequest(.echo, "x"), at: bench.now)
    for said in ["\(sha)\n", greeting("7-2"), "\(sha)\n"] { _ = bench.say(said) }
    return bench
  }

  /// What a server answers to the greeting of an id.
  static func greeting(_ id: String, version: String = "7.0.15") -> String {
    frame(id, "1", version, "0", "master", "noeviction", "0")
  }

  /// How a few short texts of ASCII, or `null`, come through redis-cli as an array.
  ///
  /// Each character is a byte.
  static func frame(_ texts: String...) -> String {
    let elements = texts.map { $0 == "null" ? "\u{C0}" : "\(byte(0xA0, $0.utf8.count))\($0)" }
    let array = "\(byte(0x90, texts.count))\(elements.joined())"
    return "=\(array.unicodeScalars.count)\n\(array)\n"
  }

  private static func byte(_ kind: UInt8, _ count: Int) -> Character {
    Character(UnicodeScalar(kind + UInt8(count)))
  }

  /// redis-cli says something; each character is a byte.
  mutating func say(_ text: String) -> [PipeMachine.Action] {
    machine.receive(text.unicodeScalars.map { UInt8($0.value) }, at: now)
  }

  /// Waits as long as the machine wants to, and greets it from a new redis-cli.
  mutating func askAgain() -> [PipeMachine.Action] {
    now = machine.nextDeadline ?? now
    let started = machine.tick(at: now)
    guard started.first == .spawn, let line = written(started) else { return started }
    // The id is the last but one of the arguments.
    let id = line.split(separator: "\"", omittingEmptySubsequences: false).dropLast(3).last
    return say(Self.greeting(id.map { String($0) } ?? ""))
  }

  /// The one line among actions.
  func written(_ actions: [PipeMachine.Action]) -> String? {
    let lines = actions.compactMap { action in
      if case .write(let bytes) = action { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
    return lines.count == 1 ? lines[0] : nil
  }
}
