// What is known about a terminal.

import CSystem
import Fixtures
import Glibc
import Testing

@Suite struct `A terminal` {
  @Test(arguments: [1, 40, 80, 500] as [Int32]) func `has as many columns as it was given`(columns: Int32)
    throws
  {
    _ = try withTerminal(columns: columns) { #expect(csystem_terminal_columns($0) == columns) }
  }

  @Test func `that does not know its width counts as 80 wide`() throws {
    _ = try withTerminal(columns: 0) { #expect(csystem_terminal_columns($0) == 80) }
  }

  @Test func `is not what a file or a closed descriptor is`() {
    let null = open("/dev/null", O_RDWR)
    defer { close(null) }
    #expect(csystem_terminal_columns(null) == 0)
    #expect(csystem_terminal_columns(-1) == 0)
  }
}
