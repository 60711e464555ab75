// The command line taken apart: a message, or the flags that make one, and options.

internal import JSONText

/// What the command line asks for.
struct Arguments: Equatable {
  /// What is to be done at all.
  enum Request: Equatable {
    case run, help, version
  }

  var request = Request.run
  /// The message as JSON text, when it is the first argument.
  var message: String?
  /// Parameters given as flags, by their names in a message.
  var flags: [String: JSON] = [:]
  /// Options by flag; one without a value has the empty text.
  var options: [String: String] = [:]

  /// Takes the arguments apart.
  ///
  /// - Parameters:
  ///   - words: The arguments without the program's name.
  ///   - usage: The parameters and options that there are.
  /// - Throws: ``Failure`` with exit status 64.
  init(_ words: some Sequence<String>, usage: Usage) throws(Failure) {
    var rest = words.makeIterator()
    while let word = rest.next() {
      guard word.hasPrefix("-"), word != "-" else {
        guard message == nil else { throw wrong("there is more than one message: quote the JSON", usage) }
        message = word
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let flag = String(parts[0])
      let attached = parts.count > 1 ? String(parts[1]) : nil
      if flag == "--help" || flag == "-h" {
        request = .help
      } else if flag == "--version" {
        request = .version
      } else if let option = usage.options.first(where: { $0.flag == flag }) {
        options[flag] = try value(of: option, attached, &rest, usage)
      } else if let parameter = usage.parameters.first(where: { $0.flag == flag }) {
        guard let text = attached ?? rest.next() else { throw wrong("\(flag) needs a value", usage) }
        flags[parameter.name] = parameter.value(ofFlag: text)
      } else {
        throw wrong("there is no option \(flag)", usage)
      }
    }
    guard message == nil || flags.isEmpty || request != .run else {
      throw wrong("the message is given twice, as JSON and as flags", usage)
    }
  }

  private func value(
    of option: Option, _ attached: String?, _ rest: inout some IteratorProtocol<String>, _ usage: Usage
  ) throws(Failure) -> String {
    guard option.value != nil else {
      guard attached == nil else { throw wrong("\(option.flag) takes no value", usage) }
      return ""
    }
    guard let value = attached ?? rest.next() else { throw wrong("\(option.flag) needs a value", usage) }
    return value
  }

  private func wrong(_ reason: String, _ usage: Usage) -> Failure {
    .commandLine("cannot read the command line: \(reason); see \(usage.name) --help")
  }
}

extension Parameter {
  /// A flag's text as the value that the parameter takes; what does not fit stays text and is refused later.
  func value(ofFlag text: String) -> JSON {
    switch kind {
    case .text: .string(text)
    case .integer: Int(text).map(JSON.integer) ?? .string(text)
    case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
    }
  }
}
