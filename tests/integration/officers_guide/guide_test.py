#!/usr/bin/python3
"""Follows deploy/officers-guide.md line by line with the real programs, in a temporary folder and on a free port, and compares what
appears with what the guide shows. guide.py says how the guide is read, shown.py what may differ.

  guide_test.py GUIDE PROGRAMS [--update]      PROGRAMS: the folder of concordat and concordatd
                                               --update: write what really appears into the guide, cut where it is cut now
"""

import difflib
import pathlib
import re
import signal
import sys
import tempfile

import guide
import shown
import windows

DAY = re.compile(r"The answers below are those of (20\d\d-\d\d-\d\d)")
STARTS = 3
WHOLE_SECONDS = 55  # a run takes about six


def out_of_time(*_):
    raise TimeoutError("the guide was not through in %d seconds" % WHOLE_SECONDS)


class Follower:
    def __init__(self, text, folder, programs, update):
        self.text, self.folder, self.update = text, pathlib.Path(folder), update
        self.reader = shown.Reader(DAY.search(text).group(1))
        self.windows = windows.Windows(folder, programs, windows.free_port())
        self.findings, self.answers = [], {}

    def follow(self):
        steps = guide.blocks(self.text)
        try:
            for step, after in zip(steps, steps[1:] + [None]):
                answer = after if after and after.info == "text" else None
                if step.info == "sh":
                    self.type(step, answer)
                elif step.info == "sh second window":
                    self.windows.start(step.lines[0])
                    self.compare(answer, self.windows.shows(self.seen(answer)))
                elif step.info == "text second window":
                    self.compare(step, self.windows.shows(self.seen(step)))
                elif step.rest:
                    self.write(step)
        except guide.NotThere as finding:
            self.findings.append(str(finding))
        finally:
            self.windows.close()

    def seen(self, answer):
        lines = answer.lines if answer else []
        return lambda real: self.reader.sees(lines, real)

    def type(self, step, answer):
        commands = [self.reader.real(line) for line in step.lines]
        if any("practice/data" in line for line in commands):
            real = self.windows.answer_once(commands, self.seen(answer))
        else:
            real = self.windows.answer(commands)
        self.compare(answer or step, real, [] if answer is None else answer.lines)

    def write(self, step):
        file = self.folder / step.rest
        if step.language == "diff":
            text = guide.edited(file.read_text(), step, self.reader.real)
        else:
            text = self.reader.real("".join(line + "\n" for line in step.lines))
        saved = self.folder / "saved"
        saved.write_text(text)
        saved.rename(file)  # whole, as a good editor does it: the gateway may be looking

    def compare(self, block, real, expected=None):
        expected = block.lines if expected is None else expected
        if self.reader.sees(expected, real):
            return
        if self.update and block.language == "text":
            as_shown = [self.reader.shown(line) for line in real]
            self.answers[block.place] = guide.cut_like(block.lines, as_shown)
            self.reader.sees(self.answers[block.place], real)
            return
        difference = difflib.unified_diff(expected, real, "the guide", "really", lineterm="", n=1)
        self.findings.append("line %d:\n%s" % (block.place, "\n".join(difference)))


def follow(text, programs, update):
    """Anew when somebody was quicker to take the port, or when a day ended meanwhile."""
    for attempt in range(1, STARTS + 1):
        with tempfile.TemporaryDirectory(prefix="officers-guide.") as folder:
            day = shown.today()
            follower = Follower(text, folder, programs, update)
            try:
                follower.follow()
                if day == shown.today():
                    return follower
            except windows.PortTaken:
                if attempt == STARTS:
                    raise
    return follower


def main(path, programs, *options):
    file, programs = pathlib.Path(path), str(pathlib.Path(programs).resolve())
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(0 if "--update" in options else WHOLE_SECONDS)
    followed = follow(file.read_text(), programs, "--update" in options)
    if followed.answers:
        file.write_text(guide.rewritten(file.read_text(), followed.answers))
        print("rewritten: %d answers" % len(followed.answers))
    for finding in followed.findings:
        print("%s, %s" % (file.name, finding))
    return 1 if followed.findings else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["--update"]):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
