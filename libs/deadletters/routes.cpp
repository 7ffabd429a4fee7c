#include "deadletters/routes.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/message.h"
#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::deadletters {
namespace {

using bus::DeadLetter;
using bus::DeadLetters;
using http::Call;
using http::Problem;
using http::Response;
using Place = DeadLetter::Place;

// Less than an operator listener waits for a handler.
constexpr std::chrono::milliseconds kReadBudget{8000};
constexpr std::chrono::milliseconds kReplayBudget{10000};
constexpr std::int64_t kMaxAtOnce = 500;

json::Value OrNull(const std::optional<std::string>& text) {
  return text ? json::Value(*text) : json::Value(nullptr);
}

// Bytes that are no UTF-8 are shown as U+FFFD by the printer.
json::Value Describe(const DeadLetter& letter, bool full) {
  json::Value body{{"partition", letter.place.partition},
                   {"offset", letter.place.offset},
                   {"diedAt", FormatInstant(letter.died_at)},
                   {"replayed", letter.replayed},
                   {"key", OrNull(letter.key)},
                   {"eventId", letter.Header("ce_id")},
                   {"type", letter.Header("ce_type")},
                   {"reason", letter.Header("dlq_reason")},
                   {"attempts", letter.Header("dlq_attempts")},
                   {"group", letter.Header("dlq_group")},
                   {"from", letter.Header("dlq_topic") + ":" + letter.Header("dlq_partition") +
                                ":" + letter.Header("dlq_offset")}};
  if (!full) return body;
  body["headers"] = json::Value::object();
  for (const auto& [name, value] : letter.headers) body["headers"][name] = value;
  body["value"] = OrNull(letter.value);
  return body;
}

struct ListQuery {
  DeadLetters::Filter filter;
  bool full = false;
};

Result<ListQuery> ReadListQuery(const Call& call) {
  std::vector<FieldError> mistakes;
  ListQuery query;
  if (const auto after = call.query("after")) {
    query.filter.after = Place::Parse(*after);
    if (!query.filter.after) mistakes.push_back({"after", "must be partition:offset"});
  }
  if (const auto limit = call.query("limit")) {
    const auto number = ParsePositive(*limit);
    const bool fits = number && *number <= kMaxAtOnce;
    if (!fits)
      mistakes.push_back({"limit", Message("must be a whole number from {} to {}", 1, kMaxAtOnce)});
    if (fits) query.filter.limit = static_cast<std::size_t>(*number);
  }
  const auto state = call.query("state").value_or("waiting");
  if (state != "waiting" && state != "all") {
    mistakes.push_back({"state", Message("must be one of {}", "waiting, all")});
  }
  query.filter.replayed_too = state == "all";
  const auto view = call.query("view").value_or("keys");
  if (view != "keys" && view != "full")
    mistakes.push_back({"view", Message("must be one of {}", "keys, full")});
  query.full = view == "full";
  if (mistakes.empty()) return query;
  return Error{ErrorCode::kInvalid, "invalid-query", "The query has mistakes; see errors.",
               std::move(mistakes)};
}

Response List(const DeadLetters& letters, const Call& call) {
  const auto query = ReadListQuery(call);
  if (!query) return Problem(query.error());
  const auto page = letters.Read(query->filter, Deadline::After(kReadBudget));
  auto shown = json::Value::array();
  for (const auto& letter : page.letters) shown.push_back(Describe(letter, query->full));
  json::Value next = nullptr;
  if (page.left > 0) next = page.letters.back().place.Text();
  return http::Json(json::Dump({{"topic", letters.topic()},
                                {"letters", std::move(shown)},
                                {"left", page.left},
                                {"next", std::move(next)}}));
}

Result<DeadLetters::Filter> ReadReplay(const std::string& text) {
  const auto body = json::Parse(text);
  if (!body) return body.error();
  json::ObjectReader reader(*body);
  const auto partition = reader.OptionalInteger("partition", 0, INT32_MAX);
  const auto offset = reader.OptionalInteger("offset", 0, INT64_MAX);
  const auto reason = reader.OptionalText("reason", {.min = 1, .max = 200});
  const auto limit = reader.OptionalInteger("limit", 1, kMaxAtOnce);
  if (partition.has_value() != offset.has_value()) {
    reader.Mistake(partition ? "offset" : "partition", "must come with the other one");
  }
  if (offset && reason) reader.Mistake("reason", "must not come with one place");
  if (offset && limit) reader.Mistake("limit", "must not come with one place");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  DeadLetters::Filter filter{.limit = static_cast<std::size_t>(limit.value_or(100))};
  if (reason) filter.reason = *reason;
  if (offset) {
    filter.at = Place{static_cast<std::int32_t>(*partition), *offset};
    filter.replayed_too = true;  // asked for by name: also once more
  }
  return filter;
}

Response Replay(const DeadLetters& letters, const Call& call) {
  const auto filter = ReadReplay(call.body());
  if (!filter) return Problem(filter.error());
  const auto deadline = Deadline::After(kReplayBudget);
  const auto page = letters.Read(*filter, deadline);
  if (filter->at && page.letters.empty()) {
    return Problem(
        {ErrorCode::kNotFound, "dead-letter-not-found", "There is no dead letter at this place."});
  }
  std::size_t replayed = 0;
  for (const auto& letter : page.letters) {
    if (deadline.Expired()) break;  // the rest stays waiting
    letters.Replay(letter, deadline);
    ++replayed;
    log::Info("dead letter replayed", {{"topic", letters.topic()},
                                       {"place", letter.place.Text()},
                                       {"event_id", letter.Header("ce_id")}});
  }
  return http::Json(
      json::Dump({{"replayed", replayed}, {"left", page.left + page.letters.size() - replayed}}));
}

}  // namespace

void AddRoutes(http::Router& router, const DeadLetters& letters) {
  router.Add({.method = "GET",
              .pattern = "/internal/dead-letters",
              .access = auth::Access::Role(auth::kOperator),
              .query = {"after", "limit", "state", "view"}},
             [&letters](const Call& call) { return List(letters, call); });
  router.Add({.method = "POST",
              .pattern = "/internal/dead-letters/replay",
              .access = auth::Access::Role(auth::kOperator),
              .body = http::Body::kJson},
             [&letters](const Call& call) { return Replay(letters, call); });
}

}  // namespace erp::deadletters
