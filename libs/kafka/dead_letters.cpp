#include "kafka/dead_letters.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "kafka/topic_scan.h"

namespace erp::kafka {
namespace {

using Place = DeadLetter::Place;

constexpr const char* kMark = "dlq_replayed";

// A consumer never leaves out the reason, whatever headers the record came with.
bool IsMark(const Record& record) {
  return record.headers.contains(kMark) && !record.headers.contains("dlq_reason");
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
  ScanTopic(brokers_, {topic_ + ".dlq"}, deadline, [&](const Record& record) {
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
  ScanTopic(brokers_, {topic_ + ".dlq"}, deadline, [&](Record record) {
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
