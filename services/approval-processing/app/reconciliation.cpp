#include "approval-processing/app/reconciliation.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "common/failpoint.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

constexpr std::size_t kPage = 500;      // as much as approval-request gives at once
constexpr std::size_t kFullPage = 100;  // bodies: at most 100 times 16 KB of content
// With so many missing, pages in full are cheaper than one lookup for each.
constexpr std::size_t kWorthAFullPage = 8;
// What is further on here for so long was not overtaken by its event: the lists are moments old.
constexpr std::chrono::milliseconds kAheadAfter{10000};
// Between two looks whether the pass goes on while documents are closed or forgotten.
constexpr std::size_t kLeaveAtOnce = 50;

metrics::Counter Counter(metrics::Registry& registry, const char* kind) {
  return registry.GetCounter("reconcile_repairs_total",
                             "Differences between approval-request and Redis that were repaired: "
                             "opened, republished (a result; until the next release also "
                             "as retold), closed, forgotten",
                             {{"kind", kind}});
}

}  // namespace

// A range of ids: everything above `after`, up to the last key, or to the end.
struct Reconciliation::Page {
  std::optional<RequestId> after;
  std::optional<RequestId> upto;
  std::vector<OpenKey> keys;
};

struct Reconciliation::Pass {
  struct Unpublished {
    RequestId document;
    std::int64_t base = 0;
    StepKey key;
  };

  const ReconciliationOptions& options;
  Repairs repairs = {};
  std::optional<bool> quiet = {};  // whether every result has been applied there; asked if needed
  // Of the present page.
  std::vector<RequestId> open = {};
  std::vector<Unpublished> republish = {};
  std::vector<RequestId> ask = {};
  std::vector<RequestId> take_back = {};
  // Of all pages: live here, not open there.
  std::vector<RequestId> gone = {};
};

Reconciliation::Reconciliation(LiveTasks& here,
                               OpenStepRegister& there,
                               metrics::Registry& registry)
    : here_(here),
      there_(there),
      opened_(Counter(registry, "opened")),
      republished_(Counter(registry, "republished")),
      retold_(Counter(registry, "retold")),
      closed_(Counter(registry, "closed")),
      forgotten_(Counter(registry, "forgotten")) {}

std::optional<Repairs> Reconciliation::Run(const ReconciliationOptions& options,
                                           const GoOn& go_on) {
  Pass pass{.options = options};
  std::optional<RequestId> after;
  do {
    if (!go_on()) return std::nullopt;
    auto keys = there_.ListKeys(after, kPage, options.least_age);
    const Page page{after, keys.next, std::move(keys.keys)};
    Merge(pass, page);
    Repair(pass, page);
    after = keys.next;
  } while (after);
  if (!Leave(pass, go_on)) return std::nullopt;
  return pass.repairs;
}

void Reconciliation::Merge(Pass& pass, const Page& page) {
  pass.open.clear();
  pass.republish.clear();
  pass.ask.clear();
  pass.take_back.clear();
  auto there = page.keys.begin();
  auto after = page.after;
  for (bool more = true; more;) {
    const auto here = here_.List(after, page.upto, kPage);
    for (const auto& task : here.tasks) {
      for (; there != page.keys.end() && there->document < task.document; ++there) {
        Judge(pass, &*there, nullptr, here.now);
      }
      const bool both = there != page.keys.end() && there->document == task.document;
      Judge(pass, both ? &*there : nullptr, &task, here.now);
      if (both) ++there;
      after = task.document;
    }
    more = here.more;
  }
  for (; there != page.keys.end(); ++there) Judge(pass, &*there, nullptr, {});
}

void Reconciliation::Judge(Pass& pass, const OpenKey* there, const LiveTask* here, Instant now) {
  ++pass.repairs.seen;
  if (here != nullptr) ++pass.repairs.live;
  const auto difference = Compare(there, here);
  const RequestId document = there != nullptr ? there->document : here->document;
  if (difference == Difference::kNotOpenHere) {
    pass.open.push_back(document);
    return;
  }
  if (here == nullptr) return;
  const auto age = now - here->changed_at;
  if (there != nullptr) {
    using Aside = LiveTask::Aside;
    if (here->aside == Aside::kForSource) pass.take_back.push_back(document);
    const bool open = here->state == LiveTask::State::kOpen;
    if (there->result_missing && open && here->aside != Aside::kForResult) {
      pass.ask.push_back(document);
    }
    if (there->order < here->order && age >= kAheadAfter) ++pass.repairs.ahead;
  }
  if (difference == Difference::kNone) return;
  if (age < pass.options.least_age) return;  // what follows from it is on its way
  if (difference == Difference::kNotOpenThere) {
    pass.gone.push_back(document);
    return;
  }
  if (age < pass.options.timeout) {
    if (!pass.quiet) pass.quiet = there_.ResultsLag() == 0;
    if (!*pass.quiet) return;
  }
  pass.republish.push_back({document, there->result_base, here->key});
}

void Reconciliation::Repair(Pass& pass, const Page& page) {
  if (!pass.take_back.empty()) here_.TakeBack(pass.take_back);
  Open(pass, page);
  Republish(pass);
  for (const auto document : pass.ask) Ask(pass, document);
}

void Reconciliation::Open(Pass& pass, const Page& page) {
  if (pass.open.size() < kWorthAFullPage) {
    for (const auto document : pass.open) Ask(pass, document);
    return;
  }
  const std::unordered_set<RequestId> wanted(pass.open.begin(), pass.open.end());
  const RequestId last = pass.open.back();
  for (auto after = page.after;;) {
    auto steps = there_.ListSteps(after, kFullPage);
    if (steps.empty()) return;
    after = steps.back().document;
    const bool full = steps.size() == kFullPage;
    std::erase_if(steps, [&](const OpenedStep& step) {
      return !wanted.contains(step.document) || !CheckOpenedStep(step).ok();
    });
    OpenSteps(pass, steps);
    failpoint::Crash("rebuild.half");
    if (!full || last <= *after) return;
  }
}

void Reconciliation::OpenSteps(Pass& pass, const std::vector<OpenedStep>& steps) {
  const auto outcomes = here_.OpenAll(steps);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] == TaskStore::OpenOutcome::kOpened) Count(pass.repairs.opened, opened_);
    // Not in the list of live ones and yet newer than what is open there: its round has ended here.
    if (outcomes[i] == TaskStore::OpenOutcome::kStale && here_.Ahead(steps[i])) {
      ++pass.repairs.ahead;
    }
  }
}

void Reconciliation::Republish(Pass& pass) {
  for (const auto& unpublished : pass.republish) {
    const auto republished =
        here_.Republish(unpublished.document, unpublished.base, unpublished.key);
    failpoint::Crash("rebuild.half");
    if (republished.outcome == LiveTasks::Republished::kLost) {
      log::Error("a result that was not applied is not kept",
                 {{"request_id", unpublished.document.value()}, {"base", unpublished.base}});
    }
    if (republished.outcome != LiveTasks::Republished::kPublished) continue;
    Count(pass.repairs.republished, republished_);
    retold_.Add(1);
    log::Warn("a result is published again", {{"request_id", unpublished.document.value()},
                                              {"round", unpublished.key.round},
                                              {"step", unpublished.key.step}});
  }
}

// Once: the lists are some moments old, its answer is what counts. Whether it exists there.
bool Reconciliation::Ask(Pass& pass, RequestId document) {
  const auto state = there_.Find(document);
  if (state.opened) {
    if (CheckOpenedStep(*state.opened).ok()) OpenSteps(pass, {*state.opened});
  } else if (state.closed && here_.Close(*state.closed) == TaskStore::CloseOutcome::kClosed) {
    Count(pass.repairs.closed, closed_);
    log::Warn("a round is closed that had ended",
              {{"request_id", document.value()}, {"round", state.closed->round}});
  }
  failpoint::Crash("rebuild.half");
  return state.kind != SourceState::Kind::kUnknown;
}

// What is not open there: closed or forgotten here, unless it is so much that rather the other
// side is wrong. False when the pass was ended.
bool Reconciliation::Leave(Pass& pass, const GoOn& go_on) {
  const auto many = pass.gone.size();
  const bool too_many = many > kFuseCount && many * kFuseShare > pass.repairs.live;
  if (too_many && !(pass.options.confirmed && pass.options.confirmed(many))) {
    pass.repairs.stopped = many;
    here_.SetAside(pass.gone);
    return true;
  }
  for (std::size_t i = 0; i < many; ++i) {
    if (i % kLeaveAtOnce == kLeaveAtOnce - 1 && !go_on()) return false;
    const auto document = pass.gone[i];
    if (Ask(pass, document)) continue;
    here_.Forget(document);
    Count(pass.repairs.forgotten, forgotten_);
    log::Warn("a document is forgotten that approval-request does not have",
              {{"request_id", document.value()}});
  }
  return true;
}

SourceState Reconciliation::Follow(RequestId document) {
  auto state = there_.Find(document);
  if (state.opened && CheckOpenedStep(*state.opened).ok()) {
    here_.Republish(document, state.opened->result_base, {});
    if (!state.opened->missing_result) here_.TakeBack({document});
    here_.OpenAll({*state.opened});
  } else if (state.closed) {
    here_.Close(*state.closed);
  }
  return state;
}

std::optional<SourceState> Reconciliation::Replace(RequestId document,
                                                   std::int64_t order,
                                                   std::int64_t sequence) {
  if (!here_.ForgetUnchanged(document, order, sequence)) return std::nullopt;
  // A replica that dies here leaves an unknown document, which the next reconciliation opens.
  auto state = there_.Find(document);
  if (state.opened && CheckOpenedStep(*state.opened).ok()) {
    here_.OpenAll({*state.opened});
  } else if (state.closed) {
    here_.Close(*state.closed);
  }
  return state;
}

void Reconciliation::Count(std::size_t& kind, const metrics::Counter& counter, std::size_t many) {
  kind += many;
  counter.Add(static_cast<double>(many));
}

}  // namespace erp::approval_processing
