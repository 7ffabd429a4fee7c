// What waits for one person, page by page, and how everything of many leavers is walked through.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::Snapshot;

// Documents as they were read, in pages of the size that was asked for, and the calls.
class PagedWork final : public WaitingWork {
 public:
  std::vector<Document> OnLineOf(const std::vector<EmployeeId>& people,
                                 std::optional<RequestId> after,
                                 int limit) override {
    asked.push_back(people);
    std::vector<Document> page;
    for (const auto& document : documents) {
      if (page.size() == static_cast<std::size_t>(limit)) break;
      if (!after || document.id > *after) page.push_back(document);
    }
    return page;
  }
  std::vector<Document> LeaveToComeOf(const std::vector<EmployeeId>&,
                                      const std::string&,
                                      int) override {
    return {};
  }
  std::int64_t CountOf(EmployeeId) override { return drafted; }
  std::vector<Document> Of(EmployeeId drafter, int limit) override {
    limits.push_back(limit);
    std::vector<Document> found;
    for (const auto& document : documents) {
      if (document.requester.id == drafter) found.push_back(document);
    }
    return found;
  }

  std::vector<Document> documents;  // ascending
  std::int64_t drafted = 0;
  std::vector<std::vector<EmployeeId>> asked;
  std::vector<int> limits;
};

struct WaitingWorkTest : test::AppTest {
  WaitingWorkTest() { people.people = test::PeopleWith({3, 5, 7, 9, 12}); }

  // Documents whose first of three steps is open for person 5; 9 and 7 come later.
  void Fill(int count) {
    for (int i = 1; i <= count; ++i) {
      paged.documents.push_back(test::ThreeStepSubmission(i).document);
    }
  }
  RequestId Submitted() {
    return app.submit.Run(test::ThreeStepDraft(), std::nullopt)->document.id;
  }
  Document& Stored(RequestId id) { return documents.stored.at(id); }
  // 5 has left, and nobody stands in.
  void FiveLeaves() {
    app.leavers.Learn({{.id = EmployeeId(5)}});
    people.people[EmployeeId(5)].active = false;
  }
  void HandOverFrom(const std::vector<EmployeeId>& leavers) {
    hand_over.Run(leavers, [] { return true; });
  }
  static std::vector<EmployeeId> Many(int count) {
    std::vector<EmployeeId> many;
    for (int i = 1; i <= count; ++i) many.emplace_back(1000 + i);
    return many;
  }

  PagedWork paged;
  HandOver hand_over{
      {paged, documents, mover, app.leavers, app.stand_ins, encoder, publisher, clock}};
};

TEST_F(WaitingWorkTest, EveryPageIsCountedAndTheOldestTwentyAreShown) {
  Fill(250);
  const auto five = hand_over.WaitingFor(EmployeeId(5));
  EXPECT_EQ(five.open, 250);
  EXPECT_EQ(five.later, 0);
  EXPECT_FALSE(five.more);
  EXPECT_EQ(paged.asked.size(), 3U);
  ASSERT_EQ(five.first.size(), 20U);
  EXPECT_EQ(five.first.back().document, RequestId(20));
  EXPECT_STREQ(five.first.front().as, "open");
  const auto nine = hand_over.WaitingFor(EmployeeId(9));
  EXPECT_EQ(nine.later, 250);
  EXPECT_STREQ(nine.first.front().as, "later");
  EXPECT_EQ(nine.first.front().step, 2);
}

TEST_F(WaitingWorkTest, CountingEndsAtTwoThousandDocuments) {
  Fill(1999);
  EXPECT_FALSE(hand_over.WaitingFor(EmployeeId(5)).more);
  paged.documents.push_back(test::ThreeStepSubmission(2000).document);
  const auto waiting = hand_over.WaitingFor(EmployeeId(5));
  EXPECT_TRUE(waiting.more);
  EXPECT_EQ(waiting.open, 2000);
}

TEST_F(WaitingWorkTest, TheOwnDocumentsOfADrafterAreShownAsSuch) {
  Fill(2);
  EXPECT_TRUE(hand_over.WaitingFor(EmployeeId(12)).first.empty());
  EXPECT_TRUE(paged.limits.empty()) << "who has drafted nothing needs no look";
  paged.drafted = 1;
  const auto waiting = hand_over.WaitingFor(EmployeeId(3));
  EXPECT_EQ(waiting.drafted, 1);
  ASSERT_EQ(waiting.first.size(), 2U);
  EXPECT_EQ(waiting.first[0].document, RequestId(1));
  EXPECT_EQ(waiting.first[0].drafter, EmployeeId(3));
  EXPECT_STREQ(waiting.first[0].as, "drafter");
  EXPECT_EQ(waiting.first[0].step, 0);
  EXPECT_EQ(paged.limits, std::vector<int>{20});
}

TEST_F(WaitingWorkTest, ManyLeaversAreAskedForInPartsAndEachPartToItsLastPage) {
  Fill(200);
  HandOverFrom(Many(450));
  std::vector<std::size_t> sizes;
  for (const auto& people_asked : paged.asked) sizes.push_back(people_asked.size());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{200, 200, 200, 200, 200, 200, 50, 50, 50}))
      << "a full page may have one behind it";
  EXPECT_EQ(paged.asked[3].front(), EmployeeId(1201));
  EXPECT_EQ(paged.asked.back().back(), EmployeeId(1450));
}

TEST_F(WaitingWorkTest, NothingIsHandedOverAfterAStop) {
  Fill(3);
  FiveLeaves();
  app.leavers.Learn({{.id = EmployeeId(5), .reassign_to = EmployeeId(12)}});
  int left = 2;
  hand_over.Run({EmployeeId(5)}, [&] { return left-- > 0; });
  EXPECT_EQ(mover.commands.size(), 2U);
}

TEST_F(WaitingWorkTest, TheOrderNamesThePlaceOfTheOpenTask) {
  const auto id = Submitted();
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored(id), "날짜")));
  ASSERT_TRUE(app.drafts.Submit({.document = id, .viewer = {.person = EmployeeId(3)}}));
  Stored(id).rounds.back().steps.front().attempt = 3;
  paged.documents = {Stored(id)};
  app.leavers.Learn({{.id = EmployeeId(5), .reassign_to = EmployeeId(12)}});
  HandOverFrom({EmployeeId(5)});
  ASSERT_EQ(mover.commands.size(), 1U);
  EXPECT_EQ(mover.commands[0].document, id);
  EXPECT_EQ(mover.commands[0].round, 2);
  EXPECT_EQ(mover.commands[0].step, 1);
  EXPECT_EQ(mover.commands[0].attempt, 3);
}

TEST_F(WaitingWorkTest, OnlyTheStepThatWasSeenIsMarkedVacant) {
  const auto id = Submitted();
  const Document seen = Stored(id);
  FiveLeaves();
  const auto unchanged_after = [&](const std::function<void(Document&)>& meanwhile) {
    Stored(id) = seen;
    meanwhile(Stored(id));
    paged.documents = {seen};
    const Document before = Stored(id);
    HandOverFrom({EmployeeId(5)});
    return Stored(id) == before;
  };
  EXPECT_TRUE(unchanged_after([](Document& document) { document.open_step = 0; })) << "it ended";
  EXPECT_TRUE(unchanged_after([](Document& document) { document.open_step = 2; })) << "decided";
  EXPECT_TRUE(unchanged_after([](Document& document) { document.rounds[0].steps[0].attempt = 2; }))
      << "opened again";
  EXPECT_TRUE(unchanged_after([](Document& document) {
    document.rounds[0].steps[0].vacant = true;
  })) << "marked by another replica";
  EXPECT_FALSE(unchanged_after([](Document&) {}));
  EXPECT_TRUE(OpenStep(Stored(id))->vacant);
}

// Everybody from 100 on has left and named the next one, or has them as a manager.
struct ChainTest : WaitingWorkTest {
  std::optional<EmployeeId> StandInAtTheEndOf(int length, bool named) {
    people.people = test::PeopleWith({3});
    Leavers known;
    for (int i = 0; i < length; ++i) {
      const EmployeeId leaver(100 + i);
      const EmployeeId next(101 + i);
      people.people[leaver] = {Snapshot(leaver.value()), false};
      if (!named) people.people[leaver].manager = next;
      known.Learn({{.id = leaver, .reassign_to = named ? std::optional(next) : std::nullopt}});
    }
    people.people[EmployeeId(100 + length)] = {Snapshot(100 + length), true};
    StandIns chain(known, people);
    const auto stand_in = chain.For(EmployeeId(100), EmployeeId(3));
    return stand_in ? std::optional(stand_in->id) : std::nullopt;
  }
};

TEST_F(ChainTest, OfLeaversWhoNameEachOtherIsFollowedThirtyTimes) {
  EXPECT_EQ(StandInAtTheEndOf(30, true), EmployeeId(130));
  EXPECT_EQ(StandInAtTheEndOf(31, true), std::nullopt) << "rather a ring";
}

TEST_F(ChainTest, OfManagersIsFollowedThirtyTimes) {
  EXPECT_EQ(StandInAtTheEndOf(30, false), EmployeeId(130));
  EXPECT_EQ(StandInAtTheEndOf(31, false), std::nullopt);
}

TEST_F(WaitingWorkTest, TheMessagesOfAChangeArePublishedWhenItWasStored) {
  const auto id = Submitted();
  paged.documents = {Stored(id)};
  FiveLeaves();
  publisher.published.clear();
  HandOverFrom({EmployeeId(5)});
  ASSERT_FALSE(publisher.published.empty());
  EXPECT_EQ(publisher.published.back().second, "n:vacant:step:1:1:1:1:3");
  publisher.published.clear();
  documents.stored.clear();
  HandOverFrom({EmployeeId(5)});
  EXPECT_TRUE(publisher.published.empty()) << "it is gone, and with it what there was to tell";
}

}  // namespace
}  // namespace erp::approval_request
