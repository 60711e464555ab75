// Reading a sitemap in a test.

import Testing

@testable import Crawling

/// Reads a sitemap that is there whole.
func readSitemap(_ text: String, byteLimit: Int = SitemapReader.byteLimit) -> SitemapContent {
  readSitemap(Array(text.utf8), byteLimit: byteLimit)
}

/// Reads a sitemap that is there whole, or comes in pieces of some length.
func readSitemap(
  _ bytes: [UInt8], pieces: () -> Int = { .max }, byteLimit: Int = SitemapReader.byteLimit
) -> SitemapContent {
  var reader = SitemapReader(byteLimit: byteLimit)
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = rest.prefix(pieces())
    rest = rest.dropFirst(piece.count)
    reader.read(piece)
  }
  return reader.finish()
}

/// A sitemap of URLs.
func urlset(_ urls: String..., namespace: String? = "http://www.sitemaps.org/schemas/sitemap/0.9") -> String {
  urlset(urls, namespace: namespace)
}

/// A sitemap of URLs.
func urlset(
  _ urls: some Sequence<String>, namespace: String? = "http://www.sitemaps.org/schemas/sitemap/0.9"
) -> String {
  let attribute = namespace.map { " xmlns=\"\($0)\"" } ?? ""
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset\(attribute)>"
    + urls.map { "<url><loc>\($0)</loc></url>\n" }.joined() + "</urlset>"
}

/// An index of sitemaps.
func sitemapIndex(_ urls: some Sequence<String>) -> String {
  "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
    + urls.map { "<sitemap><loc>\($0)</loc></sitemap>" }.joined() + "</sitemapindex>"
}
