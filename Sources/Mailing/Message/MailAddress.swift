// One address of one person, and never two: the one parser for whom a mail is from and to.

internal import WebURL

/// A mailbox, perhaps with the name of whose it is (RFC 5322, 3.4).
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
  /// The name that is shown, such as `Ann Lee`; nil: there is none.
  public let name: String?
  /// What stands before the at sign, as it was written.
  public let local: String
  /// The domain in ASCII and small letters, international names in punycode.
  public let domain: String

  /// The address alone, such as `ann@example.com`.
  public var address: String { "\(local)@\(domain)" }

  /// The same.
  public var description: String { address }

  /// The form in which two addresses are compared: in small letters.
  ///
  /// A server may tell `Ann` from `ann` (RFC 5321, 2.4); no mail provider does.
  public var key: String { address.lowercased() }

  /// Reads `ann@example.com`, `Ann Lee <ann@example.com>` or `"Lee, Ann" <ann@example.com>`.
  ///
  /// The part before the at sign is a dot-atom: quoted ones, comments and letters beyond ASCII are refused.
  ///
  /// - Parameter text: The address.
  /// - Throws: ``MailError`` when it is none, or more than one.
  public init(parsing text: String) throws(MailError) {
    func refuse(_ reason: String) -> MailError { MailError("the address", reason) }
    guard !text.holdsControl else { throw refuse("it holds a control character") }
    guard text.utf8.count <= 1000 else { throw refuse("it is longer than 1000 bytes") }
    var rest = text.trimmingSpaces
    var name = ""
    if rest.hasSuffix(">"), let open = rest.lastIndex(of: "<") {
      name = try Self.name(String(rest[..<open]).trimmingSpaces)
      rest = String(rest[rest.index(after: open)...].dropLast())
    }
    guard let at = rest.lastIndex(of: "@"), !rest.isEmpty else { throw refuse("there is no @ in it") }
    let local = String(rest[..<at])
    guard !local.contains(where: { $0 == "," || $0 == ";" }) else { throw refuse("it is more than one") }
    guard local.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw refuse("letters beyond ASCII before the @ are not supported")
    }
    guard (1...64).contains(local.utf8.count), local.isDotAtom else {
      throw refuse("what stands before the @ is no name of a mailbox")
    }
    self.name = name.isEmpty ? nil : name
    self.local = local
    domain = try Self.domain(String(rest[rest.index(after: at)...]))
    guard address.utf8.count <= 254 else { throw refuse("it is longer than 254 bytes") }
  }

  /// A domain in ASCII.
  private static func domain(_ text: String) throws(MailError) -> String {
    let refusal = MailError("the address", "what follows the @ is no domain")
    guard let ascii = IDNA.toASCII(text, beStrict: true), !ascii.hasSuffix("."), ascii.utf8.count <= 253,
      // An address in place of a name, which no customer has.
      let last = ascii.split(separator: ".").last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw refusal }
    return ascii
  }

  /// A display name without its quotes.
  private static func name(_ text: String) throws(MailError) -> String {
    func refuse(_ reason: String) -> MailError { MailError("the address", reason) }
    guard text.utf8.count <= 320 else { throw refuse("its name is longer than 320 bytes") }
    guard text.hasPrefix("\"") else {
      guard !text.contains(where: { "()<>[]:;@\\,\"".contains($0) }) else {
        throw refuse("its name needs quotes, or it is more than one")
      }
      return text
    }
    var name = ""
    var isEscaped = false
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if isEscaped {
        name.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        guard rest.isEmpty else { throw refuse("something follows its name") }
        return name
      } else {
        name.append(character)
      }
    }
    throw refuse("the quotes of its name do not end")
  }
}

extension String {
  /// Without the spaces around it.
  fileprivate var trimmingSpaces: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// Atoms with single points between them (RFC 5322, 3.2.3).
  fileprivate var isDotAtom: Bool {
    split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
          default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
          }
        }
    }
  }
}
