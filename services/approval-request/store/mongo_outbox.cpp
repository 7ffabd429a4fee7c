#include "approval-request/store/mongo_outbox.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "approval-request/store/indexes.h"
#include "approval-request/store/mongo_set_aside.h"
#include "common/id.h"
#include "observe/log.h"

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
                     {"_id", Document{{"$type", "number"}}},  // nobody else's documents
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
  return OutboxBecomes(Document{{"$filter", Document{{"input", "$outbox"}, {"cond", keep}}}});
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
  // An outbox that is no array counts too: the claim moves it aside.
  const Document size{{"$size", "$outbox"}};
  const Document count{
      {"entries", Document{{"$cond", Array{Document{{"$isArray", "$outbox"}}, size, 1}}}}};
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

struct Claim {
  std::vector<outbox::Entry> entries;
  std::vector<std::int64_t> unreadable;  // documents with an entry that is not here
};

// Reads one document's entries, each for itself.
void Read(const Document& document, std::int64_t place, Claim& claim) {
  bool whole = true;
  try {
    for (const auto& entry : document.view().List("outbox")) {
      try {
        claim.entries.push_back(EntryOf(entry.Object(), std::to_string(place)));
      } catch (const mongo::Malformed&) {
        whole = false;
      }
    }
  } catch (const mongo::Malformed&) {
    whole = false;
  }
  if (!whole) claim.unreadable.push_back(place);
}

// What is in those documents that the claim has got, in the order of `places`.
Claim Claimed(mongo::Lease& lease,
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
  Claim claim;
  for (const auto place : places) {
    const auto found = claimed.find(place);
    if (found != claimed.end()) Read(found->second, place, claim);
  }
  return claim;
}

void SetAside(mongo::Lease& lease, const std::vector<std::int64_t>& places) {
  std::vector<mongo::PipelineUpdate> updates;
  for (const auto place : places) {
    updates.push_back(SetAsideIn(place));
    log::Error("outbox entries cannot be read and are set aside", {{"request_id", place}});
  }
  lease.UpdateEach(kApprovals, updates, mongo::Durability::kMajority);
}

// How many documents have `field` (a date), `most` at most; counted in its index.
std::size_t Count(mongo::Lease& lease, const char* field, const char* index, std::size_t most) {
  const auto answer =
      lease.Run(Document{{"count", kApprovals},
                         {"query", Document{{field, Document{{"$gte", Instant()}}}}},
                         {"hint", index},
                         {"limit", most},
                         {"maxTimeMS", 1000}});
  return static_cast<std::size_t>(answer.view().Integer("n"));
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
        {Document{{"_id", place}, {"obAt", Document{{"$exists", true}}}, {"$expr", LeaseIsFree()}},
         TakeLease(options_.lease, token)});
  }
  lease.UpdateEach(kApprovals, updates, mongo::Durability::kMajority);
  auto claim = Claimed(lease, places, token);
  if (!claim.unreadable.empty()) SetAside(lease, claim.unreadable);
  return std::move(claim.entries);
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
  auto lease = pool_.Acquire();
  Backlog backlog{.entries = Count(lease, "obAt", kOutboxIndex, options_.measured),
                  .set_aside = Count(lease, "setAsideAt", kSetAsideIndex, options_.measured)};
  if (backlog.entries == 0) return backlog;
  const Document oldest{{"obAt", 1}};
  const Document time{{"_id", 0}, {"obAt", 1}};
  const auto found = lease.Find(kApprovals, Document{{"obAt", Document{{"$gte", Instant()}}}},
                                {.sort = &oldest, .projection = &time, .limit = 1});
  if (found.empty()) return backlog;
  const auto age = SystemClock().Now() - found.front().view().Time("obAt");
  backlog.oldest = std::max(age, std::chrono::milliseconds(0));
  return backlog;
}

}  // namespace erp::approval_request
