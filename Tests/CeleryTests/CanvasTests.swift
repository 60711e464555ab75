// Tasks that follow each other: links, chains, groups, chords, maps, as Celery's own client puts them together.

import Fixtures
import Processes
import Testing

@Suite struct `A workflow of Celery's` {
  @Test func `goes on with its links, which get the result or the failed task's id`() throws {
    try run("link,links,link_error")
  }

  @Test func `hands results along a chain, also past a task that is tried again`() throws {
    try run("chains,retried_chain,prioritised")
  }

  @Test func `ends for all who wait when a task of a chain fails`() throws {
    try run("broken_chain,unknown_chain,expired_chain")
  }

  @Test func `ends for all who wait when a task of a chain is revoked`() throws {
    try run("revoked_chain", concurrency: 1)
  }

  @Test func `gives a chord's body the results of its header in order`() throws {
    try run("chords,large_chord,ignored_member")
  }

  @Test func `fails a chord's body when a member fails, is unknown, or is on the way of a chain that fails`()
    throws
  {
    try run("broken_chord,unknown_chord,broken_chain_in_chord")
  }

  @Test func `fails a chord's body when a member is revoked`() throws {
    try run("revoked_chord", concurrency: 1)
  }

  @Test func `takes groups and chords wherever they lie in others`() throws {
    try run("chord_in_chain,group_in_chain,nested_groups,shaped_header,bodies")
  }

  @Test func `fails chords within chords, and chains behind them, to their ends`() throws {
    try run("broken_bodies")
  }

  @Test func `calls a task for each of many items`() throws { try run("maps,broken_map,chunks") }

  @Test func `has its results and chords in another database, under a prefix`() throws {
    var options = DispatcherOptions(handlers: handlers, resultDatabase: 3)
    options.variables = ["GLOBAL_KEYPREFIX": "pfx"]
    try withDispatcher(options) { dispatcher in
      try client("link,chains,large_chord,broken_chord,bodies,maps", of: dispatcher, prefix: "pfx")
    }
  }

  @Test func `keeps its stamps, and stores what is known of each task when that is wanted`() throws {
    let options = DispatcherOptions(handlers: handlers, variables: ["RESULT_EXTENDED": "1"])
    try withDispatcher(options) { try client("stamped", of: $0) }
  }

  @Test func `says that a task has started when that is wanted`() throws {
    let options = DispatcherOptions(handlers: handlers, variables: ["TASK_TRACK_STARTED": "1"])
    try withDispatcher(options) { try client("started", of: $0) }
  }

  @Test func `fails rather than waits when what follows cannot be sent`() throws { try run("unsendable") }

  @Test func `shares its chords with a worker of Celery's`() throws { try run("shared_chord") }

  @Test func `comes in compressed messages, with dates and bytes, from small clients and poisoned`() throws {
    try run("compressed,typed,minimal,poisoned")
  }

  @Test func `is told of each of two hundred results, which are kept for a day`() throws {
    try run("repeated,kept")
  }

  private func run(_ cases: String, concurrency: Int = 4) throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: concurrency)) {
      try client(cases, of: $0)
    }
  }
}
