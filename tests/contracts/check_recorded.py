"""Holds what C++ tests recorded (tests/support/recording.h, ERP_ANSWERS) against proto: answers
against proto/http, events against proto/events.

usage, in tests: python -m contracts.check_recorded FILE [--some]; exit 1 when something does not fit,
or no answer or no event was recorded (--some: that is right for a part of the tests).
"""
import sys

from contracts import answers, schemas


def judge_answer(method, target, status, kind, body):
    """(faults, operation); no operation: an operator path, or a test's own server."""
    asked = bytes.fromhex(target).decode("utf-8", "replace")
    operation, _ = answers.operation_for(method, asked.split("?")[0])
    if operation is None:
        return [], None
    return answers.faults(method, asked, int(status), kind, bytes.fromhex(body),
                          strangers=False), operation.key


def main():
    faults, known, numbers = [], {"answers": set(), "events": set()}, {"answers": 0, "events": 0}
    with open(sys.argv[1], encoding="ascii") as file:
        for line in file:
            first, *rest = line.rstrip("\n").split("\t")
            if first == "event":
                what, name = "events", bytes.fromhex(rest[0]).decode("utf-8", "replace")
                found = schemas.event_faults(name, bytes.fromhex(rest[1]))
            else:
                what, (found, name) = "answers", judge_answer(first, *rest)
            if name is not None:
                numbers[what] += 1
                known[what].add(name)
                faults += found
    distinct = {fault.split("; ")[0]: fault for fault in faults}  # of many tests: one
    for fault in distinct.values():
        print(fault)
    print(f"{numbers['answers']} recorded answers of {len(known['answers'])} operations,"
          f" {numbers['events']} events of {len(known['events'])} types,"
          f" {len(distinct)} kinds of faults")
    whole = all(numbers.values()) or "--some" in sys.argv[2:]
    return 1 if distinct or not whole else 0


if __name__ == "__main__":
    sys.exit(main())
