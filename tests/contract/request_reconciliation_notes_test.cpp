// How far the reconciliation with the inboxes has come, in MongoDB.
#include <gtest/gtest.h>

#include "approval-request/store/mongo_reconciliation_notes.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;

struct ReconciliationNotesTest : test::StoreTest {
  MongoReconciliationNotes notes{pool};
};

TEST_F(ReconciliationNotesTest, BeginAtTheBeginningAndComeBackAsTheyWereSaved) {
  auto note = notes.Claim("a");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->id, 0);
  EXPECT_EQ(note->store, "");
  note->at = At(5000);
  note->id = 17;
  note->store = "$store";
  note->ends = {"cluster", {{"approval-notifications/0", 9}, {"approval-requests/11", 0}}};
  note->hurry_until = At(9000);
  ASSERT_TRUE(notes.Save("a", *note));
  const auto again = notes.Claim("a");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->at, At(5000));
  EXPECT_EQ(again->id, 17);
  EXPECT_EQ(again->store, "$store");
  EXPECT_EQ(again->ends, note->ends);
  EXPECT_EQ(again->hurry_until, At(9000));
}

TEST_F(ReconciliationNotesTest, ThoseOfTheReleaseBeforeAreRead) {
  ASSERT_FALSE(pool.Acquire().InsertOne(kUpkeep, mongo::Document{{"_id", "inboxes"},
                                                                 {"owner", ""},
                                                                 {"until", Instant()},
                                                                 {"at", At(5000)},
                                                                 {"id", 17},
                                                                 {"store", "s"},
                                                                 {"cluster", "c"},
                                                                 {"ends", mongo::Array{}}}));
  const auto note = notes.Claim("a");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->id, 17);
  EXPECT_EQ(note->hurry_until, Instant());
}

TEST_F(ReconciliationNotesTest, BelongToOneReplicaAtATime) {
  const auto note = notes.Claim("a");
  ASSERT_TRUE(note);
  EXPECT_FALSE(notes.Claim("b"));
  EXPECT_FALSE(notes.Save("b", *note));
  EXPECT_TRUE(notes.Save("a", *note));
}

}  // namespace
}  // namespace erp::approval_request
