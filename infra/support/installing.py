"""Python environments of our own, made once from a list of requirements and made anew when the list changes.

`installing.py` as a program makes those of the tests: Celery's in build/venv, which has what the hostile web needs as
well, that of their mail server in build/mail-venv, and that of Anthropic's client in build/anthropic-venv.
`infra/deps celery` runs it.
"""

import os
import pathlib
import subprocess
import sys

import crawling

CELERY = crawling.ROOT / "build" / "venv"
CELERY_REQUIREMENTS = [
    pathlib.Path(__file__).with_name(f"requirements-{name}.txt") for name in ("celery", "hostile")]
MAIL = crawling.ROOT / "build" / "mail-venv"
MAIL_REQUIREMENTS = pathlib.Path(__file__).with_name("requirements-mail.txt")
ANTHROPIC = crawling.ROOT / "build" / "anthropic-venv"
ANTHROPIC_REQUIREMENTS = pathlib.Path(__file__).with_name("requirements-anthropic.txt")


def environment(place, *requirements):
    """The folder of programs of the environment at `place`, which has what the files `requirements` list."""
    stamp = place / "requirements.txt"
    wanted = "".join(file.read_text() for file in requirements)
    names = " and ".join(file.name for file in requirements)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"installing {names} into {place.relative_to(crawling.ROOT)}", file=sys.stderr)
        try:
            subprocess.run([crawling.PYTHON, "-m", "venv", "--clear", place], check=True)
            subprocess.run(
                [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 *(word for file in requirements for word in ("-r", file))], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise crawling.Failed(f"cannot install {names}: {error}; is the package index reachable, and is "
                                  "python3-venv installed (`infra/deps bench`)?") from None
        # Last: an installation that was cut short has no stamp and is made anew.
        stamp.write_text(wanted)
    return place / "bin"


def celery():
    """The folder of programs of the environment that has Celery."""
    return environment(CELERY, *CELERY_REQUIREMENTS)


def mail():
    """The folder of programs of the environment that has a mail server."""
    return environment(MAIL, MAIL_REQUIREMENTS)


def enter_celery():
    """Goes on as the same program under the Python that has Celery, unless that is the one that runs."""
    python = celery() / "python"
    if pathlib.Path(sys.prefix) != CELERY:
        os.execv(python, [str(python), *sys.argv])


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    try:
        celery()
        mail()
        environment(ANTHROPIC, ANTHROPIC_REQUIREMENTS)
    except crawling.Failed as failure:
        sys.exit(str(failure))
