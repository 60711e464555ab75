// The help of the dispatcher, word for word.

extension `A dispatcher that is started` {
  static let help = """
    OVERVIEW: Runs a handler for each message of Celery's queues.

    Examples:
      REDIS_URL=redis://localhost:6379/0 dispatcher --state-dir /tmp/devseo
      dispatcher -Q crawl -c 8 -n crawler@%h

    Redis is named by REDIS_URL, and by RESULT_URL when results lie in another of
    its databases; GLOBAL_KEYPREFIX, RESULT_EXPIRES, RESULT_EXTENDED,
    TASK_TRACK_STARTED and TASK_DEFAULT_QUEUE are Celery's settings of those names.
    Each may be a file in $CREDENTIALS_DIRECTORY. Handlers are given the variables
    that their manifests name.

    Signals:
      TERM, INT   claims no more, waits for handlers, ends; once more: at once
      HUP         reads the handlers' manifests anew

    Exit codes:
      0   drained; with --check: nothing is wrong
      64  command line
      69  Redis did not take claims back; they are left to their leases
      75  a dispatcher of that name runs already
      78  configuration

    USAGE: dispatcher <options>

    OPTIONS:
      --handlers <dir>        Holds one folder a handler; else what lies beside the
                              program.
      --overrides <dir>       Holds NAME.json to merge over the manifest of handler
                              NAME.
      --state-dir <dir>       Holds lock and private folders; else
                              $RUNTIME_DIRECTORY or $XDG_RUNTIME_DIR/devseo.
      -Q, --queues <queues>   Queues, separated by commas; else those of the
                              manifests, and celery.
      -c, --concurrency <concurrency>
                              Handlers at a time; else as many as there are
                              processors.
      --autoscale <max,min>   Handlers at a time, at most and at least.
      -n, --hostname <hostname>
                              Its name; %h, %n and %d stand for the host's.
                              (default: devseo@%h)
      -l, --loglevel <loglevel>
                              trace, debug, info, notice, warning, error or
                              critical. (default: info)
      -f, --logfile <logfile> Where the log goes; else to stderr.
      --pidfile <pidfile>     Where the process id is written.
      --time-limit <seconds>  When tasks without a hard limit of their own are
                              killed.
      --soft-time-limit <seconds>
                              When tasks without a soft limit of their own are asked
                              to end.
      --drain-timeout <seconds>
                              How long running handlers have when the dispatcher is
                              to end. (default: 60.0)
      --lease <seconds>       How long the messages of a dead dispatcher wait for
                              another one. (default: 60.0)
      --unknown <what>        Messages of tasks without a handler: dead (letters) or
                              give-back. (values: dead, give-back; default: dead)
      --visibility-timeout <seconds>
                              How long a worker of Celery's may keep a message, as
                              its visibility_timeout; 0: for ever. (default: 3600.0)
      --require-durable       Refuses a Redis that forgets when it ends.
      -E, --task-events       Tells monitors of tasks from the start; else once one
                              asks (Flower does).
      -B, --beat              Sends the tasks of the manifests' schedules when they
                              are due, once among all dispatchers.
      --check                 Looks at settings, handlers and Redis, tells what it
                              finds, and starts nothing.
      --version               Show the version.
      -h, --help              Show help information.

    """
}
