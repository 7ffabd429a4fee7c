// The two sides of a reconciliation in memory: what is kept here, and what approval-request shows.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "approval-processing/app/ports.h"
#include "common/error.h"

namespace erp::approval_processing {

inline Instant Second(int second) { return Instant(std::chrono::seconds(second)); }

// The first step of this document, which one person decides.
inline OpenedStep StepOf(std::int64_t document) {
  OpenedStep opened;
  opened.document = RequestId(document);
  opened.key = {1, 1, 1};
  opened.order = 1;
  opened.approvers = {EmployeeId(5)};
  opened.requester = EmployeeId(3);
  opened.steps = {{1, EmployeeId(5), "pending"}};
  return opened;
}

inline OpenKey KeyOf(std::int64_t document, std::int64_t order = 1) {
  return {.document = RequestId(document), .key = {1, 1, 1}, .order = order};
}

inline LiveTask LiveOf(std::int64_t document, std::int64_t order = 1) {
  return {.document = RequestId(document),
          .state = LiveTask::State::kOpen,
          .key = {1, 1, 1},
          .order = order};
}

// Kept here. Not thread-safe apart from what is atomic.
class MemoryTasks final : public LiveTasks {
 public:
  Page List(std::optional<RequestId> after,
            std::optional<RequestId> upto,
            std::size_t limit) override {
    Page page{.now = now};
    for (const auto& task : tasks) {
      if ((after && task.document <= *after) || (upto && task.document > *upto)) continue;
      if (page.tasks.size() == std::min(limit, page_size)) {
        page.more = true;
        break;
      }
      page.tasks.push_back(task);
    }
    return page;
  }
  std::vector<TaskStore::OpenOutcome> OpenAll(const std::vector<OpenedStep>& steps) override {
    for (const auto& step : steps) opened.push_back(step.document.value());
    return std::vector<TaskStore::OpenOutcome>(steps.size(), open_outcome);
  }
  TaskStore::CloseOutcome Close(const ClosedRound& round) override {
    closed.push_back(round.document.value());
    return close_outcome;
  }
  void Forget(RequestId document) override { forgotten.push_back(document.value()); }
  bool ForgetUnchanged(RequestId document, std::int64_t order, std::int64_t sequence) override {
    forgotten_unchanged.emplace_back(document.value(), order, sequence);
    return unchanged;
  }
  KnownPage ListKnown(const std::string&) override { return {}; }
  bool Ahead(const OpenedStep&) override { return ahead; }
  Republished Republish(RequestId document,
                        std::int64_t base,
                        const std::optional<StepKey>& key) override {
    republished.emplace_back(document.value(), base, key);
    return {.outcome = retold_outcome};
  }
  void SetAside(const std::vector<RequestId>& documents) override { Add(set_aside, documents); }
  void TakeBack(const std::vector<RequestId>& documents) override { Add(taken_back, documents); }
  std::vector<AsideTask> ListAside(std::size_t) override { return {}; }
  std::size_t Waiting() override {
    ++waiting_asked;
    if (on_call) on_call("waiting");
    return waiting.load();
  }

  std::vector<LiveTask> tasks;  // ascending
  std::size_t page_size = 1000;
  Instant now = Second(1000);
  TaskStore::OpenOutcome open_outcome = TaskStore::OpenOutcome::kOpened;
  TaskStore::CloseOutcome close_outcome = TaskStore::CloseOutcome::kClosed;
  Republished::Outcome retold_outcome = Republished::kPublished;
  bool ahead = false;
  bool unchanged = true;
  std::atomic<std::size_t> waiting{0};
  std::atomic<int> waiting_asked{0};
  std::function<void(const std::string&)> on_call;

  // What was done, by document.
  std::vector<std::int64_t> opened;
  std::vector<std::int64_t> closed;
  std::vector<std::int64_t> forgotten;
  std::vector<std::int64_t> set_aside;
  std::vector<std::int64_t> taken_back;
  std::vector<std::tuple<std::int64_t, std::int64_t, std::optional<StepKey>>> republished;
  std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>> forgotten_unchanged;

 private:
  static void Add(std::vector<std::int64_t>& list, const std::vector<RequestId>& documents) {
    for (const auto document : documents) list.push_back(document.value());
  }
};

// approval-request. Not thread-safe apart from what is atomic.
class MemoryRegister final : public OpenStepRegister {
 public:
  Keys ListKeys(std::optional<RequestId> after,
                std::size_t limit,
                std::chrono::milliseconds least_age) override {
    if (on_call) on_call("keys");
    asked_age = least_age;
    Keys page;
    for (const auto& key : keys) {
      if (after && key.document <= *after) continue;
      if (page.keys.size() == std::min(limit, page_size)) {
        page.next = page.keys.back().document;
        break;
      }
      page.keys.push_back(key);
    }
    return page;
  }
  std::vector<OpenedStep> ListSteps(std::optional<RequestId> after, std::size_t limit) override {
    ++full_pages;
    std::vector<OpenedStep> page;
    for (const auto& [document, step] : steps) {
      if (after && document <= *after) continue;
      if (page.size() == limit) break;
      page.push_back(step);
    }
    return page;
  }
  SourceState Find(RequestId document) override {
    asked.push_back(document.value());
    if (const auto found = states.find(document); found != states.end()) return found->second;
    const auto step = steps.find(document);
    if (step == steps.end()) return {};
    return {.kind = SourceState::Kind::kOpen, .opened = step->second};
  }
  std::int64_t ResultsLag() override {
    ++lag_asked;
    if (on_call) on_call("lag");
    return lag.load();
  }

  // Shown as open, as a key and in full.
  void Show(const OpenedStep& step) {
    keys.push_back({.document = step.document, .key = step.key, .order = step.order});
    steps.emplace(step.document, step);
  }

  std::vector<OpenKey> keys;  // ascending
  std::map<RequestId, OpenedStep> steps;
  std::map<RequestId, SourceState> states;  // of documents that are not simply open
  std::size_t page_size = 1000;
  std::atomic<std::int64_t> lag{0};
  std::atomic<int> lag_asked{0};
  std::function<void(const std::string&)> on_call;

  std::vector<std::int64_t> asked;
  int full_pages = 0;
  std::chrono::milliseconds asked_age{-1};
};

}  // namespace erp::approval_processing
