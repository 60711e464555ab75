// What we write, as a file that `celery/check.py` has put through Celery's own code.
//
// The texts here must equal `celery/ours.jsonl`. To change them on purpose: run the tests with WRITE_GOLDEN=1 in
// the environment, then `celery/check.py`, and commit the file.

import Fixtures
import Glibc
import JSONText
import Queue
import Testing

@Suite struct `Texts that Celery has checked` {
  @Test func `are what we write`() throws {
    let lines = try (newMessages + retries() + results + failures).map(text)
    if getenv("WRITE_GOLDEN") != nil {
      let text = lines.map { $0 + "\n" }.joined()
      try write(Array(text.utf8), to: projectFile("Tests/QueueTests/celery/ours.jsonl"))
    }
    #expect(CeleryCapture.lines(of: "ours.jsonl").map(text) == lines)
  }

  private func text(_ line: JSON) -> String {
    String(decoding: line.bytes(nonFinite: .python), as: UTF8.self)
  }

  private func line(_ kind: String, _ text: [UInt8], _ expected: JSON) -> JSON {
    ["kind": .string(kind), "text": .string(String(decoding: text, as: UTF8.self)), "expect": expected]
  }

  private var newMessages: [JSON] {
    let keywords: [String: JSON] = [
      "crawl_job_id": 42, "website_domain": "é😀\"\\\n\0", "max_pages": nil, "ratio": 0.1,
      "huge": .hugeInteger("99999999999999999999"), "nested": ["a": [[:], true]],
    ]
    var task = NewTask(
      task: "proj.add", id: "00000000-0000-4000-8000-0000000000aa", queue: "crawl", keywordArguments: keywords
    )
    var plain: [String: JSON] = [
      "task": "proj.add", "id": .string(task.id), "args": [], "kwargs": .object(keywords), "eta": nil,
      "expires": nil,
      "limits": [nil, nil], "retries": 0, "root_id": .string(task.id), "parent_id": nil, "priority": 0,
      "routing_key": "crawl", "embed": [:], "mine": nil,
    ]
    let writer = EnvelopeWriter(origin: "gen1@host")
    let first = line("message", writer.envelope(of: task, deliveryTag: "d1"), .object(plain))
    task.eta = 1_795_379_500.25
    task.expires = 1_795_380_000
    task.priority = 6
    (task.timeLimitSeconds, task.softTimeLimitSeconds) = (30, 2.5)
    (task.rootID, task.parentID) = ("root", "parent")
    task.otherHeaders = ["mine": ["a": 1]]
    for (name, value) in [
      ("eta", 1_795_379_500.25), ("expires", 1_795_380_000.0), ("priority", 6), ("limits", [30, 2.5]),
      ("root_id", "root"), ("parent_id", "parent"), ("mine", ["a": 1]),
    ] as [(String, JSON)] {
      plain[name] = value
    }
    return [first, line("message", writer.envelope(of: task, deliveryTag: "d2"), .object(plain))]
  }

  private func retries() throws -> [JSON] {
    let names = ["nested", "shadow and headers", "numbers", "linked", "protocol 1 with everything"]
    return try names.map { name in
      let original = try CeleryCapture.named(name).row
      let row = try EnvelopeWriter.retryEnvelope(of: original, eta: 1_795_380_000.25, deliveryTag: "retry")
      return line("retry", row, ["original": .string(name), "eta": 1_795_380_000.25, "tag": "retry"])
    }
  }

  private func record(_ state: ResultRecord.State) -> [UInt8] {
    ResultRecord(taskID: "i", state: state, date: 1_795_379_447.702328).bytes
  }

  private var results: [JSON] {
    let values: [JSON] = [
      nil, 5, "é😀\0\u{7f}", ["a": [1, 2.5, .hugeInteger("99999999999999999999")]], .double(.infinity),
    ]
    let done = values.map { line("result", record(.success($0)), ["status": "SUCCESS", "result": $0]) }
    let started: JSON = ["pid": 1, "hostname": "w1@vm"]
    return done + [
      line("result", record(.progress(["current": 1])), ["status": "PROGRESS", "result": ["current": 1]]),
      line(
        "result", record(.started(processID: 1, hostname: "w1@vm")), ["status": "STARTED", "result": started]),
    ]
  }

  private var failures: [JSON] {
    let failures: [(PythonException, String, JSON)] = [
      (PythonException(handlerFailure: "ValueError", message: "é"), "builtins.ValueError", ["é"]),
      (PythonException(handlerFailure: "KeyError", message: "k"), "builtins.KeyError", ["k"]),
      (
        PythonException(handlerFailure: "HandlerError", message: "m"), "celery.backends.base.HandlerError",
        ["m"]
      ),
      (
        PythonException(handlerFailure: "app.errors.CrawlError", message: "m"),
        "celery.exceptions.CrawlError", ["m"]
      ),
      (PythonException(handlerFailure: "os.system", message: "m"), "celery.backends.base.os.system", ["m"]),
      (PythonException(handlerFailure: "SystemExit", message: "m"), "celery.backends.base.SystemExit", ["m"]),
      (
        PythonException(handlerFailure: "UnicodeDecodeError", message: "m"),
        "celery.backends.base.UnicodeDecodeError", ["m"]
      ),
      (.notRegistered(task: "a.b"), "celery.exceptions.NotRegistered", ["a.b"]),
      (.softTimeLimitExceeded, "billiard.exceptions.SoftTimeLimitExceeded", []),
      (.timeLimitExceeded(seconds: 2), "billiard.exceptions.TimeLimitExceeded", [2]),
      (.workerLost("gone"), "billiard.exceptions.WorkerLostError", ["gone"]),
      (.maxRetriesExceeded("m"), "celery.exceptions.MaxRetriesExceededError", ["m"]),
      (.encodeError("m"), "kombu.exceptions.EncodeError", ["m"]),
    ]
    let stored = failures.map { exception, type, arguments in
      line(
        "failure", record(.failure(exception, traceback: "trace")),
        ["status": "FAILURE", "raises": .string(type), "args": arguments])
    }
    let refused: [(EnvelopeError.Code, String)] = [
      (.contentDisallowed, "kombu.exceptions.ContentDisallowed"),
      (.undecodableBody, "kombu.exceptions.DecodeError"),
      (.invalidTask, "celery.exceptions.InvalidTaskError"),
    ]
    let poisoned = refused.map { code, type in
      line(
        "failure", record(.failure(EnvelopeError(code, "m").exception, traceback: nil)),
        ["status": "FAILURE", "raises": .string(type), "args": ["m"]])
    }
    let revoked = PythonException.Revocation.allCases.map { reason in
      line(
        "failure", record(.revoked(reason)),
        [
          "status": "REVOKED", "raises": "celery.exceptions.TaskRevokedError",
          "args": [.string(reason.rawValue)],
        ])
    }
    let retried = line(
      "failure", record(.retry(PythonException(handlerFailure: "OSError", message: "m"), traceback: "trace")),
      ["status": "RETRY", "raises": "builtins.OSError", "args": ["m"]])
    return stored + poisoned + revoked + [retried]
  }
}
