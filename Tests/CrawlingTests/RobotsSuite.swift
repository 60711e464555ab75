// The public suite for robots.txt, row by row.

import Fixtures

/// All expectations, none when the suite is not there; nil stands for a row that is not one.
enum RobotsSuite {
  static let rows: [RobotsExpectation?] = PublicSuite.robots.rows.map(RobotsExpectation.init)
}
