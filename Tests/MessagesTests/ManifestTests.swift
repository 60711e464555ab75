// Reading manifests: what they may say, what follows from silence, and how a bad one is refused.

import JSONText
import Messages
import Testing

@Suite struct `A manifest` {
  @Test func `says everything about a handler`() throws {
    let manifest = try Manifest(JSON(parsing: wholeManifest))
    #expect(manifest.task == "app.tasks.crawl_tasks.process_crawl_job")
    #expect(manifest.about == "Crawls one website and audits it for SEO.")
    #expect(manifest.run == ["./crawl-handler"])
    #expect(manifest.queue == "crawl")
    #expect(manifest.arguments == ["crawl_job_id", "website_domain", "max_pages"])
    #expect(manifest.acknowledgesLate == false)
    #expect(manifest.rateLimit?.intervalMicroseconds == 12_000_000)
    #expect(manifest.concurrency == 2)
    #expect(manifest.isExpress && manifest.isWarm)
    #expect(manifest.schedule?.recurrence.json == ["every_s": 60])
    #expect(manifest.softTimeLimitSeconds == 1500)
    #expect(manifest.timeLimitSeconds == 1800.5)
    #expect(manifest.retry.maxRetries == 5)
    #expect(manifest.retry.delaySeconds == 300)
    #expect(manifest.retry.backoff == 1.5)
    #expect(manifest.retry.capSeconds == 7200)
    #expect(manifest.retry.hasJitter)
    #expect(manifest.limits.memoryMiB == 2048)
    #expect(manifest.limits.cpuSeconds == 60)
    #expect(manifest.limits.openFiles == 512)
    #expect(manifest.limits.outputKiB == 2048)
    #expect(manifest.environment == ["DATABASE_URL", "CRAWL_USER_AGENT"])
    #expect(manifest.mayEnqueue == ["app.tasks.email_tasks.send_crawl_complete_notification"])
  }

  @Test func `needs task, run and queue only`() throws {
    let manifest = try Manifest(["task": "t", "run": ["./h", "-v"], "queue": "q"])
    #expect(manifest.run == ["./h", "-v"])
    #expect(manifest.about.isEmpty && manifest.arguments.isEmpty)
    #expect(manifest.acknowledgesLate && !manifest.isExpress && !manifest.isWarm)
    #expect(manifest.rateLimit == nil && manifest.concurrency == nil && manifest.schedule == nil)
    #expect(manifest.softTimeLimitSeconds == nil && manifest.timeLimitSeconds == nil)
    #expect(manifest.environment.isEmpty && manifest.mayEnqueue.isEmpty)
    #expect(manifest.retry == Manifest.Retry() && manifest.limits == Manifest.Limits())
    #expect(manifest.retry.maxRetries == 3 && manifest.retry.delaySeconds == 180)
    #expect(manifest.limits.memoryMiB == 1024 && manifest.limits.cpuSeconds == nil)
    #expect(manifest.limits.openFiles == 256 && manifest.limits.outputKiB == 1024)
  }

  @Test func `has the defaults for null as well, but null lifts the limit of memory`() throws {
    var members: [String: JSON] = ["task": "t", "run": ["./h"], "queue": "q"]
    let plain = try Manifest(.object(members))
    for name in ["about", "args", "acks_late", "rate_limit", "concurrency", "express", "warm", "schedule"]
      + ["soft_time_limit_s", "time_limit_s", "retry", "limits", "environment", "may_enqueue"]
    {
      members[name] = .null
    }
    #expect(try Manifest(.object(members)) == plain)
    members["limits"] = ["memory_mib": nil, "cpu_s": nil, "open_files": nil, "output_kib": nil]
    var lifted = plain
    lifted.limits.memoryMiB = nil
    #expect(try Manifest(.object(members)) == lifted)
  }

  @Test func `as the design shows it decodes`() throws {
    let manifest = try Manifest(JSON(parsing: designManifest))
    #expect(manifest.limits.memoryMiB == 1024 && manifest.mayEnqueue.count == 2)
  }

  @Test(
    arguments: [
      ("{}", "task: is missing"), (#"{"task":"t","queue":"q"}"#, "run: is missing"),
      (#"{"task":"t","run":["./h"]}"#, "queue: is missing"),
      (#"{"task":null,"run":["./h"],"queue":"q"}"#, "task: expected a string, found null"),
      (#"{"task":"t","run":[],"queue":"q"}"#, "run: is empty: name the command"),
      (#"{"task":"t","run":"./h","queue":"q"}"#, "run: expected an array, found a string"),
      (#"{"task":"t","run":["./h",1],"queue":"q"}"#, "run[1]: expected a string, found an integer"),
      ("[]", "expected an object, found an array"), ("null", "expected an object, found null"),
    ])
  func `without what it needs is refused`(text: String, reason: String) throws {
    let error = try #require(throws: JSONError.self) { try Manifest(JSON(parsing: text)) }
    #expect(error.description == reason)
  }

  @Test(
    arguments: [
      ("tasks", 1, "tasks: is no member of a manifest"), ("Task", 1, "Task: is no member of a manifest"),
      ("", 1, ": is no member of a manifest"),
      ("retry", ["max": 1], "retry.max: is no member of a manifest"),
      ("limits", ["memory": 1, "cpu": 1], "limits.cpu: is no member of a manifest"),
      ("retry", [], "retry: expected an object, found an array"),
      ("limits", 5, "limits: expected an object, found an integer"),
      ("args", "a", "args: expected an array, found a string"),
      ("acks_late", "yes", "acks_late: expected a boolean, found a string"),
      ("concurrency", 1.5, "concurrency: expected an integer, found a number"),
      ("soft_time_limit_s", "60", "soft_time_limit_s: expected a number, found a string"),
      ("environment", [nil], "environment[0]: expected a string, found null"),
      ("retry", ["jitter": 1], "retry.jitter: expected a boolean, found an integer"),
      ("limits", ["cpu_s": "1"], "limits.cpu_s: expected an integer, found a string"),
    ] as [(String, JSON, String)])
  func `with a member that is unknown or of another type is refused by its name`(
    name: String, value: JSON, reason: String
  ) throws {
    let members: [String: JSON] = ["task": "t", "run": ["./h"], "queue": "q", name: value]
    let error = try #require(throws: JSONError.self) { try Manifest(.object(members)) }
    #expect(error.description == (name.isEmpty ? "is no member of a manifest" : reason))
  }

  @Test(
    arguments: [
      ("concurrency", 0), ("concurrency", .integer(.max)), ("time_limit_s", -1), ("soft_time_limit_s", 1e300),
      ("time_limit_s", .double(.nan)), ("soft_time_limit_s", .double(.infinity)),
      ("retry", ["max_retries": -1]), ("retry", ["delay_s": .double(.infinity)]), ("retry", ["backoff": 0]),
      ("retry", ["backoff": .double(.nan)]), ("retry", ["cap_s": -0.5]), ("limits", ["memory_mib": 0]),
      ("limits", ["memory_mib": .integer(.max)]), ("limits", ["cpu_s": -1]), ("limits", ["open_files": 0]),
      ("limits", ["output_kib": .hugeInteger("99999999999999999999")]),
    ] as [(String, JSON)])
  func `with a number that nobody could compute with is refused`(name: String, value: JSON) throws {
    let members: [String: JSON] = ["task": "t", "run": ["./h"], "queue": "q", name: value]
    let error = try #require(throws: JSONError.self) { try Manifest(.object(members)) }
    #expect(error.code == .unfit)
    #expect(error.path.hasPrefix(name))
  }
}
