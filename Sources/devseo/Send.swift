// `devseo send`: one message into its list, as Celery's clients write it, and perhaps the wait for its result.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Sends a task.
struct Send: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Sends a task, and prints its id.",
    discussion: """
      Examples:
        devseo send app.tasks.noop --kwargs '{"echo":"ping"}'
        devseo send app.tasks.crawl --queue crawl --priority 3 --wait --summary

      With --wait the result is printed in place of the id, which goes to stderr; on a terminal a bar shows \
      how far the task is. With --summary the result of a crawl is told on stderr in a screenful too, as \
      crawl-handler tells it; other results have none.

      Exit codes:
        0   sent, or done
        1   the task failed
        65  the kwargs are no JSON object
        69  Redis does not answer; the task may have been sent all the same
        75  no result in time
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The task's name.")
  var task: String

  @Option(help: ArgumentHelp("The keyword arguments, a JSON object.", valueName: "json"))
  var kwargs = "{}"

  @Option(help: "The queue; else TASK_DEFAULT_QUEUE, else celery.")
  var queue: String?

  @Option(help: ArgumentHelp("Do not begin before so many seconds.", valueName: "seconds"))
  var countdown: Double?

  @Option(help: "0 to 9; 0 is served first.")
  var priority = 0

  @Option(help: "The task's id, in place of a random one.")
  var id: String?

  @Flag(help: "Wait for the result: 300 seconds, or --timeout.")
  var wait = false

  @Flag(help: "Print a readable summary of a crawl's result on stderr; with --wait.")
  var summary = false

  func validate() throws {
    guard wait || !summary else {
      throw ValidationError("cannot summarise a result that is not waited for: give --wait as well")
    }
    guard (0...9).contains(priority) else {
      throw ValidationError("cannot send with priority \(priority): it is a number from 0 to 9")
    }
    if let countdown, !(countdown >= 0 && countdown <= 31_536_000) {
      throw ValidationError("cannot count down \(countdown) s: take seconds from 0 up to a year")
    }
    for (name, value) in [("task", task), ("queue", queue), ("id", id)] where value == "" {
      throw ValidationError("cannot send: the \(name) is empty")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let message = try newTask()
    // Whatever is wrong with the other address shall be known before anything is sent.
    let results = wait ? try RedisServer(.results, patience: options.patience) : nil
    try send(message, by: try RedisServer(.broker, patience: options.patience))
    guard let results else {
      let told: JSON = ["id": .string(message.id), "task": .string(task), "queue": .string(message.queue)]
      Terminal.say(options.json ? told.description : message.id.safe())
      return
    }
    Terminal.complain(message.id.safe())
    let end = start + .seconds(options.timeout ?? ResultWait.usualSeconds)
    let result = try ResultWait(id: message.id, server: results, end: end).result()
    if options.json {
      Terminal.say(result.record.description)
    } else if result.state == "SUCCESS" {
      Terminal.say(foreign: result.value.description)
    } else if !result.isReady {
      throw result.overdue(message.id)
    }
    if summary { result.summarise() }
    try result.check()
  }

  private func newTask() throws(Failure) -> NewTask {
    let arguments: JSON
    do {
      arguments = try JSON(parsing: kwargs)
    } catch {
      throw Failure(.data, "cannot read --kwargs: \(error.description); give a JSON object such as {\"a\":1}")
    }
    guard let members = arguments.object else {
      throw Failure(
        .data, "cannot use --kwargs: it is \(arguments.kind); give a JSON object such as {\"a\":1}")
    }
    var message = NewTask(
      task: task, id: id ?? TaskID.random(), queue: queue ?? RedisServer.defaultQueue,
      keywordArguments: members)
    message.eta = countdown.flatMap { $0 > 0 ? Terminal.now + $0 : nil }
    message.priority = priority
    return message
  }

  private func send(_ message: NewTask, by server: RedisServer) throws(Failure) {
    let request = SendRequest(
      message, deliveryTag: TaskID.random(), origin: Terminal.origin, keys: server.keys)
    if case .refused(_, let key) = try server.ask(request, to: "send \(message.id.safe())") {
      throw Failure(
        .data, "cannot send to \(message.queue.safe()): the key \(key.safe()) is no list of messages")
    }
  }
}
