// Tasks that follow each other: links, chains, groups, chords, maps, as Celery's own client puts them together.

import Fixtures
import Processes
import Testing

@Suite struct `Workflows of Celery's` {
  @Test func `link and link_error get the result, or the id of the task that failed`() throws {
    try run("link,links,link_error")
  }

  @Test func `a chain hands results along, also past a task that is tried again`() throws {
    try run("chains,retried_chain,prioritised")
  }

  @Test func `a failing chain ends for all who wait`() throws {
    try run("broken_chain,unknown_chain,expired_chain")
  }

  @Test func `a revoked chain ends for all who wait`() throws {
    try run("revoked_chain", concurrency: 1)
  }

  @Test func `a chord's body gets the results of its header in order`() throws {
    try run("chords,large_chord,ignored_member")
  }

  @Test
  func `a chord's error fails its body: a member fails, is unknown, or is on the way of a chain that fails`()
    throws
  {
    try run("broken_chord,unknown_chord,broken_chain_in_chord")
  }

  @Test func `a chord's revoked member fails its body`() throws {
    try run("revoked_chord", concurrency: 1)
  }

  @Test func `a chord inside a chain, and nested groups, are taken apart wherever they lie`() throws {
    try run("chord_in_chain,group_in_chain,nested_groups,shaped_header,bodies")
  }

  @Test func `chords within chords, and chains behind them, fail to their ends`() throws {
    try run("broken_bodies")
  }

  @Test func `map, starmap and chunks call a task for each of many items`() throws {
    try run("maps,broken_map,chunks")
  }

  @Test func `another database and a prefix serve chords as well`() throws {
    var options = DispatcherOptions(handlers: handlers, resultDatabase: 3)
    options.variables = ["GLOBAL_KEYPREFIX": "pfx"]
    try withDispatcher(options) { dispatcher in
      try client("link,chains,large_chord,broken_chord,bodies,maps", of: dispatcher, prefix: "pfx")
    }
  }

  @Test func `result_extended stores what is known of each task, with its stamps`() throws {
    let options = DispatcherOptions(handlers: handlers, variables: ["RESULT_EXTENDED": "1"])
    try withDispatcher(options) { try client("stamped", of: $0) }
  }

  @Test func `STARTED is said when that is wanted`() throws {
    let options = DispatcherOptions(handlers: handlers, variables: ["TASK_TRACK_STARTED": "1"])
    try withDispatcher(options) { try client("started", of: $0) }
  }

  @Test func `an unsendable follower fails its task, instead of being lost`() throws { try run("unsendable") }

  @Test func `a chord may be shared with a worker of Celery's`() throws { try run("shared_chord") }

  @Test func `compression, dates and bytes are understood`() throws { try run("compressed,typed") }

  @Test func `protocol 1 and minimal clients are served`() throws { try run("minimal,sparse") }

  @Test func `a poison message harms nobody, and fails what was to follow it`() throws { try run("poisoned") }

  @Test func `a result is stored and told in one: two hundred in a row, kept for a day`() throws {
    try run("repeated,kept")
  }

  private func run(_ cases: String, concurrency: Int = 4) throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: concurrency)) {
      try client(cases, of: $0)
    }
  }
}
