// A sitemap in the result.

internal import Auditing
internal import JSONText

extension SitemapFile {
  /// The members of `site.sitemaps[]`.
  var json: JSON {
    [
      "url": .string(url), "source": .string(source.rawValue), "status": JSON(status), "reason": JSON(reason),
      "format": JSON(format?.rawValue), "entries": .integer(entries),
      "faults": .array(faults.map { .string($0.rawValue) }), "whole": .bool(isWhole),
    ]
  }
}
