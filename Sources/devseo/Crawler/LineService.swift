// Commands that answer lines of JSON with lines of JSON: one answer a line, in their order, whatever a line is.

internal import JSONText
internal import Runtime

/// Answers stdin, line by line.
enum LineService {
  /// How long a line may be.
  private static let longestLine = 4 << 20

  /// A line that cannot be answered.
  struct Refusal: Error {
    let reason: String

    init(_ reason: String) {
      self.reason = reason
    }
  }

  /// Answers every line but blank ones; one that cannot be answered gets `{"error": ...}`.
  ///
  /// - Parameter answer: Answers one question.
  /// - Throws: ``Failure`` with exit code 65, after the last line, when some could not be answered.
  static func run(_ answer: (JSON) throws(Refusal) -> JSON) throws(Failure) {
    var lines = LineReader(.input)
    var refused = 0
    var isLast = false
    while !isLast {
      let line: [UInt8]
      if let next = try next(&lines) {
        line = next
      } else {
        // The last line may lack its end.
        line = lines.rest
        isLast = true
      }
      guard !line.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else { continue }
      do throws(Refusal) {
        Terminal.say(try reply(to: line, answer).description)
      } catch {
        refused += 1
        Terminal.say(JSON.object(["error": .string(error.reason)]).description)
      }
    }
    guard refused == 0 else {
      throw Failure(.data, "cannot answer \(refused) of the lines: see \"error\" in their answers")
    }
  }

  private static func reply(
    to line: [UInt8], _ answer: (JSON) throws(Refusal) -> JSON
  ) throws(Refusal) -> JSON {
    let question: JSON
    do {
      question = try JSON(parsing: line)
    } catch {
      throw Refusal("the line is no JSON: \(error)")
    }
    guard question.object != nil else { throw Refusal("the line is no JSON object") }
    return try answer(question)
  }

  private static func next(_ lines: inout LineReader) throws(Failure) -> [UInt8]? {
    do throws(Stream.ReadError) {
      return try lines.next(limit: longestLine)
    } catch {
      throw Failure(.data, "cannot read stdin: \(reason(error))")
    }
  }

  private static func reason(_ error: Stream.ReadError) -> String {
    switch error {
    case .tooLarge: "a line has more than \(longestLine) bytes"
    case .interrupted: "the wait was given up"
    case .failed(let reason): reason
    }
  }
}

extension JSON {
  /// A text that a question has to have.
  func text(_ name: String) throws(LineService.Refusal) -> String {
    guard let text = self[name]?.string else {
      throw LineService.Refusal("\"\(name)\" is \(self[name] == nil ? "missing" : "no text")")
    }
    return text
  }
}
