"""Kafka's jars through Maven, and the class archive that halves the broker's start."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from local_stack import accounts, broker, ports, probes, tools
from local_stack.console import Failure
from local_stack.layout import HERE, TOOLS, cluster_id, digest

POM = HERE / "kafka" / "pom.xml"
KAFKA = TOOLS / "kafka"
STAMP = KAFKA / ".stamp"
TRAINED = KAFKA / ".trained"


def _sizes():
    """One line per jar: a jar that is missing or cut off changes it."""
    return " ".join(f"{jar.name}:{jar.stat().st_size}"
                    for jar in sorted(broker.JARS.glob("*.jar")))


def whole():
    return tools.says(STAMP, f"{tools.stamp_of(POM)} {_sizes()}")


def fetch(log):
    draft = TOOLS / "kafka.new"
    shutil.rmtree(draft, ignore_errors=True)
    tools.run(["mvn", "-q", "-B", "-f", POM, "dependency:copy-dependencies",
               "-DincludeScope=runtime", f"-DoutputDirectory={draft / 'libs'}"],
              "fetching Kafka's jars", log)
    shutil.rmtree(KAFKA, ignore_errors=True)
    draft.rename(KAFKA)
    STAMP.write_text(f"{tools.stamp_of(POM)} {_sizes()}\n", encoding="utf-8")


def _jvm():
    real = os.path.realpath(broker.JAVA)
    settings = digest(broker.server_properties(0, 0, dict.fromkeys(
        (broker.ITSELF, accounts.ADMINISTRATOR), "")))  # what is loaded depends on them
    return f"{real} {os.stat(real).st_mtime_ns} {broker.JARS} {_sizes()} {settings}"


def trained():
    """True when the archive fits this JVM and these jars, or training was tried with them."""
    return tools.says(TRAINED, _jvm())


def train(log):
    """Starts a broker once on throw-away data and dumps its classes at its end. A failure costs
    only the faster start, so it is noted and not raised. Returns True when it worked."""
    broker.ARCHIVE.unlink(missing_ok=True)
    draft = broker.ARCHIVE.with_suffix(".new")
    with tempfile.TemporaryDirectory(prefix="kafka-training-") as folder, open(log, "ab") as out:
        state = Path(folder)
        (state / "data").mkdir()
        port, controller = _free_ports()
        passwords = dict.fromkeys((broker.ITSELF, accounts.ADMINISTRATOR), cluster_id())
        broker.lay_out(state, port, controller, passwords)
        subprocess.run(broker.format_command(cluster_id()), cwd=state, stdout=out, stderr=out,
                       stdin=subprocess.DEVNULL, check=False)
        child = subprocess.Popen(
            broker.java(256, *broker.QUICK, "kafka.Kafka", "kafka/server.properties",
                        archive=[f"-XX:ArchiveClassesAtExit={draft}"]),
            cwd=state, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            with contextlib.suppress(Failure):  # too late: it is ended all the same
                probes.wait_until(
                    lambda: child.poll() is not None or probes.kafka_answers(
                        port, accounts.ADMINISTRATOR, passwords[accounts.ADMINISTRATOR]), 60,
                    "the training broker did not answer")
            child.send_signal(signal.SIGTERM)
            child.wait(60)
        except subprocess.TimeoutExpired:
            child.kill()
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
    worked = draft.exists()
    if worked:
        draft.rename(broker.ARCHIVE)
    with contextlib.suppress(OSError):
        TRAINED.write_text(_jvm() + "\n", encoding="utf-8")
    return worked


def _free_ports():
    """Two ports below the ephemeral range that nobody listens on."""
    choices = random.SystemRandom().sample(range(20000, ports.FIRST_EPHEMERAL), 200)
    return [port for port in choices if ports.is_free(port)][:2]
