// Crawls one website and audits it for SEO.

@main struct Crawl {
  static func main() {}
}
