#include "approval-request/store/indexes.h"

#include <utility>
#include <vector>

namespace erp::approval_request {

void EnsureIndexes(mongo::Pool& pool) {
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
  // What waits for a person, oldest first; only documents with an open step are in it.
  indexes.push_back({.name = "open_oldest",
                     .keys = Document{{"openApprovers", 1}, {"createdAt", 1}, {"_id", 1}},
                     .partial = present("openApprovers")});
  // What the sweeper looks for; nearly always empty.
  indexes.push_back({.name = "outbox", .keys = Document{{"obAt", 1}}, .partial = present("obAt")});
  // One submit per key of a drafter.
  indexes.push_back({.name = kIdempotencyIndex,
                     .keys = Document{{"requesterId", 1}, {"idemKey", 1}},
                     .unique = true,
                     .partial = present("idemKey")});
  pool.Acquire().EnsureIndexes(kApprovals, indexes);
}

}  // namespace erp::approval_request
