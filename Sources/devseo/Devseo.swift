// The command line of operators: sends tasks, reads results, counts queues, and looks after dead letters.

internal import ArgumentParser
internal import Messages

/// The root of the commands.
struct Devseo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devseo",
    abstract: "Sends tasks, reads results, and looks after queues and dead letters.",
    discussion: """
      Redis is named by REDIS_URL, and by RESULT_URL when results lie elsewhere; GLOBAL_KEYPREFIX and \
      TASK_DEFAULT_QUEUE are Celery's settings of those names. PostgreSQL is named by DATABASE_URL. Each may be a file in $CREDENTIALS_DIRECTORY.

      Exit codes:
        0   done
        1   the task failed, there is no such letter or mail, or the answer was no
        64  command line
        65  what was given, or is stored, cannot be read
        69  Redis or PostgreSQL does not answer, or no dispatcher has run on it
        70  a fault of devseo
        75  not ready yet
        78  configuration
      """,
    version: "devseo \(Release.version)",
    subcommands: [
      Send.self, ShowResult.self, Revoke.self, CountQueues.self, ListScheduled.self, PurgeQueues.self,
      DrainBack.self, ListWorkers.self, ListSchedules.self, DeadLetters.self, Mails.self, Migrate.self,
      Check.self,
      ExplainRobots.self,
      ParseURLs.self,
    ])
}
