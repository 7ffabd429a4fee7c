"""Which tests a run takes, for every folder below: --match as for the C++ tests, and --part."""
import re

# The stack that a test starts for itself -> its part of the run. Parts share nothing but the
# machine, so tests/run lets them run beside each other; whatever uses the shared stack is "shared".
PARTS = {"own_stack": "own", "losing_stack": "lost", "mutant_stack": "mutants"}


def pytest_addoption(parser):
    parser.addoption("--match", metavar="REGEX", help="only tests in whose name this is found")
    parser.addoption("--part", choices=("shared", *PARTS.values()), help="only this part")


def part_of(item):
    used = {PARTS[name] for name in item.fixturenames if name in PARTS}
    assert len(used) < 2, f"{item.nodeid} uses the stacks of {sorted(used)}"
    return used.pop() if used else "shared"


def pytest_collection_modifyitems(config, items):
    match, part = config.getoption("--match"), config.getoption("--part")
    kept = [item for item in items if (not match or re.search(match, item.nodeid))
            and part in (None, part_of(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept
