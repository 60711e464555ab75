// From text to a checked message: an object with known members of the right types, defaults filled in.

internal import JSONText
internal import Runtime

/// Checks messages against a handler's parameters.
struct MessageCheck {
  var parameters: [Parameter]

  /// The message of a JSON text; white space alone is an empty message.
  ///
  /// - Throws: ``Failure`` with exit status 65.
  func message(parsing text: [UInt8]) throws(Failure) -> JSON {
    guard !text.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else { return try checked([:]) }
    let value: JSON
    do throws(JSONError) {
      value = try JSON(parsing: text)
    } catch {
      throw .message("cannot read the message: it is no JSON: \(error)")
    }
    guard let members = value.object else {
      throw .message("cannot read the message: expected an object, found \(value.kind)")
    }
    return try checked(members)
  }

  /// The members with defaults for the absent ones; a member that is `null` counts as absent.
  ///
  /// - Throws: ``Failure`` with exit status 65, naming the first member that is wrong.
  func checked(_ given: [String: JSON]) throws(Failure) -> JSON {
    var members = given.filter { !$0.value.isNull }
    for name in given.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw .message("cannot read the message: \(name.clipped(toBytes: 64)) is unknown; \(known)")
    }
    for parameter in parameters {
      guard let value = members[parameter.name] else {
        guard !parameter.isRequired else {
          throw .message("cannot read the message: \(parameter.name) is missing")
        }
        members[parameter.name] = parameter.defaultValue
        continue
      }
      if let fault = parameter.fault(of: value) {
        throw .message("cannot read the message: \(parameter.name): \(fault)")
      }
    }
    return .object(members)
  }

  private var known: String {
    guard !parameters.isEmpty else { return "this handler takes no parameters" }
    return "known are " + parameters.map(\.name).joined(separator: ", ")
  }
}

extension Parameter {
  /// What is wrong with a value, or nil.
  fileprivate func fault(of value: JSON) -> String? {
    switch (kind, value) {
    case (.text, .string), (.boolean, .bool): return nil
    case (.text, _): return "expected a string, found \(value.kind)"
    case (.boolean, _): return "expected a boolean, found \(value.kind)"
    case (.integer(let range), .integer(let number)):
      guard range.contains(number) else { return outside(range, String(number)) }
      return nil
    case (.integer(let range), .hugeInteger(let digits)):
      return outside(range, digits.clipped(toBytes: 24 + "…".utf8.count))
    case (.integer, _): return "expected an integer, found \(value.kind)"
    }
  }

  private func outside(_ range: ClosedRange<Int>, _ number: String) -> String {
    "\(number) is not within \(range.lowerBound)...\(range.upperBound)"
  }
}
