#include "approval-processing/app/compare.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "common/failpoint.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

constexpr std::size_t kPage = 500;      // as much as approval-request gives at once
constexpr std::size_t kFullPage = 100;  // bodies: at most 100 times 16 KB of content
// With so many missing, pages in full are cheaper than one question for each.
constexpr std::size_t kWorthAFullPage = 8;

metrics::Counter Counter(metrics::Registry& registry, const char* kind) {
  return registry.GetCounter("reconcile_repairs_total",
                             "Differences between approval-request and Redis that were repaired: "
                             "opened, retold (a result told again), closed, forgotten",
                             {{"kind", kind}});
}

}  // namespace

// A range of ids: everything above `after`, up to the last key, or to the end.
struct Comparison::Page {
  std::optional<RequestId> after;
  std::optional<RequestId> upto;
  std::vector<OpenKey> keys;
};

struct Comparison::Pass {
  CompareOptions options;
  Repairs repairs;
  std::optional<bool> quiet;  // whether every result has been applied there; asked when needed
  // Of the present page.
  std::vector<RequestId> open;
  std::vector<std::pair<RequestId, StepKey>> retell;
  std::vector<RequestId> ask;
};

Comparison::Comparison(LiveTasks& here, OpenStepRegister& there, metrics::Registry& registry)
    : here_(here),
      there_(there),
      opened_(Counter(registry, "opened")),
      retold_(Counter(registry, "retold")),
      closed_(Counter(registry, "closed")),
      forgotten_(Counter(registry, "forgotten")) {}

std::optional<Repairs> Comparison::Run(const CompareOptions& options, const GoOn& go_on) {
  Pass pass{.options = options, .repairs = {}, .quiet = {}, .open = {}, .retell = {}, .ask = {}};
  std::optional<RequestId> after;
  do {
    if (!go_on()) return std::nullopt;
    auto keys = there_.ListKeys(after, kPage, options.least_age);
    const Page page{after, keys.next, std::move(keys.keys)};
    Merge(pass, page);
    Repair(pass, page);
    after = keys.next;
  } while (after);
  return pass.repairs;
}

void Comparison::Merge(Pass& pass, const Page& page) {
  pass.open.clear();
  pass.retell.clear();
  pass.ask.clear();
  auto there = page.keys.begin();
  auto after = page.after;
  for (bool more = true; more;) {
    const auto here = here_.List(after, page.upto, kPage);
    for (const auto& task : here.tasks) {
      for (; there != page.keys.end() && there->request < task.request; ++there) {
        Judge(pass, &*there, nullptr, here.now);
      }
      const bool both = there != page.keys.end() && there->request == task.request;
      Judge(pass, both ? &*there : nullptr, &task, here.now);
      if (both) ++there;
      after = task.request;
    }
    more = here.more;
  }
  for (; there != page.keys.end(); ++there) Judge(pass, &*there, nullptr, {});
}

void Comparison::Judge(Pass& pass, const OpenKey* there, const LiveTask* here, Instant now) {
  ++pass.repairs.seen;
  const auto difference = Compare(there, here);
  if (difference == Difference::kNone) return;
  const RequestId request = there != nullptr ? there->request : here->request;
  if (difference == Difference::kNotOpenHere) {
    pass.open.push_back(request);
    return;
  }
  if (here == nullptr) return;
  const auto age = now - here->changed_at;
  if (age < pass.options.least_age) return;  // what follows from it is on its way
  if (difference == Difference::kNotOpenThere) {
    pass.ask.push_back(request);
    return;
  }
  if (age < pass.options.patience) {
    if (!pass.quiet) pass.quiet = there_.ResultsLag() == 0;
    if (!*pass.quiet) return;
  }
  pass.retell.emplace_back(request, here->key);
}

void Comparison::Repair(Pass& pass, const Page& page) {
  Open(pass, page);
  Retell(pass);
  for (const auto request : pass.ask) Ask(pass, request);
}

void Comparison::Open(Pass& pass, const Page& page) {
  if (pass.open.size() < kWorthAFullPage) {
    for (const auto request : pass.open) Ask(pass, request);
    return;
  }
  const std::unordered_set<RequestId> wanted(pass.open.begin(), pass.open.end());
  const RequestId last = pass.open.back();
  for (auto after = page.after;;) {
    auto steps = there_.ListSteps(after, kFullPage);
    if (steps.empty()) return;
    after = steps.back().request;
    const bool full = steps.size() == kFullPage;
    std::erase_if(steps, [&](const OpenedStep& step) {
      return !wanted.contains(step.request) || !CheckOpenedStep(step).ok();
    });
    Count(pass.repairs.opened, opened_, here_.OpenAll(steps));
    failpoint::Crash("rebuild.half");
    if (!full || last <= *after) return;
  }
}

void Comparison::Retell(Pass& pass) {
  for (const auto& [request, key] : pass.retell) {
    const auto outcome = here_.Retell(request, key);
    failpoint::Crash("rebuild.half");
    if (outcome == LiveTasks::Retold::kLost) {
      log::Error("a result that was not applied is not kept", {{"request_id", request.value()}});
    }
    if (outcome != LiveTasks::Retold::kTold) continue;
    Count(pass.repairs.retold, retold_);
    log::Warn("a result is told again",
              {{"request_id", request.value()}, {"round", key.round}, {"step", key.step}});
  }
}

// Once: the lists are some moments old, its answer is what counts.
void Comparison::Ask(Pass& pass, RequestId request) {
  const auto state = there_.Find(request);
  if (state.opened) {
    if (!CheckOpenedStep(*state.opened).ok()) return;
    Count(pass.repairs.opened, opened_, here_.OpenAll({*state.opened}));
  } else if (state.kind == SourceState::Kind::kUnknown) {
    here_.Forget(request);
    Count(pass.repairs.forgotten, forgotten_);
    log::Warn("a document is forgotten that approval-request does not have",
              {{"request_id", request.value()}});
  } else if (state.closed && here_.Close(*state.closed) == TaskStore::CloseOutcome::kClosed) {
    Count(pass.repairs.closed, closed_);
    log::Warn("a round is closed that had ended",
              {{"request_id", request.value()}, {"round", state.closed->round}});
  }
  failpoint::Crash("rebuild.half");
}

void Comparison::Count(std::size_t& kind, const metrics::Counter& counter, std::size_t many) {
  kind += many;
  counter.Add(static_cast<double>(many));
}

}  // namespace erp::approval_processing
