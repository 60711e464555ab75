// Links that do something when they are followed. They should be forms, but a crawler that finds out costs somebody
// a subscription, or a record.

internal import Auditing
internal import WebURL

/// What URLs are called that do something.
enum UnsafeAction {
  /// Whether a segment of the path, or the name or the value of a parameter, is such a word as a whole.
  ///
  /// `/how-to-delete-files` is a page to read; `/files/delete` and `?action=delete` are not.
  static func isNamed(by address: PageAddress) -> Bool {
    let url = address.url
    if URLPattern.segments(of: url.path).contains(where: { isAction(PercentEncoding.decode($0)) }) {
      return true
    }
    return url.queryParameters.contains { isAction($0.name) || isAction($0.value) }
  }

  private static func isAction(_ text: String) -> Bool {
    guard text.utf8.count <= 32 else { return false }
    // `logout.php`, `Log_Out`, `log-out` are one word.
    let word = text.prefix { $0 != "." }.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
    switch word {
    case "logout", "signout", "delete", "unsubscribe", "addtocart": return true
    default: return false
    }
  }
}
