"""The four daemons and their replicas: what each needs, its ports, and its whole environment."""

import os
from pathlib import Path
from urllib.parse import quote

from local_stack import accounts, manifests, ports
from local_stack.engines import MariaDb
from local_stack.supervision import Program

# The partitions a consumer group can be spread over, on one machine.
PARTITIONS = 3
# glibc keeps freed blocks per thread, seven of each size, and never gives them back: 80 KB of each
# of a hundred threads. The daemons have few allocations that this makes faster.
ALLOCATOR = "glibc.malloc.tcache_count=1"
FORMS = Path(__file__).resolve().parents[3] / "proto" / "forms"


class Daemon:
    """What service.json says, and settings of its own. `engines`: must answer before --migrate.
    `topics`: its --migrate creates topics, which every consumer waits for."""

    def __init__(self, name, settings):
        self.manifest = manifests.named(name)
        self.name = name
        self.engines = self.manifest.engines
        self.topics = bool(self.manifest.produces)
        self._settings = settings

    @property
    def consumes(self):
        return bool(self.manifest.consumes)

    def replicas(self, layout):
        return [Replica(self, number) for number in range(1, layout.replicas + 1)]

    def settings(self, layout, replica):
        at = layout.ports
        common = {
            "ENV": "dev",
            "AUTH_MODE": layout.auth_mode,
            "OIDC_ISSUER": f"{layout.gateway_url}/api/auth",
            "OIDC_KEYS_URL": f"http://127.0.0.1:{at['employee']}/auth/keys",
            "SERVICE_TOKEN_URL": urls(layout, "employee", path="/auth/token"),
            "SERVICE_CLIENT": self.name,
            "SERVICE_SECRET": layout.secrets()[f"secret_of_{self.name}"],
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "info"),
            "COMPANY_TZ": os.environ.get("COMPANY_TZ", "Asia/Seoul"),
            "HTTP_BIND": "127.0.0.1",
            "HTTP_PORT": at[replica.name],
            "OPERATOR_BIND": "127.0.0.1",
            "OPERATOR_PORT": at[f"{replica.name}-operator"],
            "GLIBC_TUNABLES": ALLOCATOR,
        }
        if self.consumes:
            # A stable ordinal: a restart within the session finds its partitions again.
            common |= {"KAFKA_INSTANCE_ID": f"{self.name}-{replica.number - 1}"}
        if "kafka" in self.engines:
            common |= {
                **kafka_settings(layout, self.name),
                "KAFKA_PARTITIONS": PARTITIONS,
                "KAFKA_REPLICATION": 1,
            }
        for called in map(manifests.named, self.manifest.calls):
            common[called.url_variable] = urls(layout, called.name, "-operator")
        own = layout.daemon_env
        return (common | self._settings(layout, replica) | own.get(self.name, {})
                | own.get(replica.name, {}))


class Replica:
    """One process of a daemon. `number` counts from 1."""

    def __init__(self, daemon, number):
        self.daemon = daemon
        self.number = number
        self.name = ports.replica_name(daemon.name, number)

    def listeners(self):
        return [self.name + listener.removeprefix(self.daemon.name)
                for listener in self.daemon.manifest.listeners]

    def environment(self, layout):
        return self.daemon.settings(layout, self)

    def program(self, layout):
        return Program(self.name, [layout.binary(self.daemon.name)], self.environment(layout))


def urls(layout, daemon, suffix="", scheme="http", path=""):
    """Where each replica listens, comma-separated: a client turns to the next when one is away."""
    return ",".join(
        f"{scheme}://127.0.0.1:{layout.ports[ports.replica_name(daemon, number) + suffix]}{path}"
        for number in range(1, layout.replicas + 1))


def redis_url(layout, database, user=accounts.ADMINISTRATOR):
    password = accounts.password(layout, "redis", user)
    scheme = "rediss" if layout.ca else "redis"
    return f"{scheme}://{user}:{password}@127.0.0.1:{layout.ports['redis']}/{database}"


def ca_file(layout, prefix, switch=True):
    """By whom the engine's certificate is signed, and where it is asked for, that TLS is on."""
    if not layout.ca:
        return {}
    return {f"{prefix}_CA_FILE": layout.ca} | ({f"{prefix}_TLS": "on"} if switch else {})


def mongo_uri(layout, user=accounts.ADMINISTRATOR):
    password = accounts.password(layout, "mongodb", user)
    return (f"mongodb://{user}:{password}@127.0.0.1:{layout.ports['mongodb']}/"
            "?replicaSet=rs0&authSource=admin"
            + (f"&tls=true&tlsCAFile={quote(str(layout.ca))}" if layout.ca else ""))


def kafka_settings(layout, user=accounts.ADMINISTRATOR):
    return {
        "KAFKA_BROKERS": f"127.0.0.1:{layout.ports['kafka']}",
        "KAFKA_USER": user,
        "KAFKA_PASSWORD": accounts.password(layout, "kafka", user),
    } | ca_file(layout, "KAFKA")


def mysql_settings(layout):
    return {
        "MYSQL_HOST": "127.0.0.1",
        "MYSQL_PORT": layout.ports["mariadb"],
        "MYSQL_USER": MariaDb.user,
        "MYSQL_PASSWORD": layout.secrets()["mysql_password"],
        "MYSQL_DATABASE": MariaDb.database,
    } | ca_file(layout, "MYSQL")


def _employee(layout, _replica):
    return mysql_settings(layout) | {
        "MYSQL_POOL_SIZE": 16,
        "ISSUER_KEY": layout.secrets()["issuer_key"],
        "OPENING_LEAVE_DAYS": 15,
    }


def _approval_request(layout, _replica):
    return {
        "MONGO_URI": mongo_uri(layout, "approval-request"),
        "MONGO_DATABASE": accounts.MONGO_DATABASE,
        "FORMS_DIR": FORMS,
    }


def _approval_processing(layout, _replica):
    return {
        "REDIS_URL": redis_url(layout, 0, "approval-processing"),
        "TENANT": accounts.TENANT,
    } | ca_file(layout, "REDIS", switch=False)


def _notification(layout, replica):
    return {
        "REDIS_URL": redis_url(layout, 1, "notification"),
        "ALLOWED_ORIGINS": os.environ.get("ALLOWED_ORIGINS", ""),
        "WS_BIND": "127.0.0.1",
        "WS_PORT": layout.ports[f"{replica.name}-ws"],
    } | ca_file(layout, "REDIS", switch=False)


DAEMONS = (
    Daemon("employee", _employee),
    Daemon("approval-request", _approval_request),
    Daemon("approval-processing", _approval_processing),
    Daemon("notification", _notification),
)


# Every program name that a daemon's replica can have, whatever the number is now.
POSSIBLE = tuple(ports.replica_name(daemon.name, number)
                 for daemon in DAEMONS for number in range(1, ports.MOST_REPLICAS + 1))


def stack_environment(layout):
    """Everything a test, a loader or a person needs to reach this stack. ..._URL is the first
    replica's, ..._URLS names all of them; engines are reached as their administrator, MariaDB as
    employee does."""
    listens = layout.ports
    at = {name: f"http://127.0.0.1:{port}" for name, port in listens.items()}
    known = {
        "STACK_STATE": layout.state,
        "AUTH_MODE": layout.auth_mode,
        "PORT_OFFSET": layout.offset,
        "REPLICAS": layout.replicas,
        "GATEWAY_URL": layout.gateway_url,
        **({"CA_FILE": layout.ca} if layout.ca else {}),
        "WS_URL": f"{layout.gateway_url.replace('http', 'ws', 1)}/ws/notifications",
        "WS_DIRECT_URL": f"ws://127.0.0.1:{listens['notification-ws']}/ws/notifications",
        "WS_DIRECT_URLS": ",".join(f"{url}/ws/notifications" for url in urls(
            layout, "notification", "-ws", "ws").split(",")),
        "REDIS_URL": redis_url(layout, 0),
        "REDIS_URL_PROCESSING": redis_url(layout, 0),
        "REDIS_URL_NOTIFICATION": redis_url(layout, 1),
        "MONGO_URI": mongo_uri(layout),
        "MONGO_DATABASE": accounts.MONGO_DATABASE,
        "FORMS_DIR": FORMS,
        **kafka_settings(layout),
        "KAFKA_PARTITIONS": PARTITIONS,
        "KAFKA_REPLICATION": 1,
        "MYSQL_TESTS_USER": MariaDb.tests,
        "MYSQL_TESTS_PASSWORD": layout.secrets()["mysql_tests_password"],
    } | mysql_settings(layout)
    for daemon in DAEMONS:
        prefix = daemon.manifest.variable
        known[f"{prefix}_HTTP_URL"] = at[daemon.name]
        known[f"{prefix}_OPERATOR_URL"] = at[f"{daemon.name}-operator"]
        known[f"{prefix}_HTTP_URLS"] = urls(layout, daemon.name)
        known[f"{prefix}_OPERATOR_URLS"] = urls(layout, daemon.name, "-operator")
    for name, port in listens.items():
        known[f"PORT_{name.upper().replace('-', '_')}"] = port
    return {key: str(value) for key, value in known.items()}
