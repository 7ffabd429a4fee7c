// Messages to employee: which are tried while it goes away and comes back.
#include <atomic>
#include <functional>
#include <future>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/clients/employee_sink.h"
#include "common/error.h"

namespace erp::approval_request {
namespace {

class SendingToEmployee : public testing::Test {
 protected:
  void Start() {
    sink_.Start([this](const outbox::Entry& entry) {
      {
        const std::lock_guard lock(mutex_);
        tried_.push_back(entry.id);
      }
      carry_(entry);
    });
  }
  std::future<bool> Deliver(const std::string& id) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto delivered = promise->get_future();
    outbox::Entry entry;
    entry.id = id;
    sink_.Deliver(entry, [promise](bool success) { promise->set_value(success); });
    return delivered;
  }
  std::vector<std::string> Tried() {
    const std::lock_guard lock(mutex_);
    return tried_;
  }

  std::atomic<bool> away_ = false;
  std::atomic<int> asked_ = 0;  // whether employee is ready
  std::function<void(const outbox::Entry&)> carry_ = [this](const outbox::Entry&) {
    if (away_) throw Unavailable("nobody answers");
  };
  std::mutex mutex_;
  std::vector<std::string> tried_;
  // Last: its threads use the others.
  EmployeeSink sink_{[this](Deadline) {
                       ++asked_;
                       return !away_.load();
                     },
                     {.threads = 1, .queue = 8}};
};

TEST_F(SendingToEmployee, WhatComesAfterAnOutageIsTriedWithoutAProbe) {
  Start();
  away_ = true;
  EXPECT_FALSE(Deliver("a").get());
  EXPECT_FALSE(Deliver("a").get()) << "a second outage, or the same";
  away_ = false;
  EXPECT_TRUE(Deliver("a").get()) << "the relay holds back what failed twice, and does not probe";
  EXPECT_EQ(Tried().size(), 3U);
  EXPECT_TRUE(sink_.Probe(Deadline::After(std::chrono::seconds(1))));
}

TEST_F(SendingToEmployee, WhatIsQueuedWhenItGoesAwayIsNotTriedOneByOne) {
  std::latch held(1);
  carry_ = [&](const outbox::Entry&) {
    held.wait();
    if (away_) throw Unavailable("nobody answers");
  };
  Start();
  away_ = true;
  auto first = Deliver("first");
  auto second = Deliver("second");
  auto third = Deliver("third");
  held.count_down();
  EXPECT_FALSE(first.get());
  EXPECT_FALSE(second.get());
  EXPECT_FALSE(third.get());
  EXPECT_EQ(Tried(), std::vector<std::string>{"first"});
  EXPECT_EQ(asked_, 1);
}

TEST_F(SendingToEmployee, AMessageThatFailsByItselfStopsNoOther) {
  std::latch held(1);
  carry_ = [&](const outbox::Entry& entry) {
    held.wait();
    if (entry.id == "bad") throw std::runtime_error("cannot be read");
  };
  Start();
  auto bad = Deliver("bad");
  auto good = Deliver("good");
  held.count_down();
  EXPECT_FALSE(bad.get());
  EXPECT_TRUE(good.get());
}

TEST_F(SendingToEmployee, NothingIsDeliveredBeforeTheStartNorAfterTheStop) {
  EXPECT_FALSE(Deliver("early").get());
  std::latch held(1);
  std::latch begun(1);
  carry_ = [&](const outbox::Entry& entry) {
    if (entry.id == "carried") begun.count_down();
    held.wait();
  };
  Start();
  auto carried = Deliver("carried");
  auto queued = Deliver("queued");
  begun.wait();
  std::jthread stopping([this] { sink_.Stop(); });
  held.count_down();
  EXPECT_TRUE(carried.get());
  (void)queued.get();  // one of both, but an answer
  stopping.join();
  EXPECT_FALSE(Deliver("late").get());
}

TEST_F(SendingToEmployee, AFullQueueTakesNothingMore) {
  std::latch held(1);
  std::latch begun(1);
  carry_ = [&](const outbox::Entry& entry) {
    if (entry.id == "first") begun.count_down();
    held.wait();
  };
  Start();
  std::vector<std::future<bool>> kept;
  kept.push_back(Deliver("first"));
  begun.wait();
  for (int i = 0; i < 8; ++i) kept.push_back(Deliver("queued"));
  EXPECT_FALSE(Deliver("one too many").get());
  held.count_down();
  for (auto& one : kept) EXPECT_TRUE(one.get());
}

}  // namespace
}  // namespace erp::approval_request
