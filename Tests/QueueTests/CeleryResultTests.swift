// Results as Celery 5.6.2 stores them, compared with its own text.

import JSONText
import Queue
import Testing

@Suite struct `Writing results` {
  private static let date = 1_795_379_447.702328
  private static let dateText = "2026-11-22T20:30:47.702328+00:00"
  private static let failure = PythonException("ValueError", ["oops"], module: "builtins")

  @Test(
    arguments: [
      (
        .success(5),
        #"{"status": "SUCCESS", "result": 5, "traceback": null, "children": [], "date_done": "\#(dateText)", "task_id": "i"}"#
      ),
      (
        .success(["é": [.double(.nan)], "a": nil]),
        #"{"status": "SUCCESS", "result": {"a": null, "\u00e9": [NaN]}, "traceback": null, "children": [], "date_done": "\#(dateText)", "task_id": "i"}"#
      ),
      (
        .failure(failure, traceback: "Traceback\n  line"),
        #"{"status": "FAILURE", "result": {"exc_type": "ValueError", "exc_message": ["oops"], "exc_module": "builtins"}, "traceback": "Traceback\n  line", "children": [], "date_done": "\#(dateText)", "task_id": "i"}"#
      ),
      (
        .retry(failure, traceback: nil),
        #"{"status": "RETRY", "result": {"exc_type": "ValueError", "exc_message": ["oops"], "exc_module": "builtins"}, "traceback": null, "children": [], "date_done": null, "task_id": "i"}"#
      ),
      (
        .started(processID: 17164, hostname: "w1@vm"),
        #"{"status": "STARTED", "result": {"pid": 17164, "hostname": "w1@vm"}, "traceback": null, "children": [], "date_done": null, "task_id": "i"}"#
      ),
      (
        .progress(["current": 0]),
        #"{"status": "PROGRESS", "result": {"current": 0}, "traceback": null, "children": [], "date_done": null, "task_id": "i"}"#
      ),
      (
        .revoked(.expired),
        #"{"status": "REVOKED", "result": {"exc_type": "TaskRevokedError", "exc_message": ["expired"], "exc_module": "celery.exceptions"}, "traceback": null, "children": [], "date_done": "\#(dateText)", "task_id": "i"}"#
      ),
    ] as [(ResultRecord.State, String)])
  func `of every state`(state: ResultRecord.State, text: String) {
    let record = ResultRecord(taskID: "i", state: state, date: Self.date)
    #expect(String(decoding: record.bytes, as: UTF8.self) == text)
  }

  @Test func `with group, parent and children`() throws {
    let envelope = try Envelope(decoding: CeleryCapture.named("a child in a group").row)
    var record = ResultRecord(envelope, state: .success(6), date: Self.date)
    record.childIDs = ["c"]
    #expect(
      String(decoding: record.bytes, as: UTF8.self)
        == #"{"status": "SUCCESS", "result": 6, "traceback": null, "children": [[["c", null], null]], "#
        + #""date_done": "\#(Self.dateText)", "group_id": "g", "parent_id": "p", "task_id": "\#(envelope.id)"}"#
    )
  }

  @Test func `with what result_extended adds`() throws {
    let envelope = try Envelope(decoding: CeleryCapture.named("stamped").row)
    var record = ResultRecord(envelope, state: .success(2), date: Self.date)
    record.extended = ResultRecord.Extension(envelope, worker: "w1@vm")
    #expect(
      String(decoding: record.bytes, as: UTF8.self)
        == #"{"status": "SUCCESS", "result": 2, "traceback": null, "children": [], "date_done": "\#(Self.dateText)", "#
        + #""name": "proj.add", "args": [], "kwargs": {}, "worker": "w1@vm", "retries": 0, "queue": "celery", "#
        + #""stamped_headers": ["tag"], "tag": "T1", "task_id": "\#(envelope.id)"}"#)
  }

  @Test(
    arguments: [
      ("ValueError", "ValueError", "builtins"), ("TimeoutError", "TimeoutError", "builtins"),
      ("app.errors.CrawlError", "CrawlError", "app.errors"), ("HandlerError", "HandlerError", nil),
      ("UnicodeDecodeError", "UnicodeDecodeError", nil), ("SystemExit", "SystemExit", nil),
      ("os.system", "os.system", nil), ("a..B", "a..B", nil), (".B", ".B", nil), ("", "HandlerError", nil),
      ("not found", "not found", nil),
    ] as [(String, String, String?)])
  func `a handler's failure gets a class that Python can raise`(type: String, name: String, module: String?) {
    let exception = PythonException(handlerFailure: type, message: "m")
    #expect(exception == PythonException(name, ["m"], module: module))
  }

  @Test(
    arguments: [
      (PythonException.notRegistered(task: "a.b"), "NotRegistered('a.b')"), (failure, "ValueError('oops')"),
      (.softTimeLimitExceeded, "SoftTimeLimitExceeded()"),
      (.timeLimitExceeded(seconds: 2), "TimeLimitExceeded(2)"),
      (.timeLimitExceeded(seconds: 2.5), "TimeLimitExceeded(2.5)"),
      (PythonException("TwoArgs", ["x", ["k": 1]], module: "proj"), "TwoArgs('x', {'k': 1})"),
      (.revoked(.terminated), "TaskRevokedError('terminated')"),
    ])
  func `exceptions look in events as in Python`(exception: PythonException, repr: String) {
    #expect(exception.repr == repr)
  }
}
