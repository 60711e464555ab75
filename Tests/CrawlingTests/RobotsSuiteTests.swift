// Every expectation of the public suites, all of which Google's own matcher fulfils.

import Fixtures
import Testing

@testable import Crawling

@Suite(.enabled(if: PublicSuite.robots.isPresent, .init(rawValue: PublicSuite.whyNot)))
struct `Robots by the public suites` {
  @Test(arguments: RobotsSuite.rows.compactMap(\.self))
  func `the answer is the one of Google's matcher`(row: RobotsExpectation) {
    #expect(Robots(row.robots).allows(target: row.url.robotsTarget, agent: row.agent) == row.isAllowed)
  }

  @Test func `every line of the suite is understood`() {
    #expect(!RobotsSuite.rows.contains { $0 == nil })
  }
}
