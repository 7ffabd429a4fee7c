#include "kafka/dead_letters.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "kafka/topic_scan.h"

namespace erp::kafka {
namespace {

using bus::DeadLetter;
using Place = DeadLetter::Place;

constexpr const char* kMark = "dlq_replayed";

// A consumer never leaves out the reason, whatever headers the record came with.
bool IsMark(const Record& record) {
  return record.headers.contains(kMark) && !record.headers.contains("dlq_reason");
}

Place PlaceOf(const Record& record) { return {record.partition, record.offset}; }

DeadLetter LetterOf(Record record, bool replayed) {
  DeadLetter letter{.place = PlaceOf(record),
                    .key = {},
                    .value = {},
                    .headers = std::move(record.headers),
                    .died_at = record.timestamp,
                    .replayed = replayed};
  if (record.has_key) letter.key = std::move(record.key);
  if (record.has_value) letter.value = std::move(record.value);
  return letter;
}

}  // namespace

DeadLetters::DeadLetters(Brokers brokers, std::string topic, Producer& producer)
    : brokers_(std::move(brokers)), topic_(std::move(topic)), producer_(producer) {}

// Twice over the topic: which letters, for marks may stand behind them, and then those alone, so
// that memory is bounded by the page.
DeadLetters::Page DeadLetters::Read(const Filter& filter, Deadline deadline) const {
  std::set<Place> letters;
  std::set<Place> replayed;
  ScanTopic(brokers_, {topic_ + ".dlq"}, deadline, {}, [&](const Record& record) {
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
  ScanTopic(brokers_, {topic_ + ".dlq"}, deadline, {}, [&](Record record) {
    const Place place = PlaceOf(record);
    if (!letters.contains(place)) return;
    page.letters.push_back(LetterOf(std::move(record), replayed.contains(place)));
  });
  std::sort(page.letters.begin(), page.letters.end(),
            [](const DeadLetter& a, const DeadLetter& b) { return a.place < b.place; });
  return page;
}

void DeadLetters::Replay(const DeadLetter& letter, Deadline deadline) const {
  Record again;
  again.topic = topic_;
  again.has_key = letter.key.has_value();
  again.key = letter.key.value_or("");
  again.has_value = letter.value.has_value();
  again.value = letter.value.value_or("");
  again.headers = letter.headers;
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
