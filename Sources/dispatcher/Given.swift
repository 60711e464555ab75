// The command line taken apart: which options are given, and with what values.

/// The options that are given.
struct Given {
  private var texts: [Option: String] = [:]

  /// Takes the arguments apart; what follows `--help` or `--version` is not looked at.
  ///
  /// - Parameter words: The arguments without the program's name.
  /// - Throws: ``WrongUsage`` for what is no option, and for a value that is missing or too many.
  init(_ words: some Sequence<String>) throws(WrongUsage) {
    var rest = Array(words)[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard word.hasPrefix("-"), word != "-" else {
        throw .unreadable("there is no place for \"\(word)\", only for options")
      }
      guard let option = Option.allCases.first(where: { $0.rawValue == parts[0] || $0.short == parts[0] })
      else { throw .unreadable("there is no option \(parts[0])") }
      texts[option] = try Self.value(of: option, attached: parts.count > 1 ? parts[1] : nil, &rest)
      if option == .help || option == .version { return }
    }
  }

  /// Whether the option is there.
  func has(_ option: Option) -> Bool { texts[option] != nil }

  /// The option's value.
  func text(_ option: Option) -> String? { texts[option] }

  /// The option's value, a number of some kind.
  func number<Number: LosslessStringConvertible>(
    _ option: Option, _ type: Number.Type = Number.self, called kind: String = "a whole number"
  ) throws(WrongUsage) -> Number? {
    guard let text = texts[option] else { return nil }
    guard let number = Number(text) else {
      throw WrongUsage("cannot use \(option.rawValue) \(text): take \(kind)")
    }
    return number
  }

  private static func value(
    of option: Option, attached: String?, _ rest: inout ArraySlice<String>
  ) throws(WrongUsage) -> String {
    guard option.value != nil else {
      guard attached == nil else { throw .unreadable("\(option.rawValue) takes no value") }
      return ""
    }
    if let attached { return attached }
    // A flag in the value's place is a value that was forgotten: it is not taken for a file's name.
    guard let next = rest.first, !next.hasPrefix("-") || next == "-" else {
      throw .unreadable("\(option.rawValue) needs a value")
    }
    return rest.removeFirst()
  }
}
