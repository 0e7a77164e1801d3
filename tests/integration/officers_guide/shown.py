"""What a reader's own screen shows beside what the guide shows: the same words, but other keys, numbers of records, times and days.

Nothing is marked in the guide: these things have a form of their own. Where a later line of the guide repeats a key or a
record's number, the reader types their own, and so does the test: it learns from each answer which real one stands for which.
"""

import datetime
import re
import zoneinfo

import guide

VARIABLE = re.compile(
    "|".join(
        (
            r"(?P<record>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)",
            r"(?P<key>(?<=\")[A-Za-z0-9+/]{43}=(?=\"))",
            r"(?P<hash>\b[0-9a-f]{64}\b)",
            r"(?P<time>\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)",
            r"(?P<day>\b20\d\d-\d\d-\d\d\b)",
            r"(?P<entry>(?<=ledger entry )\d+)",
            r"(?P<index>(?<=\"ledger\.index\":)\d+)",
        )
    )
)
LEARNT = ("record", "key", "hash")


def pieces(line):
    """The fixed texts of a line, and between them what varies: (kind, text)."""
    fixed, varying, at = [], [], 0
    for found in VARIABLE.finditer(line):
        fixed.append(line[at : found.start()])
        varying.append((found.lastgroup, found.group()))
        at = found.end()
    return fixed + [line[at:]], varying


def without_variables(line):
    return VARIABLE.sub("", line)


def learn(learnt, mark, value):
    """One real thing for each that is shown, and one shown for each real."""
    if mark not in learnt and value not in learnt.values():
        learnt[mark] = value
    return learnt.get(mark) == value


class Reader:
    """Who follows the guide: their own day, and their own keys and numbers in place of those that are shown."""

    def __init__(self, shown_day):
        self.shown_day = shown_day
        self.mine = {}  # shown -> real

    def real(self, text):
        """What the reader types where the guide shows `text`."""
        words = {**self.mine, self.shown_day: today()}
        return VARIABLE.sub(lambda found: words.get(found.group(), found.group()), text)

    def shown(self, text):
        """What the guide shows where the reader sees `text`."""
        words = {real: shown for shown, real in self.mine.items()}
        words[today()] = self.shown_day
        return VARIABLE.sub(lambda found: words.get(found.group(), found.group()), text)

    def sees(self, shown, real):
        """Whether the real lines are what the guide shows; if so, what is new in them is learnt."""
        learnt, at = dict(self.mine), 0
        for line in shown:
            cut = guide.CUT.match(line)
            if cut:
                at += int(cut.group(1))
            elif at >= len(real) or not self._same(line, real[at], learnt):
                return False
            else:
                at += 1
        if at != len(real):
            return False
        self.mine = learnt
        return True

    def _same(self, shown, real, learnt):
        shown_fixed, shown_varying = pieces(shown)
        real_fixed, real_varying = pieces(real)
        if shown_fixed != real_fixed:
            return False
        for (shown_kind, mark), (real_kind, value) in zip(shown_varying, real_varying):
            if shown_kind != real_kind:
                return False
            if shown_kind == "day" and value != (today() if mark == self.shown_day else mark):
                return False
            if shown_kind in LEARNT and not learn(learnt, mark, value):
                return False
        return True


def today():
    """The day that the tool means: in London, as agreements do."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London")).date().isoformat()
