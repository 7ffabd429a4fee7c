"""One look at a whole stack: wait until it is at rest, read, hold every rule against it."""
import collections
import dataclasses
import json
import time

import requests

from checker import drain, history, read_bus, rules, world
from checker.read_stores import Stores
from system.eventually import latest

PAUSE = 1.0  # seconds between two looks while something may still be under repair


@dataclasses.dataclass
class Result:
    violations: list
    counts: dict
    seconds: float
    rested: float  # seconds until nothing was on its way any more

    def facts(self):
        return {"violations": [found._asdict() for found in self.violations],
                "counts": self.counts, "seconds": round(self.seconds, 2)}

    def lines(self):
        for found in self.violations:
            yield found.line()
        by_rule = collections.Counter(found.rule for found in self.violations)
        seen = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        told = ", ".join(f"{count} x {rule}" for rule, count in by_rule.items())
        yield (f"checked {seen}; {len(rules.RULES)} rules, at rest after {self.rested:.1f} s,"
               f" done after {self.seconds:.1f} s")
        yield f"VIOLATED: {told}" if told else "all promises hold"


def inspect(env, history_file=None, poison_file=None, deadline=60.0, grace=15.0, sample=20,
            known=frozenset()):
    """Thread-safe; blocks for at most about deadline + grace seconds. `known`: (rule, where) of
    violations that are not news."""
    began = time.monotonic()
    stores = Stores(env)
    try:
        late = drain.wait(stores, env, deadline)
        rested = time.monotonic() - began

        def look():
            seen = _read(stores, env, history_file, poison_file, sample)
            violations = [world.Violation("everything_comes_to_rest", "the stack", f"{count} {what}")
                          for what, count in late.items()] + rules.check(seen)
            return seen, [one for one in violations if (one.rule, one.where) not in known]
        seen, violations = latest(look, lambda looked: not looked[1], 0 if late else grace, PAUSE)
        return Result(violations, _counts(seen), time.monotonic() - began, rested)
    finally:
        stores.close()


def _read(stores, env, history_file, poison_file, sample):
    seen = stores.read()
    seen.lags, seen.ends = read_bus.lags(env)
    seen.records = read_bus.records(env, [name + dead for name in world.TOPICS
                                          for dead in ("", ".dlq")])
    seen.answers = _answers(env, seen, sample)
    if history_file:
        seen.history = history.load(history_file)
    if poison_file:
        seen.poison = load_poison(poison_file)
    return seen


def load_poison(path):
    """[(topic, value)] of a file of JSON lines {topic, value}; a value is Latin-1, so that any
    bytes can be written."""
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    return [(line["topic"], line["value"].encode("latin-1")) for line in lines]


def replicas(env, service):
    """Addresses of all replicas of a service and of the gateway in front of them."""
    name = service.upper().replace("-", "_")
    listed = env.get(f"{name}_HTTP_URLS") or env[f"{name}_HTTP_URL"]
    return [*listed.split(","), env["GATEWAY_URL"] + "/api"]


def _answers(env, seen, sample):
    paths = [(f"/approvals/{number}", "approval-request")
             for number in sorted(seen.documents)[-sample:]]
    paths += [(f"/process/{person}", "approval-processing")
              for person in sorted(seen.queues)[-sample:]]
    return {path: {url: _ask(url + path) for url in replicas(env, service)}
            for path, service in paths}


def _ask(url):
    try:
        reply = requests.get(url, timeout=10)
        body = reply.json()
        if reply.status_code >= 400:
            body.pop("traceId", None)  # of each request its own
        return reply.status_code, body
    except (requests.RequestException, ValueError) as error:
        return 0, str(error)


def _counts(seen):
    return {"documents": len(seen.documents), "live tasks": sum(
                task.get("state") == "open" for task in seen.tasks.values()),
            "inboxes": len(seen.inboxes), "ledger entries": len(seen.ledger),
            "records": sum(map(len, seen.records.values())),
            "operations": len(seen.history.operations) if seen.history else 0,
            "sessions": len(seen.history.sessions) if seen.history else 0}
