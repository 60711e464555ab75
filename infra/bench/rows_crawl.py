"""Crawl: two manuals from nginx on loopback, ours with PostgreSQL writing, against Scrapy and wget.

The PostgreSQL 15 documentation has about 1,170 pages, that of OpenJDK 17 more than the 10,000 that are read of it.
"""

import json
import pathlib
import shutil
import statistics
import tempfile

import crawling
import database
import installing
import measuring
import queueing
import serving

HERE = pathlib.Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
JDK_PAGES = 10_000


def groups(scratch, rounds):
    """Two groups of rows: medians over interleaved rounds; the large manual is read once."""
    for folder in (crawling.POSTGRES_DOC, crawling.JDK_DOC):
        if not folder.is_dir() or shutil.which("wget") is None:
            raise crawling.Failed(f"cannot measure the crawl: {folder} or wget is missing; run `infra/deps bench`")
    scrapy = str(installing.environment(scratch / "venv", REQUIREMENTS) / "scrapy")
    with tempfile.TemporaryDirectory(prefix="devseo-") as place, queueing.running(
            database.Postgres(pathlib.Path(place))) as postgres:
        postgres.migrate()
        return [
            group("crawl", "PostgreSQL 15 documentation", crawling.POSTGRES_DOC, 5_000, 1_000, rounds, scrapy, postgres,
                  scratch),
            group("crawl-large", f"OpenJDK 17 documentation, {JDK_PAGES:,} pages", crawling.JDK_DOC, JDK_PAGES, 9_000, 1,
                  scrapy, postgres, scratch),
        ]


def group(name, title, folder, most, least, rounds, scrapy, postgres, scratch):
    """The rows of one manual; a crawler that reads fewer pages than `least` is no comparison."""
    crawlers = {
        "crawl-handler (audit, rows in PostgreSQL)": lambda port: with_rows(port, most, scratch, postgres),
        "crawl-handler (audit)": lambda port: ours(port, most, scratch),
        "Scrapy (page facts)": lambda port: by_scrapy(scrapy, port, most, scratch),
        "wget -r (links only, files kept)": lambda port: by_wget(port, scratch),
    }
    measured = {crawler: [] for crawler in crawlers}
    for _ in range(rounds):
        for crawler, crawl in crawlers.items():
            # A fresh server each time: none inherits warm connections or a grown process from another.
            with serving.site([folder], scratch / "nginx") as port:
                pages, cost = crawl(port)
            if pages < least:
                raise crawling.Failed(f"cannot compare: {crawler} read {pages} pages, expected {least} at least")
            measured[crawler].append({
                "pages": pages,
                "pages_per_s": pages / cost.wall_s,
                "cpu_ms_per_page": cost.cpu_s * 1000 / pages,
                "peak_mib": cost.peak_mib,
            })
    return {
        "group": name,
        "title": f"Crawl: {title}, nginx on loopback, concurrency 4 (wget 1), median of {rounds} round(s)",
        "columns": [["pages", "pages", 0], ["pages_per_s", "pages/s", 0], ["cpu_ms_per_page", "CPU ms/page", 2],
                    ["peak_mib", "peak MiB", 1]],
        "rows": [
            {"name": crawler, "rounds": costs} | {key: statistics.median(cost[key] for cost in costs) for key in costs[0]}
            for crawler, costs in measured.items()
        ],
    }


def ours(port, most, scratch):
    """Our crawler by hand: how many pages it read, and the cost."""
    cost, text = crawling.crawl(port, most, scratch)
    return sum(page.get("status", 200) == 200 for page in crawling.parsed(text)["pages"]), cost


def with_rows(port, most, scratch, postgres):
    """The same for a job, with all that it finds in the database."""
    job, = postgres.jobs(1, most)
    cost, _ = crawling.crawl(port, most, scratch, "crawl-row", (job, postgres.url("devseo_worker")))
    return int(postgres.ask(f"select count(*) from pages where crawl_job_id = '{job}' and status = 200")), cost


def by_scrapy(program, port, most, scratch):
    """Scrapy with spider.py."""
    items = scratch / "scrapy.jsonl"
    cost = measuring.run(
        [program, "runspider", "--nolog", str(HERE / "spider.py"), "-a", f"start=http://127.0.0.1:{port}/",
         "-s", f"CLOSESPIDER_ITEMCOUNT={most}", "-O", str(items)], stderr=str(scratch / "scrapy.log"))
    with open(items) as lines:
        return len({json.loads(line)["url"] for line in lines}), cost


def by_wget(port, scratch):
    """wget, recursive; it ends with 8 when any link answers an error (here /robots.txt, and links out of the manual)."""
    kept = scratch / "wget"
    shutil.rmtree(kept, ignore_errors=True)
    cost = measuring.run(
        ["wget", "--recursive", "--level=inf", "--no-parent", "--quiet", "-P", str(kept), f"http://127.0.0.1:{port}/"])
    pages = sum(1 for _ in kept.rglob("*.html"))
    shutil.rmtree(kept)
    return pages, cost
