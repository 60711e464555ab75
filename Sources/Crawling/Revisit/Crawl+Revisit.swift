// Pages that an earlier crawl has kept: they are asked for only if they have changed, and a 304 stands for what was
// kept. Whatever is wrong with that, the page is asked for as if nobody had known it.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// The header fields that make the request for a page conditional; none for a page that nobody has kept.
  func conditions(for url: URL, id: Int) -> [(String, String)] {
    guard cache != nil, Self.pageIDs.contains(id), !unconditional.contains(id) else { return [] }
    let address = frontier.address(at: id)
    guard url == address.url, let kept = revisits[id] ?? cache?.take(address) else { return [] }
    revisits[id] = kept
    return kept.validators.conditions
  }

  /// Takes a 304; false when it is the second one in a row that makes no sense.
  func revisit(_ url: URL, _ response: Response, id: Int) -> Bool {
    if let kept = revisits[id] {
      reading += 1
      reader.read(kept, confirmedBy: response, to: url, id: id, scope: scope ?? Scope(start: url))
      return true
    }
    guard !unconditional.contains(id) else { return false }
    askInFull(for: url, id: id)
    return true
  }

  /// Asks for a page again, without a condition, when its host's turn has come.
  func askInFull(for url: URL, id: Int) {
    revisits[id] = nil
    unconditional.insert(id)
    ask(for: url, id: id, after: .nanoseconds(1))
  }

  /// Notes what a page that was read leaves for the next crawl.
  func keep(_ page: PageReader.Page) {
    let address = frontier.address(at: page.id)
    if let kept = page.kept { cache?.keep(address, kept) }
    if page.isRevisited, let kept = revisits[page.id] { cache?.confirm(address, kept) }
    revisits[page.id] = nil
  }
}
