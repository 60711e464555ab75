// What a program that uses Celery's client sees of a task that ends well, or fails.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `Results for Celery's client` {
  @Test func `a crawl's result comes back, sent with positional arguments`() throws {
    let site: [String: LoopbackServer.Answer] = [
      "/": .html("<title>Home</title><a href=/a>A</a><a href=/gone>G</a>"), "/a": .html("<title>A</title>"),
    ]
    try withServer(site) { server in
      let variables = ["CRAWL_ALLOW_NETWORKS": server.authority]
      try withDispatcher(DispatcherOptions(handlers: handlers, variables: variables)) { dispatcher in
        let crawled = try client("crawl", server.url(), of: dispatcher).result
        #expect(crawled["job"]?["outcome"] == "complete")
        #expect(
          crawled["pages"]?.array?.compactMap { $0["url"]?.string } == ["/", "/a", "/gone"].map(server.url))
        #expect(crawled["job"]?["limits"]?["max_pages"] == 50)
      }
    }
  }

  @Test func `protocol 2 on the usual queue gives results and states of tasks in Swift and in shell`() throws
  {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { dispatcher in
      try client("success", of: dispatcher)
      try client("no_operation", of: dispatcher)
    }
  }

  @Test func `a group gives its results in order`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("group", of: $0) }
  }

  @Test func `another database holds results when it shall`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, resultDatabase: 3)) { dispatcher in
      try client("success", of: dispatcher)
      try client("fails", of: dispatcher)
    }
  }

  @Test(arguments: ["pfx:", "pfx"]) func `a global prefix stands before all keys`(_ prefix: String) throws {
    // With more slots those behind the held one would take messages as they come.
    let options = DispatcherOptions(
      handlers: handlers, concurrency: 1, variables: ["GLOBAL_KEYPREFIX": prefix])
    try withDispatcher(options) { dispatcher in
      try client("success", of: dispatcher, prefix: prefix)
      try client("priorities", of: dispatcher, prefix: prefix)
    }
  }

  @Test func `a failure is raised as what it was`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { dispatcher in
      try client("fails", of: dispatcher)
      try client("fails_foreign", of: dispatcher)
    }
  }

  @Test func `PROGRESS tells how far a task is while it runs`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("progress", of: $0) }
  }

  @Test func `ignore_result leaves no result`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("ignored", of: $0)
    }
  }
}
