// What `--help` prints: what the daemon is, examples, signals, exit codes, options. 80 columns wide at most.

extension Option {
  /// The whole help.
  static var helpText: String {
    let rows = allCases.flatMap(\.helpLines)
    return overview + "\n\nUSAGE: dispatcher <options>\n\nOPTIONS:\n" + rows.joined(separator: "\n") + "\n"
  }

  /// Names and value on the left, what it does on the right; long names have a line of their own.
  private var helpLines: [String] {
    guard let about else { return [] }
    let indent = 26
    let name = "  " + (short.map { "\($0), " } ?? "") + rawValue + (value.map { " <\($0)>" } ?? "")
    var lines = [name + String(repeating: " ", count: max(0, indent - name.count))]
    if name.count >= indent { lines.append(String(repeating: " ", count: indent)) }
    for word in about.split(separator: " ") {
      let isFirst = lines[lines.count - 1].count == indent
      if !isFirst, lines[lines.count - 1].count + 1 + word.count > 80 {
        lines.append(String(repeating: " ", count: indent) + word)
      } else {
        lines[lines.count - 1] += (isFirst ? "" : " ") + word
      }
    }
    return lines
  }

  private static let overview = """
    OVERVIEW: Runs a handler for each message of Celery's queues.

    Examples:
      REDIS_URL=redis://localhost:6379/0 dispatcher --state-dir /tmp/devseo
      dispatcher -Q crawl -c 8 -n crawler@%h

    Redis is named by REDIS_URL, and by RESULT_URL when results lie in another of
    its databases; GLOBAL_KEYPREFIX, RESULT_EXPIRES, RESULT_EXTENDED,
    TASK_TRACK_STARTED and TASK_DEFAULT_QUEUE are Celery's settings of those names.
    Each may be a file in $CREDENTIALS_DIRECTORY. Handlers are given the variables
    that their manifests name.

    Signals:
      TERM, INT   claims no more, waits for handlers, ends; once more: at once
      HUP         reads the handlers' manifests anew

    Exit codes:
      0   drained; with --check: nothing is wrong
      64  command line
      69  Redis did not take claims back; they are left to their leases
      75  a dispatcher of that name runs already
      78  configuration
    """
}
