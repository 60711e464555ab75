// The handlers' folders as they lie in the project, read when the tests run.

import Fixtures
import JSONText
import Messages
import Testing

/// One folder of `handlers/`.
struct Folder: CustomTestStringConvertible, Sendable {
  let name: String

  /// The folders of handlers; one whose manifest is still `{}` keeps a place for a handler to come.
  static let all = names(in: projectFile("handlers")).map(Folder.init).filter { folder in
    let text = (try? contents(of: folder.path("handler.json"))) ?? []
    return !text.isEmpty && (try? JSON(parsing: text)) != [:]
  }

  var testDescription: String { name }

  var manifest: Manifest {
    get throws { try Manifest(JSON(parsing: contents(of: path("handler.json")))) }
  }

  func path(_ file: String) -> String { projectFile("handlers/\(name)/\(file)") }

  /// What a word of the manifest's `run` stands for: a script lies in the folder, an executable is built.
  func command(_ word: String) -> String {
    guard word.hasPrefix("./") else { return word }
    let file = String(word.dropFirst(2))
    return exists(path(file)) ? path(file) : builtProduct(file)
  }

  /// The examples that need nothing but the handler.
  ///
  /// Those named `live-…` want a web site or a database; a README is none.
  var examples: [Example] {
    names(in: path("examples"))
      .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".result.json") }
      .filter { !$0.hasPrefix("live-") && !$0.hasPrefix("README") }
      .map { Example(folder: self, file: $0) }
  }
}

/// One message of a handler's `examples`, perhaps with the result that it is to have.
struct Example: CustomTestStringConvertible, Sendable {
  let folder: Folder
  let file: String

  var testDescription: String { "\(folder.name)/\(file)" }

  var message: [UInt8] {
    get throws { try contents(of: folder.path("examples/\(file)")) }
  }

  var expectedResult: JSON? {
    get throws {
      let path = folder.path("examples/\(file.dropLast(5)).result.json")
      guard exists(path) else { return .none }
      return try JSON(parsing: contents(of: path))
    }
  }
}
