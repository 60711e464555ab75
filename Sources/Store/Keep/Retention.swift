// What is removed after a while, and what is ended because nobody works on it any more.

/// How long what is kept.
public struct Retention: Hashable, Sendable {
  /// The details of a crawl are kept for so many days.
  public var keepDays: Int
  /// Those of so many completed crawls of each website are kept whatever their age.
  public var keepLast: Int
  /// How many crawls are cleared in one transaction.
  public var batch: Int

  /// Makes the terms.
  public init(keepDays: Int, keepLast: Int, batch: Int) {
    self.keepDays = keepDays
    self.keepLast = keepLast
    self.batch = batch
  }

  /// Mail is remembered for so many days.
  static let mailDays = 180
  /// Who has left is forgotten after so many days.
  static let userDays = 30
  /// Seconds without a heartbeat after which a running job has no run any more: twice the hard limit of a crawl, so that
  /// a message that is delivered again comes first.
  static let leaseSeconds = 3_600
  /// The same for a job that was put back, whose message may wait for its turn.
  static let waitSeconds = 86_400
}

/// What a sweep has done.
public struct Sweep: Hashable, Sendable {
  /// Crawls whose details were removed.
  public var purgedJobs = 0
  /// Crawls that are gone, and whose details were still there.
  public var orphanedJobs = 0
  /// Rows of details that went with them.
  public var removedRows = 0
  /// Jobs without a run that were ended.
  public var endedJobs = 0
  /// Entries of the mail log that were removed.
  public var removedMails = 0
  /// Users who were removed.
  public var removedUsers = 0
  /// Whether nothing was left to do.
  public var isComplete = true

  /// Nothing done yet.
  public init() {}
}
