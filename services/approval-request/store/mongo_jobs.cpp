#include "approval-request/store/mongo_jobs.h"

#include <stdexcept>
#include <utility>

#include "approval-request/store/indexes.h"

namespace erp::approval_request {
namespace {

using State = ReEmitJob::State;

constexpr const char* kKind = "re-emit";
constexpr std::pair<State, const char*> kWords[] = {{State::kRunning, "running"},
                                                    {State::kDone, "done"},
                                                    {State::kFailed, "failed"},
                                                    {State::kInterrupted, "interrupted"}};

const char* WordOf(State state) {
  for (const auto& [known, word] : kWords) {
    if (known == state) return word;
  }
  throw std::logic_error("a job has an unknown state");
}

State StateOf(const std::string& text) {
  for (const auto& [state, word] : kWords) {
    if (text == word) return state;
  }
  throw mongo::Malformed("stored job: unknown state " + text);
}

// What changes while it runs.
mongo::Document ProgressOf(const ReEmitJob& job) {
  mongo::Document progress{{"state", WordOf(job.state)},
                           {"changedAt", job.changed},
                           {"documents", job.counts.documents},
                           {"notifications", job.counts.notifications},
                           {"unreadable", job.counts.unreadable}};
  if (job.changed_until) progress.Add("changedUntil", *job.changed_until);
  if (!job.unavailability.empty()) progress.Add("trouble", job.unavailability);
  return progress;
}

ReEmitJob JobOf(mongo::View bson) {
  return {.id = bson.Text("_id"),
          .state = StateOf(bson.Text("state")),
          .from = bson.Time("from"),
          .to = bson.Time("to"),
          .started = bson.Time("startedAt"),
          .changed = bson.Time("changedAt"),
          .counts = {.documents = bson.Integer("documents"),
                     .notifications = bson.Integer("notifications"),
                     .unreadable = bson.Integer("unreadable")},
          .changed_until = bson.OptionalTime("changedUntil"),
          .unavailability = bson.OptionalText("trouble").value_or("")};
}

// True when nothing runs any more that has not been noted for the length of a lease.
void EndSilent(mongo::Lease& lease, Instant now) {
  const mongo::Document silent{
      {"running", kKind}, {"changedAt", mongo::Document{{"$lt", now - ReEmitJobStore::kLease}}}};
  const mongo::Document end{{"$set", mongo::Document{{"state", WordOf(State::kInterrupted)}}},
                            {"$unset", mongo::Document{{"running", ""}}}};
  lease.UpdateOne(kJobs, silent, end);
}

}  // namespace

std::optional<ReEmitJob> MongoReEmitJobs::Begin(const ReEmitJob& job) {
  mongo::Document stored = ProgressOf(job);
  stored.Add("_id", job.id).Add("kind", kKind).Add("running", kKind);
  stored.Add("from", job.from).Add("to", job.to).Add("startedAt", job.started);
  auto lease = pool_.Acquire();
  EndSilent(lease, job.started);
  // Twice: the one that ran may end between the two questions.
  for (int i = 0; i < 2; ++i) {
    if (!lease.InsertOne(kJobs, stored)) return std::nullopt;
    const auto running = lease.FindOne(kJobs, mongo::Document{{"running", kKind}});
    if (running) return JobOf(running->view());
  }
  throw Unavailable("jobs begin and end at this moment");
}

bool MongoReEmitJobs::Note(const ReEmitJob& job) {
  mongo::Document update{{"$set", ProgressOf(job)}};
  if (job.state != State::kRunning) update.Add("$unset", mongo::Document{{"running", ""}});
  return pool_.Acquire()
             .UpdateOne(kJobs, mongo::Document{{"_id", job.id}, {"running", kKind}}, update)
             .matched == 1;
}

std::optional<ReEmitJob> MongoReEmitJobs::Find(const std::string& id) {
  const auto found = pool_.Acquire().FindOne(kJobs, mongo::Document{{"_id", id}});
  if (!found) return std::nullopt;
  return JobOf(found->view());
}

}  // namespace erp::approval_request
