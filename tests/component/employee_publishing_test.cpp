// What the daemon publishes on the real bus: at once, after a crash, and after the bus was away.
#include <csignal>
#include <stdexcept>

#include "component/employee_fixture.h"
#include "contracts/employee_events.h"
#include "support/topic_reader.h"

namespace erp::employee {
namespace {

using contracts::EmployeeChanged;

constexpr const char* kSomebody = R"({"name":"김철수","department":"개발팀","position":"과장"})";

class EmployeeBus : public EmployeeDaemon {
 protected:
  EmployeeChanged Await(const std::string& event_id) {
    const auto record = Reader().AwaitEvent(event_id);
    EXPECT_EQ(record.Header("ce_type"), EmployeeChanged::kType);
    EXPECT_EQ(record.Header("ce_source"), "/employee");
    EXPECT_EQ(record.Header("content-type"), "application/json");
    EXPECT_TRUE(record.Header("traceparent").starts_with("00-"));
    auto event = contracts::DecodeEmployeeChanged(record.value).value();
    EXPECT_EQ(record.key, event.employee.str());
    return event;
  }
  // Of the topic, which is there once the daemon has migrated.
  test::TopicReader& Reader() {
    if (!reader_) reader_.emplace(brokers_, prefix_ + "employee-events", producer_, registry_);
    return *reader_;
  }
  bool OutboxIsEmpty() {
    return test::Eventually(std::chrono::seconds(10), [&] {
      return database_.session().Query("SELECT COUNT(*) FROM outbox").at(0).Integer(0) == 0;
    });
  }

  metrics::Registry registry_;
  kafka::Producer producer_{{brokers_, "test-people"}, registry_};
  std::optional<test::TopicReader> reader_;
};

TEST_F(EmployeeBus, EveryChangeOfAPersonIsOnTheTopicOnceAndInItsOrder) {
  Start();
  const auto boss = Hire();
  const auto id = Hire("박하늘", "기획팀");
  const auto path = "/employees/" + std::to_string(id);
  ASSERT_EQ(Call("PUT", path, json::Dump({{"managerId", boss}})).status, 200);
  ASSERT_EQ(Call("DELETE", path).status, 204);
  const auto key = "employee:" + std::to_string(id) + ":";
  EXPECT_EQ(Await(key + "1").after.name, "박하늘");
  EXPECT_EQ(Await(key + "2").after.manager, EmployeeId(boss));
  EXPECT_EQ(Await(key + "3").changes, std::vector<std::string>{"left"});
  EXPECT_TRUE(OutboxIsEmpty());
  const auto records = Reader().Of(std::to_string(id));
  ASSERT_EQ(records.size(), 3U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].Header("ce_id"), key + std::to_string(i + 1));
  }
}

TEST_F(EmployeeBus, ADaemonKilledAfterTheCommitPublishesAfterItsRestart) {
  StartFaulty("outbox.committed");
  EXPECT_THROW(Call("POST", "/employees", kSomebody), std::runtime_error);
  EXPECT_EQ(daemon_->WaitExit(std::chrono::seconds(10)), -SIGKILL);
  EXPECT_EQ(database_.session().Query("SELECT COUNT(*) FROM employees").at(0).Integer(0), 1);
  EXPECT_EQ(database_.session().Query("SELECT COUNT(*) FROM outbox").at(0).Integer(0), 1);
  Start();
  EXPECT_EQ(Await("employee:1:1").changes, std::vector<std::string>{"hired"});
  EXPECT_TRUE(OutboxIsEmpty());
  EXPECT_EQ(Reader().Count("employee:1:1"), 1U);
}

// The daemon reaches the bus through a gate; what a broker answers leads past it.
class EmployeeWithoutBus : public EmployeeBus {
 protected:
  EmployeeWithoutBus()
      : broker_("127.0.0.1",
                std::stoi(brokers_.addresses.substr(brokers_.addresses.rfind(':') + 1))) {}

  void StartWithoutBus() {
    Migrate();
    broker_.Cut();
    auto environment = Environment();
    environment["KAFKA_BROKERS"] = "127.0.0.1:" + std::to_string(broker_.port());
    daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = environment});
    daemon_->WaitReady();
  }
  std::string Readiness() { return test::Send("GET", daemon_->OperatorUrl("/readyz")).body; }

  test::Gate broker_;
};

TEST_F(EmployeeWithoutBus, StartsAndServesAndWhatWaitedIsSentWhenItIsBack) {
  StartWithoutBus();
  const auto id = Hire();
  ASSERT_EQ(Call("DELETE", "/employees/" + std::to_string(id)).status, 204);
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [&] {
    return Readiness().find("no broker answers") != std::string::npos;
  }));
  EXPECT_EQ(database_.session().Query("SELECT COUNT(*) FROM outbox").at(0).Integer(0), 2);
  broker_.Open();
  EXPECT_EQ(Await("employee:1:1").changes, std::vector<std::string>{"hired"});
  EXPECT_EQ(Await("employee:1:2").changes, std::vector<std::string>{"left"});
  EXPECT_TRUE(OutboxIsEmpty());
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [&] {
    return Readiness().find("no broker answers") == std::string::npos;
  }));
}

TEST_F(EmployeeWithoutBus, StopsInTimeAndKeepsWhatWaits) {
  StartWithoutBus();
  Hire();
  EXPECT_EQ(daemon_->Terminate(), 0);
  EXPECT_EQ(database_.session().Query("SELECT COUNT(*) FROM outbox").at(0).Integer(0), 1);
  Start();
  EXPECT_EQ(Await("employee:1:1").changes, std::vector<std::string>{"hired"});
  EXPECT_TRUE(OutboxIsEmpty());
}

TEST_F(EmployeeBus, AnEntryThatCannotBeReadIsSetAsideAndHoldsUpNobody) {
  Start();
  database_.session().Execute(
      "INSERT INTO outbox (event_id, target, topic, message_key, type, body, traceparent, "
      "caused_at, written_at) VALUES ('employee:9:1', 'bus', '', '9', 'employee.changed', '{}', "
      "'', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE)");
  Hire();
  Await("employee:1:1");
  EXPECT_TRUE(OutboxIsEmpty());
  EXPECT_EQ(database_.session().Query("SELECT event_id FROM outbox_set_aside").at(0).Text(0),
            "employee:9:1");
}

}  // namespace
}  // namespace erp::employee
