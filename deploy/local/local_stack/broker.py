"""Kafka: one broker that is its own controller (KRaft), from the jars in the tools."""

from local_stack import accounts, certificates
from local_stack.engines import Engine
from local_stack.layout import TOOLS, module, write_private
from local_stack.probes import kafka_answers
from local_stack.supervision import Program

JARS = TOOLS / "kafka" / "libs"
# A dump of loaded classes: halves the start and spares 50 MB. The JVM goes without when it
# does not fit (another JVM, other jars).
ARCHIVE = TOOLS / "kafka" / "classes.jsa"

JAVA = "/usr/bin/java"
# The optimising compiler halves what a broker takes that has been busy for a minute, and costs
# ten seconds of processor time until then: not for one that is stopped before.
QUICK = ["-XX:TieredStopAtLevel=1"]
LIGHT = ["-XX:+UseSerialGC", "-XX:-UsePerfData",
         "-Dlog4j.configuration=file:kafka/log4j.properties"]

LOG4J = """\
log4j.rootLogger=WARN, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d{ISO8601} %p %c{1}: %m%n
"""


# Brokers and controllers among themselves.
ITSELF = "broker"


def _plain(user, passwords):
    """Who `user` is to others, and whom it lets in: in a file that only the stack's owner reads."""
    let_in = " ".join(f'user_{name}="{password}"' for name, password in passwords.items())
    return ("org.apache.kafka.common.security.plain.PlainLoginModule required"
            f' username="{user}" password="{passwords[user]}" {let_in};')


def server_properties(port, controller_port, passwords, tls=""):
    """`passwords`: of the broker itself and of the administrator, who can come before there are
    accounts; those are kept by the broker, see broker_accounts.py. `tls`: more lines, of TLS."""
    protocol = "SASL_SSL" if tls else "SASL_PLAINTEXT"
    own = {ITSELF: passwords[ITSELF]}
    return f"""\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=CLIENTS://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:{protocol},CONTROLLER:{protocol}
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.clients.sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
listener.name.clients.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.clients.plain.sasl.jaas.config={_plain(ITSELF, passwords)}
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config={_plain(ITSELF, own)}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{ITSELF};User:{accounts.ADMINISTRATOR}
log.dirs=data/kafka
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=2000
auto.create.topics.enable=false
num.network.threads=2
num.io.threads=2
log.cleaner.dedupe.buffer.size=16777216
log.segment.bytes=67108864
{tls}"""


def java(heap, *arguments, archive=()):
    """A java command line that is run inside a state directory."""
    return [JAVA, f"-Xms{heap}m", f"-Xmx{heap}m", *LIGHT, *archive,
            "-cp", f"{JARS}/*", *arguments]


def lay_out(state, port, controller_port, passwords, tls=""):
    """Writes the configuration below `state`; returns the properties' text."""
    (state / "kafka").mkdir(exist_ok=True)
    properties = server_properties(port, controller_port, passwords, tls)
    write_private(state / "kafka" / "log4j.properties", LOG4J)
    write_private(state / "kafka" / "server.properties", properties)
    return properties


def format_command(cluster):
    return java(128, *QUICK, "kafka.tools.StorageTool", "format", "-t", cluster,
                "-c", "kafka/server.properties")


class Kafka(Engine):
    name = "kafka"
    listeners = ("kafka", "kafka-controller")

    def program(self):
        properties = lay_out(self.layout.state, *(self.layout.ports[n] for n in self.listeners),
                             {name: accounts.password(self.layout, self.name, name)
                              for name in (ITSELF, accounts.ADMINISTRATOR)}, self._tls())
        archive = [f"-XX:SharedArchiveFile={ARCHIVE}"] if ARCHIVE.exists() else []
        compiler = QUICK if self.layout.short_lived else []
        return Program(self.name,
                       java(256, "-XX:+ExitOnOutOfMemoryError", *compiler, "kafka.Kafka",
                            "kafka/server.properties", archive=archive),
                       # Part of the launch script so that a change of it restarts the broker.
                       before=self.marked(properties))

    def _tls(self):
        if not self.layout.ca:
            return ""
        return f"""\
ssl.enabled.protocols=TLSv1.2,TLSv1.3
ssl.keystore.type=PEM
ssl.keystore.location={certificates.both(self.layout, self.name)}
ssl.truststore.type=PEM
ssl.truststore.location={certificates.authority(self.layout)}
"""

    def prepare(self, cancelled):
        if not (self.layout.data / "kafka" / "meta.properties").exists():
            self._run(format_command(self.layout.secrets()["kafka_cluster"]),
                      "kafka: first set-up", cancelled)

    def settle(self, cancelled, alive):
        who = accounts.administrator(self.layout, self.name)
        self._wait(lambda: kafka_answers(self.port(), *who, self.layout.ca), cancelled, alive)
        self._run(module("broker_accounts", self.layout.state, self.port(),
                         *([self.layout.ca] if self.layout.ca else [])),
                  "kafka: its accounts", cancelled)
