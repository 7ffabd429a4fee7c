"""What a run of mutants found, for people."""
from collections import Counter
from pathlib import Path

from program import LAYERS
from trial import INVALID, KILLED, LATE, SAME, SURVIVED, UNTRIED


def is_killed(verdict):
    return verdict.outcome in (KILLED, LATE)


def rate(verdicts, layers=LAYERS):
    """(killed by one of these layers, counted, percent); without any that counts, all are killed."""
    killed = sum(is_killed(verdict) and verdict.layer in layers for verdict in verdicts)
    counted = sum(is_killed(verdict) or verdict.outcome == SURVIVED for verdict in verdicts)
    return killed, counted, 100.0 * killed / counted if counted else 100.0


def difference(mutant, source):
    """The lines that the mutant changes, as a diff shows them."""
    before, after = source.splitlines(), mutant.applied(source).splitlines()
    first = mutant.line - 1
    lines = mutant.before.count("\n") + 1
    rest = len(after) - (len(before) - first - lines)
    removed = [f"    - {line.strip()}" for line in before[first:first + lines]]
    added = [f"    + {line.strip()}" for line in after[first:rest] if line.strip()]
    return "\n".join(removed + added)


def by_layer(verdicts, layers):
    """For each layer who killed what, and how many that and the layers before it notice."""
    for at, layer in enumerate(layers):
        by = Counter(verdict.by for verdict in verdicts if is_killed(verdict) and verdict.layer == layer)
        killed, counted, percent = rate(verdicts, layers[:at + 1])
        names = ", ".join(f"{Path(name).name} {count}" for name, count in by.most_common())
        yield (f"up to {layer}: {killed} of {counted} killed, {percent:.1f} %; "
               f"{sum(by.values())} by it{f' ({names})' if names else ''}")


def text(verdicts, judged, source_of, seed, layers=LAYERS[:1]):
    """The whole report, as lines."""
    lines = []
    by_file = {}
    for verdict in verdicts:
        by_file.setdefault(verdict.mutant.path, []).append(verdict)
    for path in sorted(by_file):
        killed, counted, percent = rate(by_file[path])
        lines.append(f"{path}: {killed} of {counted} killed ({percent:.0f} %)")
    survivors = sorted((verdict.mutant for verdict in verdicts if verdict.outcome == SURVIVED),
                       key=lambda mutant: (mutant.path, mutant.start))
    for mutant in survivors:
        lines += [f"survived: {mutant.path}:{mutant.line} ({mutant.kind}: {mutant.change})",
                  difference(mutant, source_of(mutant.path))]
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    killed, counted, percent = rate(verdicts)
    tried = len(verdicts) - outcomes[UNTRIED]
    if len(layers) > 1:
        lines += by_layer(verdicts, layers)
    if outcomes[UNTRIED]:
        lines.append(f"{outcomes[UNTRIED]} of {len(verdicts)} were not tried: the time is up")
    lines.append(f"{tried} mutants (seed {seed}): {killed} of {counted} killed, "
                 f"{percent:.1f} %; {outcomes[LATE]} of them too slow; not counted: "
                 f"{outcomes[INVALID]} that do not compile, {outcomes[SAME]} of the same machine code, "
                 f"{len(judged)} judged equivalent")
    return lines
