#include <string>

#include <gtest/gtest.h>

#include "http/internal/large_answers.h"

namespace erp::http {
namespace {

class LargeAnswersTest : public testing::Test {
 protected:
  bool Ask(LargeAnswers::Ticket ticket, std::size_t bytes) {
    return answers_.Ask(ticket, bytes, [this, ticket] { started_ += std::to_string(ticket); });
  }

  LargeAnswers answers_{100, 2};
  std::string started_;
};

TEST_F(LargeAnswersTest, WhatFitsStartsAtOnceAndTheRestInTheirOrder) {
  EXPECT_TRUE(Ask(1, 60));
  EXPECT_TRUE(Ask(2, 40));
  EXPECT_TRUE(Ask(3, 60));
  EXPECT_TRUE(Ask(4, 40));
  EXPECT_EQ(started_, "12");
  answers_.Release(1);
  EXPECT_EQ(started_, "123");
  answers_.Release(2);
  EXPECT_EQ(started_, "1234");
  EXPECT_EQ(answers_.held(), 100U);
}

TEST_F(LargeAnswersTest, ASmallerOneDoesNotOvertakeOneThatWaits) {
  Ask(1, 60);
  Ask(2, 60);
  Ask(3, 10);
  EXPECT_EQ(started_, "1");
  answers_.Release(1);
  EXPECT_EQ(started_, "123");
}

TEST_F(LargeAnswersTest, BeyondTheQueueARequestIsNotTakenAndNeverStarts) {
  Ask(1, 100);
  Ask(2, 10);
  Ask(3, 10);
  EXPECT_FALSE(Ask(4, 10));
  answers_.Release(1);
  EXPECT_EQ(started_, "123");
}

TEST_F(LargeAnswersTest, AnAnswerThatIsSmallerThanDeclaredFreesMemoryForTheNext) {
  Ask(1, 100);
  Ask(2, 60);
  answers_.Shrink(1, 50);
  EXPECT_EQ(started_, "1");
  answers_.Shrink(1, 40);
  EXPECT_EQ(started_, "12");
  answers_.Shrink(1, 70);  // never more than was held
  EXPECT_EQ(answers_.held(), 100U);
}

TEST_F(LargeAnswersTest, AWaitingOneThatGivesUpIsSkippedAndLetsTheNextPass) {
  Ask(1, 60);
  Ask(2, 60);
  Ask(3, 40);
  answers_.Release(2);
  EXPECT_EQ(started_, "13");
  EXPECT_EQ(answers_.waiting(), 0U);
}

TEST_F(LargeAnswersTest, OneThatIsLargerThanTheBoundRunsAlone) {
  Ask(1, 10);
  Ask(2, 500);
  EXPECT_EQ(started_, "1");
  answers_.Release(1);
  EXPECT_EQ(started_, "12");
  Ask(3, 1);
  EXPECT_EQ(started_, "12");
  answers_.Release(2);
  EXPECT_EQ(started_, "123");
}

TEST_F(LargeAnswersTest, ReleasingTwiceFreesOnce) {
  Ask(1, 60);
  Ask(2, 40);
  answers_.Release(1);
  answers_.Release(1);
  EXPECT_EQ(answers_.held(), 40U);
}

}  // namespace
}  // namespace erp::http
