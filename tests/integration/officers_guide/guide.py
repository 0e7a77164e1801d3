"""The guide as the steps of a reader: the blocks of a Markdown file that say what to type, what to change, and what then appears.

  ```sh                   lines to copy, in order, into the first window
  ```sh second window     one command that goes on running in a second window, until the next such block or the end
  ```text                 what the block above answered
  ```text second window   what the second window shows since it was last looked at
  ```diff PATH            an edit: lines of the file PATH, without remarks; - goes, + comes
  ```yaml PATH, text PATH a new file

An answer is whole, but a line "… 12 more lines" stands for exactly so many.
"""

import dataclasses
import re

REMARK = re.compile(r" +#.*$")
CUT = re.compile(r"^… (\d+) more lines?$")


class NotThere(Exception):
    """The lines that an edit takes out do not stand in the file."""


@dataclasses.dataclass
class Block:
    info: str
    place: int  # the line of the opening fence, from 1
    lines: list

    @property
    def language(self):
        return self.info.split(" ")[0]

    @property
    def rest(self):
        return self.info.partition(" ")[2]


def blocks(text):
    """Every fenced block, in order."""
    found, block = [], None
    for number, line in enumerate(text.splitlines(), 1):
        if block is None and line.startswith("```"):
            block = Block(line[3:], number, [])
        elif block is not None and line == "```":
            found.append(block)
            block = None
        elif block is not None:
            block.lines.append(line)
    if block is not None:
        raise ValueError("line %d: this block does not end" % block.place)
    return found


def without_remark(line):
    """The guide does not show remarks at the end of a line, and an edit drops that of a line which it takes out."""
    return REMARK.sub("", line)


def edited(text, block, shown_to_real):
    """The file's text after the edit of a diff block; its old lines must stand there once, one after the other."""
    lines = text.splitlines()
    plain = [without_remark(line) for line in lines]
    steps = [(line[0], shown_to_real(line[1:])) for line in block.lines]
    old = [words for sign, words in steps if sign != "+"]
    places = [at for at in range(len(lines)) if plain[at : at + len(old)] == old]
    if len(places) != 1:
        raise NotThere("line %d: these lines stand %d times in the file:\n%s" % (block.place, len(places), "\n".join(old)))
    new, at = [], places[0]
    for sign, words in steps:
        if sign != "-":
            new.append(words if sign == "+" else lines[at])
        at += sign != "+"
    return "\n".join(lines[: places[0]] + new + lines[at:]) + "\n"


def rewritten(text, answers):
    """The guide with other answers: a map from a block's place to its lines."""
    out, skipping = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if skipping and line == "```":
            skipping = False
        if not skipping:
            out.append(line)
        if number in answers:
            out.extend(answers[number])
            skipping = True
    return "\n".join(out) + "\n"


def cut_like(shown, real):
    """The real lines, cut where the shown ones are: the same number of lines before the first cut and after the last,
    and between two cuts the lines that are shown there now, found again by the first of them."""
    cuts = [at for at, line in enumerate(shown) if CUT.match(line)]
    if not cuts:
        return real
    kept, at = list(real[: cuts[0]]), cuts[0]
    tail = len(shown) - cuts[-1] - 1
    for cut, following in zip(cuts, cuts[1:]):
        begin = real.index(shown[cut + 1], at)
        kept += more_lines(begin - at) + real[begin : begin + following - cut - 1]
        at = begin + following - cut - 1
    return kept + more_lines(len(real) - tail - at) + real[len(real) - tail :]


def more_lines(count):
    return ["… %d more line%s" % (count, "" if count == 1 else "s")] if count > 0 else []
