"""A PostgreSQL of a proof's own with the service's tables, and the site that its crawls read."""

import glob
import http.server
import json
import os
import pathlib
import pwd
import shutil
import subprocess
import threading
import time

import crawling
import queueing

WORDS = str.maketrans("0123456789", "klmnopqrst")
# In this order: the second adds to a role that the first makes.
ROLES = [crawling.ROOT / "infra" / "postgres" / name for name in ("roles.sql", "mail-roles.sql")]


class Postgres(queueing.Program):
    """A server that listens on a unix socket in `place`; root runs it as `postgres`, which it insists on."""

    def __init__(self, place, settings=()):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        found = programs[-1] if programs else shutil.which("initdb")
        if not found:
            raise crawling.Failed("cannot start PostgreSQL: it is not installed; run `make deps`")
        self.programs, self.place = pathlib.Path(found).parent, place / "postgres"
        self.place.mkdir()
        self.user = pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
        if self.user:
            place.chmod(0o755)
            shutil.chown(self.place, self.user)
        self.data = self.place / "data"
        self.run("initdb", "-E", "UTF8", "--no-locale", "-U", "owner", "-A", "trust", "-D", self.data)
        options = {"listen_addresses": "", "unix_socket_directories": self.place, "max_connections": 100, **dict(settings)}
        argv = self.words("postgres", "-D", self.data) + [
            word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        super().__init__(place, "postgres-log", list(map(str, argv)), "ready to accept connections")

    def words(self, program, *arguments):
        """A command line of one of its programs."""
        words = [str(self.programs / program), *map(str, arguments)]
        return ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", *words] if self.user else words

    def run(self, program, *arguments):
        """Runs one of its programs to its end; gives what it printed."""
        ended = subprocess.run(self.words(program, *arguments), capture_output=True, text=True, cwd="/")
        if ended.returncode != 0:
            raise crawling.Failed(f"cannot run {program}: {ended.stderr.strip()[-600:]}")
        return ended.stdout.rstrip("\n")

    def is_ready(self, written):
        """Whether it answers."""
        try:
            return self.ask("select 1") == "1"
        except crawling.Failed:
            return False

    def ask(self, statement):
        """What a statement gives: a line a row, fields with `|` between."""
        return self.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url("owner"))

    def url(self, role):
        """Its address for a role."""
        return f"postgresql://{role}@/postgres?host={self.place}"

    def restart(self, mode):
        """Restarts it: `fast` in order, `immediate` as if the power had gone."""
        self.run("pg_ctl", "stop", "-D", self.data, "-m", mode, "-w")
        self.process.wait()
        self.start()

    def stop(self, seconds=15):
        """Ends it."""
        if self.process.poll() is None:
            self.run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")
            self.process.wait(seconds)

    def kill_group(self):
        """Ends it at once; under setpriv the server is the process itself."""
        if self.process is not None and self.process.poll() is None:
            super().kill_group()

    def migrate(self):
        """Makes the tables and the handlers' roles."""
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "DATABASE_URL": self.url("owner")}
        ended = subprocess.run([queueing.DEVSEO, "migrate"], env=environment, capture_output=True, text=True)
        if ended.returncode != 0:
            raise crawling.Failed(f"cannot migrate: {ended.stderr.strip()}")
        for file in ROLES:
            roles = self.place / file.name
            roles.write_text(file.read_text())
            roles.chmod(0o644)
            self.run("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", roles, self.url("owner"))
        self.ask("insert into users (email) values ('ann@example.com')")
        self.ask("insert into websites (user_id, domain) select id, 'example.com' from users")

    def jobs(self, count, max_pages):
        """New jobs; gives their ids."""
        return self.ask(f"insert into crawl_jobs (website_id, max_pages) select w.id, {max_pages} from websites w, "
                        f"generate_series(1, {count}) returning id").splitlines()

    def wrong(self, jobs, pages, links):
        """What is wrong with jobs that must all be completed with so many pages and links."""
        found = []
        for job in jobs:
            told = self.ask(
                f"select status, coalesce(outcome, '-'), progress, "
                f"(select count(*) || '/' || count(distinct page_id) || '/' || count(distinct url_hash) from pages p "
                f"where p.crawl_job_id = j.id), (select count(*) from links l where l.crawl_job_id = j.id), "
                f"(select count(*) from issues i where i.crawl_job_id = j.id) = "
                f"(select coalesce(sum(affected), 0) from issue_summary s where s.crawl_job_id = j.id), summary is not null "
                f"from crawl_jobs j where id = '{job}'")
            expected = f"completed|ok|100|{pages}/{pages}/{pages}|{links}|t|t"
            if told != expected:
                found.append(f"job {job} is {told}, expected {expected}")
        strays = self.ask("select count(*) from pages where crawl_job_id not in (select id from crawl_jobs)")
        return found + ([f"{strays} pages belong to no job"] if strays != "0" else [])


class Site:
    """A website of `pages` pages with `links` links each, as slow as asked, on a loopback address of its own port.

    With `tags` each page has an ETag, and is not sent to who has it already; `unsent` counts those.
    """

    def __init__(self, pages, links, seconds=0.0, tags=False):
        site = self
        self.tags, self.unsent = tags, 0
        self.pages, self.links, self.seconds = pages, links, seconds
        # Words, for numbered pages could be taken for a calendar without end.
        self.paths = ["/"] + ["/" + str(number).translate(WORDS) for number in range(1, pages)]
        self.numbers = {path: number for number, path in enumerate(self.paths)}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):  # noqa: N802  the name is the library's
                number = site.numbers.get(self.path)
                if number is None:
                    self.answer(404, b"")
                elif site.tags and self.headers.get("If-None-Match") == f'"{number}"':
                    site.unsent += 1
                    self.answer(304, b"", f'ETag: "{number}"\r\n')
                else:
                    time.sleep(site.seconds)
                    self.answer(200, site.body(number), f'ETag: "{number}"\r\n' if site.tags else "")

            do_HEAD = do_GET

            def answer(self, status, body, fields=""):
                content = (
                    "" if status == 304 else
                    f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n")
                head = f"HTTP/1.1 {status} -\r\n{content}{fields}\r\n"
                self.wfile.write(head.encode() + (b"" if self.command == "HEAD" else body))

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 128

            def handle_error(self, request, client_address):
                pass  # A crawl that was killed takes no answers.

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def body(self, number):
        """One page."""
        targets = [(number + step) % self.pages for step in range(1, self.links + 1)]
        anchors = "".join(f'<a href="{self.paths[target]}">page {target}</a>\n' for target in targets)
        return (f"<!doctype html><html lang=en><head><title>Page {number} of a site for proofs</title></head><body>"
                f"<h1>Page {number}</h1>{anchors}</body></html>").encode()

    @property
    def url(self):
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/"

    def stop(self):
        """Ends it."""
        self.server.shutdown()
        self.server.server_close()


def message(job, site):
    """The message for a crawl."""
    return json.dumps({"crawl_job_id": job, "website_domain": site.url})
