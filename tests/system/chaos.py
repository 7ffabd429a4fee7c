"""A stack under flows that are written down, things killed meanwhile, and the checker's word at
the end."""
import collections
import contextlib
import json
import os
import random
import sys
import time
import uuid
from pathlib import Path

import confluent_kafka
import redis

from flows import Flows
from own_stack import PROCESSES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "checker"))

import history  # noqa: E402  (the checker's own, so that both speak of the same file)
import inspection  # noqa: E402
import read_bus  # noqa: E402


class Run:
    """One run on a stack. The history lies beside the stack and is that of all its runs."""

    def __init__(self, stack, **flows):
        self.stack = stack
        self.history = stack.state.parent / "history.jsonl"
        self.poison = stack.state.parent / "poison.jsonl"
        self.poison.touch()
        self._recorder = history.Recorder(self.history)
        self.flows = Flows(stack.env, self._recorder, **flows)

    def begin(self, **people):
        self.flows.hire(**people).watch().start()
        return self

    def injected(self, topic, value):
        """Notes poison: the checker wants it, and only it, among the dead letters."""
        with open(self.poison, "a", encoding="utf-8") as file:
            file.write(json.dumps({"topic": topic, "value": value.decode("latin-1")}) + "\n")

    def lost(self, what):
        """Notes that a store was made to lose something."""
        self._recorder.lost(what)

    def inspect(self, deadline=60, grace=15):
        """Ends the flows and returns what the checker has to say that it has not said of this
        stack before; sessions go on meanwhile, so that they show what they missed."""
        try:
            self.flows.stop()
            result = inspection.inspect(self.stack.env, self.history, self.poison, deadline,
                                        grace, known=self.stack.known)
            self.stack.known |= {(one.rule, one.where) for one in result.violations}
            return result
        finally:
            self.flows.close()
            self._recorder.close()


@contextlib.contextmanager
def run(stack, **flows):
    """Flows during the block; afterwards no promise may be broken."""
    going = Run(stack, **flows).begin()
    try:
        yield going
    except BaseException:
        going.flows.close()
        raise
    clean(going.inspect())


def clean(result):
    """Prints what was checked; fails with every violation."""
    lines = list(result.lines())
    print("\n".join(lines[-2:]))
    assert not result.violations, "\n".join(lines)


def cut_log(running, size):
    """Takes the end of the log of a Redis that does not run, as a crash of its machine may."""
    running.lost("redis")
    logs = sorted((running.stack.state / "data" / "redis" / "appendonlydir").glob("*.incr.aof"))
    os.truncate(logs[-1], max(0, logs[-1].stat().st_size - size))


def lose_records(running, topic):
    """Takes all records of a topic from a broker that does not run, as a crash of its machine may
    take what was never synced to its disk."""
    running.lost(topic)
    for partition in (running.stack.state / "data" / "kafka").glob(f"{topic}-*"):
        for file in partition.iterdir():
            if file.name != "partition.metadata":
                file.unlink()


def _producer(stack):
    return confluent_kafka.Producer({"bootstrap.servers": stack.env["KAFKA_BROKERS"],
                                     "acks": "all", "linger.ms": 0})


def say_all_again(running, topic):
    """Every record of a topic once more, in order, with the same headers."""
    producer = _producer(running.stack)
    for record in read_bus.records(running.stack.env, [topic])[topic]:
        producer.produce(topic, key=record.key, value=record.value, partition=record.partition,
                         headers=list(record.headers.items()))
    assert producer.flush(20) == 0


def inject(running, topic, value):
    """A record that no consumer can understand; noted as poison."""
    producer = _producer(running.stack)
    producer.produce(topic, key=b"1", value=value, headers=[("ce_id", uuid.uuid4().hex)])
    assert producer.flush(20) == 0
    running.injected(topic, value)


def wipe_redis(running):
    running.lost("redis")
    redis.Redis.from_url(running.stack.env["REDIS_URL"]).flushall()


def kill_while_redis_stalls(running, name):
    """The daemon is killed while what it has read waits for Redis."""
    stack = running.stack
    with stack.frozen("redis"):
        time.sleep(1)  # so long that what comes in meanwhile has been read
        stack.kill(name)
    stack.all_ready()


def kill_in_turn(stack, seed, rounds=None, seconds=None, say=print):
    """Kills every process once a round, in an order of chance, and waits until all are back.
    Returns how often each was killed."""
    chance = random.Random(seed)
    kills = collections.Counter()
    until = time.monotonic() + (seconds or 0)
    while rounds is None or sum(kills.values()) < rounds * len(PROCESSES):
        for name in chance.sample(PROCESSES, len(PROCESSES)):
            if rounds is None and time.monotonic() > until:
                return kills
            time.sleep(chance.uniform(0.05, 0.4))  # so that it meets the flows anywhere
            began = time.monotonic()
            stack.kill_and_wait(name)
            kills[name] += 1
            say(f"killed {name:<20} all ready after {time.monotonic() - began:4.1f} s")
    return kills
