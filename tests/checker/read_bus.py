"""Reads topics from their first record on, and how far the consumer groups are behind."""
import time

import confluent_kafka

from checker import world
from local_stack import kafka_client

WITHIN = 30  # seconds for everything


def _consumer(env, group):
    return confluent_kafka.Consumer({
        **kafka_client.settings(env), "group.id": env.get(
            "KAFKA_TOPIC_PREFIX", "") + group, "enable.auto.commit": False,
        "enable.partition.eof": True, "auto.offset.reset": "earliest",
        "session.timeout.ms": 6000, "log_level": 2})


def _partitions(consumer, topic):
    known = consumer.list_topics(topic, timeout=5).topics[topic]
    if known.error:
        return []
    return [confluent_kafka.TopicPartition(topic, number) for number in sorted(known.partitions)]


def lags(env):
    """((group, topic, partition) -> records not yet committed, (topic, partition) -> end)."""
    prefix = env.get("KAFKA_TOPIC_PREFIX", "")
    behind, ends = {}, {}
    for group, topic in world.GROUPS.items():
        consumer = _consumer(env, group)
        try:
            for place in consumer.committed(_partitions(consumer, prefix + topic), timeout=5):
                low, high = consumer.get_watermark_offsets(place, timeout=5, cached=False)
                done = place.offset if place.offset >= 0 else low
                # A log that has lost its end ends before what the group has read.
                behind[group, topic, place.partition] = max(0, high - done)
                ends[topic, place.partition] = high
        finally:
            consumer.close()
    return behind, ends


def records(env, topics):
    """topic -> every record from offset 0 to the end as it is now, in the order of partitions."""
    prefix = env.get("KAFKA_TOPIC_PREFIX", "")
    found = {topic: [] for topic in topics}
    consumer = _consumer(env, "checker")
    try:
        places = []
        for topic in topics:
            for place in _partitions(consumer, prefix + topic):
                low, high = consumer.get_watermark_offsets(place, timeout=5, cached=False)
                if high > low:
                    place.offset = low
                    places.append(place)
        if places:
            consumer.assign(places)
        left = {(place.topic, place.partition) for place in places}
        until = time.monotonic() + WITHIN
        while left:
            if time.monotonic() > until:
                raise RuntimeError(f"no end of {sorted(left)} within {WITHIN} s")
            # It waits for the whole number or the time to pass, so the time is short.
            for message in consumer.consume(1000, 0.1):
                _take(message, prefix, found, left)
    finally:
        consumer.close()
    return {topic: sorted(rows, key=lambda r: (r.partition, r.offset))
            for topic, rows in found.items()}


def _take(message, prefix, found, left):
    error = message.error()
    if error is not None and error.code() != confluent_kafka.KafkaError._PARTITION_EOF:
        raise RuntimeError(str(error))
    if error is not None:
        left.discard((message.topic(), message.partition()))
        return
    headers = {key: (value or b"").decode("utf-8", "replace")
               for key, value in message.headers() or ()}
    topic = message.topic().removeprefix(prefix)
    found[topic].append(world.Record(topic, message.partition(), message.offset(),
                                     message.key() or b"", message.value() or b"", headers))
