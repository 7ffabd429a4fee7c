// Jobs of operators, collection `jobs`:
//
//   _id          its id             kind     "re-emit"
//   running      kind, present only while it runs: a unique index on it lets one run at a time
//   state, from, to, startedAt, changedAt, changedUntil?, documents, notifications, unreadable,
//   unavailability?
#pragma once

#include <optional>
#include <string>

#include "approval-request/app/reemit_jobs.h"
#include "common/clock.h"
#include "mongo/pool.h"

namespace erp::approval_request {

// Thread-safe.
class MongoReEmitJobs final : public ReEmitJobStore {
 public:
  explicit MongoReEmitJobs(mongo::Pool& pool) : pool_(pool) {}

  std::optional<ReEmitJob> Begin(const ReEmitJob& job) override;
  bool Note(const ReEmitJob& job) override;
  std::optional<ReEmitJob> Find(const std::string& id) override;

 private:
  mongo::Pool& pool_;
};

}  // namespace erp::approval_request
