"""The four daemons: what each needs, its ports, and its whole environment."""

import os

from engines import MariaDb
from supervision import Program

# The partitions a consumer group can be spread over, on one machine.
PARTITIONS = 3


class Daemon:
    """`engines`: must answer before --migrate. `topics`: its --migrate creates topics, which
    every consumer waits for."""

    def __init__(self, name, engines, settings, topics=False):
        self.name = name
        self.engines = engines
        self.topics = topics
        self._settings = settings

    @property
    def consumes(self):
        return "kafka" in self.engines

    def listeners(self):
        names = [self.name, f"{self.name}-operator"]
        return names + (["notification-ws"] if self.name == "notification" else [])

    def environment(self, layout):
        ports = layout.ports
        common = {
            "ENV": "dev",
            "AUTH_MODE": "dev",
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "info"),
            "COMPANY_TZ": os.environ.get("COMPANY_TZ", "Asia/Seoul"),
            "HTTP_BIND": "127.0.0.1",
            "HTTP_PORT": ports[self.name],
            "OPERATOR_BIND": "127.0.0.1",
            "OPERATOR_PORT": ports[f"{self.name}-operator"],
        }
        if self.consumes:
            common |= {
                "KAFKA_BROKERS": f"127.0.0.1:{ports['kafka']}",
                "KAFKA_INSTANCE_ID": f"{self.name}-0",
                "KAFKA_PARTITIONS": PARTITIONS,
                "KAFKA_REPLICATION": 1,
            }
        return common | self._settings(layout)

    def program(self, layout):
        return Program(self.name, [layout.binary(self.name)], self.environment(layout))


def _operator_url(layout, name):
    return f"http://127.0.0.1:{layout.ports[name + '-operator']}"


def redis_url(layout, database):
    return f"redis://127.0.0.1:{layout.ports['redis']}/{database}"


def mongo_uri(layout):
    return f"mongodb://127.0.0.1:{layout.ports['mongodb']}/?replicaSet=rs0"


def mysql_settings(layout):
    return {
        "MYSQL_HOST": "127.0.0.1",
        "MYSQL_PORT": layout.ports["mariadb"],
        "MYSQL_USER": MariaDb.user,
        "MYSQL_PASSWORD": layout.secrets()["mysql_password"],
        "MYSQL_DATABASE": MariaDb.database,
    }


def web_origins(layout):
    port = layout.ports["gateway"]
    return f"http://127.0.0.1:{port},http://localhost:{port}"


def _employee(layout):
    return mysql_settings(layout) | {"MYSQL_POOL_SIZE": 16, "OPENING_LEAVE_DAYS": 15}


def _approval_request(layout):
    return {
        "MONGO_URI": mongo_uri(layout),
        "MONGO_DATABASE": "approvals",
        "EMPLOYEE_URL": _operator_url(layout, "employee"),
        "PROCESSING_URL": _operator_url(layout, "approval-processing"),
    }


def _approval_processing(layout):
    return {
        "REDIS_URL": redis_url(layout, 0),
        "TENANT": "default",
        "REQUEST_URL": _operator_url(layout, "approval-request"),
    }


def _notification(layout):
    return {
        "REDIS_URL": redis_url(layout, 1),
        "WS_BIND": "127.0.0.1",
        "WS_PORT": layout.ports["notification-ws"],
        "WS_ALLOWED_ORIGINS": web_origins(layout),
    }


DAEMONS = (
    Daemon("employee", ("mariadb",), _employee),
    Daemon("approval-request", ("mongodb", "kafka"), _approval_request, topics=True),
    Daemon("approval-processing", ("redis", "kafka"), _approval_processing, topics=True),
    Daemon("notification", ("redis", "kafka"), _notification),
)


def stack_environment(layout):
    """Everything a test, a loader or a person needs to reach this stack."""
    ports = layout.ports
    at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    known = {
        "STACK_STATE": layout.state,
        "PORT_OFFSET": layout.offset,
        "GATEWAY_URL": at["gateway"],
        "WS_URL": f"ws://127.0.0.1:{ports['gateway']}/ws/notifications",
        "WS_DIRECT_URL": f"ws://127.0.0.1:{ports['notification-ws']}/ws/notifications",
        "WS_ALLOWED_ORIGINS": web_origins(layout),
        "REDIS_URL": redis_url(layout, 0),
        "REDIS_URL_PROCESSING": redis_url(layout, 0),
        "REDIS_URL_NOTIFICATION": redis_url(layout, 1),
        "MONGO_URI": mongo_uri(layout),
        "MONGO_DATABASE": "approvals",
        "KAFKA_BROKERS": f"127.0.0.1:{ports['kafka']}",
        "KAFKA_PARTITIONS": PARTITIONS,
        "KAFKA_REPLICATION": 1,
    } | mysql_settings(layout)
    for daemon in DAEMONS:
        prefix = daemon.name.upper().replace("-", "_")
        known[f"{prefix}_HTTP_URL"] = at[daemon.name]
        known[f"{prefix}_OPERATOR_URL"] = at[f"{daemon.name}-operator"]
    for name, port in ports.items():
        known[f"PORT_{name.upper().replace('-', '_')}"] = port
    return {key: str(value) for key, value in known.items()}
