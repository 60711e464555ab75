// The command line taken apart.

import JSONText
import Messages
import Testing

@testable import HandlerKit

@Suite struct `A handler's command line` {
  @Test func `may be empty`() throws {
    let arguments = try Arguments([String](), usage: .sample)
    #expect(arguments.request == .run && arguments.message == nil)
    #expect(arguments.flags.isEmpty && arguments.options.isEmpty)
  }

  @Test(
    arguments: [
      (["--crawl-job-id", "x"], ["crawl_job_id": "x"]), (["--crawl-job-id=x=y"], ["crawl_job_id": "x=y"]),
      (["--crawl-job-id="], ["crawl_job_id": ""]), (["--crawl-job-id", ""], ["crawl_job_id": ""]),
      (["--note", "--full"], ["note": "--full"]), (["--note", "{}"], ["note": "{}"]),
      (["--note", "5", "--note", "6"], ["note": "6"]), (["--note", "e\u{301}=é"], ["note": "e\u{301}=é"]),
      (["--max-pages", "20"], ["max_pages": 20]), (["--max-pages=-3"], ["max_pages": -3]),
      (["--max-pages", "many"], ["max_pages": "many"]), (["--max-pages", "1e3"], ["max_pages": "1e3"]),
      (["--deep", "true", "--max-pages=1"], ["deep": true, "max_pages": 1]),
      (["--deep=false"], ["deep": false]), (["--deep", "yes"], ["deep": "yes"]),
    ] as [([String], [String: JSON])])
  func `gives parameters as flags, each of its kind`(words: [String], flags: [String: JSON]) throws {
    let arguments = try Arguments(words, usage: .sample)
    #expect(arguments.flags == flags)
    #expect(arguments.message == nil && arguments.options.isEmpty)
  }

  @Test func `gives options beside the message`() throws {
    let arguments = try Arguments(["--full", "{}", "--report", "a b"], usage: .sample)
    #expect(arguments.message == "{}")
    #expect(arguments.options == ["--full": "", "--report": "a b"])
    #expect(try Arguments(["--report="], usage: .sample).options == ["--report": ""])
  }

  @Test(arguments: ["", "-", "x", "{\"a\":1}", "é\u{202E}"])
  func `takes anything else for the message`(word: String) throws {
    #expect(try Arguments([word], usage: .sample).message == word)
  }

  @Test(
    arguments: [
      (["--help"], .help), (["-h", "{}"], .help), (["--version"], .version),
      (["{}", "--note", "x", "-h"], .help),
    ] as [([String], Arguments.Request)])
  func `may ask for help or the version instead`(words: [String], request: Arguments.Request) throws {
    #expect(try Arguments(words, usage: .sample).request == request)
  }

  @Test(
    arguments: [
      (["--bogus"], "there is no option --bogus"), (["--max_pages", "1"], "there is no option --max_pages"),
      (["--"], "there is no option --"), (["--=x"], "there is no option --"),
      (["-x"], "there is no option -x"), (["--FULL"], "there is no option --FULL"),
      (["--note"], "--note needs a value"), (["--report"], "--report needs a value"),
      (["--full=yes"], "--full takes no value"),
      (["{}", "{}"], "there is more than one message: quote the JSON"),
      (["{a:", "1}"], "there is more than one message: quote the JSON"),
      (["{}", "--note", "x"], "the message is given twice, as JSON and as flags"),
    ])
  func `that makes no sense ends with 64 and a sentence`(words: [String], reason: String) throws {
    let failure = try #require(throws: Failure.self) { try Arguments(words, usage: .sample) }
    #expect(failure.status.code == 64)
    #expect(failure.type == "UsageError")
    #expect(failure.message == "cannot read the command line: \(reason); see sample-handler --help")
  }
}
