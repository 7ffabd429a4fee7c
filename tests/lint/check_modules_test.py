"""The check itself must be able to fail: each breach, planted in a tiny tree, is found."""
import os
import subprocess
import sys
import tempfile
import unittest

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check_modules.py")

BREACHES = {
    "driver sees driver": ("libs/kafka/a.cpp", '#include "redis/pool.h"\n'),
    "library sees service": ("libs/http/a.cpp", '#include "employee/app/ports.h"\n'),
    "library that is not known": ("libs/extra/a.cpp", '#include "common/id.h"\n'),
    "foreign header outside its library": ("services/employee/store/a.cpp", "#include <mysql.h>\n"),
    "service sees a private header": (
        "services/employee/api/a.cpp", '#include "http/internal/wire.h"\n'),
    "library sees a private header": ("libs/daemon/a.cpp", '#include "http/internal/wire.h"\n'),
    "public header shows a private one": (
        "libs/http/a.h", '#pragma once\n#include "http/internal/wire.h"\n'),
    "mutant in the product": (
        "services/employee/store/a.cpp", 'if (failpoint::Hit("ledger.skip-dedup")) return;\n'),
    "crash point that does more": (
        "libs/outbox/a.cpp", 'if (done) { failpoint::Crash("a.done"); return; }\n'),
    "product sees the faults of tests": ("services/employee/main.cpp", '#include "faults/hit.h"\n'),
    "product is linked with faults": (
        "services/CMakeLists.txt", "target_link_libraries(employee PRIVATE failpoint_on)\n"),
    "wiring sees store": ("services/employee/wiring.cpp", '#include "employee/store/rows.h"\n'),
    "domain sees app": ("services/employee/domain/a.cpp", '#include "employee/app/ports.h"\n'),
    "domain sees a driver": ("services/employee/domain/a.cpp", '#include "mysql/pool.h"\n'),
    "api sees the driver of a bus": (
        "services/employee/api/a.cpp", '#include "kafka/consumer.h"\n'),
    "app sees the driver of a bus": ("services/employee/app/a.h",
                                     '#pragma once\n#include "kafka/record.h"\n'),
    "the bus sees its driver": ("libs/bus/a.cpp", '#include "kafka/producer.h"\n'),
    "api sees store": ("services/employee/api/a.cpp", '#include "employee/store/rows.h"\n'),
    "store sees clients": ("services/employee/store/a.cpp", '#include "employee/clients/x.h"\n'),
    "service sees service": ("services/employee/api/a.cpp", '#include "notification/app/ports.h"\n'),
    "json in app": ("services/employee/app/a.cpp", "#include <nlohmann/json.hpp>\n"),
    "json in a header": ("services/employee/api/a.h", '#pragma once\n#include "json/json.h"\n'),
    "long main": ("services/employee/main.cpp", "\n" * 81),
    "long file": ("libs/common/a.cpp", "\n" * 401),
    "header without pragma once": ("libs/common/a.h", "int x;\n"),
    "stray top level": ("notes.txt", "x\n"),
    "empty name": ("libs/common/string_utils.cpp", "\n"),
}


def run(tree):
    with tempfile.TemporaryDirectory() as root:
        services = {f"services/{name}/app/ports.h": "#pragma once\n"
                    for name in ("employee", "notification")}
        for path, text in {**services, **tree}.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        return subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True,
                              check=False)


class CheckModules(unittest.TestCase):
    def test_each_planted_breach_is_found(self):
        for name, (path, text) in BREACHES.items():
            with self.subTest(name):
                result = run({path: text})
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(path, result.stdout)

    def test_an_orderly_tree_passes(self):
        result = run({
            "libs/http/a.cpp": '#include <httplib.h>\n#include "json/json.h"\n',
            "libs/http/internal/b.cpp": '#include "http/internal/b.h"\n',
            "services/employee/api/a.cpp": '#include "employee/app/ports.h"\n#include "json/json.h"\n',
            "services/employee/app/ports.h": "#pragma once\n",
            "services/employee/wiring.cpp": '#include "employee/app/use_cases.h"\n',
            "services/employee/store/a.cpp": 'failpoint::Crash("ledger.committed");\n'
                                             'if (any) failpoint::Crash("ledger.committed");\n',
        })
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
