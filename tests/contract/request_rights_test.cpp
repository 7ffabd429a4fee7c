// What lists give to whom on the real store, by which index, and documents of earlier releases.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/domain/handover.h"
#include "approval-request/domain/rights.h"
#include "approval-request/store/participants.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using Ids = std::vector<std::int64_t>;

struct RightsTest : test::StoreTest {
  void Put(std::int64_t id, const Draft& draft, std::int64_t time = 1000) {
    const auto submission =
        Submit(RequestId(id), draft, test::PeopleWith({3, 4, 5, 6, 7, 9}), At(time));
    ASSERT_EQ(documents.Insert(submission, {}, std::nullopt), Documents::Inserted::kYes);
  }
  void Set(std::int64_t id, const mongo::Document& values) {
    (void)pool.Acquire().FindAndModify(kApprovals, mongo::Document{{"_id", id}},
                                       mongo::Document{{"$set", values}}, {});
  }
  void Forget(std::int64_t id) {
    (void)pool.Acquire().FindAndModify(
        kApprovals, mongo::Document{{"_id", id}},
        mongo::Document{{"$unset", mongo::Document{{"participants", ""}}}}, {});
  }
  static Draft By(std::int64_t drafter, std::vector<LineEntry> line) {
    auto draft = test::ThreeStepDraft();
    draft.requester = EmployeeId(drafter);
    draft.line = std::move(line);
    return draft;
  }
  // General ones of 3 and 4, leave, a correction of attendance, two drafts, a deleted one.
  void PutAll() {
    Put(1, test::ThreeStepDraft());
    Put(2, By(4, {{1, EmployeeId(3)}}));
    Put(3, test::LeaveDraft());
    Put(4, By(4, {{1, EmployeeId(6)}}));
    Set(4, mongo::Document{{"attendance", "{}"}});
    Put(5, test::LeaveDraft());
    Set(5, mongo::Document{{"state", "draft"}});
    Put(6, By(4, {{1, EmployeeId(5)}}));
    Set(6, mongo::Document{{"state", "draft"}});
    Put(7, test::ThreeStepDraft());
    Set(7, mongo::Document{{"deletedAt", At(5)}});
    Put(8, test::ThreeStepDraft());
    ASSERT_TRUE(documents.Update(RequestId(8), Deciding(false)));
  }
  Ids Listed(const Viewer& viewer, DocumentFilter filter = {}) {
    filter.scope = ScopeOf(viewer);
    Ids ids;
    PageRequest page{.limit = 2};
    while (true) {
      const auto found = documents.List(filter, page);
      for (const auto& document : found.documents) ids.push_back(document.id.value());
      if (!found.next) return ids;
      page.after = found.next;
    }
  }
  // By the table, document for document.
  Ids ThereFor(const Viewer& viewer, const DocumentFilter& filter = {}) {
    Ids ids;
    for (std::int64_t id = 8; id >= 1; --id) {
      const auto document = *documents.Find(RequestId(id));
      const bool asked = (!filter.requester || document.requester.id == *filter.requester) &&
                         (!filter.state || document.state == *filter.state);
      if (asked && MayView(viewer, document)) ids.push_back(id);
    }
    return ids;
  }
};

TEST_F(RightsTest, EverybodyIsListedExactlyWhatIsThereForThem) {
  PutAll();
  std::vector<Viewer> viewers = {{.trusted = true}};
  for (const std::int64_t person : {3, 4, 5, 6, 8}) {
    viewers.push_back({.person = EmployeeId(person)});
    viewers.push_back({.person = EmployeeId(person), .human_resources = true});
    viewers.push_back({.person = EmployeeId(person), .auditor = true});
  }
  const std::vector<DocumentFilter> filters = {
      {},
      {.requester = EmployeeId(3)},
      {.requester = EmployeeId(4)},
      {.state = DocumentState::kDraft},
      {.state = DocumentState::kInProgress},
      {.requester = EmployeeId(3), .state = DocumentState::kRejected}};
  for (const auto& viewer : viewers) {
    for (const auto& filter : filters) {
      EXPECT_EQ(Listed(viewer, filter), ThereFor(viewer, filter))
          << viewer.person.value_or(EmployeeId()).str() << viewer.human_resources << viewer.auditor;
    }
  }
  EXPECT_EQ(Listed({.person = EmployeeId(5)}), (Ids{8, 3, 1}));
  EXPECT_EQ(Listed({.person = EmployeeId(6)}), Ids{4});
  EXPECT_EQ(Listed({.person = EmployeeId(8), .human_resources = true}), (Ids{4, 3}));
  EXPECT_EQ(Listed({.person = EmployeeId(8), .auditor = true}), (Ids{8, 4, 3, 2, 1}));
  EXPECT_EQ(Listed({.person = EmployeeId(8)}), Ids{});
  EXPECT_EQ(Listed({}), Ids{}) << "nobody";
}

TEST_F(RightsTest, WhoTakesAStepOverIsListedItFromThatChangeOn) {
  Put(1, test::ThreeStepDraft());
  EXPECT_EQ(Listed({.person = EmployeeId(6)}), Ids{});
  const auto handed = HandOverWaiting(
      *documents.Find(RequestId(1)), [](const Step&) { return std::optional(test::Snapshot(6)); },
      At(2000));
  ASSERT_TRUE(documents.Update(RequestId(1), Making(*handed)));
  EXPECT_EQ(Listed({.person = EmployeeId(6)}), Ids{1});
  EXPECT_EQ(Listed({.person = EmployeeId(9)}), Ids{1}) << "and who stood there before";
}

TEST_F(RightsTest, DocumentsOfEarlierReleasesGetTheirParticipants) {
  for (std::int64_t id = 1; id <= 4; ++id) Put(id, test::ThreeStepDraft());
  const auto handed = HandOverWaiting(
      *documents.Find(RequestId(2)), [](const Step&) { return std::optional(test::Snapshot(6)); },
      At(2000));
  ASSERT_TRUE(documents.Update(RequestId(2), Making(*handed)));
  for (const std::int64_t id : {1, 2, 3}) Forget(id);
  EXPECT_EQ(Listed({.person = EmployeeId(5)}), Ids{4});
  EXPECT_EQ(FillParticipants(pool), 3);
  EXPECT_EQ(FillParticipants(pool), 0);
  EXPECT_EQ(Listed({.person = EmployeeId(5)}), (Ids{4, 3, 2, 1}));
  for (std::int64_t id = 1; id <= 4; ++id) {
    std::vector<EmployeeId> stored;
    const auto raw = Raw(id);
    for (const auto& one : raw.view().List("participants")) {
      stored.emplace_back(one.Integer());
    }
    std::sort(stored.begin(), stored.end());
    EXPECT_EQ(stored, ParticipantsOf(*documents.Find(RequestId(id)))) << id;
  }
}

TEST_F(RightsTest, AChangeOfADocumentWithoutParticipantsNamesEverybody) {
  Put(1, test::ThreeStepDraft());
  Forget(1);
  const auto handed = HandOverWaiting(
      *documents.Find(RequestId(1)), [](const Step&) { return std::optional(test::Snapshot(6)); },
      At(2000));
  ASSERT_TRUE(documents.Update(RequestId(1), Making(*handed)));
  for (const std::int64_t person : {3, 5, 6, 7, 9}) {
    EXPECT_EQ(Listed({.person = EmployeeId(person)}), Ids{1}) << person;
  }
}

TEST_F(RightsTest, TheUpkeepFillsThemFromItsStartOn) {
  Put(1, test::ThreeStepDraft());
  Forget(1);
  ParticipantsUpkeep upkeep(pool);
  upkeep.Start();
  EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(10),
                                    [&] { return Listed({.person = EmployeeId(5)}) == Ids{1}; }));
  upkeep.Stop();
}

// One person among many: what is examined is theirs alone.
TEST_F(RightsTest, AListOfOnePersonLooksAtNothingElse) {
  for (std::int64_t id = 1; id <= 300; ++id) {
    Put(id, By(4, {{1, EmployeeId(id % 100 == 0 ? 6 : 7)}}), 1000 + id);
  }
  pool.Acquire().Run(mongo::Document{{"profile", 2}});
  const DocumentFilter theirs{.scope = ScopeOf({.person = EmployeeId(6)})};
  auto in_state = theirs;
  in_state.state = DocumentState::kInProgress;
  auto of_drafter = theirs;
  of_drafter.requester = EmployeeId(4);
  const PageRequest later{.limit = 10, .after = ListCursor{At(1250), RequestId(250)}};
  for (const auto& filter : {theirs, in_state, of_drafter}) {
    EXPECT_EQ(documents.List(filter, {}).documents.size(), 3U);
    EXPECT_EQ(documents.List(filter, later).documents.size(), 2U);
  }
  documents.List({.scope = ScopeOf({.person = EmployeeId(8), .auditor = true})}, later);
  documents.List({.scope = ScopeOf({.person = EmployeeId(8), .human_resources = true})}, later);
  FillParticipants(pool);
  pool.Acquire().Run(mongo::Document{{"profile", 0}});
  const auto operations = pool.Acquire().Find(
      "system.profile", mongo::Document{{"planSummary", mongo::Document{{"$exists", true}}}});
  ASSERT_EQ(operations.size(), 9U);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto view = operations[i].view();
    const bool roles = i == 6 || i == 7;
    EXPECT_EQ(view.Text("planSummary"), roles
                                            ? "IXSCAN { createdAt: -1, _id: -1 }"
                                            : "IXSCAN { participants: 1, createdAt: -1, _id: -1 }")
        << operations[i].DebugText();
    EXPECT_FALSE(view.Find("hasSortStage")) << operations[i].DebugText();
    if (!roles) {
      EXPECT_LE(view.Integer("docsExamined"), 3) << operations[i].DebugText();
    }
  }
}

}  // namespace
}  // namespace erp::approval_request
