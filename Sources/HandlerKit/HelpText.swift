// What `--help` prints: parameters with types and defaults, options, an example, exit codes.

internal import JSONText

extension Usage {
  /// The whole help.
  var helpText: String {
    var lines = ["\(name) - \(about)", "", "Usage:"]
    lines.append("  echo '\(exampleMessage)' | \(name) [OPTIONS]")
    lines.append("  \(name) [OPTIONS] '\(exampleMessage)'")
    if !exampleFlags.isEmpty { lines.append("  \(name) [OPTIONS] \(exampleFlags)") }
    if !parameters.isEmpty {
      lines += ["", "Parameters (members of the message, or flags):"]
      lines += columns(parameters.map { ("\($0.name), \($0.flag)", "\($0.summary) \($0.about)") })
    }
    lines += ["", "Options (on the command line only):"]
    let always = [("--help", "Prints this help."), ("--version", "Prints the version.")]
    lines += columns(options.map { ($0.usage, $0.about) } + always)
    if !notes.isEmpty { lines += [""] + notes }
    lines += [
      "", "Exit codes:",
      "  0 done, the result is on stdout · 64 command line · 65 message · 75 not now, try again later",
      "  77 the target is refused by policy · 78 configuration · anything else: failed",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var examples: [(parameter: Parameter, value: JSON)] {
    parameters.compactMap { parameter in parameter.example.map { (parameter, $0) } }
  }

  private var exampleMessage: String {
    let members = examples.map { "\(JSON.string($0.parameter.name)):\($0.value)" }
    return "{" + members.joined(separator: ",") + "}"
  }

  private var exampleFlags: String {
    examples.map { "\($0.parameter.flag) \($0.value.string ?? $0.value.description)" }
      .joined(separator: " ")
  }

  /// Two columns, the second one aligned; a long first one gets a line of its own.
  private func columns(_ rows: [(String, String)]) -> [String] {
    let width = min(34, rows.map(\.0.count).max() ?? 0)
    return rows.flatMap { left, right -> [String] in
      let padding = String(repeating: " ", count: max(0, width - left.count))
      guard left.count > width else { return ["  \(left)\(padding)  \(right)"] }
      return ["  \(left)", String(repeating: " ", count: width + 4) + right]
    }
  }
}

extension Option {
  /// The flag, with its value when it takes one.
  fileprivate var usage: String { value.map { "\(flag) \($0)" } ?? flag }
}

extension Parameter {
  /// Type, bounds and default in brackets.
  fileprivate var summary: String {
    let type =
      switch kind {
      case .text: "text"
      case .boolean: "true or false"
      case .integer(let range): "integer \(range.lowerBound)...\(range.upperBound)"
      }
    if isRequired { return "(\(type), required)" }
    guard let defaultValue else { return "(\(type), optional)" }
    return "(\(type), default \(defaultValue.string ?? defaultValue.description))"
  }
}
