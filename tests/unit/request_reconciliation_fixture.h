// MongoDB was taken back: the arbiter, the bus and the ledger that know more, in memory.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/app/reconciliation.h"
#include "approval-request/app/use_cases.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {

using State = ReconciliationReport::State;
using std::chrono::milliseconds;
using test::At;

class FakeFloor final : public RequestIdFloor {
 public:
  void RaiseAbove(RequestId id) override { above = std::max(above, id); }
  RequestId above{};
};

class FakeArbiterDocuments final : public ArbiterDocuments {
 public:
  Page List(const std::string& cursor) override {
    if (away) throw Unavailable("the arbiter is away");
    Page page;
    // Two pages, and one document on both.
    listed = true;
    if (cursor.empty() || (endless && !deadline.Expired())) page.next = "7";
    for (const auto& [id, place] : places) page.places.push_back(place);
    return page;
  }
  bool Replace(const ArbiterPlace& seen) override {
    const auto known = places.find(seen.document);
    if (known == places.end()) return true;
    if (known->second.order != seen.order || known->second.n != seen.n) return false;
    places.erase(known);
    replaced.push_back(seen.document);
    return true;
  }
  std::map<RequestId, ArbiterPlace> places;
  std::vector<RequestId> replaced;
  bool away = false;
  // There is always one more page, for twenty seconds.
  bool endless = false;
  std::atomic<bool> listed{false};
  const Deadline deadline = Deadline::After(std::chrono::seconds(20));
};

class FakeArchive final : public BusArchive {
 public:
  void ReadOpened(const std::stop_token&,
                  Instant since,
                  const std::function<void(const Opened&)>& visit) override {
    read_since = since;
    Read([&] {
      for (const auto& one : opened) visit(one);
    });
  }
  void ReadResults(const std::stop_token&,
                   Instant since,
                   const std::function<void(const Decided&)>& visit) override {
    results_since = since;
    Read([&] {
      for (const auto& one : results) visit({one, "t", one.id});
    });
  }
  // The read that begins again and again, for twenty seconds: 1 what was opened, 2 the results, 3
  // the results once more.
  int endless = 0;
  std::atomic<int> reads{0};
  bool exhausted = false;  // nobody stopped it
  std::vector<Opened> opened;
  std::vector<ArbitratedResult> results;
  Instant read_since{};
  Instant results_since{};

 private:
  void Read(const std::function<void()>& once) {
    const auto deadline = Deadline::After(std::chrono::seconds(20));
    const bool again = ++reads == endless;
    do {
      once();
      exhausted = again && deadline.Expired();
    } while (again && !exhausted);
  }
};

// Reached or not, and whether it was asked.
class WatchedProgress final : public ResultsProgress {
 public:
  explicit WatchedProgress(bool reached) : reached_(reached) {}
  std::int64_t Lag() override { return 0; }
  std::vector<std::int64_t> Ends() override { return {1}; }
  bool Reached(const std::vector<std::int64_t>&) override {
    asked = true;
    return reached_;
  }
  std::atomic<bool> asked{false};

 private:
  const bool reached_;
};

struct ReconciliationTest : test::AppTest {
  ReconciliationTest()
      : AppTest({.decode = [this](const std::string&,
                                  const std::string& body) -> Result<ArbitratedResult> {
          for (const auto& one : archive.results) {
            if (one.id == body) return one;
          }
          return Error{ErrorCode::kInvalid, "unknown-event", "Not known here."};
        }}) {}

  FakeFloor floor;
  FakeArbiterDocuments arbiter;
  FakeArchive archive;
  Reconciliation reconciliation{{documents, floor, decisions, arbiter, archive, progress, leave,
                                 app.record, encoder, publisher, clock},
                                {.wait = milliseconds(50), .poll = milliseconds(1)}};

  Document Submitted() { return app.submit.Run(test::ThreeStepDraft(), std::nullopt)->document; }
  const Document& Stored(RequestId id) { return documents.stored.at(id); }

  ReconciliationReport Run() {
    EXPECT_TRUE(reconciliation.Start(At(0)));
    EXPECT_TRUE(erp::test::Eventually(
        std::chrono::seconds(20), [&] { return reconciliation.Last()->state != State::kRunning; }));
    return *reconciliation.Last();
  }
  // Both decisions that the arbiter has made on the first two steps.
  void TwoDecisionsOnTheBus(const Document& document) {
    auto first = test::NextDecision(document, true);
    auto second = first;
    second.n = 2;
    second.step = 2;
    second.actor = EmployeeId(9);
    second.id = "decision:second";
    archive.results = {first, second};
  }
};

}  // namespace erp::approval_request
