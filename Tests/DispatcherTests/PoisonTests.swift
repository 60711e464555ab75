// Messages that end or confuse a worker of Celery: here each becomes a dead letter, and no other task notices.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `Poison` {
  @Test func `among forty good messages harms none of them, and is kept byte for byte`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      let poison = try Self.rows(of: stage)
      let ids = (0..<40).map { "good\($0)" }
      #expect(poison.count >= 40)
      try stage.withDispatcher(stage.program(slots: 2)) { process in
        for (number, row) in poison.enumerated() {
          // By standard input: an argument can hold no NUL.
          try push(row, to: "celery", stage)
          try push(row, to: "sent", stage)
          if number < 40 { try stage.send("echo", ids[number]) }
        }
        try stage.wait(for: ids, by: process)
        try process.wait(for: "burying all of the poison") {
          try stage.redis.cli("LLEN", "devseo:dead:celery") == "\(poison.count)"
        }
        for id in ids { #expect(try stage.state(of: id) == "SUCCESS") }
        #expect(try stage.redis.cli("EVAL", Self.comparison, "0") == "0")
        #expect(try stage.redis.cli("HLEN", "devseo:duemsg") == "0")
        try stage.drain(process)
      }
      // Whoever waits for a task whose id could be read is told.
      #expect(try stage.state(of: "null-type") == "FAILURE")
      #expect(try stage.record(of: "unknown")?["result"]?["exc_type"] == "NotRegistered")
    }
  }

  /// How many of the messages sent lie in no dead letter.
  private static let comparison = """
    local letters, missing = {}, 0
    for _, letter in ipairs(redis.call('LRANGE', 'devseo:dead:celery', 0, -1)) do
      local raw = string.sub(letter, string.find(letter, '\\n', 1, true) + 1)
      letters[raw] = (letters[raw] or 0) + 1
    end
    for _, raw in ipairs(redis.call('LRANGE', 'sent', 0, -1)) do
      if (letters[raw] or 0) > 0 then letters[raw] = letters[raw] - 1 else missing = missing + 1 end
    end
    return tostring(missing)
    """

  private func push(_ row: [UInt8], to list: String, _ stage: Stage) throws {
    let path = try #require(executable("redis-cli"))
    let ended = try runProgram(path, arguments: ["-s", stage.redis.socket, "-x", "LPUSH", list], input: row)
    #expect(ended.status == .exited(0))
  }

  /// What Celery's own worker dies of, loops on, or drops without a word; and some that nobody would send.
  private static func rows(of stage: Stage) throws -> [[UInt8]] {
    let good = try JSON(parsing: stage.message("echo", "good"))
    let body = good["body"]?.string ?? ""
    var number = 0
    func changed(_ path: String..., to value: JSON?, id: String? = nil) -> [UInt8] {
      number += 1
      var json = replace(good, ["headers", "id"], by: .string(id ?? "poison\(number)"))
      json = replace(json, path, by: value)
      return json.bytes()
    }
    func withBody(_ text: String) -> [UInt8] { changed("body", to: .string(base64(text))) }
    var rows: [[UInt8]] = [
      changed("content-type", to: nil, id: "null-type"), changed("content-type", to: "application/data"),
      changed("content-type", to: "application/x-python-serialize"),
      changed("content-type", to: "application/x-yaml"),
      changed("content-encoding", to: "zstd"), changed("headers", "compression", to: "application/x-nothing"),
      changed("headers", "id", to: .null), changed("headers", "id", to: nil), changed("headers", "id", to: 7),
      changed("headers", "task", to: nil), changed("headers", "task", to: 5),
      changed("headers", "task", to: ""),
      changed("headers", to: nil), changed("headers", to: []), changed("headers", to: .null),
      changed("body", to: nil), changed("body", to: "%%%"), changed("body", to: 5),
      changed("body", to: .null),
      changed("properties", "body_encoding", to: "base65"),
      changed("headers", "eta", to: "tomorrow"), changed("headers", "expires", to: "never"),
      changed("headers", "task", to: "test.nobody", id: "unknown"),
      withBody("not JSON"), withBody("[[], {}]"), withBody("[[], [], {}]"), withBody("7"), withBody(""),
      withBody("[null, 7, {}]"), withBody("[7, {}, {}]"), withBody("[[1, 2, 3], {}, {}]"),
      withBody("[[], {}, {}"), withBody("[[], {}, {}] x"),
      withBody(String(repeating: "[", count: 100_000)),
    ]
    rows += ["not JSON", "[]", "7", "null", "{", "{}", #""text""#, "\u{0}", "\u{FEFF}{}"].map {
      Array($0.utf8)
    }
    rows += [
      [0xFF, 0xFE, 0x00, 0x80], Array("\(body)".utf8),
      Array(String(repeating: "[", count: 200_000).utf8), [UInt8](repeating: 0x20, count: 300),
    ]
    return rows
  }

  private static func replace(_ json: JSON, _ path: [String], by value: JSON?) -> JSON {
    guard let name = path.first, var members = json.object else { return json }
    members[name] =
      path.count == 1 ? value : replace(members[name] ?? .null, Array(path.dropFirst()), by: value)
    return .object(members)
  }

  private static func base64(_ text: String) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var encoded = ""
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let three = bytes[start..<min(start + 3, bytes.count)]
      var bits = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
      var four: [Character] = []
      for _ in 0..<4 {
        four.insert(digits[bits & 63], at: 0)
        bits >>= 6
      }
      encoded += String(four.prefix(three.count + 1)) + String(repeating: "=", count: 3 - three.count)
    }
    return encoded
  }
}
