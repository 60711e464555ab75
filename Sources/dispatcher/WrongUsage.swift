// What is wrong with a command line.

/// A command line that nothing is done with: exit code 64.
struct WrongUsage: Error {
  /// One sentence: "cannot VERB OBJECT: reason", and what to do.
  var sentence: String

  /// A sentence that says all.
  init(_ sentence: String) {
    self.sentence = sentence
  }

  /// Words that make no sense.
  static func unreadable(_ reason: String) -> WrongUsage {
    WrongUsage("cannot read the command line: \(reason); see dispatcher --help")
  }
}
