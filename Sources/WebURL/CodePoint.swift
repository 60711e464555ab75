// What Unicode says of a code point, looked up in the generated table.

/// What UTS #46 does with a code point (its section 5, the IDNA mapping table).
enum CodePoint {
  /// Stays as it is.
  case valid(CodePointProperties)
  /// Is taken out.
  case ignored
  /// Makes the domain invalid.
  case disallowed
  /// Is replaced.
  case mapped(to: ArraySlice<Unicode.Scalar>)

  /// Finds the row of the table that the code point is in.
  init(_ scalar: Unicode.Scalar) {
    var low = 0
    var high = IDNATable.rowCount
    while low + 1 < high {
      let middle = (low + high) / 2
      let start = Self.number(in: IDNATable.rows, at: middle * 2)
      if start <= scalar.value { low = middle } else { high = middle }
    }
    let entry = Self.number(in: IDNATable.rows, at: low * 2 + 1)
    let value = entry & 0x1F_FFFF
    switch entry >> 21 {
    case 0: self = .valid(CodePointProperties(bits: value))
    case 1: self = .ignored
    case 3: self = .mapped(to: Self.scalars([value]))
    case 4:
      let start = Int(value >> 5)
      let replacements = IDNATable.replacements
      self = .mapped(
        to: Self.scalars((start..<start + Int(value & 31)).map { Self.number(in: replacements, at: $0) }))
    default: self = .disallowed
    }
  }

  private static func scalars(_ values: [UInt32]) -> ArraySlice<Unicode.Scalar> {
    values.compactMap(Unicode.Scalar.init)[...]
  }

  /// Reads the number of four digits with an index.
  private static func number(in text: StaticString, at index: Int) -> UInt32 {
    // The script writes rows of full length only, so no index leads past the text.
    let digits = text.utf8Start + index * 4
    let upper = UInt32(digits[0] &- 48) << 18 | UInt32(digits[1] &- 48) << 12
    return upper | UInt32(digits[2] &- 48) << 6 | UInt32(digits[3] &- 48)
  }
}
