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

Document LeaseIsFree() {
  return Document{{"$lte", Array{Document{{"$ifNull", Array{"$lease", Instant()}}}, "$$NOW"}}};
}

// What only the targets in `down` could take is not abandoned: nobody could deliver it.
Document Abandoned(std::chrono::milliseconds settle, const std::vector<std::string>& down) {
  const Document older{
      {"$lte", Array{"$obAt", Document{{"$subtract", Array{"$$NOW", settle.count()}}}}}};
  const Document free = LeaseIsFree();
  Document abandoned{{"obAt", Document{{"$exists", true}}},
                     {"$expr", Document{{"$and", Array{older, free}}}}};
  if (!down.empty()) {
    Array names;
    for (const auto& name : down) names.Add(name);
    const Document reachable{{"target", Document{{"$nin", names}}}};
    abandoned.Add("outbox", Document{{"$elemMatch", reachable}});
  }
  return abandoned;
}

Array TakeLease(std::chrono::milliseconds lease, const std::string& token) {
  const Document until{{"$add", Array{"$$NOW", lease.count()}}};
  return Array{Document{{"$set", Document{{"lease", until}, {"claim", token}}}}};
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
                                 {"lease", unless_empty("$lease")},
                                 {"claim", unless_empty("$claim")}}}}};
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

// The oldest documents that hold `limit` entries together.
std::vector<std::int64_t> Waiting(mongo::Lease& lease,
                                  const Document& abandoned,
                                  std::size_t limit) {
  const Document oldest{{"obAt", 1}};
  const Document count{{"entries", Document{{"$size", "$outbox"}}}};
  std::vector<std::int64_t> places;
  std::size_t entries = 0;
  for (const auto& found : lease.Find(
           kApprovals, abandoned,
           {.sort = &oldest, .projection = &count, .limit = static_cast<std::int64_t>(limit)})) {
    if (entries >= limit) break;
    places.push_back(found.view().Integer("_id"));
    entries += static_cast<std::size_t>(found.view().Integer("entries"));
  }
  return places;
}

// The entries of those documents that the claim has got, in the order of `places`.
std::vector<outbox::Entry> Claimed(mongo::Lease& lease,
                                   const std::vector<std::int64_t>& places,
                                   const std::string& token) {
  Array ids;
  for (const auto place : places) ids.Add(place);
  const Document fields{{"outbox", 1}};
  std::map<std::int64_t, Document> claimed;
  for (auto& found :
       lease.Find(kApprovals, Document{{"_id", Document{{"$in", ids}}}, {"claim", token}},
                  {.projection = &fields})) {
    const auto place = found.view().Integer("_id");
    claimed.emplace(place, std::move(found));
  }
  std::vector<outbox::Entry> entries;
  for (const auto place : places) {
    const auto found = claimed.find(place);
    if (found == claimed.end()) continue;
    for (const auto& entry : found->second.view().List("outbox")) {
      entries.push_back(EntryOf(entry.Object(), std::to_string(place)));
    }
  }
  return entries;
}

}  // namespace

MongoOutbox::MongoOutbox(mongo::Pool& pool, MongoOutboxOptions options)
    : pool_(pool), options_(options) {}

std::vector<outbox::Entry> MongoOutbox::ClaimAbandoned(std::size_t limit) {
  return ClaimExcept({}, limit);
}

std::vector<outbox::Entry> MongoOutbox::ClaimExcept(const std::vector<std::string>& down,
                                                    std::size_t limit) {
  const Document abandoned = Abandoned(options_.settle, down);
  auto lease = pool_.Acquire();
  const auto places = Waiting(lease, abandoned, limit);
  if (places.empty()) return {};
  const std::string token = NewUuid();
  std::vector<mongo::PipelineUpdate> updates;
  updates.reserve(places.size());
  for (const auto place : places) {
    // Another replica may have come first, or delivered it all.
    updates.push_back(
        {Document{
             {"_id", place}, {"outbox.0", Document{{"$exists", true}}}, {"$expr", LeaseIsFree()}},
         TakeLease(options_.lease, token)});
  }
  lease.UpdateEach(kApprovals, updates, mongo::Durability::kMajority);
  return Claimed(lease, places, token);
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
            Document{{"$sort", Document{{"obAt", 1}}}}, Document{{"$limit", options_.measured}},
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
