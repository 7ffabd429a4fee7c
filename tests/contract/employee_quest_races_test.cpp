// What happens to quests when several people do something at once, on the real database.
#include <array>
#include <atomic>

#include "contract/employee_quest_fixture.h"

namespace erp::employee {
namespace {

// K2, E14
TEST_F(EmployeeQuests, TheLastSlotIsTakenByOneOfMany) {
  const auto quest = Offer(1, 2);
  ASSERT_TRUE(Accept(quest, worker_));
  const auto people = HireMany(kThreads);
  std::atomic<int> taken = 0;
  std::atomic<int> full = 0;
  InParallel([&](int n) {
    const auto move = Accept(quest, people[static_cast<std::size_t>(n)]);
    ++(move ? taken : full);
    if (!move) {
      EXPECT_EQ(move.error().slug, "quest-full");
    }
  });
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(full, kThreads - 1);
  EXPECT_EQ(Stored(quest).taken, 2);
  ExpectQuestsAreSound();
}

// K1
TEST_F(EmployeeQuests, OnePersonTakesAQuestOnceHoweverOftenAtOnce) {
  const auto quest = Offer();
  std::atomic<int> taken = 0;
  InParallel([&](int) {
    const auto move = Accept(quest, worker_);
    if (move) {
      ++taken;
    } else {
      EXPECT_EQ(move.error().slug, "quest-already-taken");
    }
  });
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(Notices("QUEST_ACCEPTED"), 1);
  ExpectQuestsAreSound();
}

// K1: what decides in the end is the key, whatever a daemon believes.
TEST_F(EmployeeQuests, TheDatabaseRefusesASecondLiveParticipation) {
  const auto quest = Offer();
  ASSERT_TRUE(Accept(quest, worker_));
  const auto insert = [&](const std::string& state) {
    database_.session().Execute(
        "INSERT INTO quest_participations (quest_id, employee_id, state, reward_minutes, attempt, "
        "submissions, reminded, accepted_at, updated_at) VALUES (?, ?, ?, 480, 1, 0, 0, NOW(3), "
        "NOW(3))",
        {quest.value(), worker_.value(), state});
  };
  EXPECT_THROW(insert("APPROVED"), mysql::DuplicateKey);
  EXPECT_NO_THROW(insert("ABANDONED"));
  EXPECT_NO_THROW(insert("EXPIRED"));
}

// K2: the same of the slots.
TEST_F(EmployeeQuests, TheDatabaseRefusesMoreThanTheSlots) {
  const auto quest = Offer(1, 1);
  EXPECT_THROW(
      database_.session().Execute("UPDATE quests SET taken = 2 WHERE id = ?", {quest.value()}),
      mysql::ServerError);
}

// K3, E14
TEST_F(EmployeeQuests, ManyClaimsAtOnceAreOneGrant) {
  const auto quest = Offer(0.5);
  Finish(quest, worker_);
  std::atomic<int> claimed = 0;
  InParallel(
      [&](int) {
        const auto move = Claim(quest, worker_);
        if (move) {
          ++claimed;
          EXPECT_EQ(move->leave->available(), Minutes::FromDays(15.5));
        } else {
          EXPECT_EQ(move.error().slug, "participation-state");
        }
      },
      10);
  EXPECT_EQ(claimed, 1);
  EXPECT_EQ(TotalsOf(worker_).available(), Minutes::FromDays(15.5));
  EXPECT_EQ(Notices("QUEST_CLAIMED"), 1);
  ExpectQuestsAreSound();
  ExpectLedgerIsSound(worker_);
}

// K3: a client that repeats itself with its key is given the first answer.
TEST_F(EmployeeQuests, ManyClaimsWithOneKeyAllSucceedAndAreOneGrant) {
  const auto quest = Offer(1);
  Finish(quest, worker_);
  std::atomic<int> first = 0;
  InParallel(
      [&](int) {
        const auto move = Claim(quest, worker_, "claim-1");
        ASSERT_TRUE(move) << move.error().slug;
        EXPECT_EQ(move->leave->available(), Minutes::OfDays(16));
        if (!move->replayed) ++first;
      },
      10);
  EXPECT_EQ(first, 1);
  const auto other = Offer(1);
  Finish(other, worker_);
  EXPECT_EQ(Slug(Claim(other, worker_, "claim-1")), "idempotency-key-reused");
  ExpectQuestsAreSound();
}

// E14
TEST_F(EmployeeQuests, ThreeApprovedAtOnceAreThreeRewardsAndThreeNotices) {
  const auto quest = Offer(1, 3);
  const auto people = HireMany(3);
  for (const auto person : people) {
    ASSERT_TRUE(Accept(quest, person));
    ASSERT_TRUE(Submit(quest, person));
  }
  InParallel(
      [&](int n) {
        EXPECT_TRUE(
            Review(quest, people[static_cast<std::size_t>(n)], Verdict::kApproved, reviewer_));
      },
      3);
  EXPECT_EQ(Notices("QUEST_APPROVED"), 3);
  InParallel([&](int n) { EXPECT_TRUE(Claim(quest, people[static_cast<std::size_t>(n)])); }, 3);
  EXPECT_EQ(Grants(), 3);
  for (const auto person : people) {
    EXPECT_EQ(TotalsOf(person).available(), Minutes::OfDays(16));
    ExpectLedgerIsSound(person);
  }
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuests, ApprovalAndRejectionAtOnceAreOneVerdict) {
  const auto quest = Offer();
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_));
  std::atomic<int> judged = 0;
  InParallel([&](int n) {
    const auto verdict = n % 2 == 0 ? Verdict::kApproved : Verdict::kRejected;
    const auto move = Review(quest, worker_, verdict);
    if (move) {
      ++judged;
    } else {
      EXPECT_EQ(move.error().slug, "nobody-waiting");
    }
  });
  EXPECT_EQ(judged, 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM quest_attempts WHERE verdict IS NOT NULL"), 1);
  EXPECT_EQ(Notices("QUEST_APPROVED") + Notices("QUEST_REJECTED"), 1);
}

TEST_F(EmployeeQuests, EverythingAtOnceStaysWithinTheRules) {
  const auto quest = Offer(0.125, 4);
  const auto people = HireMany(8);
  InParallel(
      [&](int n) {
        const auto person = people[static_cast<std::size_t>(n)];
        for (int round = 0; round < 5; ++round) {
          (void)Accept(quest, person);
          if ((n + round) % 3 == 0) {
            (void)quests_app_.submit_work.Abandon(quest, person, std::nullopt);
          }
          (void)Submit(quest, person);
          (void)Review(quest, person, round % 2 == 0 ? Verdict::kApproved : Verdict::kRejected);
          (void)Claim(quest, person);
        }
      },
      8);
  ExpectQuestsAreSound();
  for (const auto person : people) ExpectLedgerIsSound(person);
  EXPECT_GT(Grants(), 0);
}

// K3: what is not stored whole is not stored at all.
TEST_F(EmployeeQuests, AMoveWhoseNoticesCannotBeStoredDidNotHappen) {
  const auto quest = Offer();
  Finish(quest, worker_);
  told_.fail = true;
  EXPECT_THROW((void)Claim(quest, worker_), Unavailable);
  told_.fail = false;
  EXPECT_EQ(Status(quest, worker_), "APPROVED");
  EXPECT_EQ(Grants(), 0);
  EXPECT_EQ(Notices("QUEST_CLAIMED"), 0);
  EXPECT_TRUE(Claim(quest, worker_));
  ExpectQuestsAreSound();
}

}  // namespace
}  // namespace erp::employee
