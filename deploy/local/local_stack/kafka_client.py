"""How a client in Python reaches the broker of a stack, as librdkafka wants it said."""


def settings(env):
    """`env`: what stack_environment() says."""
    return _settings(env["KAFKA_BROKERS"], "SCRAM-SHA-512", env["KAFKA_USER"], env["KAFKA_PASSWORD"],
                     env.get("KAFKA_CA_FILE"))


def of_administrator(port, password, ca=None):
    """While there are no accounts yet: the one that the broker knows from its own settings."""
    return _settings(f"127.0.0.1:{port}", "PLAIN", "administrator", password, ca)


def _settings(brokers, mechanism, user, password, ca):
    return {"bootstrap.servers": brokers, "sasl.mechanism": mechanism, "sasl.username": user,
            "sasl.password": password, **({"security.protocol": "SASL_SSL", "ssl.ca.location": str(ca)}
                                          if ca else {"security.protocol": "SASL_PLAINTEXT"})}
