// The rights of `infra/redis/users.acl`, the file that operators install.

import Fixtures

/// What a user of Redis may do: sets of rights, of which one must allow the whole of a command.
struct AccessList: CustomStringConvertible {
  /// The rights of each set; the first one is the user's own, the others are selectors.
  var sets: [[String]]

  /// Reads the user of dispatcher and devseo from the file.
  static func installed() throws -> AccessList {
    let text = String(decoding: try contents(of: projectFile("infra/redis/users.acl")), as: UTF8.self)
    let head = "user devseo on "
    let line = text.split(separator: "\n").first { $0.hasPrefix(head) } ?? ""
    let sets = line.dropFirst(head.count).split(separator: "(").map { set in
      set.split { $0 == " " || $0 == ")" }.map(String.init)
    }
    return AccessList(sets: sets)
  }

  /// As arguments of `ACL SETUSER`.
  var words: [String] { (sets.first ?? []) + sets.dropFirst().map { "(" + $0.joined(separator: " ") + ")" } }

  /// The same commands on whatever keys and channels.
  var onAllKeys: AccessList { AccessList(sets: [["~*", "&*"] + sets.joined().filter { $0.hasPrefix("+") }]) }

  /// Each list that lacks one right.
  var allButOne: [(right: String, list: AccessList)] {
    sets.indices.flatMap { set in
      sets[set].filter { !["sanitize-payload", "resetchannels", "-@all"].contains($0) }.map { right in
        var fewer = self
        fewer.sets[set].removeAll { $0 == right }
        return ("\(right) of set \(set)", fewer)
      }
    }
  }

  var description: String { words.joined(separator: " ") }
}
