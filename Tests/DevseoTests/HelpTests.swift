// What the program says about itself; the words are part of what users rely on.

import Fixtures
import Processes
import Testing

@Suite struct `The help of the command line` {
  @Test func `tells the commands, the settings and the exit codes`() throws {
    let ended = try runProgram(devseo, arguments: ["--help"], environment: ["COLUMNS": "80"])
    #expect(ended.status == .exited(0))
    #expect(ended.errors.isEmpty)
    #expect(
      ended.outputText == """
        OVERVIEW: Sends tasks, reads results, and looks after queues and dead letters.

        Redis is named by REDIS_URL, and by RESULT_URL when results lie elsewhere;
        GLOBAL_KEYPREFIX and TASK_DEFAULT_QUEUE are Celery's settings of those names.
        PostgreSQL is named by DATABASE_URL. Each may be a file in
        $CREDENTIALS_DIRECTORY.

        Exit codes:
          0   done
          1   the task failed, there is no such letter or mail, or the answer was no
          64  command line
          65  what was given, or is stored, cannot be read
          69  Redis or PostgreSQL does not answer, or no dispatcher has run on it
          70  a fault of devseo
          75  not ready yet
          78  configuration

        USAGE: devseo <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          send                    Sends a task, and prints its id.
          result                  Shows a task's state and result.
          revoke                  Takes tasks back, wherever they are.
          queues                  Counts waiting, running and dead messages.
          scheduled               Lists messages that wait for their time, the soonest
                                  first.
          purge                   Throws away all messages that wait in queues.
          drain-back              Puts all that dispatchers hold back into Celery's
                                  lists.
          workers                 Lists the dispatchers, and how much each has to do.
          beat                    Lists tasks that are sent by a schedule, and when
                                  each is due.
          dead                    Lists, shows, replays and drops dead letters.
          mail                    Lists and shows mails, and has them sent again.
          migrate                 Makes the tables in PostgreSQL, or brings them up to
                                  date.
          check                   Looks at settings, handlers, redis-cli and Redis.
          robots                  Tells what robots.txt allows, and which line says so.
          url                     Parses URLs and domain names as browsers do.

          See 'devseo help <subcommand>' for detailed help.

        """)
  }

  @Test(arguments: [
    ["send"], ["result"], ["revoke"], ["queues"], ["scheduled"], ["purge"], ["drain-back"], ["workers"],
    ["beat"], ["dead"],
    ["dead", "list"], ["dead", "show"], ["dead", "replay"],
    ["dead", "drop"], ["mail"], ["mail", "list"], ["mail", "show"], ["mail", "resend"], ["migrate"],
    ["check"], ["robots"], ["url"],
  ])
  func `has an example for every command`(_ command: [String]) throws {
    let ended = try runProgram(devseo, arguments: command + ["--help"])
    #expect(ended.status == .exited(0))
    #expect(ended.outputText.contains("devseo " + command.joined(separator: " ")))
    #expect(ended.outputText.contains("Example"))
  }
}
