"""Cases of client.py in which tasks follow each other: links, chains, groups, chords, and what becomes of them when one
fails. `Celery` would leave some of those who wait here waiting for ever; check.py leaves these out."""

import datetime
import uuid

import celery
import celery.exceptions
from celery import chain, chord, group
from operations import revoke
from sending import FOLDER, TIMEOUT, Held, app, failure, value, wait_until


def add(*args, **options):
    """The task that adds two numbers."""
    return app.signature("test.add", args=args, **options)


def total(**options):
    """The task that adds a list of numbers."""
    return app.signature("test.total", **options)


def broken(message="broken"):
    """The task that fails, whatever it gets."""
    return app.signature("test.fail", args=("ValueError", message), immutable=True)


def told(name):
    """The task that notes the id it gets in a file."""
    return app.signature("test.told", kwargs={"path": str(FOLDER / name)})


def notes(name):
    """What was noted so far."""
    path = FOLDER / name
    return path.read_text().split() if path.exists() else []


def got(task_id):
    """The result of an id alone: the objects of Celery's own look at parents, too, and so hide who never ends."""
    return app.AsyncResult(task_id).get(timeout=TIMEOUT)


def raised(task_id, kind):
    """The exception of an id alone."""
    return failure(app.AsyncResult(task_id), kind)


def looked_up(family):
    """The results of a group that was read from another result: Celery's client does not hear of these by itself."""
    wait_until(lambda: all(app.AsyncResult(child.id).ready() for child in family.children))
    return [app.AsyncResult(child.id).result for child in family.children]


def link():
    """A link gets the result first, is the child of its task, and knows its family."""
    result = add(2, 2).apply_async(link=add(5))
    assert result.get(timeout=TIMEOUT) == 4
    child, = app.AsyncResult(result.id).children
    assert child.get(timeout=TIMEOUT) == 9
    assert app.backend.get_task_meta(child.id)["parent_id"] == result.id


def links():
    """Several links go as one group; a link that is a chain goes on."""
    result = add(1, 1).apply_async(link=[add(1), add(2)])
    assert result.get(timeout=TIMEOUT) == 2
    family, = app.AsyncResult(result.id).children
    assert sorted(looked_up(family)) == [3, 4]
    result = add(1, 1).apply_async(link=chain(add(1), add(10)))
    assert result.get(timeout=TIMEOUT) == 2
    first, = app.AsyncResult(result.id).children
    assert first.get(timeout=TIMEOUT) == 3
    second, = app.AsyncResult(first.id).children
    assert second.get(timeout=TIMEOUT) == 13


def link_error():
    """A link for errors gets the id of the task that failed."""
    result = broken().apply_async(link_error=[told("errors"), told("more")])
    failure(result, ValueError)
    wait_until(lambda: notes("errors") == [result.id] and notes("more") == [result.id])


def chains():
    """A chain hands results on; its tasks are each other's parents, of one root."""
    result = chain(add(1, 1), add(10), add(100)).apply_async()
    assert result.get(timeout=TIMEOUT) == 112
    assert got(result.id) == 112
    assert app.backend.get_task_meta(result.id)["parent_id"] == result.parent.id
    assert app.backend.get_task_meta(result.parent.id)["parent_id"] == result.parent.parent.id
    assert app.AsyncResult(result.parent.parent.id).children[0].id == result.parent.id


def broken_chain():
    """All later tasks of a chain fail with its failing task; its link for errors goes once."""
    work = chain(add(1, 1), broken("m"), add(1), add(2))
    work.link_error(told("errors"))
    result = work.apply_async()
    for task in (result, result.parent, result.parent.parent):
        assert str(raised(task.id, ValueError)) == "m"
    wait_until(lambda: notes("errors"))
    value("test.add", args=(1, 1))
    assert notes("errors") == [result.parent.parent.id]


def revoked_chain():
    """All later tasks of a chain are revoked with a task that is."""
    held = Held()
    result = chain(add(1, 1), add(1), add(2)).apply_async()
    revoke(result.parent.parent)
    held.let_go()
    for task in (result, result.parent, result.parent.parent):
        assert str(raised(task.id, celery.exceptions.TaskRevokedError)) == "revoked"


def unknown_chain():
    """All later tasks of a chain fail with a task that nobody knows, also when that ends another chord."""
    work = chain(app.signature("no.such"), add(1))
    result = work.apply_async()
    raised(result.id, celery.exceptions.NotRegistered)
    result = chain(app.signature("no.such"), group(add(1), add(2)), total(), add(1)).apply_async()
    raised(result.id, celery.exceptions.NotRegistered)


def expired_chain():
    """A chain whose first task came too late is revoked as a whole."""
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=5)
    result = chain(add(1, 1).set(expires=past), add(1)).apply_async()
    assert str(raised(result.id, celery.exceptions.TaskRevokedError)) == "expired"


def retried_chain():
    """A task that is tried again keeps what follows it."""
    result = chain(app.signature("test.flaky", kwargs={"good_at": 2}),
                   app.signature("test.echo")).apply_async()
    assert got(result.id)["message"] == {"a": {"attempt": 2}}


def chords():
    """A chord's body gets the results of its header in order."""
    result = chord([add(1, 1), add(2, 2), add(3, 3)])(app.signature("test.echo"))
    assert got(result.id)["message"] == {"a": [2, 4, 6]}
    meta = app.backend.get_task_meta(result.id)
    assert meta["group_id"] == result.parent.id, meta
    assert app.backend.client.keys("*taskset*") == []


def large_chord():
    """Fifty members and one body."""
    result = chord(add(number, number) for number in range(50))(total())
    assert got(result.id) == 2450


def broken_chord():
    """A member that fails fails the body, in Celery's words, and calls its link for errors."""
    body = total()
    body.link_error(told("errors"))
    result = chord([add(1, 1), broken("it's h")])(body)
    error = raised(result.id, celery.exceptions.ChordError)
    member = result.parent.children[1].id
    assert str(error) == f"Dependency {member} raised ValueError(\"it's h\")", error
    wait_until(lambda: notes("errors") == [result.id])


def unknown_chord():
    """A member that nobody knows fails the body, and the chain behind it."""
    result = chain(chord([add(1, 1), app.signature("no.such")], total()), add(1)).apply_async()
    assert "NotRegistered" in str(raised(result.id, celery.exceptions.ChordError))


def revoked_chord():
    """A member that is revoked fails the body."""
    held = Held()
    result = chord([add(1, 1), add(2, 2)])(total())
    revoke(result.parent.children[0])
    held.let_go()
    assert "TaskRevokedError('revoked')" in str(raised(result.id, celery.exceptions.ChordError))


def broken_chain_in_chord():
    """A chain in a header that fails on its way fails the body."""
    result = chord([add(1, 1), chain(broken("w"), add(1), add(2))])(total())
    assert "ValueError('w')" in str(raised(result.id, celery.exceptions.ChordError))


def ignored_member():
    """A member that wants no result is counted, and gives its result to the body."""
    result = chord([add(1, 1), add(2, 2).set(ignore_result=True)])(total())
    assert got(result.id) == 6


def chord_in_chain():
    """A group within a chain becomes a chord, and the chain goes on behind it."""
    result = chain(add(1, 1), group(add(1), add(2)), total()).apply_async()
    assert got(result.id) == 7
    result = chain(add(1, 1), group(add(1), add(2)), total(), add(10), group(add(1), add(2)), total()).apply_async()
    assert got(result.id) == 37
    result = chain(add(1, 1), chord([add(1), add(2)], total()), add(10)).apply_async()
    assert got(result.id) == 17


def group_in_chain():
    """A group at the end of a chain is the child of the task before it."""
    result = chain(add(1, 1), group(add(1), add(2))).apply_async()
    assert result.get(timeout=TIMEOUT) == [3, 4]
    family, = app.AsyncResult(result.parent.id).children
    assert family.get(timeout=TIMEOUT) == [3, 4]


def nested_groups():
    """Groups within a header are taken apart; chains and chords within it give one result each."""
    result = chord([add(1, 1), group(add(2, 2), group(add(3, 3)))])(total())
    assert got(result.id) == 12
    result = chord([chain(add(1, 1), add(1)), chain(add(2, 2), add(2)), add(0, 0)])(app.signature("test.echo"))
    assert got(result.id)["message"] == {"a": [3, 6, 0]}
    result = chord([chord([add(1, 1), add(2, 2)], total()), add(3, 3)])(app.signature("test.echo"))
    assert got(result.id)["message"] == {"a": [6, 6]}


def shaped_header():
    """A chain in a header that ends in a group gives a list of results."""
    result = chord([chain(add(1, 1), group(add(1), add(2))), add(5, 5)])(app.signature("test.echo"))
    assert got(result.id)["message"] == {"a": [[3, 4], 10]}, got(result.id)


def bodies():
    """A body may be a chain or a group."""
    result = chord([add(1, 1), add(2, 2)])(chain(total(), add(1), add(2)))
    assert got(result.id) == 9
    result = chain(group(add(1, 1), add(2, 2)), group(total(), total())).apply_async()
    assert result.get(timeout=TIMEOUT) == [6, 6]


def broken_bodies():
    """Bodies that are chains, and chords within chords, fail to their ends."""
    ids = [str(uuid.uuid4()) for _ in range(3)]
    body = chain(total().set(task_id=ids[0]), add(1).set(task_id=ids[1]), add(2).set(task_id=ids[2]))
    chord([add(1, 1), broken("x")])(body)
    for task_id in ids:
        assert "ValueError('x')" in str(raised(task_id, celery.exceptions.ChordError))
    result = chord([chord([add(1, 1), broken("y")], total()), add(3, 3)])(total())
    assert "ChordError" in str(raised(result.id, celery.exceptions.ChordError))
