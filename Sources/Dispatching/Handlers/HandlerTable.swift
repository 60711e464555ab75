// Which handler runs which task: read from `DIR/*/handler.json`, at start and on SIGHUP.

public import Messages

internal import Glibc
internal import JSONText

/// A handler that can be started.
public struct InstalledHandler: Hashable, Sendable {
  /// Its folder.
  public var directory: String
  /// Its manifest, overrides merged in.
  public var manifest: Manifest
  /// When its task is sent by itself; nil: never.
  public var dueTimes: DueTimes?

  /// Makes the description of a handler.
  public init(directory: String, manifest: Manifest, dueTimes: DueTimes? = nil) {
    self.directory = directory
    self.manifest = manifest
    self.dueTimes = dueTimes
  }

  /// Makes the description of a handler whose schedule has its zone from this machine.
  ///
  /// - Throws: ``JSONError`` when there is no such zone here.
  init(reading manifest: Manifest, in directory: String) throws(JSONError) {
    self.init(directory: directory, manifest: manifest)
    do throws(UnknownZone) {
      if let schedule = manifest.schedule { dueTimes = try DueTimes(schedule.recurrence) }
    } catch {
      throw JSONError(.unfit, at: "schedule.timezone", error.description)
    }
  }
}

/// The installed handlers, by the task each runs.
public struct HandlerTable: Hashable, Sendable {
  /// The handlers by Celery's name of their task.
  public var handlers: [String: InstalledHandler] = [:]
  /// What was skipped and why, one sentence each: a bad handler never keeps the others from working.
  public var problems: [String] = []

  /// A table without handlers.
  public init() {}

  /// Reads the handlers of a directory.
  ///
  /// - Parameters:
  ///   - directory: Holds one folder a handler.
  ///   - overrides: Holds `NAME.json` with members to merge over the manifest of the folder NAME.
  ///   - former: What was read before: a handler whose manifest is being written just now stays as it was.
  public init(scanning directory: String, overrides: String? = nil, former: HandlerTable = HandlerTable()) {
    guard let names = Self.names(in: directory) else {
      problems.append("cannot read the handlers: \(directory) is no readable folder")
      handlers = former.handlers
      return
    }
    for name in names.sorted() {
      let folder = "\(directory)/\(name)"
      guard access("\(folder)/handler.json", F_OK) == 0 else { continue }
      do throws(JSONError) {
        guard let text = FileContent.read("\(folder)/handler.json") else {
          throw JSONError(.syntax, "the manifest is no readable file of at most 1 MiB")
        }
        var json = try JSON(parsing: text)
        if let overrides, let override = FileContent.read("\(overrides)/\(name).json") {
          json = json.merged(with: try JSON(parsing: override))
        }
        add(try InstalledHandler(reading: try Manifest(json), in: folder))
      } catch {
        problems.append("cannot use the handler \(name): \(error)")
        if let handler = former.handlers.values.first(where: { $0.directory == folder }) { add(handler) }
      }
    }
  }

  /// The queues that the handlers' tasks are sent to, sorted.
  public var queues: [String] { Set(handlers.values.map(\.manifest.queue)).sorted() }

  private mutating func add(_ handler: InstalledHandler) {
    let task = handler.manifest.task
    if let other = handlers[task] {
      problems.append(
        "cannot use the handler in \(handler.directory): \(other.directory) runs \(task) already")
      return
    }
    handlers[task] = handler
  }

  /// The names in a folder, hidden ones left aside; nil when it cannot be read.
  private static func names(in directory: String) -> [String]? {
    guard let folder = opendir(directory) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}

extension JSON {
  /// The value with the members of another merged over its own, level by level.
  func merged(with other: JSON) -> JSON {
    guard case .object(let own) = self, case .object(let others) = other else { return other }
    return .object(own.merging(others) { $0.merged(with: $1) })
  }
}
