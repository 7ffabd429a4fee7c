"""What the daemons themselves say a hop took: means of their histograms over a run."""

import re
import urllib.error
import urllib.request

HOPS = ("http_server_request_duration_seconds", "http_client_request_duration_seconds",
        "kafka_producer_delivery_seconds", "kafka_consumer_lag_seconds",
        "kafka_consumer_handler_seconds", "mongo_operation_seconds", "redis_round_trip_seconds",
        "mysql_pool_wait_seconds", "notification_live_age_seconds")
SAMPLE = re.compile(r"^([a-z_]+)_(sum|count)(?:\{(.*)\})? (\S+)$")
# The labels that tell hops of one name apart; the others repeat what the name says.
TELLING = re.compile(r'(?:topic|operation|service|http_route)="([^"]*)"')


def read(operators):
    """{(daemon, metric, label): (count, seconds)} since the daemons' start, all replicas
    together; {} when their operator ports are not reachable from here. `operators`: (daemon,
    address) of each."""
    found = {}
    for daemon, address in operators:
        try:
            with urllib.request.urlopen(f"{address}/metrics", timeout=5) as answer:
                text = answer.read().decode()
        except (urllib.error.URLError, OSError):
            return {}
        for match in filter(None, map(SAMPLE.match, text.splitlines())):
            metric, kind, labels, value = match.groups()
            if metric not in HOPS or 'server="operator"' in (labels or ""):
                continue
            told = " ".join(TELLING.findall(labels or ""))
            count, seconds = found.get((daemon, metric, told), (0, 0.0))
            found[daemon, metric, told] = ((count + int(float(value)), seconds)
                                           if kind == "count" else (count, seconds + float(value)))
    return found


def means(before, after):
    """[{daemon, hop, count, meanMs}] of what happened in between, in the order of the daemons."""
    rows = []
    for key, (count, seconds) in after.items():
        earlier = before.get(key, (0, 0.0))
        done = count - earlier[0]
        if done > 0:
            hop = f"{key[1].removesuffix('_seconds').removesuffix('_duration')} {key[2]}".strip()
            rows.append({"daemon": key[0], "hop": hop, "count": done,
                         "meanMs": round(1000 * (seconds - earlier[1]) / done, 3)})
    return rows
