// The handlers on which the contract is tried: both take one optional text and return it in their way.

import Fixtures
import JSONText
import Testing

/// A handler of one text parameter.
struct Contract: CustomTestStringConvertible, Sendable {
  let name: String
  let path: String
  /// The one parameter.
  let parameter: String
  /// The result for a text; nil: for none.
  let result: @Sendable (String?) -> JSON

  var testDescription: String { name }

  static let noop = Contract(name: "noop-handler", path: builtProduct("noop-handler"), parameter: "echo") {
    ["echo": JSON($0)]
  }

  static let hello = Contract(
    name: "hello-handler", path: projectFile("handlers/hello-handler/hello-handler"), parameter: "name"
  ) {
    ["greeting": .string("Hello, \($0 ?? "world")!")]
  }

  static let all = [noop, hello]
}
