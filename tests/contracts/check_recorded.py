"""Holds the answers that C++ tests recorded (tests/support/http.cpp, ERP_ANSWERS) against proto/http.

usage, in tests: python -m contracts.check_recorded FILE [--some]; exit 1 when one
does not fit, or none was recorded (--some: that is right for a part of the tests).
"""
import sys

from contracts import answers


def main():
    faults, number, met = {}, 0, set()
    with open(sys.argv[1], encoding="ascii") as file:
        for line in file:
            method, target, status, kind, body = line.rstrip("\n").split("\t")
            path = bytes.fromhex(target).decode("utf-8", "replace").split("?")[0]
            operation, _ = answers.operation_for(method, path)
            if operation is None:
                continue  # an operator path, or a test's own server
            number += 1
            met.add(operation.key)
            for fault in answers.faults(method, path, int(status), kind, bytes.fromhex(body),
                                        strangers=False):
                # The same fault of many tests is one.
                faults.setdefault(fault.split("; ")[0], fault)
    for fault in faults.values():
        print(fault)
    print(f"{number} recorded answers of {len(met)} operations, {len(faults)} kinds of faults")
    return 1 if faults or not (number or "--some" in sys.argv[2:]) else 0


if __name__ == "__main__":
    sys.exit(main())
