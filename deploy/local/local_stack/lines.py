"""What the programs of a stack wrote down: followed, filtered by level, or one request's way
through all of them by its trace id.

usage: python -m local_stack.lines follow LEVEL LOG...    from now on, with each one's last lines
       python -m local_stack.lines trace TRACE_ID LOG...  what there is, in the order of time
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

LEVELS = ("debug", "info", "warn", "error")
TRACE = re.compile(r"[0-9a-f]{32}")
# Shown in a place of their own.
HEAD = ("ts", "level", "svc", "msg", "trace_id", "at")


def parsed(line):
    """The line as an object, or None when a program wrote something else."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def loud_enough(line, least):
    """Lines that are no JSON are always shown: an engine's, or the last words of a crash."""
    entry = parsed(line)
    level = entry.get("level") if entry else None
    return level not in LEVELS or LEVELS.index(level) >= LEVELS.index(least)


def text_of(entry, program):
    """One line for people: time, program, message, then everything else."""
    more = " ".join(f"{key}={value}" for key, value in entry.items() if key not in HEAD)
    level = "" if entry.get("level") == "info" else f"{entry.get('level', '').upper()} "
    return f"{entry.get('ts', ''):24} {program:24} {level}{entry.get('msg', '')}  {more}".rstrip()


def way_of(trace, logs):
    """(ts, order of reading, program, entry) of every line with this trace id."""
    found = []
    for log in logs:
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                entry = parsed(line) if trace in line else None
                if entry and entry.get("trace_id") == trace:
                    found.append((entry.get("ts", ""), len(found), Path(log).stem, entry))
    return sorted(found, key=lambda row: row[:2])


def trace(wanted, logs):
    # A whole traceparent header is taken too.
    hit = TRACE.search(wanted)
    if not hit:
        print(f"error: {wanted!r} is not a trace id: 32 hex digits, as in traceId of an answer or"
              " in its traceparent header", file=sys.stderr)
        return 2
    found = way_of(hit[0], logs)
    for _, _, program, entry in found:
        print(text_of(entry, program))
    if not found:
        print(f"no line of {len(logs)} logs has the trace id {hit[0]}", file=sys.stderr)
    return 0 if found else 1


def follow(least, logs):
    if least not in LEVELS:
        print(f"error: level={least}: must be one of {', '.join(LEVELS)}", file=sys.stderr)
        return 2
    count = "40" if len(logs) == 1 else "5"
    with subprocess.Popen(["tail", "-n", count, "-F", *logs], stdout=subprocess.PIPE) as tail:
        try:
            for raw in tail.stdout:
                line = raw.decode("utf-8", "replace")
                if line.strip() and (line.startswith("==>") or loud_enough(line, least)):
                    print(line, end="", flush=True)
        except (KeyboardInterrupt, BrokenPipeError):
            pass
        finally:
            tail.terminate()
    return 0


def main():
    work, what, *logs = sys.argv[1:]
    try:
        return trace(what, logs) if work == "trace" else follow(what, logs)
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
