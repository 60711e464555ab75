// The commands that only look: `celery inspect`, and what Flower asks.

internal import JSONText
internal import Messages
internal import Queue

extension DispatchMachine {
  /// The answer to a command that changes nothing; nil when it is none of these.
  func inspect(
    _ method: String, _ arguments: CommandArguments, at now: Now
  ) throws(CommandError) -> CommandOutcome? {
    switch method {
    case "ping": return .answer(["ok": "pong"])
    case "clock": return .answer(["clock": .integer(presence.clock)])
    case "active", "dump_active": return .answer(active(isSafe: arguments.flag("safe"), at: now))
    case "reserved", "dump_reserved": return .answer(reserved)
    case "scheduled", "dump_schedule": return .inquiry(.scheduled)
    case "revoked", "dump_revoked": return .inquiry(.revoked)
    case "registered", "dump_tasks":
      return .answer(registered(items: arguments["taskinfoitems"]?.array?.compactMap(\.string) ?? []))
    case "query_task": return .answer(try query(arguments, at: now))
    case "active_queues": return .answer(.array(settings.queues.map(queue)))
    case "stats": return .answer(stats(at: now))
    case "conf", "dump_conf": return .answer(configuration)
    case "report": return .answer(["ok": .string(report)])
    case "memsample": return .answer(.string(presence.vitals.residentBytes.mebibytes))
    case "memdump": return .answer(.string("- rss: \(presence.vitals.residentBytes.mebibytes).\n"))
    case "objgraph": return .answer(CommandError(text: "ImportError('Requires the objgraph library')").json)
    case "hello":
      let other = try arguments.text("from_node")
      return other == settings.hostname ? .answer(.null) : .inquiry(.hello(from: other))
    case "election": return .answer(.null)
    default: return nil
    }
  }

  // MARK: - Tasks

  private func active(isSafe: Bool, at now: Now) -> JSON {
    .array(slots.indices.compactMap { active($0, isSafe: isSafe, at: now) })
  }

  private func active(_ slot: Int, isSafe: Bool, at now: Now) -> JSON? {
    guard let run = slots[slot].run else { return nil }
    return description(
      of: run.job.envelope, queue: run.job.claim.queue,
      startedAt: now.unixSeconds - run.startedAt.duration(to: now.instant).seconds,
      isAcknowledged: !run.job.handler.manifest.acknowledgesLate, processID: presence.vitals.handlers[slot],
      isSafe: isSafe)
  }

  /// What is claimed and does not run yet; nothing is fetched ahead, so these are moments.
  private var reserved: JSON {
    .array(
      slots.compactMap { slot in
        guard case .preparing(let job, _) = slot.state else { return nil }
        return description(of: job.envelope, queue: job.claim.queue)
      })
  }

  private func query(_ arguments: CommandArguments, at now: Now) throws(CommandError) -> JSON {
    let ids = Set(try arguments.texts("ids"))
    var found: [String: JSON] = [:]
    for number in slots.indices {
      switch slots[number].state {
      case .running(let run) where ids.contains(run.job.envelope.id):
        found[run.job.envelope.id] = ["active", active(number, isSafe: false, at: now) ?? .null]
      case .preparing(let job, _) where ids.contains(job.envelope.id):
        found[job.envelope.id] = ["reserved", description(of: job.envelope, queue: job.claim.queue)]
      default: continue
      }
    }
    return .object(found)
  }

  private func registered(items: [String]) -> JSON {
    JSON(
      handlers.handlers.values.map(\.manifest).sorted { $0.task < $1.task }.map { manifest in
        let known = items.isEmpty ? ["rate_limit"] : items
        let told = known.compactMap { item in manifest.attribute(item).map { "\(item)=\($0)" } }
        return told.isEmpty ? manifest.task : "\(manifest.task) [\(told.joined(separator: " "))]"
      })
  }

  // MARK: - The worker

  private func queue(_ name: String) -> JSON {
    [
      "name": .string(name), "routing_key": .string(name), "alias": nil, "bindings": [], "no_ack": false,
      "exchange": [
        "name": .string(name), "type": "direct", "arguments": nil, "durable": true, "passive": false,
        "auto_delete": false, "delivery_mode": nil, "no_declare": false,
      ],
      "queue_arguments": nil, "binding_arguments": nil, "consumer_arguments": nil, "durable": true,
      "exclusive": false, "auto_delete": false, "no_declare": nil, "expires": nil, "message_ttl": nil,
      "max_length": nil, "max_length_bytes": nil, "max_priority": nil,
    ]
  }

  private func stats(at now: Now) -> JSON {
    let vitals = presence.vitals
    var stats: [String: JSON] = [
      "total": .object(presence.totals.mapValues { .integer($0) }), "pid": .integer(vitals.processID),
      "clock": .string("\(presence.clock)"),
      "uptime": .integer(Int(presence.startedAt.duration(to: now.instant).seconds)),
      "pool": [
        "implementation": "devseo: a process for each task", "max-concurrency": .integer(scale.most),
        "processes": .array(vitals.handlers.sorted { $0.key < $1.key }.map { .integer($0.value) }),
        "max-tasks-per-child": 1, "put-guarded-by-semaphore": false,
        "timeouts": [
          .double(settings.softTimeLimitSeconds ?? 0), .double(settings.timeLimitSeconds ?? 0),
        ],
        "writes": [
          "total": .integer(presence.processed), "avg": "1.00", "all": "", "raw": "", "strategy": "fair",
          "inqueues": ["total": 0, "active": 0],
        ],
      ],
      "broker": settings.broker.json, "prefetch_count": .integer(scale.current),
      "rusage": [
        "utime": .double(vitals.userSeconds), "stime": .double(vitals.systemSeconds),
        "maxrss": .integer(vitals.mostResidentKiB), "ixrss": 0, "idrss": 0, "isrss": 0,
        "minflt": .integer(vitals.minorFaults), "majflt": .integer(vitals.majorFaults), "nswap": 0,
        "inblock": .integer(vitals.blocksRead), "oublock": .integer(vitals.blocksWritten), "msgsnd": 0,
        "msgrcv": 0, "nsignals": 0, "nvcsw": .integer(vitals.voluntarySwitches),
        "nivcsw": .integer(vitals.involuntarySwitches),
      ],
    ]
    if scale.least < scale.most {
      stats["autoscaler"] = [
        "max": .integer(scale.most), "min": .integer(scale.least), "current": .integer(scale.current),
        "qty": .integer(slots.count { !$0.isFree }),
      ]
    }
    return .object(stats)
  }

  private var configuration: JSON {
    var members: [String: JSON] = [
      "broker_url": .string(settings.broker.url), "result_expires": JSON(settings.results.lifetimeSeconds),
      "task_default_queue": .string(settings.defaultQueue), "worker_concurrency": .integer(scale.most),
      "task_time_limit": JSON(settings.timeLimitSeconds),
      "task_soft_time_limit": JSON(settings.softTimeLimitSeconds), "task_acks_late": true,
      "worker_prefetch_multiplier": 1, "worker_max_tasks_per_child": 1, "accept_content": ["json"],
      "task_serializer": "json", "result_serializer": "json", "timezone": "UTC", "enable_utc": true,
      "result_extended": .bool(settings.results.extendedWorker != nil),
      "worker_send_task_events": .bool(presence.tellsTasks),
    ]
    var results = settings.broker
    results.database = settings.results.database
    members["result_backend"] = .string(results.url)
    return .object(members)
  }

  private var report: String {
    """

    software -> devseo:\(settings.info?.version ?? "?") (speaks celery:5.6.2)
    broker -> \(settings.broker.url)
    queues -> \(settings.queues.joined(separator: ", "))
    tasks -> \(handlers.handlers.keys.sorted().joined(separator: ", "))
    slots -> \(scale.current) of \(scale.most)

    """
  }
}

extension Manifest {
  /// What Celery's task of the same settings would have under a name; nil for what is not set.
  fileprivate func attribute(_ name: String) -> String? {
    switch name {
    case "rate_limit": rateLimit.map(\.perSecond)
    case "max_retries": "\(retry.maxRetries)"
    case "time_limit": timeLimitSeconds.map { "\($0.shortest)" }
    case "soft_time_limit": softTimeLimitSeconds.map { "\($0.shortest)" }
    case "acks_late": acknowledgesLate ? "True" : "False"
    case "default_retry_delay": retry.delaySeconds.shortest
    default: nil
    }
  }
}

extension RateLimit {
  /// As Celery writes rates: starts a second, a minute or an hour, whichever is whole.
  fileprivate var perSecond: String {
    let interval = Double(intervalMicroseconds) / 1e6
    for (seconds, unit) in [(1.0, "s"), (60, "m"), (3600, "h")] {
      let starts = seconds / interval
      if starts >= 0.999, (starts - starts.rounded()).magnitude < 0.001 {
        return "\(Int(starts.rounded()))/\(unit)"
      }
    }
    return "\(3600 / interval)/h"
  }
}

extension Double {
  /// Without a fraction when there is none.
  fileprivate var shortest: String { self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)" }
}

extension Int {
  /// Bytes, as Celery writes sizes.
  fileprivate var mebibytes: String {
    let tenths = self * 10 / (1 << 20)
    return "\(tenths / 10).\(tenths % 10)MB"
  }
}
