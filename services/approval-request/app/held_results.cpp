#include "approval-request/app/held_results.h"

#include <algorithm>
#include <exception>
#include <set>

#include "common/stop.h"

namespace erp::approval_request {
namespace {

constexpr int kAtOnce = 100;

}  // namespace

void HeldResults::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void HeldResults::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void HeldResults::Loop(const std::stop_token& stop) {
  while (SleepUnlessStopped(stop, options_.period)) {
    try {
      CheckAll();
    } catch (const std::exception& failure) {
      if (lines_.Allow()) log::Warn("held results", {{"why", failure.what()}});
    }
  }
}

std::size_t HeldResults::CheckAll() {
  const auto documents = documents_.Holding(clock_.Now() - options_.least_age, kAtOnce);
  std::set<RequestId> holding;
  for (const auto& document : documents) {
    holding.insert(document.id);
    if (!record_.Release(document.id)) Check(document);
  }
  std::erase_if(searches_, [&](const auto& search) { return !holding.contains(search.first); });
  return documents.size();
}

void HeldResults::Check(const Document& document) {
  const Instant now = clock_.Now();
  auto& search = searches_[document.id];
  if (search.applied != document.applied) search = Search{.applied = document.applied};
  const bool late = now - FirstHeld(document.held).since >= options_.timeout;
  if (late && !search.kept && !search.ends.empty() && progress_.Reached(search.ends)) {
    if (record_.GiveUp(document.id, document.applied)) {
      log::Error("a missing result is given up, the one after it is refused",
                 {{"request_id", document.id.value()},
                  {"missing", document.applied + 1},
                  {"refused", FirstHeld(document.held).id}});
    }
    return;
  }
  if (now - search.asked_at >= options_.ask_again) Ask(document, search);
}

void HeldResults::Ask(const Document& document, Search& search) {
  search.asked_at = clock_.Now();  // also without an answer: others have their turn first
  const auto kept = arbiter_.PublishAgain(document.id, document.applied);
  const auto missing = document.applied + 1;
  search.kept = std::find(kept.begin(), kept.end(), missing) != kept.end();
  search.ends = search.kept ? std::vector<std::int64_t>() : progress_.Ends();
  log::Warn("a result is missing", {{"request_id", document.id.value()},
                                    {"missing", missing},
                                    {"published_again", search.kept}});
}

}  // namespace erp::approval_request
