// The registrable domain, after the public suffix list that libpsl carries.

import CPSL

extension Host {
  /// The part of a domain that somebody registered: "example.co.uk" of "www.example.co.uk" (WHATWG URL 3.2).
  ///
  /// The list's private section counts, so "someone.github.io" is a registrable domain too; a top-level domain
  /// that is not in the list is a public suffix. It is nil for public suffixes, for what is no domain, and for
  /// domains with an empty label or of more than 253 bytes, which nobody can register.
  public var registrableDomain: String? {
    guard case .domain(let domain) = self else { return nil }
    // libpsl does not know the dot at the end, which changes nothing about who the owner is.
    let isRooted = domain.utf8.last == .dot
    let bare = isRooted ? String(domain.dropLast()) : domain
    // The limit is also what bounds the time: libpsl looks at the whole name again for each label.
    guard bare.utf8.count <= 253 else { return nil }
    let labels = bare.utf8.split(separator: .dot, omittingEmptySubsequences: false)
    guard !labels.contains(where: \.isEmpty) else { return nil }
    let registrable = bare.withCString { text in
      // The builtin list lies in the library's data: nothing is read or built here.
      psl_registrable_domain(psl_builtin(), text).map { String(cString: $0) }
    }
    guard let registrable else { return nil }
    return isRooted ? registrable + "." : registrable
  }
}
