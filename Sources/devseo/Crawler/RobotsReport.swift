// What a person, or a program, is told about one URL and its robots.txt.

internal import Crawling
internal import JSONText
internal import Runtime
internal import WebURL

/// The answer about one URL.
struct RobotsReport {
  /// The verdict, with its reason.
  let decision: Robots.Decision
  private let url: URL
  private let agent: String
  private let file: RobotsLookup.Answer

  /// Makes the answer.
  init(_ url: URL, _ agent: String, _ file: RobotsLookup.Answer) {
    self.url = url
    self.agent = agent
    self.file = file
    var decision = file.rules.decision(on: url, agent: agent)
    // The rule that forbids all of a site that fails is ours, and stands in no file.
    if !isRead(file) { (decision.line, decision.rule) = (nil, nil) }
    self.decision = decision
  }

  /// For people.
  var lines: [String] {
    let verdict =
      decision.allows ? Terminal.coloured("allowed", .green) : Terminal.coloured("forbidden", .red)
    var lines = [
      "\(verdict)  \(url.href.safe())", "  file   \(file.url.safe())\(found)", "  status \(status)",
    ]
    if isRead(file) {
      let group = file.rules.group(for: agent).map { $0 == "*" ? "everybody (*)" : $0.safe() }
      lines.append("  group  \(group ?? "none that holds for \(agent.safe())")")
      let rule = decision.line.map { "line \($0): \((decision.rule ?? "").safe())" }
      lines.append("  rule   \(rule ?? "none matches")")
    }
    if file.isHTML { lines.append("  note   the file is HTML, and most likely none that was meant") }
    if file.faults > 0 {
      lines.append(
        "  note   \(file.faults) \(file.faults == 1 ? "line is" : "lines are") not as crawlers know them")
    }
    return lines
  }

  /// For machines.
  var json: JSON {
    [
      "url": .string(url.href), "agent": .string(agent), "file": .string(file.url),
      "final": .string(file.final),
      "status": JSON(file.status), "reason": JSON(file.reason),
      "group": JSON(isRead(file) ? file.rules.group(for: agent) : nil), "allowed": .bool(decision.allows),
      "rule": JSON(decision.rule), "line": JSON(decision.line), "html": .bool(file.isHTML),
      "faults": .integer(file.faults),
    ]
  }

  private var found: String { file.final == file.url ? "" : ", found at \(file.final.safe())" }

  private var status: String {
    guard let status = file.status else {
      return "no answer, which forbids everything: \((file.reason ?? "").safe())"
    }
    return switch status {
    case 200...299: "\(status)"
    case 429, 500...: "\(status), which forbids everything"
    case 300...399 where file.reason != nil:
      "\(status), which forbids everything: \((file.reason ?? "").safe())"
    default: "\(status), which allows everything"
    }
  }
}

/// Whether there is a file whose rules hold.
private func isRead(_ file: RobotsLookup.Answer) -> Bool {
  file.status.map { (200...299).contains($0) } ?? false
}
