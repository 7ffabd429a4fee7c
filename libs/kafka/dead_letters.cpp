#include "kafka/dead_letters.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "common/error.h"
#include "kafka/client.h"
#include "kafka/convert.h"

namespace erp::kafka {
namespace {

using Place = DeadLetter::Place;

constexpr std::chrono::milliseconds kPoll{100};
constexpr const char* kMark = "dlq_replayed";

// A consumer never leaves out the reason, whatever headers the record came with.
bool IsMark(const Record& record) {
  return record.headers.contains(kMark) && !record.headers.contains("dlq_reason");
}

void Demand(rd_kafka_resp_err_t error) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw Unavailable("kafka dead letters: " + ErrorText(error));
  }
}

ClientHandle MakeReader(const std::string& brokers) {
  // No group: nothing is subscribed to and nothing committed.
  return MakeClient(RD_KAFKA_CONSUMER, MakeConf(brokers, {{"group.id", "dead-letters"},
                                                          {"client.id", "dead-letters"},
                                                          {"enable.auto.commit", "false"},
                                                          {"enable.partition.eof", "true"},
                                                          {"fetch.wait.max.ms", "20"},
                                                          {"queued.max.messages.kbytes", "8192"}}));
}

// Where each partition is to be read from; those without records are left out.
PartitionListHandle Beginnings(rd_kafka_t* client, const std::string& topic, Deadline deadline) {
  const TopicHandle handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const auto metadata = FetchMetadata(client, *handle, deadline.Remaining());
  if (!metadata || metadata->topic_cnt != 1) throw Unavailable("kafka dead letters: no answer");
  Demand(metadata->topics[0].err);
  PartitionListHandle list(rd_kafka_topic_partition_list_new(metadata->topics[0].partition_cnt));
  for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
    const auto partition = metadata->topics[0].partitions[i].id;
    std::int64_t low = 0;
    std::int64_t high = 0;
    Demand(rd_kafka_query_watermark_offsets(client, topic.c_str(), partition, &low, &high,
                                            TimeoutMs(deadline.Remaining())));
    if (low == high) continue;
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = low;
  }
  return list;
}

// Every record of the topic, up to its present end.
void Scan(const std::string& brokers,
          const std::string& topic,
          Deadline deadline,
          const std::function<void(Record)>& visit) {
  const ClientHandle client = MakeReader(brokers);
  const PartitionListHandle list = Beginnings(client.get(), topic, deadline);
  int open = list->cnt;
  if (open == 0) return;
  Demand(rd_kafka_assign(client.get(), list.get()));
  while (open > 0) {
    if (deadline.Expired()) throw Unavailable("kafka dead letters: not read in time");
    const MessageHandle message(rd_kafka_consumer_poll(client.get(), TimeoutMs(kPoll)));
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --open;
    } else {
      Demand(message->err);
      visit(ToRecord(*message));
    }
  }
}

Place PlaceOf(const Record& record) { return {record.partition, record.offset}; }

}  // namespace

std::string Place::Text() const { return std::to_string(partition) + ":" + std::to_string(offset); }

std::optional<Place> Place::Parse(const std::string& text) {
  Place place;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, place.partition);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ':') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, place.offset);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  if (place.partition < 0 || place.offset < 0 || place.Text() != text) return std::nullopt;
  return place;
}

DeadLetters::DeadLetters(std::string brokers, std::string topic, Producer& producer)
    : brokers_(std::move(brokers)), topic_(std::move(topic)), producer_(producer) {}

// Twice over the topic: which letters, for marks may stand behind them, and then those alone, so
// that memory is bounded by the page.
DeadLetters::Page DeadLetters::Read(const Filter& filter, Deadline deadline) const {
  std::set<Place> letters;
  std::set<Place> replayed;
  Scan(brokers_, topic_ + ".dlq", deadline, [&](const Record& record) {
    const Place place = PlaceOf(record);
    if (IsMark(record)) {
      if (const auto marked = Place::Parse(record.Header(kMark))) replayed.insert(*marked);
    } else if ((!filter.at || place == *filter.at) && (!filter.after || place > *filter.after) &&
               record.Header("dlq_reason").starts_with(filter.reason)) {
      letters.insert(place);
    }
  });
  if (!filter.replayed_too) {
    std::erase_if(letters, [&](const Place& place) { return replayed.contains(place); });
  }
  Page page;
  if (letters.size() > filter.limit) {
    page.left = letters.size() - filter.limit;
    letters.erase(std::next(letters.begin(), static_cast<std::ptrdiff_t>(filter.limit)),
                  letters.end());
  }
  if (letters.empty()) return page;
  Scan(brokers_, topic_ + ".dlq", deadline, [&](Record record) {
    const Place place = PlaceOf(record);
    if (!letters.contains(place)) return;
    page.letters.push_back({place, std::move(record), replayed.contains(place)});
  });
  std::sort(page.letters.begin(), page.letters.end(),
            [](const DeadLetter& a, const DeadLetter& b) { return a.place < b.place; });
  return page;
}

void DeadLetters::Replay(const DeadLetter& letter, Deadline deadline) const {
  Record again = letter.record;
  again.topic = topic_;
  std::erase_if(again.headers, [](const auto& header) { return header.first.starts_with("dlq_"); });
  again.headers["dlq_replayed_from"] = topic_ + ".dlq:" + letter.place.Text();
  producer_.ProduceAndWait(again, deadline);
  Record mark;
  mark.topic = topic_ + ".dlq";
  mark.key = letter.place.Text();
  mark.has_value = false;
  mark.headers[kMark] = letter.place.Text();
  producer_.ProduceAndWait(mark, deadline);
}

}  // namespace erp::kafka
