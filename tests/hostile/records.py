"""Records that nobody may ever send, put on the bus and noted down, and what became of them."""
import json
import os
import time
import uuid
from dataclasses import dataclass

import confluent_kafka

from local_stack import kafka_client
from system.eventually import until

GROUPS = {"approval-requests": "approval-processing-group",
          "approval-results": "approval-request-group",
          "approval-notifications": "notification-group"}


@dataclass
class Poison:
    """One record; its place is known once it is on the bus."""
    name: str
    topic: str
    key: bytes | None
    value: bytes | None
    headers: list
    partition: int = -1
    offset: int = -1

    @property
    def place(self):
        return self.topic, self.partition, self.offset


@dataclass
class Bus:
    def __post_init__(self):
        self.producer = confluent_kafka.Producer({
            **kafka_client.settings(os.environ), "acks": "all", "linger.ms": 0,
            "message.max.bytes": 1_048_576, "enable.idempotence": True})
        self.reader = confluent_kafka.Consumer({
            **kafka_client.settings(os.environ), "group.id": f"hostile-{uuid.uuid4().hex}",
            "enable.auto.commit": False, "fetch.message.max.bytes": 4_000_000})

    def close(self):
        self.reader.close()

    def partitions(self, topic):
        return [confluent_kafka.TopicPartition(topic, number) for number in
                self.reader.list_topics(topic, timeout=10).topics[topic].partitions]

    def ends(self, topic):
        return {(topic, place.partition): self.reader.get_watermark_offsets(place, timeout=10)[1]
                for place in self.partitions(topic)}

    def inject(self, poisons):
        """Puts them on the bus, waits for the reports, and notes them for later checks."""
        failed = []

        def report_to(poison):
            def report(error, message):
                if error:
                    failed.append(f"{poison.name}: {error}")
                else:
                    poison.partition, poison.offset = message.partition(), message.offset()
            return report
        for poison in poisons:
            self.producer.produce(poison.topic, key=poison.key, value=poison.value,
                                  headers=poison.headers, on_delivery=report_to(poison))
            self.producer.poll(0)
        assert self.producer.flush(30) == 0 and not failed, failed
        note(poisons)

    def caught_up(self, topic, ends):
        """The consumers of a topic have done everything before `ends`."""
        admin = confluent_kafka.admin.AdminClient(kafka_client.settings(os.environ))
        group = GROUPS[topic]

        def question():
            wanted = confluent_kafka.ConsumerGroupTopicPartitions(group, self.partitions(topic))
            answer = admin.list_consumer_group_offsets([wanted])[group].result()
            done = {(place.topic, place.partition): place.offset
                    for place in answer.topic_partitions}
            return all(done.get(place, -1) >= end for place, end in ends.items() if end > 0)
        until(question, f"{group} passes everything on {topic}", timeout=60)

    def dead_letters(self, topic, since):
        """Every record of the dead-letter topic from `since` to now."""
        name = f"{topic}.dlq"
        ends = {place: end for place, end in self.ends(name).items() if end > since[place]}
        self.reader.assign([confluent_kafka.TopicPartition(name, partition, since[name, partition])
                            for _, partition in ends])
        records, deadline = [], time.monotonic() + 30
        while ends:
            assert time.monotonic() < deadline, f"{name} cannot be read to its end"
            record = self.reader.poll(1)
            if record is None:
                continue
            assert record.error() is None, record.error()
            records.append(record)
            place = (record.topic(), record.partition())
            if place in ends and record.offset() + 1 >= ends[place]:
                del ends[place]
        return records


def note(poisons):
    """One JSON line each: {topic, value} for the checker, and where and why for people. A value
    is Latin-1, so that any bytes can be written."""
    path = os.environ.get("HOSTILE_POISON") or os.path.join(
        os.environ.get("STACK_STATE", "."), "poison.jsonl")
    with open(path, "a", encoding="utf-8") as file:
        file.writelines(json.dumps({
            "topic": poison.topic, "value": (poison.value or b"").decode("latin-1"),
            "partition": poison.partition, "offset": poison.offset, "why": poison.name}) + "\n"
            for poison in poisons)
