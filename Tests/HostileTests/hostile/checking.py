"""What a case expects, held against what came.

    "exit": 0, "outcome": "complete", "failure": WANTED (the sentence of the failure event)
    "pages": {"/path" or URL: OUTCOME, MEMBERS, or null for a page that must not be there}
    "members": {"stats.pages": WANTED}  of the result, by dotted names
    "read": {"/prefix": WANTED}         how many pages below it are ok
    "requests": {"site": {"/path": WANTED, "*": WANTED for all together}}, "connects": {"canary": 0}
    "issues": [ids that must be found], "no_issues": [ids that must not], "seconds": WANTED, "output": ""

WANTED is a value, or an object of {"at_most", "at_least", "contains", "lacks", "matches", "one_of", "count"}.
"""

import json
import re

CHECKS = {
    "at_most": lambda found, wanted: found is not None and found <= wanted,
    "at_least": lambda found, wanted: found is not None and found >= wanted,
    "contains": lambda found, wanted: found is not None and wanted in found,
    "lacks": lambda found, wanted: found is None or wanted not in found,
    "matches": lambda found, wanted: isinstance(found, str) and re.search(wanted, found, re.S) is not None,
    "one_of": lambda found, wanted: found in wanted,
    "count": lambda found, wanted: found is not None and fits(len(found), wanted),
}


def fits(found, wanted):
    """Whether a value is what is wanted."""
    if isinstance(wanted, dict) and wanted and wanted.keys() <= CHECKS.keys():
        return all(CHECKS[name](found, value) for name, value in wanted.items())
    return found == wanted


def dig(value, path):
    """The member of a dotted path; None when there is none."""
    for name in path.split("."):
        if isinstance(value, list) and name.isdigit():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def short(value):
    """A value for a message."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 300 else text[:300] + "..."


def differences(expect, run, web):
    """One line for each thing that is not as expected."""
    def compare(name, found, wanted):
        wanted = filled(wanted, web)
        if not fits(found, wanted):
            yield f"{name} is {short(found)}, expected {short(wanted)}"

    code = expect.get("exit", 0)
    if not fits(run.code, code):
        yield f"the exit code is {run.code}, expected {short(code)}: {run.errors.strip()[-500:]}"
    if "output" in expect:
        yield from compare("the output", run.output, expect["output"])
    if "failure" in expect:
        yield from compare("the failure", run.failure, expect["failure"])
    if "seconds" in expect:
        yield from compare("the time in seconds", run.wall_s, expect["seconds"])
    for name, wanted in expect.get("requests", {}).items():
        for path, count in wanted.items():
            heard = web.sites[name].requests
            yield from compare(
                f"requests of {name} for {path}", sum(heard.values()) if path == "*" else heard[path], count)
    for name, wanted in expect.get("connects", {}).items():
        yield from compare(f"connections to {name}", web.sites[name].connects, wanted)
    yield from of_result(expect, run, web, compare)


def of_result(expect, run, web, compare):
    """The differences in the result itself."""
    if run.result is None:
        missing = [name for name in ("outcome", "pages", "members", "read", "issues", "no_issues") if name in expect]
        if missing:
            yield f"there is no result to look for {', '.join(missing)} in"
        return
    if "outcome" in expect:
        yield from compare("the outcome", dig(run.result, "job.outcome"), expect["outcome"])
    for path, wanted in expect.get("members", {}).items():
        yield from compare(path, dig(run.result, path), wanted)
    found = {issue["id"] for issue in run.result["issues"]}
    for name in expect.get("issues", []):
        if name not in found:
            yield f"the issue {name} is not found, but {', '.join(sorted(found))}"
    for name in expect.get("no_issues", []):
        if name in found:
            yield f"the issue {name} is found"
    pages = {page["url"]: page for page in run.result["pages"]}
    for prefix, wanted in expect.get("read", {}).items():
        start = web.filled("${site}") + prefix
        read = sum(url.startswith(start) and page["outcome"] == "ok" for url, page in pages.items())
        yield from compare(f"the number of pages below {prefix}", read, wanted)
    for path, wanted in expect.get("pages", {}).items():
        url = web.filled(path) if not path.startswith("/") else web.filled("${site}") + web.filled(path)
        page = pages.get(url)
        if wanted is None:
            if page is not None:
                yield f"{path} was asked for"
        elif page is None:
            yield f"{path} is not among the pages: {short(sorted(pages))}"
        else:
            for name, value in ({"outcome": wanted} if isinstance(wanted, str) else wanted).items():
                yield from compare(f"{name} of {path}", dig(page, name), value)


def filled(wanted, web):
    """An expectation with the names of sites put in."""
    if isinstance(wanted, str):
        return web.filled(wanted)
    if isinstance(wanted, list):
        return [filled(part, web) for part in wanted]
    if isinstance(wanted, dict):
        return {name: filled(part, web) for name, part in wanted.items()}
    return wanted
