// What a change of a person leaves in the outbox: in the same transaction, once, or not at all.
#include "contract/employee_fixture.h"
#include "contracts/employee_events.h"
#include "contracts/notification_events.h"
#include "employee/api/korean.h"
#include "employee/store/publishing/outbox_quest_notices.h"
#include "http/language.h"

namespace erp::employee {
namespace {

const Viewer kAnybody{.unbounded = true};

using contracts::EmployeeChanged;
using Words = std::vector<std::string>;

class EmployeePublishing : public EmployeeStore {
 protected:
  // What waits in the table, in its order.
  std::vector<EmployeeChanged> Stored() {
    std::vector<EmployeeChanged> events;
    for (const auto& row : database_.session().Query("SELECT body FROM outbox ORDER BY number")) {
      events.push_back(contracts::DecodeEmployeeChanged(row.Text(0)).value());
    }
    return events;
  }
  Result<Person> Change(EmployeeId id, const ProfileChange& change) {
    return app_.change_employee.Run(id, change, std::nullopt);
  }
};

TEST_F(EmployeePublishing, SomebodyHiredIsOneMessageWithEverythingThatTheBusNeeds) {
  const auto id = Hire(Somebody("박하늘", "기획팀", "대리"));
  const auto row = database_.session()
                       .Query(
                           "SELECT event_id, target, topic, message_key, type, traceparent, "
                           "body FROM outbox")
                       .at(0);
  EXPECT_EQ(row.Text(0), "employee:" + id.str() + ":1");
  EXPECT_EQ(row.Text(1), "bus");
  EXPECT_EQ(row.Text(2), "employee-events");
  EXPECT_EQ(row.Text(3), id.str());
  EXPECT_EQ(row.Text(4), "employee.changed");
  EXPECT_TRUE(row.Text(5).starts_with("00-"));
  const auto event = contracts::DecodeEmployeeChanged(row.Text(6)).value();
  EXPECT_EQ(event.changes, Words{"hired"});
  EXPECT_FALSE(event.before);
  EXPECT_EQ(event.after.name, "박하늘");
  EXPECT_EQ(event.after.department, "기획팀");
  EXPECT_EQ(event.version, 1);
  EXPECT_TRUE(event.after.active);
}

TEST_F(EmployeePublishing, AnotherSetOfRolesIsAChangeOfThePersonAndTheSameSetIsNone) {
  const auto id = Hire(Somebody("박하늘", "기획팀", "대리"));
  ASSERT_TRUE(app_.keep_posts.SetRoles(id, {"hr", "admin"}, kAnybody).ok());
  const auto granted = Stored().at(1);
  EXPECT_EQ(granted.employee, id);
  EXPECT_EQ(granted.changes, Words{"roles"});
  EXPECT_EQ(granted.version, 2);
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 2) << "the version that is shown";
  EXPECT_EQ(granted.before->name, "박하늘");
  EXPECT_EQ(granted.after.department, "기획팀");
  EXPECT_TRUE(granted.after.active);
  ASSERT_TRUE(app_.keep_posts.SetRoles(id, {"admin", "hr", "employee"}, kAnybody).ok());
  EXPECT_EQ(Stored().size(), 2U) << "the same set";
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 2);
  ASSERT_TRUE(app_.keep_posts.SetRoles(id, {"hr"}, kAnybody).ok());
  ASSERT_TRUE(app_.keep_posts.SetRoles(id, {}, kAnybody).ok());
  EXPECT_EQ(Stored().size(), 4U);
  EXPECT_EQ(Stored().at(3).version, 4);
  EXPECT_FALSE(app_.keep_posts.SetRoles(EmployeeId(99), {"hr"}, kAnybody).ok());
  EXPECT_EQ(Stored().size(), 4U);
}

TEST_F(EmployeePublishing, RolesAndTheirMessageAreStoredTogetherOrNotAtAll) {
  const auto id = Hire();
  database_.session().Execute("RENAME TABLE outbox TO outbox_elsewhere", {});
  EXPECT_ANY_THROW((void)app_.keep_posts.SetRoles(id, {"hr"}, kAnybody))
      << "the message cannot be stored";
  database_.session().Execute("RENAME TABLE outbox_elsewhere TO outbox", {});
  EXPECT_EQ(*app_.keep_posts.Roles(id), std::vector<std::string>{"employee"});
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 1);
}

TEST_F(EmployeePublishing, AChangeSaysWhatItWasWithBothStatesAndTheVersionThatIsShown) {
  const auto boss = Hire();
  const auto id = Hire();
  const auto person = Change(id, {.department = "기획팀", .position = "부장", .manager = boss});
  ASSERT_TRUE(person.ok());
  const auto event = Stored().at(2);
  EXPECT_EQ(event.employee, id);
  EXPECT_EQ(event.version, person->employee.version);
  EXPECT_EQ(event.changes, (Words{"manager", "department", "profile"}));
  EXPECT_EQ(event.before->department, "개발팀");
  EXPECT_FALSE(event.before->manager);
  EXPECT_EQ(event.after.department, "기획팀");
  EXPECT_EQ(event.after.manager, boss);
  EXPECT_EQ(event.after.position, "부장");
}

TEST_F(EmployeePublishing, WhatChangesNothingOrIsRefusedPublishesNothing) {
  const auto id = Hire();
  ASSERT_TRUE(Change(id, {.name = "김철수"}).ok());
  EXPECT_FALSE(Change(id, {.manager = EmployeeId(999)}).ok());
  EXPECT_FALSE(app_.change_employee.Run(id, {.name = "이름"}, 7).ok());
  EXPECT_FALSE(app_.deactivate_employee.Run(id, 7, std::nullopt).ok());
  EXPECT_EQ(Stored().size(), 1U);
  EXPECT_EQ(published_.All().size(), 1U);
}

TEST_F(EmployeePublishing, ALeaverAndALaterSuccessorAreTwoChanges) {
  const auto id = Hire();
  const auto first = Hire();
  const auto second = Hire();
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, first).ok());
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, first).ok());
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, second).ok());
  const auto events = Stored();
  ASSERT_EQ(events.size(), 5U) << "the repeat changes nothing";
  EXPECT_EQ(events[3].changes, Words{"left"});
  EXPECT_EQ(events[3].reassign_to, first);
  EXPECT_TRUE(events[3].before->active);
  EXPECT_FALSE(events[3].after.active);
  EXPECT_EQ(events[3].version, 2);
  EXPECT_EQ(events[4].changes, Words{"successor"});
  EXPECT_EQ(events[4].reassign_to, second);
  EXPECT_FALSE(events[4].before->active);
  EXPECT_EQ(events[4].version, 3);
}

TEST_F(EmployeePublishing, ARepeatedRequestIsPublishedOnceAlsoByThreadsAtOnce) {
  InParallel([&](int) { EXPECT_TRUE(app_.create_employee.Run(Somebody(), "same-key").ok()); });
  EXPECT_EQ(Stored().size(), 1U);
  EXPECT_EQ(published_.All().size(), 1U);
}

TEST_F(EmployeePublishing, VersionsLieInTheirOrderHoweverManyChangeAtOnce) {
  const auto id = Hire();
  InParallel([&](int n) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_TRUE(Change(id, {.name = "이름" + std::to_string(n) + "-" + std::to_string(i)}).ok());
    }
  });
  const auto events = Stored();
  ASSERT_EQ(events.size(), 1U + 5U * kThreads);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].version, static_cast<std::int64_t>(i) + 1);
    if (i == 0) continue;
    EXPECT_EQ(*events[i].before, events[i - 1].after);
  }
}

TEST_F(EmployeePublishing, WhatIsHandedOverAfterTheCommitIsWhatIsStored) {
  Hire();
  const auto handed = published_.All().at(0);
  const auto row =
      database_.session().Query("SELECT number, event_id, body, traceparent FROM outbox").at(0);
  EXPECT_EQ(handed.place, std::to_string(row.Integer(0)));
  EXPECT_EQ(handed.id, row.Text(1));
  EXPECT_EQ(handed.body, row.Text(2));
  EXPECT_EQ(handed.traceparent, row.Text(3));
}

TEST_F(EmployeePublishing, ATransactionThatIsRolledBackLeavesNothing) {
  EXPECT_THROW(transactions_.Transact([&](mysql::Session&, Outgoing& outgoing) -> int {
    Employee somebody;
    somebody.id = EmployeeId(1);
    outgoing.Append(PersonChanged{.changes = {PersonChange::kHired},
                                  .before = std::nullopt,
                                  .after = somebody,
                                  .reassign_to = std::nullopt,
                                  .effective_on = Date{},
                                  .at = {}});
    throw std::runtime_error("not today");
  }),
               std::runtime_error);
  EXPECT_TRUE(Stored().empty());
  EXPECT_TRUE(published_.All().empty());
}

TEST_F(EmployeePublishing, ANoticeAboutAQuestIsAMessageToItsRecipientInKorean) {
  http::AddKorean(Korean());
  OutboxQuestNotices notices(encoder_, clock_);
  const QuestNotice notice{.id = "quest:2:1:submitted:4",
                           .recipient = EmployeeId(4),
                           .kind = "QUEST_BUDGET_WAITING",
                           .quest = QuestId(17),
                           .participation = std::nullopt,
                           .text = {"The quest \"{}\" has expired.", "문서 정리"},
                           .title = "문서 정리"};
  pool_.Transact([&](mysql::Session& session) { notices.Add(session, {notice}); });
  const auto row = database_.session()
                       .Query("SELECT event_id, topic, message_key, type, body FROM outbox")
                       .at(0);
  EXPECT_EQ(row.Text(0), "n:quest:2:1:submitted:4");
  EXPECT_EQ(row.Text(1), "approval-notifications");
  EXPECT_EQ(row.Text(2), "4");
  EXPECT_EQ(row.Text(3), "notification.requested");
  const auto event = contracts::DecodeNotificationRequested(row.Text(4)).value();
  EXPECT_EQ(event.id, row.Text(0));
  EXPECT_EQ(event.user, EmployeeId(4));
  EXPECT_EQ(event.type, "QUEST_BUDGET_WAITING");
  EXPECT_EQ(event.status, "budget-waiting");
  EXPECT_EQ(event.subject, "quest:17");
  EXPECT_EQ(event.document, RequestId());
  EXPECT_EQ(event.title, "문서 정리");
  EXPECT_EQ(event.message, "퀘스트 \"문서 정리\"의 기간이 지났습니다.");
}

}  // namespace
}  // namespace erp::employee
