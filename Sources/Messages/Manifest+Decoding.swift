// From `handler.json` to a manifest: unknown members are refused by name, absent ones have defaults.

public import JSONText

extension Manifest {
  /// Reads a manifest.
  ///
  /// - Parameter json: The parsed file.
  /// - Throws: ``JSONError`` naming the member that is unknown, absent or of another type.
  public init(_ json: JSON) throws(JSONError) {
    self = try json.decode(Manifest.self)
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case task, run, queue, about, concurrency, schedule, retry, limits, environment
    case arguments = "args"
    case acknowledgesLate = "acks_late"
    case rateLimit = "rate_limit"
    case isExpress = "express"
    case isWarm = "warm"
    case softTimeLimitSeconds = "soft_time_limit_s"
    case timeLimitSeconds = "time_limit_s"
    case mayEnqueue = "may_enqueue"
  }

  /// Decodes a manifest, with the defaults for what is absent.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownMembers(of: CodingKeys.self)
    let members = try decoder.container(keyedBy: CodingKeys.self)
    task = try members.decode(String.self, forKey: .task)
    run = try members.decode([String].self, forKey: .run)
    queue = try members.decode(String.self, forKey: .queue)
    about = try members.decodeIfPresent(String.self, forKey: .about) ?? ""
    arguments = try members.decodeIfPresent([String].self, forKey: .arguments) ?? []
    acknowledgesLate = try members.decodeIfPresent(Bool.self, forKey: .acknowledgesLate) ?? true
    rateLimit = try RateLimit.parse(
      try members.decodeIfPresent(JSON.self, forKey: .rateLimit) ?? .null, at: "rate_limit")
    concurrency = try members.decodeIfPresent(Int.self, forKey: .concurrency)
    isExpress = try members.decodeIfPresent(Bool.self, forKey: .isExpress) ?? false
    isWarm = try members.decodeIfPresent(Bool.self, forKey: .isWarm) ?? false
    schedule = try Schedule.parse(
      try members.decodeIfPresent(JSON.self, forKey: .schedule) ?? .null, at: "schedule")
    softTimeLimitSeconds = try members.decodeIfPresent(Double.self, forKey: .softTimeLimitSeconds)
    timeLimitSeconds = try members.decodeIfPresent(Double.self, forKey: .timeLimitSeconds)
    retry = try members.decodeIfPresent(Retry.self, forKey: .retry) ?? Retry()
    limits = try members.decodeIfPresent(Limits.self, forKey: .limits) ?? Limits()
    environment = try members.decodeIfPresent([String].self, forKey: .environment) ?? []
    mayEnqueue = try members.decodeIfPresent([String].self, forKey: .mayEnqueue) ?? []
    guard !run.isEmpty else { throw JSONError(.unfit, at: "run", "is empty: name the command") }
    try Bounds.check(concurrency, within: Bounds.limit, at: "concurrency")
    try Bounds.check(softTimeLimitSeconds, within: Bounds.seconds, at: "soft_time_limit_s")
    try Bounds.check(timeLimitSeconds, within: Bounds.seconds, at: "time_limit_s")
  }
}

extension Manifest.Retry {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case backoff
    case maxRetries = "max_retries"
    case delaySeconds = "delay_s"
    case capSeconds = "cap_s"
    case hasJitter = "jitter"
  }

  /// Celery's defaults: three retries, 180 s apart.
  public init() {
    (maxRetries, delaySeconds, backoff, capSeconds, hasJitter) = (3, 180, 1, 3600, false)
  }

  /// Decodes the policy, with the defaults for what is absent.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownMembers(of: CodingKeys.self)
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    maxRetries = try members.decodeIfPresent(Int.self, forKey: .maxRetries) ?? maxRetries
    delaySeconds = try members.decodeIfPresent(Double.self, forKey: .delaySeconds) ?? delaySeconds
    backoff = try members.decodeIfPresent(Double.self, forKey: .backoff) ?? backoff
    capSeconds = try members.decodeIfPresent(Double.self, forKey: .capSeconds) ?? capSeconds
    hasJitter = try members.decodeIfPresent(Bool.self, forKey: .hasJitter) ?? hasJitter
    try Bounds.check(maxRetries, within: Bounds.count, at: "retry.max_retries")
    try Bounds.check(delaySeconds, within: Bounds.seconds, at: "retry.delay_s")
    try Bounds.check(backoff, within: Bounds.factor, at: "retry.backoff")
    try Bounds.check(capSeconds, within: Bounds.seconds, at: "retry.cap_s")
  }
}

extension Manifest.Limits {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case memoryMiB = "memory_mib"
    case cpuSeconds = "cpu_s"
    case openFiles = "open_files"
    case outputKiB = "output_kib"
  }

  /// The limits of a manifest that names none.
  public init() {
    (memoryMiB, cpuSeconds, openFiles, outputKiB) = (1024, nil, 256, 1024)
  }

  /// Decodes the limits, with the defaults for what is absent; `null` lifts a limit.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownMembers(of: CodingKeys.self)
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    if members.contains(.memoryMiB) { memoryMiB = try members.decodeIfPresent(Int.self, forKey: .memoryMiB) }
    cpuSeconds = try members.decodeIfPresent(Int.self, forKey: .cpuSeconds)
    openFiles = try members.decodeIfPresent(Int.self, forKey: .openFiles) ?? openFiles
    outputKiB = try members.decodeIfPresent(Int.self, forKey: .outputKiB) ?? outputKiB
    try Bounds.check(memoryMiB, within: Bounds.limit, at: "limits.memory_mib")
    try Bounds.check(cpuSeconds, within: Bounds.limit, at: "limits.cpu_s")
    try Bounds.check(openFiles, within: Bounds.limit, at: "limits.open_files")
    try Bounds.check(outputKiB, within: Bounds.limit, at: "limits.output_kib")
  }
}

extension Decoder {
  /// Throws when the object has a member that is not one of the keys.
  fileprivate func refuseUnknownMembers<Key: CodingKey & CaseIterable>(of keys: Key.Type) throws {
    let known = Set(Key.allCases.map(\.stringValue))
    let members = try [String: JSON](from: self)
    guard let unknown = members.keys.filter({ !known.contains($0) }).min() else { return }
    let path = (codingPath.map(\.stringValue) + [unknown]).joined(separator: ".")
    throw JSONError(.unfit, at: path, "is no member of a manifest")
  }
}
