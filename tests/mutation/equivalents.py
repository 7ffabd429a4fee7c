"""Changes that were judged to change nothing which could be observed: equivalents.txt.

An entry names the file, the text of the line, the change, and why; not the number of the line, so
nothing breaks when lines move. When lines with the same text stand in one file, `after` names the
line before the one that is meant. An entry that fits no mutant any more is an error: the line has
changed, and so may the judgement have.
"""
from dataclasses import dataclass

from mutators import flat

FIELDS = ("file", "after", "line", "change", "why")


class Unreadable(Exception):
    pass


@dataclass(frozen=True)
class Equivalent:
    file: str
    line: str
    change: str
    why: str
    after: str = ""

    def fits(self, mutant, line_before):
        return (self.file == mutant.path and flat(self.line) == mutant.text
                and self.change == mutant.change
                and (not self.after or flat(self.after) == flat(line_before)))


def read(text):
    """The entries of the list: fields `name: value`, blank lines between entries, # comments."""
    entries, fields, last = [], {}, None
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                missing = {"file", "line", "change", "why"} - fields.keys()
                if missing:
                    raise Unreadable(f"before line {number}: no {', '.join(sorted(missing))}")
                entries.append(Equivalent(**fields))
            fields, last = {}, None
            continue
        name, colon, value = line.partition(": ")
        if line.startswith("  ") and last:
            fields[last] += " " + line.strip()
        elif colon and name in FIELDS and name not in fields:
            fields[name], last = value.strip(), name
        else:
            raise Unreadable(f"line {number}: {line.strip()}")
    return entries


def line_before(source, mutant):
    """The nearest line above the mutant's that is not blank."""
    above = source.splitlines()[:mutant.line - 1]
    return next((line for line in reversed(above) if line.strip()), "")


def split(entries, all_mutants, source_of):
    """(mutants that count, [(mutant, entry)] that are judged, entries that fit none)."""
    counting, judged, used = [], [], set()
    for mutant in all_mutants:
        before = line_before(source_of(mutant.path), mutant)
        entry = next((entry for entry in entries if entry.fits(mutant, before)), None)
        if entry is None:
            counting.append(mutant)
        else:
            judged.append((mutant, entry))
            used.add(entry)
    return counting, judged, [entry for entry in entries if entry not in used]
