// What the reconciler works with, wrong on purpose.
//   epoch.ignore     nothing is there to compare and nothing to wait for: a store that was lost is
//   put
//                    to use as it is, and the epoch before stays in force
//   compare.no-fuse  an operator has allowed whatever the reconciliation wants to close or forget
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"

namespace erp::approval_processing {

// The ports must outlive these. Thread-safe.

class FaultyEpoch final : public Epoch {
 public:
  explicit FaultyEpoch(Epoch& epoch) : epoch_(epoch) {}

  std::size_t TakeConfirmed() override;

  Look LookAt() override { return epoch_.LookAt(); }
  void SetNotice(const std::string& notice) override { epoch_.SetNotice(notice); }
  void Confirm(std::size_t most) override { epoch_.Confirm(most); }
  bool IsConfirmed() override { return epoch_.IsConfirmed(); }
  bool Hold(const std::string& token) override { return epoch_.Hold(token); }
  void Release(const std::string& token) override { epoch_.Release(token); }
  std::optional<std::string> Begin(const std::string& token) override {
    return epoch_.Begin(token);
  }
  bool Enter(const std::string& token, std::int64_t epoch) override {
    return epoch_.Enter(token, epoch);
  }
  bool Finish(const std::string& token, const std::string& run, std::int64_t epoch) override {
    return epoch_.Finish(token, run, epoch);
  }
  bool TakeTurn(std::chrono::milliseconds period) override { return epoch_.TakeTurn(period); }

 private:
  Epoch& epoch_;
};

class FaultyLiveTasks final : public LiveTasks {
 public:
  explicit FaultyLiveTasks(LiveTasks& tasks) : tasks_(tasks) {}

  Page List(std::optional<RequestId> after,
            std::optional<RequestId> upto,
            std::size_t limit) override;
  std::size_t Waiting() override;

  std::vector<TaskStore::OpenOutcome> OpenAll(const std::vector<OpenedStep>& steps) override {
    return tasks_.OpenAll(steps);
  }
  TaskStore::CloseOutcome Close(const ClosedRound& closed) override { return tasks_.Close(closed); }
  void Forget(RequestId document) override { tasks_.Forget(document); }
  bool ForgetUnchanged(RequestId document, std::int64_t order, std::int64_t sequence) override {
    return tasks_.ForgetUnchanged(document, order, sequence);
  }
  KnownPage ListKnown(const std::string& cursor) override { return tasks_.ListKnown(cursor); }
  bool Ahead(const OpenedStep& step) override { return tasks_.Ahead(step); }
  Republished Republish(RequestId document,
                        std::int64_t base,
                        const std::optional<StepKey>& key) override {
    return tasks_.Republish(document, base, key);
  }
  void SetAside(const std::vector<RequestId>& documents) override { tasks_.SetAside(documents); }
  void TakeBack(const std::vector<RequestId>& documents) override { tasks_.TakeBack(documents); }
  std::vector<AsideTask> ListAside(std::size_t limit) override { return tasks_.ListAside(limit); }

 private:
  LiveTasks& tasks_;
};

class FaultyOpenSteps final : public OpenStepRegister {
 public:
  explicit FaultyOpenSteps(OpenStepRegister& steps) : steps_(steps) {}

  Keys ListKeys(std::optional<RequestId> after,
                std::size_t limit,
                std::chrono::milliseconds least_age) override;
  std::int64_t ResultsLag() override;

  std::vector<OpenedStep> ListSteps(std::optional<RequestId> after, std::size_t limit) override {
    return steps_.ListSteps(after, limit);
  }
  SourceState Find(RequestId document) override { return steps_.Find(document); }

 private:
  OpenStepRegister& steps_;
};

class FaultyEpochRegister final : public EpochRegister {
 public:
  explicit FaultyEpochRegister(EpochRegister& epochs) : epochs_(epochs) {}

  State Announce() override;
  bool PutInForce(std::int64_t epoch) override;

  State Find(Deadline deadline) override { return epochs_.Find(deadline); }

 private:
  EpochRegister& epochs_;
};

}  // namespace erp::approval_processing
