// `devseo drain-back`: the way back to Celery's workers.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Puts what dispatchers hold back into Celery's lists.
struct DrainBack: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain-back",
    abstract: "Puts all that dispatchers hold back into Celery's lists.",
    discussion: """
      Examples:
        sudo systemctl stop devseo-dispatcher && devseo drain-back
        devseo drain-back --force

      For workers of Celery's that take over again. Messages that were in flight are the next ones in their lists, those \
      that wait for their time (a countdown, a retry, a rate) the last ones, each as it was sent; Celery keeps their \
      ETA. Tasks that were acknowledged early and had begun do not run again: they fail, as with Celery. Dead letters \
      stay: devseo dead replay. Workers that are there are told which tasks are revoked; start them before.

      It refuses while a dispatcher lives, or was killed less than a lease ago (60 s). With --force it does not: a \
      dispatcher that lives after all ends the handlers whose tasks were taken from it within a quarter of a lease, \
      and goes on taking messages. Interrupted it may be started again; twice is once.
      """)

  @OptionGroup var options: CommonOptions

  @Flag(help: "Although a dispatcher seems to live.")
  var force = false

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    // Celery's workers are to know it before they get the messages.
    let revoked = try server.ask(RevokedRequest(limit: 50_000), to: "drain back").tasks.map(\.id)
    let isHeard = try server.tellWorkers(revoked: revoked)
    // What dispatchers say of themselves is gone afterwards.
    let workers = try server.ask(WorkersRequest(), to: "list the dispatchers").workers
    let queues = RedisServer.usualQueues + workers.flatMap { $0.info?.queues ?? [] }
    var (claims, parked, buried) = (0, 0, 0)
    var whole: Int?
    while whole.map({ claims + parked + buried < $0 }) ?? true {
      let count = try batch(server, done: claims + parked + buried)
      let moved = count.claims + count.parked + count.buried
      // A dispatcher that lives could take for ever what is given back.
      whole = whole ?? moved + count.claimsLeft + count.parkedLeft
      (claims, parked, buried) = (claims + count.claims, parked + count.parked, buried + count.buried)
      if moved == 0 { break }
    }
    try tell(claims, parked, buried, dead: letters(of: queues, server), untold: isHeard ? 0 : revoked.count)
  }

  private func batch(_ server: RedisServer, done: Int) throws -> DrainBackRequest.Count {
    switch try server.ask(DrainBackRequest(force: force), to: "drain back") {
    case .done(let count): return count
    case .alive(let owner, let milliseconds, let info):
      let name = info?.name ?? "\(owner)"
      throw Failure(
        .later,
        "cannot drain back: the dispatcher \(name.safe()) lives, or was killed within its lease; stop it, or wait "
          + "\((milliseconds + 999) / 1000) s, or give --force")
    case .refused(_, let list):
      throw Failure(
        .data,
        "cannot drain back: this user of Redis may not write to \(list.safe()); add its queue to the list of rights "
          + "(infra/redis/make-acl --queue) and start again; given back so far: \(done)")
    }
  }

  private func letters(of queues: [String], _ server: RedisServer) throws(Failure) -> Int {
    let request = QueuesRequest(queues: Set(queues).sorted(), keys: server.keys)
    guard case .counts(_, _, let counts) = try server.ask(request, to: "count the queues") else { return 0 }
    return counts.map(\.dead).reduce(0, +)
  }

  private func tell(_ claims: Int, _ parked: Int, _ buried: Int, dead: Int, untold: Int) throws {
    guard !options.json else {
      let told: JSON = [
        "in_flight": .integer(claims), "parked": .integer(parked), "failed": .integer(buried),
        "dead": .integer(dead), "revoked_untold": .integer(untold),
      ]
      return Terminal.say(told.description)
    }
    Terminal.say("gave back \(claims + parked): \(claims) in flight, \(parked) parked")
    if buried > 0 { Terminal.say("dead letters now: \(buried), which had begun and must not run again") }
    if dead > 0 { Terminal.say("dead letters stay: \(dead) (devseo dead list)") }
    if untold > 0 {
      Terminal.say(
        "revoked tasks: \(untold), which no worker was there to hear of; say it again when one is: devseo drain-back"
      )
    }
  }
}
