// Of whom inboxes are asked, and a comparison whose inboxes or lease are lost on the way.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::At;
using testing::IsEmpty;

// The inbox of each person by itself. Its data are others from a certain call on.
class InboxesOfPeople final : public Inboxes {
 public:
  Missing FindMissing(const std::vector<PublishedNotices>& published) override {
    Missing missing{.store = ++calls >= lost_at ? "store-2" : "store-1", .published = {}};
    for (const auto& person : published) {
      PublishedNotices lacking{person.user, {}, {}};
      for (const auto& id : person.requested) {
        if (!held[person.user].contains(id)) lacking.requested.push_back(id);
      }
      for (const auto& id : person.settled) {
        if (!held[person.user].contains("settled:" + id)) lacking.settled.push_back(id);
      }
      if (!lacking.requested.empty() || !lacking.settled.empty()) {
        missing.published.push_back(lacking);
      }
    }
    return missing;
  }
  std::map<EmployeeId, std::set<std::string>> held;
  int calls = 0;
  int lost_at = 1'000'000;
};

// One save in the middle fails: the lease was another's for a moment.
class InterruptedNotes final : public ReconciliationNotes {
 public:
  std::optional<Note> Claim(const std::string&) override { return note; }
  bool Save(const std::string&, const Note& saved) override {
    if (++saves == fails_at) return false;
    note = saved;
    return true;
  }
  Note note;
  int saves = 0;
  int fails_at = 0;
};

struct InboxesOfPeopleTest : test::AppTest {
  // And all that is published is old enough to be compared.
  void Refuse() {
    DraftAndRefuse();
    clock.now = At(600'000);
    notes.note.ends = logs.ends;
  }
  void Compare() {
    InboxReconciler reconciler({documents, encoder, redelivery, of_people, notes, logs, clock},
                               {.least_age = seconds(120), .timeout = milliseconds(1)}, registry);
    reconciler.Compare(std::stop_token());
  }
  // Everything that was published is in the inbox that it was for.
  void AllArrived() {
    of_people.held[EmployeeId(5)] = {"n:step:1:1:1:1:5", "settled:n:step:1:1:1:1:5"};
    of_people.held[EmployeeId(3)] = {"n:closed:1:1:3"};
  }
  std::vector<std::string> Sent() const {
    std::vector<std::string> sent;
    for (const auto& message : redelivery.delivered) sent.push_back(message.id);
    return sent;
  }

  InboxesOfPeople of_people;
  InterruptedNotes notes;
};

TEST_F(InboxesOfPeopleTest, EachNotificationIsLookedForInTheInboxOfItsOwnPerson) {
  Refuse();
  AllArrived();
  Compare();
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_EQ(notes.note.id, 1);
}

TEST_F(InboxesOfPeopleTest, InboxesThatAreOthersAllOfASuddenProveNothing) {
  Refuse();
  AllArrived();
  of_people.lost_at = 2;  // behind the question for their name
  Compare();
  EXPECT_EQ(notes.note.id, 0) << "the next turn compares this page again";
  EXPECT_EQ(notes.note.store, "");
}

TEST_F(InboxesOfPeopleTest, WhoLosesTheLeaseWhileWaitingNotesAndSendsNothing) {
  Refuse();
  notes.fails_at = 1;
  Compare();
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_EQ(notes.saves, 1) << "it ends there";
  EXPECT_EQ(notes.note.id, 0);
}

TEST_F(InboxesOfPeopleTest, ALossIsHurriedForFiveMinutes) {
  Refuse();
  AllArrived();
  notes.note.ends = {"cluster-1", {{"approval-notifications/0", 7}}};
  Compare();
  EXPECT_EQ(notes.note.hurry_until, clock.now + std::chrono::minutes(5));
  EXPECT_EQ(notes.note.ends, logs.ends);
}

TEST_F(InboxesOfPeopleTest, AfterALossPeopleWaitLessUntilTheHurryIsOver) {
  Refuse();
  AllArrived();
  clock.now = At(2000 + 15'000);
  notes.note.hurry_until = clock.now;
  Compare();
  EXPECT_EQ(notes.note.id, 0) << "it is over at that moment";
  notes.note.hurry_until = clock.now + milliseconds(1);
  Compare();
  EXPECT_EQ(notes.note.id, 1);
}

}  // namespace
}  // namespace erp::approval_request
