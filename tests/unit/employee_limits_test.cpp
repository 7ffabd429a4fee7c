// Places in the list of leavers, and profiles and operations whose parts stand at their limits.
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "employee/domain/leave/ledger.h"
#include "employee/domain/organisation/departure.h"
#include "employee/domain/organisation/employee.h"

namespace erp::employee {
namespace {

using std::chrono::milliseconds;

TEST(LeaverPlaces, AreReadAsTheyArePrinted) {
  for (const auto& place : {LeaverPlace{Instant(milliseconds(0)), 0},
                            LeaverPlace{Instant(milliseconds(1234567890123)), 42},
                            LeaverPlace{Instant(milliseconds(253402300799999)), 1}}) {
    const auto read = ParsePlace(PrintPlace(place));
    ASSERT_TRUE(read) << PrintPlace(place);
    EXPECT_EQ(read->changed_at, place.changed_at);
    EXPECT_EQ(read->id, place.id);
  }
  EXPECT_EQ(PrintPlace({Instant(milliseconds(1234)), 42}), "1234-42");
}

TEST(LeaverPlaces, WhatIsNoneIsNotRead) {
  for (const char* text : {"", "-", "1", "1-", "-1", "1-x", "x-1", "1--1", "01-1", "1-01",
                           "253402300800000-1", "1-2-3", " 1-2"}) {
    EXPECT_FALSE(ParsePlace(text)) << text;
  }
}

bool IsEmail(const std::string& text) { return !EmailMistake(text); }

TEST(Email, HasALocalPartOfOneToSixtyFourBytes) {
  EXPECT_TRUE(IsEmail("a@b.c"));
  EXPECT_FALSE(IsEmail("@b.c"));
  EXPECT_TRUE(IsEmail(std::string(64, 'a') + "@b.c"));
  EXPECT_FALSE(IsEmail(std::string(65, 'a') + "@b.c"));
}

TEST(Email, HasADomainWithADotInsideAndOneAtSign) {
  EXPECT_FALSE(IsEmail("a"));
  EXPECT_FALSE(IsEmail("a@"));
  EXPECT_FALSE(IsEmail("a@b"));
  EXPECT_FALSE(IsEmail("a@.c"));
  EXPECT_FALSE(IsEmail("a@b."));
  EXPECT_FALSE(IsEmail("a.b@c"));
  EXPECT_FALSE(IsEmail("a@b@c.d"));
  EXPECT_FALSE(IsEmail("a@b..c"));
  EXPECT_FALSE(IsEmail("a b@c.d"));
  EXPECT_TRUE(IsEmail("a@bc.d"));
}

TEST(Email, IsOfTwoHundredAndFiftyFourBytesAtMost) {
  const std::string longest = "a@" + std::string(250, 'b') + ".c";
  EXPECT_EQ(longest.size(), 254U);
  EXPECT_TRUE(IsEmail(longest));
  EXPECT_FALSE(IsEmail(longest + "d"));
}

bool IsId(const std::string& id) {
  const Operation operation{.id = id,
                            .kind = EntryKind::kGrant,
                            .minutes = Minutes(60),
                            .source = "s",
                            .reason = {},
                            .actor = {},
                            .at = {}};
  return OperationMistakes(operation).empty();
}

TEST(OperationId, IsOfTheseCharactersFromFirstToLast) {
  for (const char* id : {"a", "z", "A", "Z", "0", "9", ".", "_", ":", "-"}) {
    EXPECT_TRUE(IsId(id)) << id;
  }
  for (const char* id : {"", "`", "{", "@", "[", "/", ";", ",", " ", "가", "a b"}) {
    EXPECT_FALSE(IsId(id)) << id;
  }
}

TEST(OperationKinds, OnlyThoseOfADocumentDependOnTheirSource) {
  EXPECT_FALSE(DependsOnSource(EntryKind::kGrant));
  EXPECT_FALSE(DependsOnSource(EntryKind::kAdjust));
  EXPECT_TRUE(DependsOnSource(EntryKind::kReserve));
  EXPECT_TRUE(DependsOnSource(EntryKind::kConsume));
  EXPECT_TRUE(DependsOnSource(EntryKind::kRelease));
}

TEST(OperationId, HasTwoHundredCharactersAtMost) {
  EXPECT_TRUE(IsId(std::string(200, 'a')));
  EXPECT_FALSE(IsId(std::string(201, 'a')));
}

}  // namespace
}  // namespace erp::employee
