#include "approval-request/store/indexes.h"

#include <thread>
#include <utility>
#include <vector>

#include "common/retry.h"

namespace erp::approval_request {

namespace {

std::vector<mongo::IndexSpec> Indexes() {
  using mongo::Document;
  const auto present = [](const char* field) {
    return Document{{field, Document{{"$exists", true}}}};
  };
  std::vector<mongo::IndexSpec> indexes;
  const auto add = [&](const char* name, Document keys) {
    indexes.push_back({.name = name, .keys = std::move(keys)});
  };
  // Lists, newest first: of all, of a drafter, of a state.
  add("newest", Document{{"createdAt", -1}, {"_id", -1}});
  add("requester_newest", Document{{"requesterId", 1}, {"createdAt", -1}, {"_id", -1}});
  add("state_newest", Document{{"state", 1}, {"createdAt", -1}, {"_id", -1}});
  // Of everybody who may see them for what they are to them. Documents of earlier releases, which
  // name nobody, are found by null.
  add(kParticipantsIndex, Document{{"participants", 1}, {"createdAt", -1}, {"_id", -1}});
  // What waits for a person, oldest first; only documents with an open step are in it.
  indexes.push_back({.name = "open_oldest",
                     .keys = Document{{"openApprovers", 1}, {"createdAt", 1}, {"_id", 1}},
                     .partial = present("openApprovers")});
  // Every open step by its document, for comparisons with approval-processing.
  indexes.push_back({.name = "open_by_id",
                     .keys = Document{{"openId", 1}, {"openSince", 1}},
                     .partial = present("openId")});
  // What stands on whose line in a document under way, for what waits for somebody who leaves.
  indexes.push_back({.name = "line_by_id",
                     .keys = Document{{"rounds.steps.approverId", 1}, {"openId", 1}},
                     .partial = present("openId")});
  // Leave that is to come, for those who leave.
  indexes.push_back({.name = kLeaveIndex,
                     .keys = Document{{"requesterId", 1}, {"leaveTo", 1}},
                     .partial = present("leaveTo")});
  // What changed in a time, for notifications that are sent again.
  add("changed", Document{{"updatedAt", 1}, {"_id", 1}});
  // Documents that hold results back until one before them has come; nearly always empty.
  indexes.push_back(
      {.name = "held", .keys = Document{{"held.since", 1}}, .partial = present("held.since")});
  // What the sweeper looks for; nearly always empty.
  indexes.push_back(
      {.name = kOutboxIndex, .keys = Document{{"obAt", 1}}, .partial = present("obAt")});
  // Documents with outbox entries that cannot be read; there should be none.
  indexes.push_back({.name = kSetAsideIndex,
                     .keys = Document{{"setAsideAt", 1}},
                     .partial = present("setAsideAt")});
  // One submit per key of a drafter.
  indexes.push_back({.name = kIdempotencyIndex,
                     .keys = Document{{"requesterId", 1}, {"idemKey", 1}},
                     .unique = true,
                     .partial = present("idemKey")});
  return indexes;
}

// One job of a kind runs at a time.
std::vector<mongo::IndexSpec> JobIndexes() {
  using mongo::Document;
  std::vector<mongo::IndexSpec> indexes;
  indexes.push_back({.name = "running",
                     .keys = Document{{"running", 1}},
                     .unique = true,
                     .partial = Document{{"running", Document{{"$exists", true}}}}});
  return indexes;
}

}  // namespace

void EnsureIndexes(mongo::Pool& pool, Deadline deadline) {
  Backoff backoff(std::chrono::milliseconds(50), std::chrono::seconds(1));
  while (true) {
    try {
      auto lease = pool.Acquire();
      lease.EnsureIndexes(kApprovals, Indexes());
      return lease.EnsureIndexes(kJobs, JobIndexes());
    } catch (const Unavailable&) {
      if (deadline.Expired()) throw;
    }
    std::this_thread::sleep_for(backoff.Next());
  }
}

}  // namespace erp::approval_request
