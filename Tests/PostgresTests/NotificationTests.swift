// What one connection calls out and another one hears.

import Testing

@testable import Postgres

@Suite struct `A notification` {
  @Test func `is heard by whoever listens, in order`() throws {
    try withConnection { speaker, connect in
      let listener = try connect(ConnectionOptions())
      try listener.listen(to: "crawl-cancel")
      try speaker.notify("crawl-cancel", "one")
      try speaker.notify("elsewhere", "unheard")
      try speaker.notify("crawl-cancel", "it's \"two\"")
      var heard: [Notification] = []
      while heard.count < 2 {
        let more = try listener.notifications(within: .seconds(30))
        guard !more.isEmpty else { break }
        heard += more
      }
      #expect(heard.map(\.payload) == ["one", "it's \"two\""])
      #expect(Set(heard.map(\.channel)) == ["crawl-cancel"])
      #expect(try listener.notifications().isEmpty)
    }
  }

  @Test func `wakes whoever waits for it`() throws {
    try withConnection { speaker, _ in
      let address = speaker.address
      let listener = Alongside {
        let connection = try Connection(to: address)
        try connection.listen(to: "crawl")
        return try connection.notifications(within: .seconds(60))
      }
      try wait(
        on: speaker,
        until: "select count(*) = 1 from here where query like 'LISTEN%' and state = 'idle'")
      try speaker.notify("crawl")
      #expect(try listener.value() == [Notification(channel: "crawl", payload: "")])
    }
  }

  @Test func `comes with its transaction, or not at all`() throws {
    try withConnection { speaker, connect in
      let listener = try connect(ConnectionOptions())
      try listener.listen(to: "crawl")
      _ = failure {
        try speaker.transaction { () throws(PostgresError) in
          try speaker.notify("crawl", "withdrawn")
          try speaker.execute("select 1/0")
        }
      }
      try speaker.notify("crawl", "meant")
      #expect(try listener.notifications(within: .seconds(30)).map(\.payload) == ["meant"])
    }
  }

  @Test func `is not awaited on a connection that has ended`() throws {
    try withConnection { speaker, connect in
      let listener = try connect(ConnectionOptions())
      try listener.listen(to: "crawl")
      try speaker.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like 'LISTEN%'"
      )
      let error = failure { _ = try listener.notifications(within: .seconds(30)) }
      #expect(error?.code == .lost && error?.recovery == .temporary)
    }
  }
}
