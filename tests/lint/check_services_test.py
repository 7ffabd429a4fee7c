"""The check itself must be able to fail: each breach, planted in a copy of the services, is found."""
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = Path(__file__).resolve().parent / "check_services.py"


def changed(service, change):
    """A plant that changes one service.json."""
    def plant(root):
        file = root / "services" / service / "service.json"
        manifest = json.loads(file.read_text(encoding="utf-8"))
        change(manifest)
        file.write_text(json.dumps(manifest), encoding="utf-8")
    return plant


def without(path):
    return lambda root: (root / path).unlink()


def line(path, text):
    """A plant that appends a line to a file."""
    def plant(root):
        with open(root / path, "a", encoding="utf-8") as file:
            file.write(text + "\n")
    return plant


def consume(topic):
    return {"name": topic, "group": "a-group"}


BREACHES = {
    "no service.json": (without("services/employee/service.json"), "services/employee/service.json"),
    "not JSON": (line("services/employee/service.json", "}"), "services/employee/service.json"),
    "another name": (changed("employee", lambda m: m.update(name="people")), "is called people"),
    "a member too many": (changed("employee", lambda m: m.update(port=1)), "has ["),
    "a member too few": (changed("employee", lambda m: m.pop("engines")), "has ["),
    "no operator port": (changed("employee", lambda m: m["listeners"].pop("operator")),
                         "listeners are http and operator"),
    "a port that is none": (changed("employee", lambda m: m["listeners"].update(http=70000)),
                            "a port is a number"),
    "an engine that is none": (changed("employee", lambda m: m["engines"].append("oracle")),
                               "oracle is not an engine"),
    "a call to nobody": (changed("employee", lambda m: m["calls"].append("payroll")),
                         "calls payroll"),
    "topics without kafka": (changed("notification", lambda m: m["engines"].remove("kafka")),
                             "topics need kafka"),
    "one port twice": (changed("employee", lambda m: m["listeners"].update(http=8082)),
                       "8082 is approval-request http's port"),
    "two producers": (changed("approval-processing", lambda m: m["topics"]["produces"].append(
        {"name": "approval-requests", "keptDays": 7})), "produces approval-requests"),
    "a shared topic kept for another time": (
        changed("employee", lambda m: m["topics"]["produces"][1].update({"keptDays": 7})),
        "approval-notifications"),
    "a topic that nobody produces": (changed("notification", lambda m: m["topics"]["consumes"].append(
        consume("lunch-events"))), "nobody produces lunch-events"),
    "a contract that is missing": (without("proto/http/employee.yaml"),
                                   "proto/http/employee.yaml: is missing"),
    "no use_cases.h": (without("services/employee/app/use_cases.h"),
                       "services/employee/app/use_cases.h: is missing"),
    "a consumer without events": (without("services/notification/api/events.h"),
                                  "services/notification/api/events.h: is missing"),
    "a topic written again": (line("services/employee/main.cpp", 'auto a = "approval-results";'),
                              '"approval-results" is a constant'),
    "a group written again": (line("services/notification/main.cpp", '// "notification-group"'),
                              '"notification-group" is a constant'),
}


def run(plant):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("services", "proto/http"):
            shutil.copytree(ROOT / part, root / part,
                            ignore=shutil.ignore_patterns("node_modules", "build"))
        plant(root)
        return subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True,
                              check=False)


class CheckServices(unittest.TestCase):
    def test_each_planted_breach_is_found(self):
        for name, (plant, expected) in BREACHES.items():
            with self.subTest(name):
                result = run(plant)
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(expected, result.stdout)

    def test_the_services_as_they_are_pass(self):
        result = run(lambda root: None)
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
