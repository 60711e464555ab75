"""What a rate grants, by the clock of Redis: the one moment of which all dispatchers have the same notion."""


def server_us(redis):
    """The clock of Redis."""
    seconds, microseconds = redis.ask("TIME").split()
    return int(seconds) * 1_000_000 + int(microseconds)


def note(redis, task, slots):
    """Adds to `slots`, message id -> moments, what is granted to a task now.

    A grant stays to be read for two seconds after its slot at least.
    """
    words = redis.ask("ZRANGE", f"devseo:grants:{task}", 0, -1, "WITHSCORES").split()
    for grant, slot in zip(words[::2], words[1::2]):
        slots[grant.partition("#")[0]].add(int(slot))


def most_in_a_second(moments):
    """How many moments at most lie in a second, wherever it begins."""
    moments, most, first = sorted(moments), 0, 0
    for number, moment in enumerate(moments):
        while moment - moments[first] >= 1_000_000:
            first += 1
        most = max(most, number - first + 1)
    return most
