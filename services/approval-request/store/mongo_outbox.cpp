#include "approval-request/store/mongo_outbox.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "approval-request/store/indexes.h"
#include "common/id.h"

namespace erp::approval_request {
namespace {

using mongo::Array;
using mongo::Document;
using mongo::View;

constexpr std::int64_t kMeasured = 10000;

Document Abandoned(std::chrono::milliseconds settle) {
  const Document older{
      {"$lte", Array{"$obAt", Document{{"$subtract", Array{"$$NOW", settle.count()}}}}}};
  const Document free{{"$lte", Array{Document{{"$ifNull", Array{"$lease", Instant()}}}, "$$NOW"}}};
  return Document{{"obAt", Document{{"$exists", true}}},
                  {"$expr", Document{{"$and", Array{older, free}}}}};
}

Array TakeLease(std::chrono::milliseconds lease) {
  const Document until{{"$add", Array{"$$NOW", lease.count()}}};
  return Array{Document{{"$set", Document{{"lease", until}}}}};
}

// Drops the entries with these ids; without any left the document leaves the sweeper's index.
Array Forget(const Array& ids) {
  const Document keep{{"$not", Array{Document{{"$in", Array{"$$this.id", ids}}}}}};
  const Document rest{{"$filter", Document{{"input", "$outbox"}, {"cond", keep}}}};
  const Document empty{{"$eq", Array{Document{{"$size", "$outbox"}}, 0}}};
  const auto unless_empty = [&](const mongo::Value& value) {
    return Document{{"$cond", Array{empty, "$$REMOVE", value}}};
  };
  return Array{
      Document{{"$set", Document{{"outbox", rest}}}},
      Document{{"$set", Document{{"obAt", unless_empty(Document{{"$min", "$outbox.time"}})},
                                 {"lease", unless_empty("$lease")}}}}};
}

outbox::Entry EntryOf(View bson, const std::string& place) {
  return {.id = bson.Text("id"),
          .target = bson.Text("target"),
          .topic = bson.Text("topic"),
          .key = bson.Text("key"),
          .type = bson.Text("type"),
          .body = bson.Text("body"),
          .traceparent = bson.Text("trace"),
          .time = bson.Time("time"),
          .place = place};
}

}  // namespace

MongoOutbox::MongoOutbox(mongo::Pool& pool, MongoOutboxOptions options)
    : pool_(pool), abandoned_(Abandoned(options.settle)), take_lease_(TakeLease(options.lease)) {}

std::vector<outbox::Entry> MongoOutbox::ClaimAbandoned(std::size_t limit) {
  std::vector<outbox::Entry> entries;
  const Document oldest{{"obAt", 1}};
  const Document fields{{"outbox", 1}};
  auto lease = pool_.Acquire();
  while (entries.size() < limit) {
    const auto claimed = lease.FindAndModify(kApprovals, abandoned_, take_lease_,
                                             {.sort = &oldest, .projection = &fields});
    if (!claimed) break;
    const std::string place = std::to_string(claimed->view().Integer("_id"));
    for (const auto& entry : claimed->view().List("outbox")) {
      entries.push_back(EntryOf(entry.Object(), place));
    }
  }
  return entries;
}

void MongoOutbox::MarkDone(const std::vector<outbox::Entry>& entries) {
  std::map<std::string, Array> by_place;
  for (const auto& entry : entries) by_place[entry.place].Add(entry.id);
  std::vector<mongo::PipelineUpdate> updates;
  for (const auto& [place, ids] : by_place) {
    const auto id = ParsePositive(place);
    if (!id) throw std::logic_error("outbox entry with a foreign place: " + place);
    updates.push_back({Document{{"_id", *id}, {"outbox.id", Document{{"$in", ids}}}}, Forget(ids)});
  }
  pool_.Acquire().UpdateEach(kApprovals, updates, mongo::Durability::kOne);
}

outbox::Source::Backlog MongoOutbox::Measure() {
  const auto groups = pool_.Acquire().Aggregate(
      kApprovals,
      Array{Document{{"$match", Document{{"obAt", Document{{"$exists", true}}}}}},
            Document{{"$sort", Document{{"obAt", 1}}}}, Document{{"$limit", kMeasured}},
            Document{
                {"$group", Document{{"_id", nullptr},
                                    {"entries", Document{{"$sum", Document{{"$size", "$outbox"}}}}},
                                    {"oldest", Document{{"$min", "$obAt"}}}}}},
            Document{{"$project",
                      Document{{"entries", 1},
                               {"age", Document{{"$subtract", Array{"$$NOW", "$oldest"}}}}}}}});
  if (groups.empty()) return {};
  const View group = groups.front().view();
  const auto age = group.OptionalInteger("age").value_or(0);
  return {.entries = static_cast<std::size_t>(group.Integer("entries")),
          .oldest = std::chrono::milliseconds(age < 0 ? 0 : age)};
}

}  // namespace erp::approval_request
