// The real store of approval-processing under a tenant that nobody else uses.
#pragma once

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-processing/api/events.h"
#include "approval-processing/store/redis_live.h"
#include "approval-processing/store/redis_outbox.h"
#include "approval-processing/store/redis_tasks.h"
#include "json/json.h"
#include "support/environment.h"

namespace erp::approval_processing {

// A step as approval-request would open it: a line of 5, 9 and 7, who decide in that order.
struct Step {
  std::int64_t order = 1;
  int step = 1;
  std::int64_t round = 1;
  std::int64_t attempt = 1;
  std::int64_t base = 0;
};

// As if approval-request had announced it.
class FixedEpoch final : public AnnouncedEpoch {
 public:
  std::int64_t Use() override { return epoch; }
  void Refresh() override {}
  [[nodiscard]] bool IsSure(std::int64_t one) const override { return one == epoch; }

  std::int64_t epoch = 7;
};

class ProcessingStoreTest : public testing::Test {
 protected:
  static constexpr std::array<std::int64_t, 3> kLine{5, 9, 7};

  static void SetUpTestSuite() { std::signal(SIGPIPE, SIG_IGN); }

  static redis::PoolOptions Options() {
    redis::PoolOptions options;
    options.url = redis::ParseUrl(test::Required("TEST_REDIS_URL")).value();
    return options;
  }

  // As after a reconciliation that found nothing.
  ProcessingStoreTest() { Compared(); }

  ~ProcessingStoreTest() override {
    for (const auto& key : pool_.Run({"KEYS", keys_.prefix() + "*"}).AsArray()) {
      pool_.Run({"DEL", key.AsText()});
    }
  }

  static OpenedStep Opened(std::int64_t document, const Step& step = {}) {
    auto example = DecodeStepOpened(
        test::ReadFile(test::SourceDir() / "proto/events/approval.step-opened.example.json"));
    OpenedStep opened = example.value();
    opened.document = RequestId(document);
    opened.key = {step.round, step.step, step.attempt};
    opened.order = step.order;
    opened.result_base = step.base;
    opened.recallable = step.step == 1;
    opened.approvers = {EmployeeId(kLine.at(static_cast<std::size_t>(step.step - 1)))};
    opened.steps.clear();
    for (int number = 1; number <= 3; ++number) {
      opened.steps.push_back({number, EmployeeId(kLine.at(static_cast<std::size_t>(number - 1))),
                              number < step.step ? "approved" : "pending"});
    }
    return opened;
  }

  static DecisionCommand Command(std::int64_t approver,
                                 std::int64_t document,
                                 const std::string& key = "k",
                                 DecisionStatus status = DecisionStatus::kApproved) {
    return {.approver = EmployeeId(approver),
            .document = RequestId(document),
            .status = status,
            .idempotency_key = key};
  }

  Verdict Decide(const DecisionCommand& command) {
    return store_.Decide(command, KeyDigest(command));
  }

  // The fixture's drafter is 3.
  static RecallCommand RecallBy(std::int64_t requester,
                                std::int64_t document,
                                const std::string& key = "k") {
    return {.requester = EmployeeId(requester),
            .document = RequestId(document),
            .idempotency_key = key};
  }

  Verdict Recall(const RecallCommand& command) {
    return store_.Recall(command, KeyDigest(command));
  }

  void Compared() {
    ASSERT_TRUE(epoch_.Hold("fixture"));
    const auto run = epoch_.Begin("fixture");
    ASSERT_TRUE(run && epoch_.Enter("fixture", announced_.epoch) &&
                epoch_.Finish("fixture", *run, announced_.epoch));
  }

  std::vector<std::int64_t> Queue(std::int64_t approver) {
    std::vector<std::int64_t> requests;
    for (const auto& task : store_.List(EmployeeId(approver), 200, {}).tasks) {
      requests.push_back(task.document.value());
    }
    return requests;
  }

  std::string Field(std::int64_t document, const std::string& name) {
    const auto value = pool_.Run({"HGET", keys_.Request(RequestId(document)), name});
    return value.IsNil() ? "(none)" : value.AsText();
  }

  std::int64_t OutboxLength() { return pool_.Run({"XLEN", keys_.Outbox()}).AsInteger(); }

  const std::string tenant_ = test::RandomName("test-processing-");
  const Keys keys_{tenant_};
  metrics::Registry registry_;
  redis::Pool pool_{Options(), registry_};
  FixedEpoch announced_;
  RedisTaskStore store_{pool_, tenant_, announced_, registry_};
  RedisOutbox outbox_{pool_, tenant_, registry_};
  RedisLiveTasks live_{pool_, tenant_, announced_, store_};
  RedisEpoch epoch_{pool_, tenant_, announced_};
};

using OpenOutcome = TaskStore::OpenOutcome;
using CloseOutcome = TaskStore::CloseOutcome;
using Ids = std::vector<std::int64_t>;

}  // namespace erp::approval_processing
