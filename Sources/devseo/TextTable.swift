// Columns of text, as wide as what is in them.

internal import Runtime

/// A table with a head, for people.
struct TextTable {
  private var rows: [[String]]
  private let firstNumber: Int

  /// Makes a table of its head; columns from `numbersFrom` on are numbers, and end together.
  init(_ head: [String], numbersFrom firstNumber: Int) {
    rows = [head]
    self.firstNumber = firstNumber
  }

  /// Adds a row, what is not fit for a terminal escaped.
  mutating func add(_ row: [String]) { rows.append(row.map { $0.safe() }) }

  /// The lines, the head first.
  var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.enumerated().map { number, row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let blank = String(repeating: " ", count: cell.1 - cell.0.count)
        return column < firstNumber ? cell.0 + blank : blank + cell.0
      }
      var line = Substring(cells.joined(separator: "  "))
      while line.last == " " { line.removeLast() }
      return number == 0 ? Terminal.coloured(String(line), .bold) : String(line)
    }
  }
}
