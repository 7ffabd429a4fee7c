"""The engines: how each is laid out on first use, started, and known to be ready."""

import os
import pwd
import tempfile
from pathlib import Path

from local_stack import accounts, certificates, commands, probes
from local_stack.console import Failure
from local_stack.layout import TOOLS, digest, module, write_private
from local_stack.supervision import Program

READY_WITHIN_S = 60


class Engine:
    """One engine of one stack. prepare() before the start, settle() once it runs."""

    name = ""
    listeners = ()  # names in the port table

    def __init__(self, layout):
        self.layout = layout

    def port(self):
        return self.layout.ports[self.listeners[0]]

    def program(self):
        raise NotImplementedError

    def protected(self, plain, tls, **files):
        """What the engine is started with: `tls` and these files, or `plain`."""
        if not self.layout.ca:
            return plain
        return [*tls, *(word for option, path in files.items()
                        for word in (f"--{option.replace('_', '-')}", path))]

    def marked(self, *texts):
        """Comments of the launch script, by which it is another one when these are: files that a
        program reads at its start only."""
        if self.layout.ca:
            texts += (certificates.revision(self.layout, self.name),)
        return "".join(f"# reads {digest(text)}\n" for text in texts)

    def prepare(self, cancelled):
        """Lays out the data directory when there is none; leaves no half of one behind."""

    def settle(self, cancelled, alive):
        """Returns when the engine takes work. `alive` raises when the program has died."""
        raise NotImplementedError

    def _run(self, argv, what, cancelled, **more):
        log = self.layout.log(self.name)
        commands.run(argv, what, log, cancelled, 120, cwd=self.layout.state,
                     shown=self.layout.shown(log), **more)

    def _wait(self, question, cancelled, alive):
        def asked():
            alive()
            return question()

        try:
            probes.wait_until(asked, READY_WITHIN_S, f"{self.name} did not answer", cancelled)
        except Failure as failure:
            failure.log = failure.log or self.layout.shown(self.layout.log(self.name))
            raise


class Redis(Engine):
    name = "redis"
    listeners = ("redis",)

    def program(self):
        # The accounts are in a file: what a command line says, everybody reads.
        users = accounts.redis_users(self.layout)
        (self.layout.state / "redis").mkdir(exist_ok=True)
        write_private(self.layout.state / "redis" / "users.acl", users)
        return Program(self.name, [
            TOOLS / "bin" / "redis-server", *self._listener(), "--bind", "127.0.0.1",
            "--dir", "data/redis", "--appendonly", "yes", "--appendfsync", "always",
            "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no",
            "--set-proc-title", "no", "--aclfile", "../../redis/users.acl"],  # from --dir
            before=self.marked(users))

    def _listener(self):
        of = self.layout
        return self.protected(
            ["--port", self.port()],
            ["--port", "0", "--tls-auth-clients", "no", "--tls-protocols", "TLSv1.2 TLSv1.3"],
            tls_port=self.port(), tls_ca_cert_file=certificates.authority(of),
            tls_cert_file=certificates.certificate(of, self.name),
            tls_key_file=certificates.key(of, self.name))

    def prepare(self, cancelled):
        (self.layout.data / "redis").mkdir(exist_ok=True)

    def settle(self, cancelled, alive):
        who = accounts.administrator(self.layout, self.name)
        self._wait(lambda: probes.redis_answers(self.port(), *who, self.layout.ca), cancelled, alive)


class MongoDb(Engine):
    name = "mongodb"
    listeners = ("mongodb",)

    def program(self):
        return Program(self.name, [
            TOOLS / "mongo" / "fiftyone" / "db" / "bin" / "mongod", "--dbpath", "data/mongodb",
            "--port", self.port(), "--bind_ip", "127.0.0.1", "--replSet", "rs0",
            "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64", "--nounixsocket",
            # Members of a replica set know each other by it; with it everybody has to sign in.
            "--keyFile", "mongodb.key",
            "--setParameter", "diagnosticDataCollectionEnabled=false",
            *self.protected([], ["--tlsMode", "requireTLS", "--tlsDisabledProtocols", "TLS1_0,TLS1_1",
                                 "--tlsAllowConnectionsWithoutCertificates"],
                            tlsCAFile=certificates.authority(self.layout),
                            tlsCertificateKeyFile=certificates.both(self.layout, self.name))],
            before=self.marked())

    def prepare(self, cancelled):
        (self.layout.data / "mongodb").mkdir(exist_ok=True)
        write_private(self.layout.state / "mongodb.key", self.layout.secrets()["mongodb_key"] + "\n")

    def settle(self, cancelled, alive):
        # The driver backs off for seconds after a refused connection: first the open port.
        self._wait(lambda: probes.accepts(self.port()), cancelled, alive)
        self._run(module("replica_set", self.layout.state, self.port(), READY_WITHIN_S,
                         *([self.layout.ca] if self.layout.ca else [])),
                  "mongodb: its replica set", cancelled)


class MariaDb(Engine):
    """The socket is relative to the data directory (its path may be too long otherwise); root
    may enter only through it, as the system user that owns the stack."""

    name = "mariadb"
    listeners = ("mariadb",)
    database = "employee"
    user = "employee"
    tests = "tests"

    def __init__(self, layout):
        super().__init__(layout)
        self._owner = pwd.getpwuid(os.geteuid()).pw_name
        self._as_root = ["--user=root"] if os.geteuid() == 0 else []
        self._folder = layout.data / "mariadb"
        self._temporary = layout.data / "mariadb.tmp"

    def program(self):
        return Program(self.name, [
            "/usr/sbin/mariadbd", "--no-defaults", *self._as_root,
            f"--datadir={self._folder}", "--socket=mariadb.sock", "--pid-file=mariadb.pid",
            # Of its own: a server that starts deletes the temporary tables of all others in it.
            f"--tmpdir={self._temporary}",
            f"--port={self.port()}", "--bind-address=127.0.0.1", "--skip-name-resolve",
            "--performance-schema=OFF", "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=32M", "--innodb-flush-log-at-trx-commit=1",
            "--character-set-server=utf8mb4", "--default-time-zone=+00:00",
            "--max-connections=300",
            *self.protected([], ["--require-secure-transport=ON", "--tls-version=TLSv1.2,TLSv1.3"],
                            ssl_ca=certificates.authority(self.layout),
                            ssl_cert=certificates.certificate(self.layout, self.name),
                            ssl_key=certificates.key(self.layout, self.name))],
            before=self.marked())

    def prepare(self, cancelled):
        self._temporary.mkdir(exist_ok=True)
        if self._folder.exists():
            return
        # mariadb-install-db does not take a blank in a path: it sees the folder through a link.
        with tempfile.TemporaryDirectory(prefix="mariadb-install-") as around:
            link = Path(around) / "data"
            link.symlink_to(self.layout.data)
            draft = self.layout.data / "mariadb.new"
            if draft.exists():
                self._run(["rm", "-rf", "data/mariadb.new"], "mariadb: clean-up", cancelled)
            self._run(["/usr/bin/mariadb-install-db", "--no-defaults", *self._as_root,
                       f"--datadir={link}/mariadb.new", f"--tmpdir={link}/mariadb.tmp",
                       "--skip-test-db",
                       "--skip-name-resolve", "--force",  # a host name that resolves to nothing
                       "--auth-root-authentication-method=socket",
                       f"--auth-root-socket-user={self._owner}",
                       "--innodb-log-file-size=32M"], "mariadb: first set-up", cancelled)
            draft.rename(self._folder)

    def settle(self, cancelled, alive):
        self._wait(lambda: probes.accepts(self.port()), cancelled, alive)
        statements = [
            (f"CREATE DATABASE IF NOT EXISTS {self.database}"
             " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"),
            *self._account(self.user, "mysql_password", f"{self.database}.*")]
        if self.layout.short_lived:  # databases that tests make and drop
            statements += self._account(self.tests, "mysql_tests_password", "`test\\_%`.*")
        log = self.layout.log(self.name)
        # --host: a MYSQL_HOST in the caller's environment would win over the socket.
        commands.run(["/usr/bin/mariadb", "--no-defaults", "--host=localhost",
                      "--socket=mariadb.sock", f"--user={self._owner}"],
                     "mariadb: its user and database", log, cancelled,
                     30, cwd=self._folder, text="\n".join(statements),
                     shown=self.layout.shown(log))

    def _account(self, user, secret, rights):
        """Statements that leave the account with these rights and no others."""
        who = f"'{user}'@'127.0.0.1'"
        return [f"CREATE USER IF NOT EXISTS {who};",
                f"ALTER USER {who} IDENTIFIED BY '{self.layout.secrets()[secret]}';",
                f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {who};",
                f"GRANT ALL ON {rights} TO {who};"]
