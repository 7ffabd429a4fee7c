#include "approval-request/app/reconciliation.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <unordered_map>

#include "common/stop.h"
#include "common/thread_annotations.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using State = ReconciliationReport::State;

constexpr std::int64_t kMaxId =
    (std::int64_t{1} << 53) - 1;  // a larger one is no number to browsers
constexpr int kTries = 5;         // a document that changes at the arbiter while it is replaced
constexpr std::chrono::seconds kLedger{5};

void CheckStop(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Unavailable("the daemon is stopping");
}

}  // namespace

Reconciliation::Reconciliation(Parts parts, ReconciliationOptions options)
    : parts_(std::move(parts)), options_(options) {}

Result<ReconciliationReport> Reconciliation::Start(Instant backup_at) {
  const MutexLock lock(mutex_);
  if (stopped_) throw Unavailable("the daemon is stopping");
  if (report_ && report_->state == State::kRunning) {
    return Error{ErrorCode::kConflict, "job-running", "A reconciliation is running already."};
  }
  const Instant now = parts_.clock.Now();
  report_ = Report{.backup_at = backup_at, .started = now, .changed = now, .published = {}};
  // Waits for the thread of the run before, which has nothing left to do.
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  return *report_;
}

std::optional<ReconciliationReport> Reconciliation::Last() {
  const MutexLock lock(mutex_);
  return report_;
}

void Reconciliation::Stop() {
  std::jthread last;
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
    last.swap(thread_);
  }
}

void Reconciliation::Change(const std::function<void(Report&)>& change) {
  const MutexLock lock(mutex_);
  change(*report_);
  report_->changed = parts_.clock.Now();
}

void Reconciliation::Unresolved(RequestId document, std::string why) {
  log::Error("a document is not reconciled", {{"request_id", document.value()}, {"why", why}});
  Change([&](Report& report) { report.unresolved.emplace_back(document, std::move(why)); });
}

// Ids first: a submit that reused one would be taken for an earlier document.
void Reconciliation::Run(const std::stop_token& stop) {
  try {
    CollectLost(stop);
    Replay(stop);
    GoBeyond(stop);
    DropLost(stop);
    Change([](Report& report) { report.state = State::kDone; });
    log::Warn("reconciled with the arbiter", {{"recorded", Last()->recorded},
                                              {"published", Last()->published.size()},
                                              {"lost", Last()->lost.size()}});
  } catch (const std::exception& failure) {
    log::Error("the reconciliation has failed", {{"why", failure.what()}});
    Change([&](Report& report) {
      report.state = State::kFailed;
      report.unavailability = failure.what();
    });
  }
}

// Everything that others know of, what of it is not in the database, and the highest id.
void Reconciliation::CollectLost(const std::stop_token& stop) {
  const Instant since = Last()->backup_at - options_.slack;
  epochs_.clear();
  std::map<RequestId, Report::Lost> seen;
  parts_.archive.ReadOpened(stop, since, [&](const BusArchive::Opened& opened) {
    CheckStop(stop);
    auto& lost = seen[opened.document];
    lost.requester = opened.requester;
    lost.title = opened.title;
    lost.minutes = opened.leave_minutes;
    lost.round = std::max(lost.round, opened.round);
  });
  parts_.archive.ReadResults(stop, since, [&](const BusArchive::Decided& decided) {
    CheckStop(stop);
    ++seen[decided.result.document].results;
    auto& epoch = epochs_[{decided.result.document, decided.result.n}];
    epoch = std::max(epoch, decided.result.epoch.value_or(0));
  });
  for (const auto& place : ListPlaces(stop)) {
    auto& lost = seen[place.document];
    lost.round = std::max(lost.round, place.round);
    if (lost.requester.value() == 0) lost.requester = place.requester;
    if (lost.title.empty()) lost.title = place.title;
  }
  while (!seen.empty() && seen.rbegin()->first.value() > kMaxId) {
    Unresolved(seen.rbegin()->first, "its id is none that is given out");
    seen.erase(std::prev(seen.end()));
  }
  if (!seen.empty()) {
    const RequestId above(seen.rbegin()->first.value() + options_.id_margin);
    parts_.ids.RaiseAbove(above);
    Change([&](Report& report) { report.ids_above = above; });
  }
  std::erase_if(seen, [&](const auto& one) {
    CheckStop(stop);
    return parts_.documents.Find(one.first).has_value();
  });
  for (const auto& [document, lost] : seen) {
    log::Warn("a document is lost", {{"request_id", document.value()},
                                     {"requester", lost.requester.value()},
                                     {"round", lost.round},
                                     {"results", lost.results}});
  }
  Change([&](Report& report) { report.lost = std::move(seen); });
}

std::vector<ArbiterPlace> Reconciliation::ListPlaces(const std::stop_token& stop) {
  std::unordered_map<RequestId, ArbiterPlace> places;
  std::string cursor;
  do {
    CheckStop(stop);
    auto page = parts_.known.List(cursor);
    for (auto& place : page.places) places[place.document] = std::move(place);
    cursor = page.next;
  } while (!cursor.empty());
  std::vector<ArbiterPlace> list;
  for (auto& [document, place] : places) list.push_back(std::move(place));
  return list;
}

void Reconciliation::Replay(const std::stop_token& stop) {
  parts_.archive.ReadResults(stop, Last()->backup_at - options_.slack,
                             [&](const BusArchive::Decided& decided) {
                               CheckStop(stop);
                               ReplayOne(stop, decided);
                             });
}

// Only what the document has not come to: of what it has, it knows the ids of the last ones alone.
void Reconciliation::ReplayOne(const std::stop_token& stop, const BusArchive::Decided& decided) {
  auto result = decided.result;
  const auto document = parts_.documents.Find(result.document);
  if (!document || result.n <= document->applied) return;
  // The arbiter lost it and gave its number out again: it was refused then.
  const auto latest = epochs_.find({result.document, result.n});
  if (latest != epochs_.end() && result.epoch.value_or(0) < latest->second) return;
  // It counted when it came, whatever epoch is in force by now.
  result.epoch.reset();
  const auto deadline = Deadline::After(options_.wait);
  while (true) {
    try {
      const auto recorded = parts_.record.Run(result, {.type = decided.type, .body = decided.body});
      Change([&](Report& report) {
        if (recorded && *recorded == RecordResult::Recorded::kApplied) ++report.recorded;
        if (recorded && *recorded == RecordResult::Recorded::kRefused) ++report.refused;
      });
      return;
    } catch (const Unavailable& unavailable) {
      // Most often its round has yet to begin: the ledger is asked again for what it reserved.
      if (!deadline.Expired() && SleepUnlessStopped(stop, options_.poll)) continue;
      CheckStop(stop);
      return Unresolved(result.document, unavailable.what());
    }
  }
}

// What no copy is left of is certain to be lost once the arbiter was asked and everything that was
// on the bus then is recorded (as in held_results.h); the documents go on beyond it.
void Reconciliation::GoBeyond(const std::stop_token& stop) {
  std::vector<std::pair<ArbiterPlace, bool>> behind;  // and whether the arbiter keeps the next one
  for (auto& place : ListPlaces(stop)) {
    CheckStop(stop);
    const auto document = parts_.documents.Find(place.document);
    if (!document || !IsBehind(*document, place)) continue;
    bool kept = false;
    if (place.n > document->applied) {
      const auto numbers = parts_.arbiter.PublishAgain(place.document, document->applied);
      kept = std::find(numbers.begin(), numbers.end(), document->applied + 1) != numbers.end();
    }
    behind.emplace_back(std::move(place), kept);
  }
  if (behind.empty()) return;
  const auto ends = parts_.progress.Ends();
  const auto deadline = Deadline::After(options_.wait);
  while (!parts_.progress.Reached(ends)) {
    if (deadline.Expired()) throw Unavailable("results of the bus are not recorded in time");
    if (!SleepUnlessStopped(stop, options_.poll)) CheckStop(stop);
  }
  for (auto& [place, kept] : behind) GoBeyondOne(stop, std::move(place), kept);
}

bool Reconciliation::AwaitKept(const std::stop_token& stop, const ArbiterPlace& place) {
  const auto deadline = Deadline::After(options_.wait);
  while (true) {
    const auto document = parts_.documents.Find(place.document);
    if (!document || document->applied >= place.n) return true;
    if (deadline.Expired()) return false;
    if (!SleepUnlessStopped(stop, options_.poll)) CheckStop(stop);
  }
}

void Reconciliation::GoBeyondOne(const std::stop_token& stop, ArbiterPlace place, bool kept) {
  if (kept && !AwaitKept(stop, place)) {
    return Unresolved(place.document, "a result that the arbiter keeps was not recorded");
  }
  auto stored = parts_.documents.Update(
      place.document, [&](const Document& document) -> Result<std::optional<Documents::Change>> {
        if (!IsBehind(document, place)) return std::optional<Documents::Change>();
        auto change = Reconcile(document, place, parts_.clock.Now());
        auto messages = EncodeAll(parts_.encoder, change.events);
        return std::optional(Documents::Change{std::move(change), std::move(messages)});
      });
  if (!stored || stored->empty()) return;  // it has caught up
  Change([&](Report& report) { report.published.push_back(place.document); });
  log::Warn("a document goes on beyond what is lost",
            {{"request_id", place.document.value()}, {"order", place.order}, {"n", place.n}});
  parts_.publisher.Publish(place.document, *std::move(stored));
  // What the arbiter has meanwhile is what was just published, most often.
  if (!parts_.known.Replace(place)) {
    log::Info("the arbiter knows of it", {{"request_id", place.document.value()}});
  }
}

// Nobody decides on what does not exist, and no leave is kept for it.
void Reconciliation::DropLost(const std::stop_token& stop) {
  const auto lost = Last()->lost;
  for (const auto& place : ListPlaces(stop)) {
    CheckStop(stop);
    if (!lost.contains(place.document)) continue;
    for (int i = 0; i < kTries; ++i) {
      if (parts_.known.Replace(place)) break;
      if (i == kTries - 1) Unresolved(place.document, "it changes at the arbiter all the time");
    }
  }
  for (const auto& [id, document] : lost) {
    CheckStop(stop);
    if (document.minutes > 0) GiveLeaveBack(id, document);
  }
}

// The ledger refuses it where the leave was taken: the document had been approved.
void Reconciliation::GiveLeaveBack(RequestId document, const Report::Lost& lost) {
  try {
    const auto answer = parts_.leave.Apply({.document = document,
                                            .round = lost.round,
                                            .employee = lost.requester,
                                            .kind = LeaveKind::kRelease,
                                            .minutes = lost.minutes,
                                            .at = parts_.clock.Now()},
                                           Deadline::After(kLedger));
    if (!answer.applied) return;
    Change([&](Report& report) { report.lost[document].leave_given_back = true; });
  } catch (const Unavailable& unavailable) {
    Unresolved(document, std::string("leave: ").append(unavailable.what()));
  }
}

}  // namespace erp::approval_request
