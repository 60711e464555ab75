"""Crawl: the PostgreSQL 15 documentation (about 1,170 pages) from nginx on loopback, ours against Scrapy and wget."""

import json
import pathlib
import shutil
import statistics

import crawling
import installing
import measuring
import serving

HERE = pathlib.Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"


def groups(scratch, rounds):
    """One group of rows: medians over `rounds` interleaved rounds."""
    if not crawling.POSTGRES_DOC.is_dir() or shutil.which("wget") is None:
        raise crawling.Failed("cannot measure the crawl: postgresql-doc-15 or wget is missing; run `infra/deps bench`")
    scrapy = str(installing.environment(scratch / "venv", REQUIREMENTS) / "scrapy")
    crawlers = {
        "crawl-handler (page facts, audit)": ours,
        "Scrapy (page facts)": lambda port, place: by_scrapy(scrapy, port, place),
        "wget -r (links only, files kept)": by_wget,
    }
    measured = {name: [] for name in crawlers}
    for _ in range(rounds):
        for name, crawl in crawlers.items():
            # A fresh server each time: none inherits warm connections or a grown process from another.
            with serving.site([crawling.POSTGRES_DOC], scratch / "nginx") as port:
                pages, cost = crawl(port, scratch)
            measured[name].append({
                "pages": pages,
                "pages_per_s": pages / cost.wall_s,
                "cpu_ms_per_page": cost.cpu_s * 1000 / pages,
                "peak_mib": cost.peak_mib,
            })
    return [{
        "group": "crawl",
        "title": f"Crawl: PostgreSQL 15 documentation, nginx on loopback, concurrency 4 (wget 1), median of {rounds} rounds",
        "columns": [["pages", "pages", 0], ["pages_per_s", "pages/s", 0], ["cpu_ms_per_page", "CPU ms/page", 2],
                    ["peak_mib", "peak MiB", 1]],
        "rows": [
            {"name": name, "rounds": costs} | {key: statistics.median(cost[key] for cost in costs) for key in costs[0]}
            for name, costs in measured.items()
        ],
    }]


def ours(port, scratch):
    """Our crawler: how many pages it read, and the cost."""
    cost, text = crawling.crawl(port, 5000, scratch)
    pages = sum(page.get("status", 200) == 200 for page in crawling.parsed(text)["pages"])
    return counted("crawl-handler", pages), cost


def by_scrapy(program, port, scratch):
    """Scrapy with spider.py."""
    items = scratch / "scrapy.jsonl"
    cost = measuring.run(
        [program, "runspider", "--nolog", str(HERE / "spider.py"), "-a", f"start=http://127.0.0.1:{port}/",
         "-O", str(items)], stderr=str(scratch / "scrapy.log"))
    with open(items) as lines:
        return counted("Scrapy", len({json.loads(line)["url"] for line in lines})), cost


def by_wget(port, scratch):
    """wget, recursive; it ends with 8 when any link answers an error (here /robots.txt, and links out of the manual)."""
    kept = scratch / "wget"
    shutil.rmtree(kept, ignore_errors=True)
    cost = measuring.run(
        ["wget", "--recursive", "--level=inf", "--no-parent", "--quiet", "-P", str(kept), f"http://127.0.0.1:{port}/"])
    pages = sum(1 for _ in kept.rglob("*.html"))
    shutil.rmtree(kept)
    return counted("wget", pages), cost


def counted(name, pages):
    """`pages` when it is believable; a crawler that stopped early is no comparison."""
    if pages < 1000:
        raise crawling.Failed(f"cannot compare: {name} read {pages} pages of more than 1,000")
    return pages
