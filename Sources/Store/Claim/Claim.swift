// What comes of asking for a crawl job: the job, or the reason why there is nothing to do.

public import JSONText

/// Who asks for a job.
public struct Claimant: Sendable {
  /// The task's id; nil by hand.
  public var taskID: String?
  /// The dispatcher's fence; nil: one more than the row's.
  public var fence: Int?
  /// Where the run is, for people.
  public var worker: String
  /// The host to be crawled, of which there is one crawl at a time; nil: whichever.
  public var host: String?

  /// Makes a claimant.
  public init(taskID: String?, fence: Int?, worker: String, host: String?) {
    self.taskID = taskID
    self.fence = fence
    self.worker = worker
    self.host = host
  }
}

/// A job that is a run's own.
public struct CrawlJob: Hashable, Sendable {
  /// Its key as the database writes it.
  public var id: String
  /// What every write is conditional on.
  public var fence: Int
  /// Which run of the job this is, from 1.
  public var attempt: Int
  /// How many pages the customer asked for.
  public var maxPages: Int
  /// The website's key as the database writes it.
  public var websiteID: String
  /// The website's domain.
  public var domain: String
  /// Whether the customer has proved that the website is theirs.
  public var isVerified: Bool
  /// The crawl of the website that this one is compared with; nil: there is none.
  public var previousID: String?
}

/// What a job that is over has left.
public struct FinishedJob: Hashable, Sendable {
  /// `completed`, `failed` or `cancelled`.
  public var status: String
  /// Whether the same task has done it, so that its result and what follows from it are due once more.
  public var isOwn: Bool
  /// The stored summary; nil: there is none.
  public var summary: JSON?
}

/// The answer to a claim.
public enum Claim {
  /// The job is the run's, and is watched from now on.
  case claimed(CrawlRun)
  /// It is over.
  case finished(FinishedJob)
  /// It was to be cancelled before it began, and now is.
  case cancelled
  /// Another run has it and has been heard of within two minutes.
  case running(worker: String?)
  /// Another crawl of the same host goes on.
  case hostIsBusy
  /// There is no such job.
  case absent
  /// The id cannot be one.
  case malformed
}
