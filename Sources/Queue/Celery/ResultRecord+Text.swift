// The record as text, member by member as Celery 5.6.2 orders them (`_get_result_meta`).

internal import JSONText

extension ResultRecord {
  /// The JSON of the key and the channel: ASCII, one line, separators as Python's.
  public var bytes: [UInt8] {
    text(date: state.isReady ? PythonText.bytes(.string(WireDate.text(seconds: date))) : Array("null".utf8))
  }

  /// The same before and after the text of the date, for a final state that is reached later.
  public var undatedBytes: (before: [UInt8], after: [UInt8]) {
    // JSON escapes control characters, so this byte stands nowhere else.
    let mark: UInt8 = 1
    let halves = text(date: [UInt8(ascii: "\""), mark, UInt8(ascii: "\"")]).split(
      separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
    return (Array(halves[0]), Array(halves[1]))
  }

  /// The same with holes for the date and, if that is not known yet, for the result.
  func openBytes(hasResult: Bool) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    return text(result: hasResult ? nil : [Hole.value], date: [quote, Hole.date, quote])
  }

  private func text(result known: [UInt8]? = nil, date: [UInt8]) -> [UInt8] {
    var members: [(name: String, value: [UInt8])] = [
      ("status", PythonText.bytes(.string(state.name))),
      ("result", known ?? result),
      ("traceback", PythonText.bytes(JSON(traceback))),
      // A child is a result tuple: its own id and parent, and no children of a group.
      ("children", PythonText.bytes(children)),
      ("date_done", date),
    ]
    if let group { members.append(("group_id", PythonText.bytes(.string(group)))) }
    if let parentID { members.append(("parent_id", PythonText.bytes(.string(parentID)))) }
    for member in extended?.members ?? [] { members.append((member.name, PythonText.bytes(member.value))) }
    members.append(("task_id", PythonText.bytes(.string(taskID))))
    return PythonText.bytes(rendered: members)
  }

  private var result: [UInt8] {
    switch state {
    case .started(let processID, let hostname):
      PythonText.bytes([("pid", .integer(processID)), ("hostname", .string(hostname))])
    case .progress(let value), .success(let value): PythonText.bytes(value)
    case .retry(let exception, _), .failure(let exception, _): PythonText.bytes(exception.members)
    case .revoked(let reason): PythonText.bytes(PythonException.revoked(reason).members)
    }
  }

  private var children: JSON {
    guard let childIDs else { return .null }
    return .array(childIDs.map { [[.string($0), nil], nil] } + moreChildren)
  }

  private var traceback: String? {
    switch state {
    case .retry(_, let traceback), .failure(_, let traceback): traceback
    case .started, .progress, .success, .revoked: nil
    }
  }
}

extension ResultRecord.Extension {
  fileprivate var members: [(name: String, value: JSON)] {
    var members: [(name: String, value: JSON)] = [
      ("name", .string(name)), ("args", .array(arguments)), ("kwargs", .object(keywordArguments)),
      ("worker", .string(worker)), ("retries", .integer(retries)), ("queue", JSON(queue)),
    ]
    // A stamp may not displace a member that clients need.
    let taken: Set = [
      "status", "result", "traceback", "children", "date_done", "group_id", "parent_id", "task_id",
    ]
    let stamps = stamps.filter { !taken.contains($0.key) }.sorted { $0.key < $1.key }
    guard !stamps.isEmpty else { return members }
    members.append(("stamped_headers", JSON(stamps.map(\.key))))
    members += stamps.map { (name: $0.key, value: $0.value) }
    return members
  }
}
