// The help as users see it.

import Testing

@testable import HandlerKit

@Suite struct `The help` {
  @Test func `shows parameters, options, examples and notes`() {
    #expect(
      Usage.sample.helpText == """
        sample-handler - Shows everything.

        Usage:
          echo '{"crawl_job_id":"7f3a","max_pages":20}' | sample-handler [OPTIONS]
          sample-handler [OPTIONS] '{"crawl_job_id":"7f3a","max_pages":20}'
          sample-handler [OPTIONS] --crawl-job-id 7f3a --max-pages 20

        Parameters (members of the message, or flags):
          crawl_job_id, --crawl-job-id  (text, required) Which job.
          max_pages, --max-pages        (integer 1...500, default 50) How many pages.
          deep, --deep                  (true or false, default false) Whether to go deep.
          note, --note                  (text, optional) Any text.

        Options (on the command line only):
          --report FILE                       Writes a report.
          --a-flag-with-a-very-long-name MILLISECONDS
                                              Is long.
          --full                              Prints everything.
          --help                              Prints this help.
          --version                           Prints the version.

        Variables:
          DATABASE_URL  Where the job is.

        Exit codes:
          0 done, the result is on stdout · 64 command line · 65 message · 75 not now, try again later
          77 the target is refused by policy · 78 configuration · anything else: failed

        """)
  }

  @Test func `of a handler that takes nothing is short`() {
    let help = Usage(name: "bare-handler", about: "Takes nothing.").helpText
    #expect(
      help.hasPrefix(
        """
        bare-handler - Takes nothing.

        Usage:
          echo '{}' | bare-handler [OPTIONS]
          bare-handler [OPTIONS] '{}'

        Options (on the command line only):
          --help     Prints this help.
          --version  Prints the version.

        Exit codes:
        """))
  }
}
