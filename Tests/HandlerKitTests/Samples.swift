// A handler's usage with one of everything.

import JSONText

@testable import HandlerKit

extension Usage {
  static let sample = Usage(
    name: "sample-handler", about: "Shows everything.",
    parameters: [
      Parameter("crawl_job_id", .text, about: "Which job.", example: "7f3a"),
      Parameter("max_pages", .integer(1...500), about: "How many pages.", defaultValue: 50, example: 20),
      Parameter("deep", .boolean, about: "Whether to go deep.", defaultValue: false),
      Parameter("note", .text, about: "Any text.", isRequired: false),
    ],
    options: [
      Option("--report", value: "FILE", about: "Writes a report."),
      Option("--a-flag-with-a-very-long-name", value: "MILLISECONDS", about: "Is long."),
      Option("--full", about: "Prints everything."),
    ],
    notes: ["Variables:", "  DATABASE_URL  Where the job is."])
}
