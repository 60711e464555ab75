// Looks at everything that a dispatcher needs, before one is started: settings, handlers, redis-cli, Redis.

internal import Glibc
internal import Messages
internal import Queue
internal import Runtime

/// A look at what a dispatcher would find.
public enum Checkup {
  /// Looks.
  ///
  /// Nothing is changed but for a folder that may be made.
  ///
  /// - Parameter options: The command line of the dispatcher.
  /// - Returns: What was found, thing by thing.
  public static func run(_ options: DispatchOptions) -> [Finding] {
    let surroundings: Surroundings
    do throws(Startup.Refusal) {
      surroundings = try Surroundings(options)
    } catch {
      return [Finding(.wrong, "settings", error.reason)]
    }
    var findings = [Finding(.good, "name", surroundings.hostname)]
    let table = surroundings.handlers()
    findings += handlers(table, surroundings)
    findings.append(schedules(table, isKept: options.keepsSchedules))
    do throws(Startup.Refusal) {
      let settings = try surroundings.settings(table)
      findings.append(
        Finding(
          .good, "queues", "\(settings.queues.joined(separator: ", ")), \(settings.concurrency) at a time"))
    } catch {
      findings.append(Finding(.wrong, "limits", error.reason))
    }
    findings.append(state(surroundings))
    return findings + redis(surroundings, requiringDurability: options.requiresDurability)
  }

  // MARK: - Handlers

  private static func handlers(_ table: HandlerTable, _ surroundings: Surroundings) -> [Finding] {
    var findings = table.problems.map { Finding(.wrong, "handlers", $0) }
    if table.handlers.isEmpty {
      findings.append(
        Finding(.wrong, "handlers", "there is no usable handler in \(surroundings.handlersFolder)"))
    }
    let sorted = table.handlers.values.sorted { $0.directory < $1.directory }
    return findings + sorted.map { handler($0, table) }
  }

  private static func handler(_ handler: InstalledHandler, _ table: HandlerTable) -> Finding {
    let manifest = handler.manifest
    let subject = "handler \(handler.directory.split(separator: "/").last ?? "")"
    let launch = HandlerLaunch(handler, message: [], context: [:], temporary: "/tmp", setting: { _ in nil })
    guard access(launch.executable, X_OK) == 0 else {
      return Finding(
        .wrong, subject, "cannot run \(launch.executable): \(String(cString: strerror(errno)))")
    }
    let unserved = manifest.mayEnqueue.filter { table.handlers[$0] == nil }
    let text = "\(manifest.task) in queue \(manifest.queue)"
    guard unserved.isEmpty else {
      return Finding(
        .note, subject, "\(text); no handler here runs its follow-ups \(unserved.joined(separator: ", "))")
    }
    return Finding(.good, subject, text)
  }

  private static func schedules(_ table: HandlerTable, isKept: Bool) -> Finding {
    let rows = table.handlers.values.compactMap { handler -> String? in
      guard let dueTimes = handler.dueTimes else { return nil }
      let next = dueTimes.next(after: Int64(Now.current.unixSeconds * 1000))
      let date = next.map { ", next at \(WireDate.text(seconds: Double($0) / 1000))" } ?? ""
      return "\(handler.manifest.task) at \(dueTimes.recurrence)\(date)"
    }
    let text = rows.isEmpty ? "no handler has one" : rows.sorted().joined(separator: "; ")
    return Finding(
      isKept && rows.isEmpty ? .note : .good, "schedules",
      isKept || rows.isEmpty ? text : "\(text); sent by dispatchers with --beat")
  }

  // MARK: - The machine

  private static func state(_ surroundings: Surroundings) -> Finding {
    let folder: String
    do throws(Startup.Refusal) {
      folder = try surroundings.stateFolder()
    } catch {
      // A unit of systemd names one; a person at a terminal need not.
      return Finding(.note, "state folder", error.reason)
    }
    do throws(StateError) {
      try StateFolder.check(folder)
      return Finding(.good, "state folder", folder)
    } catch {
      return Finding(.wrong, "state folder", error.description)
    }
  }

  // MARK: - Redis

  private static func redis(_ surroundings: Surroundings, requiringDurability: Bool) -> [Finding] {
    let place = surroundings.address.description
    do throws(PipeError) {
      let pipe = try RedisPipe(surroundings.address, keyPrefix: surroundings.keys.prefix)
      defer { pipe.close() }
      let request = QueuesRequest(queues: [], keys: surroundings.keys)
      let start = ContinuousClock.now
      _ = try pipe.call(request.pipeRequest(surroundings.keys), patience: .seconds(5))
      let milliseconds = Int((ContinuousClock.now - start).seconds * 1000)
      guard let greeting = pipe.greeting else {
        return [Finding(.wrong, "redis", "\(place) does not answer")]
      }
      return [
        Finding(.good, "redis", "\(greeting.redisVersion) at \(place), answers in \(milliseconds) ms")
      ] + fitness(greeting, requiringDurability: requiringDurability)
    } catch {
      return [Finding(.wrong, "redis", error.description)]
    }
  }

  private static func fitness(_ greeting: Greeting, requiringDurability: Bool) -> [Finding] {
    if let reason = greeting.unfitness(requiringDurability: requiringDurability) {
      return [Finding(.wrong, "redis", reason)]
    }
    var findings: [Finding] = []
    if greeting.redisVersion.isEmpty {
      findings.append(
        Finding(.note, "redis", "its settings are not known: the user may not run INFO"))
    } else if greeting.appendOnly == "0" {
      findings.append(
        Finding(
          .note, "redis",
          "it forgets messages when it ends; set appendonly yes to keep them through a restart"))
    }
    return findings
  }
}
