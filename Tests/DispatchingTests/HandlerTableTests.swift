// Handlers found in folders, with what an operator overrides, and what is wrong with the others.

import Dispatching
import Fixtures
import Glibc
import Messages
import Testing

@Suite struct `The table of handlers` {
  /// A folder with files by path, for as long as the body runs.
  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (path, text) in files {
        mkdir("\(folder)/\(path.prefix { $0 != "/" })", 0o755)
        let parts = path.split(separator: "/").dropLast()
        if parts.count > 1 { mkdir("\(folder)/\(parts.joined(separator: "/"))", 0o755) }
        try write(Array(text.utf8), to: "\(folder)/\(path)")
      }
      try body(folder)
    }
  }

  private func manifest(_ task: String, _ more: String = "") -> String {
    #"{"task":"\#(task)","run":["./x"],"queue":"q-\#(task)"\#(more)}"#
  }

  @Test func `holds each folder with a manifest, by its task`() throws {
    try withFiles(["h/b/handler.json": manifest("two"), "h/a/handler.json": manifest("one")]) { folder in
      let table = HandlerTable(scanning: "\(folder)/h")
      #expect(table.handlers.keys.sorted() == ["one", "two"])
      #expect(table.handlers["one"]?.directory == "\(folder)/h/a")
      #expect(table.queues == ["q-one", "q-two"])
      #expect(table.problems.isEmpty)
    }
  }

  @Test func `merges overrides over manifests, member by member`() throws {
    let files = [
      "h/a/handler.json": manifest("one", #","retry":{"max_retries":5,"delay_s":7}"#),
      "o/a.json": #"{"rate_limit":"9/m","retry":{"delay_s":1}}"#,
    ]
    try withFiles(files) { folder in
      let table = HandlerTable(scanning: "\(folder)/h", overrides: "\(folder)/o")
      let manifest = try #require(table.handlers["one"]?.manifest)
      #expect(manifest.rateLimit?.intervalMicroseconds == 6_666_667)
      #expect(manifest.retry.maxRetries == 5)
      #expect(manifest.retry.delaySeconds == 1)
    }
  }

  @Test func `skips a bad handler with a sentence and keeps the others`() throws {
    let files = [
      "h/a/handler.json": "{", "h/b/handler.json": manifest("two"), "h/c/handler.json": manifest("two"),
      "h/d/handler.json": manifest("four", #","retries":1"#), "h/e/readme": "no manifest",
    ]
    try withFiles(files) { folder in
      let table = HandlerTable(scanning: "\(folder)/h")
      #expect(table.handlers.keys.sorted() == ["two"])
      #expect(table.problems.count == 3)
      #expect(table.problems[0].hasPrefix("cannot use the handler a: "))
      #expect(table.problems[1].hasSuffix("runs two already"))
      #expect(table.problems[2].contains("retries"))
    }
  }

  @Test func `of a folder that is not there is empty and says so`() {
    let table = HandlerTable(scanning: "/no/such/folder")
    #expect(table.handlers.isEmpty)
    #expect(table.problems == ["cannot read the handlers: /no/such/folder is no readable folder"])
  }
}
