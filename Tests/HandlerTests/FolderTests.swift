// What every handler's folder promises: a manifest that holds, and examples that run.

import Fixtures
import JSONText
import Messages
import Processes
import Testing

@Suite struct `Every handler's folder` {
  @Test(arguments: Folder.all.flatMap(\.examples))
  func `has examples that run and give one JSON value`(example: Example) throws {
    let manifest = try example.folder.manifest
    let command = example.folder.command(try #require(manifest.run.first))
    let message = try example.message
    let ended = try withTemporaryFolder { folder in
      try runProgram(command, arguments: Array(manifest.run.dropFirst()), input: message) {
        // What it leaves behind by hand, such as mails.
        $0.directory = folder
      }
    }
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    let result = try ended.result
    if let expected = try example.expectedResult { #expect(result == expected) }
  }

  @Test(arguments: Folder.all)
  func `has a manifest whose command exists and whose arguments are in the help`(folder: Folder) throws {
    let manifest = try folder.manifest
    let command = folder.command(try #require(manifest.run.first))
    try #require(exists(command), "\(command) is missing")
    let help = try runProgram(command, arguments: manifest.run.dropFirst() + ["--help"])
    try #require(help.status == .exited(0), "\(help.errorText)")
    for name in manifest.arguments {
      let flag = "--" + name.split(separator: "_").joined(separator: "-")
      #expect(help.outputText.contains("  \(name), \(flag) "), "\(name) is not in the help")
    }
  }

  @Test func `is named after what it runs, and no two run the same task`() throws {
    var tasks: [String: String] = [:]
    for folder in Folder.all {
      let manifest = try folder.manifest
      #expect(manifest.run.contains("./\(folder.name)"), "\(folder.name)")
      #expect(tasks.updateValue(folder.name, forKey: manifest.task) == nil, "\(manifest.task)")
    }
    #expect(tasks["devseo.noop"] == "noop-handler")
  }
}
