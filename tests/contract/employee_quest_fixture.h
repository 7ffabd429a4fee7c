// Quests on the real database, by a clock that the test sets, with notices that can be read back.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "contract/employee_fixture.h"

namespace erp::employee {

class QuestClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now.load(); }
  std::atomic<Instant> now = Instant(std::chrono::sys_days(Date(std::chrono::year(2026) / 11 / 2)));
};

// A table in the test's database, written in the transaction of the move.
class TableNotices final : public QuestNotices {
 public:
  explicit TableNotices(mysql::Session& session) {
    session.Execute(
        "CREATE TABLE test_notices (id VARCHAR(200) PRIMARY KEY, recipient BIGINT, kind "
        "VARCHAR(64), text VARCHAR(500))");
  }
  void Add(mysql::Session& session, const std::vector<QuestNotice>& notices) override {
    for (const auto& notice : notices) {
      session.Execute("INSERT INTO test_notices VALUES (?, ?, ?, ?)",
                      {notice.id, notice.recipient.value(), notice.kind, notice.text.English()});
    }
    if (fail) throw Unavailable("the outbox is full");
  }
  std::atomic<bool> fail = false;
};

class EmployeeQuests : public EmployeeStore {
 protected:
  EmployeeQuests() {
    manager_ = Hire(Somebody("김부장"));
    reviewer_ = Hire(Somebody("박차장"));
    hr_ = Hire(Somebody("인사담당", "인사팀"));
    worker_ = Hire(Somebody("이사원"));
  }

  UseCases With(const QuestPolicy& policy) {
    Ports ports = PortsBy(set_clock_);
    ports.quests = told_quests_;
    return UseCases(ports, {.opening = Minutes::OfDays(15), .quests = policy});
  }

  static QuestTerms Terms(double days = 1, std::optional<std::int64_t> slots = std::nullopt) {
    QuestTerms terms;
    terms.title = "문서 정리";
    terms.reward = Minutes::FromDays(days).value();
    terms.slots = slots;
    return terms;
  }

  QuestId Offer(double days = 1, std::optional<std::int64_t> slots = std::nullopt) {
    return Offer(Terms(days, slots));
  }
  QuestId Offer(const QuestTerms& terms) {
    return quests_app_.create_quest.Run({terms, "개발팀", manager_}, std::nullopt, "")
        .value()
        .quest.id;
  }

  std::vector<EmployeeId> HireMany(int count) {
    std::vector<EmployeeId> people;
    for (int n = 0; n < count; ++n) people.push_back(Hire(Somebody("사원" + std::to_string(n))));
    return people;
  }

  Result<QuestMove> Accept(QuestId quest, EmployeeId person) {
    return quests_app_.accept_quest.Run(quest, person, std::nullopt);
  }
  Result<QuestMove> Submit(QuestId quest, EmployeeId person, const Evidence& evidence = {}) {
    return quests_app_.submit_work.Submit(quest, person, evidence, std::nullopt, "");
  }
  Result<QuestMove> Review(QuestId quest,
                           std::optional<EmployeeId> participant,
                           Verdict verdict = Verdict::kApproved,
                           std::optional<EmployeeId> reviewer = std::nullopt,
                           std::optional<std::string> reason = std::nullopt) {
    return quests_app_.review_work.One(quest, participant, {verdict, std::move(reason)},
                                       {reviewer, std::nullopt}, "");
  }
  Result<QuestMove> Claim(QuestId quest,
                          EmployeeId person,
                          const std::optional<std::string>& key = std::nullopt) {
    return quests_app_.claim_reward.Run(quest, person, key);
  }
  void Finish(QuestId quest, EmployeeId person) {
    ASSERT_TRUE(Accept(quest, person));
    ASSERT_TRUE(Submit(quest, person));
    ASSERT_TRUE(Review(quest, person));
  }

  static std::string Slug(const Result<QuestMove>& move) {
    return move ? "done" : move.error().slug;
  }
  std::string Status(QuestId quest, EmployeeId person) {
    const auto view = quests_app_.read_quests.Get(quest).value();
    for (const auto& named : view.progress) {
      if (named.participation.employee == person) return WireStatus(named.participation);
    }
    return "none";
  }
  Quest Stored(QuestId quest) { return quests_app_.read_quests.Get(quest).value().quest; }

  std::int64_t Notices(const std::string& kind) {
    return Count("SELECT COUNT(*) FROM test_notices WHERE kind = '" + kind + "'");
  }
  std::int64_t Grants() {
    return Count("SELECT COUNT(*) FROM leave_ledger WHERE op_id LIKE 'quest:%'");
  }

  // K1, K2, K3 and K4, asked of the tables themselves.
  void ExpectQuestsAreSound() {
    EXPECT_EQ(Count("SELECT COUNT(*) FROM (SELECT 1 FROM quest_participations WHERE state NOT IN "
                    "('ABANDONED', 'EXPIRED', 'CANCELED') GROUP BY quest_id, employee_id HAVING "
                    "COUNT(*) > 1) twice"),
              0);
    EXPECT_EQ(Count("SELECT COUNT(*) FROM quests q WHERE q.taken <> (SELECT COUNT(*) FROM "
                    "quest_participations p WHERE p.quest_id = q.id AND p.state NOT IN "
                    "('ABANDONED', 'EXPIRED', 'CANCELED')) OR q.taken > COALESCE(q.slots, "
                    "q.taken)"),
              0);
    EXPECT_EQ(Count("SELECT COUNT(*) FROM quest_participations p LEFT JOIN leave_ledger l ON "
                    "l.op_id = CONCAT('quest:', p.id) WHERE (p.state = 'CLAIMED') <> (l.op_id IS "
                    "NOT NULL) OR l.minutes <> p.reward_minutes OR l.employee_id <> "
                    "p.employee_id OR l.bucket <> 'reward' OR l.kind <> 'GRANT'"),
              0);
    EXPECT_EQ(Grants(), Count("SELECT COUNT(*) FROM quest_participations WHERE state = 'CLAIMED'"));
  }

  QuestClock set_clock_;
  TableNotices told_{database_.session()};
  MysqlQuests told_quests_{pool_, told_, registry_};
  UseCases quests_app_ = With({.budget = std::nullopt, .hr_departments = {"인사팀"}});
  EmployeeId manager_;
  EmployeeId reviewer_;
  EmployeeId hr_;
  EmployeeId worker_;
};

}  // namespace erp::employee
